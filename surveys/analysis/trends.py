"""The same question over several waves: what changed, how surely, and where the series breaks.

Waves are independent samples: nobody is followed from one to the next, and the anonymity of the surveys makes sure that
nobody could be. A change has the variance of both waves; where a question changed its meaning in between, there is no
change to speak of, and none is worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from surveys.analysis.errors import AnalysisError
from surveys.analysis.estimates.crosstab import benjamini_hochberg, variance_of_no_difference
from surveys.analysis.estimates.design import Design
from surveys.analysis.estimates.intervals import checked_level

Floats = npt.NDArray[np.float64]

LOW_BASE = 100
CAUTION = (
    "Each wave was answered by other people, who chose to answer. A change can be a change in who answered: the ranges "
    "assume that weighting made up for that alike in every wave."
)
_KEPT = ["estimate", "se", "lower", "upper", "n", "effective_base", "unweighted"]


@dataclass(frozen=True)
class Wave:
    """One round of a survey. ``meaning`` stays the same as long as the question asks the same thing.

    A wording fix keeps the meaning; a change of meaning, of answers or of routing gives it a new value.
    """

    name: str
    design: Design = field(repr=False)
    meaning: str = ""


@dataclass(frozen=True)
class Break:
    """Between two waves the question changed its meaning: figures before and after are not compared."""

    before: str
    after: str

    def __str__(self) -> str:
        return (
            f"The question changed its meaning between {self.before} and {self.after}. Figures before and after cannot "
            "be compared."
        )


@dataclass(frozen=True)
class Trend:
    """Figures of a question over waves.

    ``points``: wave, group, option, estimate, se, lower, upper, n, effective_base, unweighted and segment (waves with
    one number can be compared). ``changes``: group, option, before, after, change, se, lower, upper (Student with the
    degrees of freedom of Welch and Satterthwaite), t, df, p, p_adjusted (Benjamini and Hochberg over all changes
    listed) and verdict: "higher", "lower" or "no clear change". ``cautions`` are sentences that belong beside the
    figures.
    """

    points: pd.DataFrame
    changes: pd.DataFrame
    breaks: tuple[Break, ...]
    cautions: tuple[str, ...]


def trend(
    waves: Sequence[Wave],
    y: str,
    *,
    by: str | None = None,
    statistic: str = "proportion",
    options: Sequence[Any] | None = None,
    compare: str = "neighbours",
    alpha: float = 0.05,
    fdr: bool = True,
    level: float = 0.95,
) -> Trend:
    """Follow a question through waves, oldest first, overall or by group.

    ``statistic`` is "proportion" (of true answers, or of each option) or "mean". ``compare`` says which waves are set
    against each other: "neighbours", each with the one before, or "first", each with the first of its segment, or
    "all". Raises AnalysisError for fewer than two waves, names that repeat, and what the estimates raise.
    """
    checked_level(level)
    checked_level(alpha)
    if len(waves) < 2:
        raise AnalysisError("A trend needs at least two waves.", n=len(waves), reason="too_few_waves")
    names = [wave.name for wave in waves]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise AnalysisError(f"Two waves are called {twice!r}.", category=twice, reason="repeated_wave")
    if statistic not in ("proportion", "mean"):
        raise AnalysisError(
            f"There is no statistic {statistic!r}; choose 'proportion' or 'mean'.", reason="statistic"
        )
    if compare not in ("neighbours", "first", "all"):
        raise AnalysisError(
            f"There is no comparison {compare!r}; choose 'neighbours', 'first' or 'all'.", reason="compare"
        )
    segment = np.cumsum([0, *(a.meaning != b.meaning for a, b in pairwise(waves))])
    points = pd.concat(
        [
            _points(wave, y, by, statistic, options, level).assign(segment=int(number))
            for wave, number in zip(waves, segment, strict=True)
        ],
        ignore_index=True,
    )
    breaks = tuple(Break(a.name, b.name) for a, b in pairwise(waves) if a.meaning != b.meaning)
    pairs = [
        (a, b)
        for a, b in combinations(range(len(waves)), 2)
        if segment[a] == segment[b]
        and (
            compare == "all"
            or (compare == "neighbours" and b == a + 1)
            or (compare == "first" and a == int(np.argmax(segment == segment[a])))
        )
    ]
    changes = _changes(
        points, [(names[a], names[b]) for a, b in pairs], level, fdr, alpha, shares=statistic == "proportion"
    )
    return Trend(points, changes, breaks, _cautions(waves, points, by))


def _points(
    wave: Wave, y: str, by: str | None, statistic: str, options: Sequence[Any] | None, level: float
) -> pd.DataFrame:
    if y not in wave.design.data.columns:
        raise AnalysisError(
            f"The wave {wave.name!r} has no column {y!r}; name the same question in every wave.",
            variable=y,
            category=wave.name,
            reason="no_column",
        )
    frame = (
        wave.design.mean(y, by, level=level)
        if statistic == "mean"
        else wave.design.proportion(y, by, level=level, options=options)
    )
    if "option" not in frame.index.names:
        frame = frame.set_index(pd.Index([""] * len(frame), name="option"), append=True)
    found = frame[_KEPT].reset_index()
    found.insert(0, "wave", wave.name)
    return found


def _changes(
    points: pd.DataFrame,
    pairs: Sequence[tuple[str, str]],
    level: float,
    fdr: bool,
    alpha: float,
    *,
    shares: bool,
) -> pd.DataFrame:
    key = ["group", "option"]
    parts = []
    for before, after in pairs:
        first, second = (points[points["wave"] == name].set_index(key) for name in (before, after))
        both = second.join(first.add_suffix("_before"), how="inner").reset_index()
        parts.append(both.assign(before=before, after=after))
    columns = [
        *key,
        "before",
        "after",
        "change",
        "se",
        "lower",
        "upper",
        "t",
        "df",
        "p",
        "p_adjusted",
        "verdict",
    ]
    if not parts:
        return pd.DataFrame(columns=columns)
    out = pd.concat(parts, ignore_index=True)
    v1, v2 = (out[name].to_numpy(dtype=float) ** 2 for name in ("se_before", "se"))
    n1, n2 = (out[name].to_numpy(dtype=float) for name in ("n_before", "n"))
    if shares:
        # A share of 0 or 1 has no variance of its own: what one common share would have stands in for both.
        p1, p2 = (out[name].to_numpy(dtype=float) for name in ("estimate_before", "estimate"))
        k1, k2 = (out[name].to_numpy(dtype=float) for name in ("effective_base_before", "effective_base"))
        with np.errstate(divide="ignore", invalid="ignore"):
            pooled = variance_of_no_difference(p1, p2, k1, k2)
        all_or_none = (np.minimum(p1, 1 - p1) < 1e-12) | (np.minimum(p2, 1 - p2) < 1e-12)
        v1, v2 = (
            np.where(all_or_none, pooled * (k1 * k2) / (k1 + k2) / k, v) for k, v in ((k1, v1), (k2, v2))
        )
    able = (n1 > 1) & (n2 > 1) & (v1 + v2 > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        df = np.where(able, (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1)), np.nan)
        change = (out["estimate"] - out["estimate_before"]).to_numpy(dtype=float)
        se = np.where(able, np.sqrt(v1 + v2), np.nan)
        t = change / se
    half = special.stdtrit(df, 0.5 + level / 2) * se
    p = 2.0 * special.stdtr(df, -np.abs(t))
    adjusted = p.copy()
    if fdr:
        adjusted[np.isfinite(p)] = benjamini_hochberg(p[np.isfinite(p)])
    verdict = np.where(adjusted <= alpha, np.where(change > 0, "higher", "lower"), "no clear change")
    return out.assign(
        change=change,
        se=se,
        lower=change - half,
        upper=change + half,
        t=t,
        df=df,
        p=p,
        p_adjusted=adjusted,
        verdict=verdict,
    )[columns]


def _cautions(waves: Sequence[Wave], points: pd.DataFrame, by: str | None) -> tuple[str, ...]:
    told = [CAUTION]
    records = [(wave.name, wave.design.provenance) for wave in waves]
    for what, field_name in (
        ("weighted to the population", "base_population"),
        ("weighted on other variables or bands", "variables"),
        ("weighted with another rule for missing answers", "missing"),
    ):
        values = [str(record.get(field_name)) for _name, record in records]
        differing = [name for (name, _), value in zip(records, values, strict=True) if value != values[0]]
        if not differing:
            continue
        if field_name == "base_population":
            told.append(
                f"{_listed([name for name, _ in records])} are not about one population: "
                + "; ".join(dict.fromkeys(values))
                + "."
            )
        else:
            told.append(
                f"{_listed(differing)} {'was' if len(differing) == 1 else 'were'} {what} than {records[0][0]}."
            )
    few = points[points["n"] < LOW_BASE].drop_duplicates(["wave", "group"])
    if len(few):
        where = few.iloc[0]
        group = f" in {where['group']}" if by is not None else ""
        more = f", and in {len(few) - 1} other places" if len(few) > 1 else ""
        told.append(
            f"Fewer than {LOW_BASE} people answered{group} in {where['wave']}{more}: read these figures with care."
        )
    return tuple(told)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
