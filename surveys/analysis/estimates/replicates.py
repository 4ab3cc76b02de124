"""Replicate weights: the sample drawn again many times and weighted again each time, as it was the first time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.errors import AnalysisError, EmptyCategory
from surveys.analysis.estimates.intervals import (
    checked_level,
    design_effect,
    mean_interval,
    proportion_interval,
)
from surveys.analysis.weighting.distances import distance
from surveys.analysis.weighting.refusals import said
from surveys.analysis.weighting.solve import solve

if TYPE_CHECKING:
    from surveys.analysis.estimates.design import Design

Floats = npt.NDArray[np.float64]

MOST_CELLS = 50_000_000
"""Rows times replicates kept at once: 200 MB of counts."""
TOLERANCE = 1e-8
MOST_REDRAWN = 0.1


@dataclass(frozen=True, eq=False)
class Replicates:
    """``n`` samples drawn from the sample, each weighted again. Made by ``Design.replicates``.

    ``times`` says how many of each row's people are in each replicate (rows by replicates) and ``ratios`` holds the
    weight of one of them over their base weight (cells by replicates). A variance is ``scale`` times the sum over
    replicates of the squared distance from the estimate of the whole sample. ``redrawn`` replicates were drawn again
    because nobody of a category was in them.
    """

    design: Design = field(repr=False)
    kind: str
    n: int
    scale: float
    redrawn: int
    times: npt.NDArray[Any] = field(repr=False)
    ratios: Floats = field(repr=False)

    def weights(self) -> Iterator[Floats]:
        """The weight of each row in each replicate, of everybody counted in it together."""
        design = self.design
        taking_part = design.cell >= 0
        base = 1.0 if design.base is None else design.base
        for k in range(self.n):
            ratio = np.where(taking_part, self.ratios[design.cell, k], 0.0)
            yield ratio * self.times[:, k] * base

    def variance(self, statistic: Callable[[Floats], Floats]) -> Floats:
        """The variance of anything that can be worked out from the rows' weights."""
        whole = np.asarray(statistic(self.design.row_weights), dtype=np.float64)
        total = np.zeros_like(whole)
        for weight in self.weights():
            total += (statistic(weight) - whole) ** 2
        return total * self.scale

    def mean(
        self, y: str | pd.Series[Any], by: str | pd.Series[Any] | None = None, *, level: float = 0.95
    ) -> pd.DataFrame:
        """As ``Design.mean``, with errors from the replicates."""
        return self._again(self.design.mean(y, by, level=level), y, by, level, _mean)

    def total(
        self, y: str | pd.Series[Any], by: str | pd.Series[Any] | None = None, *, level: float = 0.95
    ) -> pd.DataFrame:
        """As ``Design.total``, with errors from the replicates."""
        return self._again(self.design.total(y, by, level=level), y, by, level, _total)

    def quantile(
        self,
        y: str | pd.Series[Any],
        p: float = 0.5,
        by: str | pd.Series[Any] | None = None,
        *,
        level: float = 0.95,
    ) -> pd.DataFrame:
        """As ``Design.quantile``, with errors from the replicates. A jackknife cannot do this, and is refused."""
        if self.kind == "jackknife":
            raise AnalysisError(
                "Leaving out one person moves a quantile by a step or not at all, so a jackknife of it means nothing; "
                "use the bootstrap.",
                reason="jackknife_of_a_quantile",
            )
        from surveys.analysis.estimates.quantiles import ordered

        def smallest(values: Floats, weights: Floats, here: npt.NDArray[np.bool_]) -> float:
            return ordered(values, weights, here).at(p)

        return self._again(self.design.quantile(y, p, by, level=level), y, by, level, smallest)

    def proportion(
        self,
        y: str | pd.Series[Any],
        by: str | pd.Series[Any] | None = None,
        *,
        ci: str = "logit",
        level: float = 0.95,
        options: Sequence[Any] | None = None,
    ) -> pd.DataFrame:
        """As ``Design.proportion``, with errors from the replicates; for questions with one answer each."""
        from surveys.analysis.estimates.answers import Coded, named
        from surveys.analysis.estimates.design import question_of
        from surveys.analysis.estimates.intervals import checked_interval

        frame = self.design.proportion(y, by, ci=ci, level=level, options=options)
        name, column = named(y, self.design.data)
        if isinstance(frame.index, pd.MultiIndex):
            question = question_of(name, column, options)
            if not isinstance(question, Coded):
                raise AnalysisError(
                    f"{name!r} has several answers a person: ask for each as true or false.",
                    variable=name,
                    reason="multiple_choice",
                )
            numbers = [
                np.where(question.codes < 0, np.nan, question.codes == k) for k in range(len(question.labels))
            ]
        else:
            numbers = [self.design.numbers(column)[1]]
        masks = self._masks(by)
        variance = self.variance(
            lambda w: np.array([_mean(values, w, here) for here in masks for values in numbers])
        )
        se = np.sqrt(variance)
        n = frame["n"].to_numpy(float)
        lower, upper, used = proportion_interval(
            frame["estimate"].to_numpy(float),
            se,
            n,
            frame["effective_base"].to_numpy(float),
            checked_interval(ci),
            level,
            np.minimum(n, self.n) - 1.0,
        )
        deff = design_effect(frame["estimate"].to_numpy(float), se, n)
        return frame.assign(se=se, lower=lower, upper=upper, interval=used, deff=deff)

    def _again(
        self,
        frame: pd.DataFrame,
        y: str | pd.Series[Any],
        by: str | pd.Series[Any] | None,
        level: float,
        estimate: Callable[[Floats, Floats, npt.NDArray[np.bool_]], float],
    ) -> pd.DataFrame:
        checked_level(level)
        _, values = self.design.numbers(y)
        masks = self._masks(by)
        se = np.sqrt(self.variance(lambda w: np.array([estimate(values, w, here) for here in masks])))
        # A variance that a few replicates give has no more degrees of freedom than these less one.
        known = np.minimum(frame["n"].to_numpy(float), self.n)
        lower, upper = mean_interval(frame["estimate"].to_numpy(float), se, known, level)
        return frame.assign(se=se, lower=lower, upper=upper)

    def _masks(self, by: str | pd.Series[Any] | None) -> list[npt.NDArray[np.bool_]]:
        domain, labels = self.design.grouped(by)
        group = np.append(domain.group, -1)[domain.of_row]
        return [group == k for k in range(len(labels))]


