"""Small groups: what a model says where the answers alone are too few. Every figure from here is "modelled".

Multilevel regression and poststratification (Gelman and Little, 1997): a logistic model of the answer on all the
demographics and their pairs, averaged over the population's cells in each group, and moved as a whole so that the
overall figure is that of the weighted sample. Raked shares of groups with a few dozen answers are mostly noise; the
model lends each group what groups like it answered, and says by how much (``shrinkage``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from surveys.analysis.errors import AnalysisError, MissingDemographic, TargetError, UnknownCategory
from surveys.analysis.estimates.intervals import checked_level
from surveys.analysis.multilevel import Layout, Multilevel, fit, places, terms_of
from surveys.analysis.weighting.collapse import label_of

if TYPE_CHECKING:
    from surveys.analysis.estimates.design import Design

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

MODELLED = "modelled"
"""The word that stands with every estimate of a small group, on every screen and in every file."""


@dataclass(frozen=True, eq=False)
class SmallAreas:
    """Modelled shares of small groups.

    ``estimates`` has a row for each group of the population table: estimate, se, lower, upper, n (people of the sample
    who answered and are known to be in the group), direct (their raked share, NaN without any), shrinkage (from 0, the
    group's own answers decide, to 1, they decide nothing), people (of the population) and label, always "modelled".
    ``overall`` is the raked share everything is benchmarked to and ``shift`` how far, in log odds, the model had to be
    moved for it. ``terms`` lists the effects of the model: variables, sd in log odds, effective number.
    """

    estimates: pd.DataFrame
    overall: float
    shift: float
    terms: pd.DataFrame
    n: float
    converged: bool
    label: str = MODELLED


@dataclass(frozen=True)
class _Population:
    names: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    codes: Ints
    people: Floats

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(len(labels) for labels in self.labels)


def small_area(
    design: Design,
    y: str | pd.Series[Any],
    groups: Sequence[str],
    table: pd.Series[Any],
    *,
    level: float = 0.95,
) -> SmallAreas:
    """Shares of true answers in small groups, modelled and benchmarked to the weighted overall share.

    ``y`` is a column of ones and zeros (or true and false) with gaps where the question was not answered. ``table``
    holds people of the population by every combination of the model's variables, a Series whose index levels are named
    like the columns of the sample; ``groups`` names some of them. An answer missing on one of them, or one that the
    weighting treats as outside the targets, counts in population shares given the person's other answers. Base
    weights are not used: they should depend on the variables of the table alone.

    The benchmark is the design's own weighted share with its standard error. Intervals are logit intervals from the
    model's covariance with that error added: modelled uncertainty, which assumes that people who answered are like
    people of the same demographics who did not. Raises AnalysisError where there is nothing to model, and errors that
    name variable and category for tables that do not fit the sample.
    """
    checked_level(level)
    population = _read(table)
    for name in groups:
        if name not in population.names:
            raise TargetError(
                f"The population table has no {name!r}; it has {', '.join(population.names)}.",
                variable=name,
                reason="unknown_variable",
            )
    if not groups or len(set(groups)) < len(groups):
        raise TargetError(
            "Name the variables of the groups, each once.", reason="no_groups" if not groups else "repeated"
        )
    name, answers = design.numbers(y)
    people = np.ones(len(answers)) if design.count is None else design.count
    known = np.isfinite(answers) & (design.cell >= 0) & (people > 0)
    odd = known & (answers != 0.0) & (answers != 1.0)
    if odd.any():
        raise AnalysisError(
            f"{name!r} has the answer {answers[odd][0]:g}; a share is modelled from ones and zeros (or true and "
            "false). Make one such column for each option.",
            variable=name,
            reason="not_an_indicator",
        )
    n, hits = float(people[known].sum()), float(people[known] @ answers[known])
    if not 0.0 < hits < n:
        said = "Nobody answered" if not n else f"All {n:g} people gave the same answer to"
        raise AnalysisError(
            f"{said} {name!r}; there is nothing to model.", variable=name, n=n, reason="no_variation"
        )
    codes = np.stack([_codes(design, v, population) for v in range(len(population.names))])
    crossed = [population.names.index(group) for group in groups]
    layout = Layout(tuple(terms_of(len(population.names), crossed)), population.sizes)
    cells, at = _distinct(codes, known, population.sizes)
    of = at[known]
    rows = _rows(cells, layout, population)
    count = np.bincount(of, people[known], minlength=len(rows)).astype(np.float64)
    agreed = np.bincount(of, people[known] * answers[known], minlength=len(rows)).astype(np.float64)
    model = fit(layout, rows, count, agreed)
    raked = design.mean(pd.Series(answers, index=design.data.index, name=name)).iloc[0]
    overall, error = float(raked["estimate"]), float(raked["se"])
    group_of = places(population.codes, population.sizes, tuple(crossed))
    present, group_of = np.unique(group_of, return_inverse=True)
    whole = (cells[crossed] >= 0).all(axis=0)
    own = np.where(whole, places(np.maximum(cells, 0), population.sizes, tuple(crossed)), -1)
    mine = (own[:, None] == present[None, :]) * count[:, None]
    found = _poststratified(model, population, group_of, len(present), overall, error, rows, mine)
    index = _index(present, groups, crossed, population)
    estimates = _frame(found, index, level)
    estimates["n"] = mine.sum(axis=0)
    estimates["direct"] = _direct(design, answers, known, codes[crossed], present, crossed, population)
    estimates["shrinkage"] = found.shrinkage
    estimates["people"] = np.bincount(group_of, population.people, minlength=len(present))
    estimates["label"] = MODELLED
    return SmallAreas(
        estimates=estimates,
        overall=overall,
        shift=found.shift,
        terms=pd.DataFrame(
            {
                "variables": [" by ".join(population.names[v] for v in term) for term in layout.terms],
                "effects": layout.widths,
                "sd": model.sd,
                "effective": model.effective,
            }
        ),
        n=n,
        converged=model.converged,
    )


@dataclass(frozen=True)
class _Found:
    estimate: Floats
    se: Floats
    shrinkage: Floats
    shift: float


def _poststratified(
    model: Multilevel,
    population: _Population,
    group_of: Ints,
    groups: int,
    overall: float,
    error: float,
    rows: Floats,
    mine: Floats,
) -> _Found:
    """Group shares of the population's cells after the benchmark, with their errors by the delta method."""
    eta = model.predictor(population.codes)
    total = population.people.sum()
    shift = _shift(eta, population.people / total, overall)
    p = special.expit(eta + shift)
    size = np.bincount(group_of, population.people, minlength=groups)
    slope = population.people * p * (1.0 - p)
    everybody = _gradient(model.layout, population.codes, slope / total, np.zeros(len(p), dtype=np.intp), 1)
    by_group = _gradient(model.layout, population.codes, slope / size[group_of], group_of, groups)
    # Every group rides on the benchmark: where the model's own overall figure errs, the shift takes that back.
    pull = by_group[:, :1] / everybody[:, :1]
    net = by_group - pull * everybody
    spread = net[:, model.kept] @ model.root.T
    absent = np.ones(net.shape[1], dtype=bool)
    absent[model.kept] = False
    unseen = net[:, absent] * model.prior_sd()[absent]
    variance = np.square(spread).sum(axis=1) + np.square(unseen).sum(axis=1) + np.square(pull[:, 0] * error)
    estimate = np.bincount(group_of, population.people * p, minlength=groups) / size
    # How far a group's figure would move if all its own answers moved by one: its own weight in it.
    lever = model.root @ (rows[:, model.kept].T @ mine)
    own = np.einsum("gk,kg->g", by_group[:, model.kept] @ model.root.T, lever)
    return _Found(estimate, np.sqrt(variance), np.clip(1.0 - own, 0.0, 1.0), shift)


def _gradient(layout: Layout, codes: Ints, slope: Floats, group_of: Ints, groups: int) -> Floats:
    """Derivatives of the group shares by every coefficient, groups by coefficients."""
    out = np.zeros((groups, layout.offsets[-1]))
    out[:, 0] = np.bincount(group_of, slope, minlength=groups)
    for term, start, width in zip(layout.terms, layout.offsets, layout.widths, strict=False):
        key = group_of * width + places(codes, layout.sizes, term)
        out[:, start : start + width] = np.bincount(key, slope, minlength=groups * width).reshape(
            groups, width
        )
    return out


def _shift(eta: Floats, share: Floats, overall: float) -> float:
    """The constant to add to all log odds so that the mean is ``overall``, by Newton's method from below and above."""
    low, high = -30.0, 30.0
    shift = 0.0
    for _ in range(100):
        p = special.expit(eta + shift)
        miss = float(share @ p) - overall
        if abs(miss) < 1e-13:
            break
        low, high = (low, shift) if miss > 0 else (shift, high)
        slope = float(share @ (p * (1.0 - p)))
        shift = shift - miss / slope if slope > 1e-12 else 0.5 * (low + high)
        if not low < shift < high:
            shift = 0.5 * (low + high)
    return shift


def _read(table: pd.Series[Any]) -> _Population:
    if not isinstance(table, pd.Series) or any(name is None for name in table.index.names):
        raise TargetError(
            "Give the population table as a Series of people whose index levels are named like the sample's columns.",
            reason="unnamed_variable",
        )
    people = table.to_numpy(dtype=np.float64, na_value=np.nan)
    bad = ~(np.isfinite(people) & (people >= 0.0))
    if bad.any():
        raise TargetError(
            f"The population table has {people[bad][0]!r} people for {table.index[int(np.argmax(bad))]!r}; every "
            "figure must be a number, 0 or more.",
            reason="negative",
        )
    if table.index.has_duplicates:
        twice = table.index[table.index.duplicated()][0]
        raise TargetError(f"The population table has {twice!r} twice.", reason="repeated_category")
    lived_in = people > 0
    if not lived_in.any():
        raise TargetError("The population table has nobody in it.", target=0.0, reason="empty_population")
    names = tuple(str(name) for name in table.index.names)
    codes, labels = [], []
    for position in range(len(names)):
        code, found = pd.factorize(table.index.get_level_values(position)[lived_in])
        codes.append(code.astype(np.intp))
        labels.append(tuple(str(label).strip() for label in found))
    return _Population(names, tuple(labels), np.stack(codes), people[lived_in])


def _codes(design: Design, v: int, population: _Population) -> Ints:
    """The sample's answers in the table's codes; -1 where missing or outside the targets."""
    name = population.names[v]
    if name not in design.data.columns:
        raise MissingDemographic(
            f"The population table uses {name!r}, but the sample has no such column; add it or leave it out of the "
            "table.",
            variable=name,
            reason="no_column",
        )
    place = {label: code for code, label in enumerate(population.labels[v])}
    outside = set((design.provenance.get("outside") or {}).get(name, ()))
    raw, found = pd.factorize(design.data[name])
    lookup = np.full(len(found) + 1, -1, dtype=np.intp)
    taking_part = design.cell >= 0
    for i, answer in enumerate(found):
        label = label_of(answer)
        if label is None or label in outside:
            continue
        if label not in place:
            n = int(((raw == i) & taking_part).sum())
            if not n:
                continue
            raise UnknownCategory(
                f"{label!r} for {name!r} stands in the sample but not in the population table; collapse it or leave "
                "it empty.",
                variable=name,
                category=label,
                n=n,
                reason="unknown_category",
            )
        lookup[i] = place[label]
    codes: Ints = lookup[raw]
    return codes


def _distinct(codes: Ints, known: npt.NDArray[np.bool_], sizes: Sequence[int]) -> tuple[Ints, Ints]:
    """The combinations of answers that occur, variables by combinations, and the place of each row."""
    radices = [size + 1 for size in sizes]
    key = np.zeros(codes.shape[1], dtype=np.int64)
    for code, radix in zip(codes, radices, strict=True):
        key = key * radix + code + 1
    _found, first, inverse = np.unique(key[known], return_index=True, return_inverse=True)
    at = np.full(codes.shape[1], -1, dtype=np.intp)
    at[known] = inverse.reshape(-1)
    return codes[:, np.flatnonzero(known)[first]], at


def _rows(cells: Ints, layout: Layout, population: _Population) -> Floats:
    """The model's matrix: ones for what a cell is, population shares over what it may be."""
    out = np.zeros((cells.shape[1], layout.offsets[-1]))
    out[:, 0] = 1.0
    whole = np.flatnonzero((cells >= 0).all(axis=0))
    columns = layout.columns(cells[:, whole])
    out[whole[:, None], columns] = 1.0
    partly = np.flatnonzero((cells < 0).any(axis=0))
    if not len(partly):
        return out
    possible = layout.columns(population.codes)
    for cell in partly:
        told = np.flatnonzero(cells[:, cell] >= 0)
        like = (population.codes[told] == cells[told, cell][:, None]).all(axis=0)
        if not like.any():
            # Nobody in the population gives these answers together: spread over everybody.
            like = np.ones(len(population.people), dtype=bool)
        share = population.people[like] / population.people[like].sum()
        effects = possible[like]
        out[cell] += np.bincount(effects.ravel(), np.repeat(share, effects.shape[1]), minlength=out.shape[1])
    return out


def _index(
    present: Ints, groups: Sequence[str], crossed: Sequence[int], population: _Population
) -> pd.Index[Any]:
    rest, columns = present, []
    for v in reversed(crossed):
        rest, code = np.divmod(rest, population.sizes[v])
        columns.append([population.labels[v][k] for k in code])
    index: pd.Index[Any] = pd.Index(columns[0], name=groups[0])
    return index if len(groups) == 1 else pd.MultiIndex.from_arrays(columns[::-1], names=list(groups))


def _frame(found: _Found, index: pd.Index[Any], level: float) -> pd.DataFrame:
    p = np.clip(found.estimate, 1e-12, 1.0 - 1e-12)
    half = special.ndtri(0.5 + level / 2) * found.se / (p * (1.0 - p))
    centre = special.logit(p)
    return pd.DataFrame(
        {
            "estimate": found.estimate,
            "se": found.se,
            "lower": special.expit(centre - half),
            "upper": special.expit(centre + half),
        },
        index=index,
    )


def _direct(
    design: Design,
    answers: Floats,
    known: npt.NDArray[np.bool_],
    codes: Ints,
    present: Ints,
    crossed: Sequence[int],
    population: _Population,
) -> Floats:
    """Raked shares of the same groups, for the reader to see what the model changed."""
    usable = known & (codes >= 0).all(axis=0)
    at = np.zeros(codes.shape[1], dtype=np.intp)
    for position, v in enumerate(crossed):
        at = at * population.sizes[v] + np.maximum(codes[position], 0)
    place = np.minimum(np.searchsorted(present, at), len(present) - 1)
    usable &= present[place] == at
    at, weights = place, design.row_weights
    base = np.bincount(at[usable], weights[usable], minlength=len(present))
    hits = np.bincount(at[usable], (weights * np.nan_to_num(answers))[usable], minlength=len(present))
    shares: Floats = np.divide(hits, base, out=np.full(len(present), np.nan), where=base > 0)
    return shares