def _mean(values: Floats, weights: Floats, here: npt.NDArray[np.bool_]) -> float:
    known = here & np.isfinite(values)
    base = float(weights[known].sum())
    return float(weights[known] @ values[known]) / base if base > 0 else float("nan")


def _total(values: Floats, weights: Floats, here: npt.NDArray[np.bool_]) -> float:
    known = here & np.isfinite(values)
    return float(weights[known] @ values[known])


def replicates(design: Design, kind: str, n: int, *, seed: int) -> Replicates:
    """Draw the people of a design again ``n`` times and weight each draw as the sample was weighted.

    "bootstrap" draws n - 1 people with replacement (Rao and Wu, 1988). "jackknife" leaves one person out at a time, or,
    where there are more than ``n`` people, one of ``n`` random groups (Kott, 2001). The same ``seed`` gives the same
    replicates. Raises EmptyCategory, naming it, when too few people are in a category for it to be in nearly every
    draw, and AnalysisError for an unknown kind, fewer than 2 replicates, trimmed weights (bounds can be kept in each
    replicate, a trim cannot) and more rows than fit into memory.
    """
    if kind not in ("bootstrap", "jackknife"):
        raise AnalysisError(f"There is no kind {kind!r}; choose 'bootstrap' or 'jackknife'.", reason="kind")
    if n < 2:
        raise AnalysisError(
            f"{n!r} replicates tell nothing; ask for at least 2.", reason="too_few_replicates"
        )
    if design.provenance.get("trimmed", {}).get("people"):
        raise AnalysisError(
            "Trimmed weights cannot be made again in each replicate; use bounds= in rake() instead.",
            reason="trimmed",
        )
    chance = np.random.default_rng(seed)
    people = np.ones(len(design.cell)) if design.count is None else design.count
    people = np.where(design.cell >= 0, people, 0.0)
    if (people != np.round(people)).any():
        raise AnalysisError("Only whole people can be drawn; a count here is a fraction.", reason="fraction")
    whole = people.astype(np.int64)
    draws = int(whole.sum()) if kind == "jackknife" and whole.sum() <= n else n
    if len(whole) * draws > MOST_CELLS:
        raise AnalysisError(
            f"{len(whole):,} rows times {draws:,} replicates are too many to keep; count the answers first "
            "(rake_cells), or ask for fewer.",
            n=float(len(whole)),
            reason="too_many",
        )
    maker = _bootstrap if kind == "bootstrap" else _jackknife
    scale = 1.0 / draws if kind == "bootstrap" else (draws - 1.0) / draws
    weigher = _Weigher(design)
    times = np.empty((len(whole), draws), dtype=np.int32)
    ratios = np.empty((len(design.problem.order), draws))
    redrawn = done = 0
    for drawn in maker(whole, draws, chance):
        found = weigher.ratios(drawn)
        if found is None:
            redrawn += 1
            if kind == "jackknife" or redrawn > max(1, MOST_REDRAWN * draws):
                raise _too_few(design)
            continue
        times[:, done], ratios[:, done] = drawn, found
        done += 1
        if done == draws:
            break
    return Replicates(design, kind, draws, scale, redrawn, times, ratios)


def _bootstrap(
    people: npt.NDArray[np.int64], n: int, chance: np.random.Generator
) -> Iterator[npt.NDArray[np.int64]]:
    size = int(people.sum())
    share = people / size
    while True:
        yield chance.multinomial(size - 1, share)


def _jackknife(
    people: npt.NDArray[np.int64], n: int, chance: np.random.Generator
) -> Iterator[npt.NDArray[np.int64]]:
    size = int(people.sum())
    groups = np.arange(size) % n
    chance.shuffle(groups)
    row = np.repeat(np.arange(len(people)), people)
    for group in range(n):
        left_out = np.bincount(row[groups == group], minlength=len(people))
        yield people - left_out


class _Weigher:
    """Solves the problem of the design again for other people in its cells, setting out from its solution."""

    def __init__(self, design: Design) -> None:
        self.problem = design.problem
        self.row_base = np.ones(len(design.cell)) if design.base is None else design.base
        self.cell = design.cell
        given = design.provenance.get("bounds")
        self.measure = distance(
            design.provenance.get("method", "raking"), None if given is None else tuple(given)
        )
        # A solution at a bound is no good place to set out from: there the curvature vanishes.
        self.start = None if self.measure.bounded else self._solve(self.problem.base, None).multipliers

    def ratios(self, people: npt.NDArray[np.int64]) -> Floats | None:
        """Weight over base weight of each cell, adding to the population; None where a category is out of reach."""
        problem, taking_part = self.problem, self.cell >= 0
        base = np.bincount(
            self.cell[taking_part],
            (people * self.row_base)[taking_part],
            minlength=len(problem.order),
        ).astype(np.float64)
        scale = problem.total / float(base.sum())
        base *= scale
        reached = problem.membership.totals(base)
        exact = True if problem.ridge is None else problem.ridge == 0
        if ((reached <= 0) & (problem.targets > 0) & exact).any():
            return None
        found = self._solve(base, self.start)
        return found.ratios * scale if found.converged else None

    def _solve(self, base: Floats, start: Floats | None) -> Any:
        problem = self.problem
        return solve(
            problem.membership,
            base,
            problem.targets,
            self.measure,
            tol=TOLERANCE,
            start=start,
            ridge=problem.ridge,
        )


def _too_few(design: Design) -> EmptyCategory:
    margins = [(m.n[k], m.name, m.categories[k]) for m in design.problem.margins for k in range(len(m.n))]
    n, variable, category = min((each for each in margins if each[0] > 0), key=lambda each: each[0])
    return EmptyCategory(
        f"Too many draws cannot be weighted; the smallest category is {said(category)} for {said(variable)} with {n:g} "
        "people. Merge it with another, or use the linearised errors.",
        variable=variable,
        category=category,
        n=float(n),
        reason="thin_category",
    )
