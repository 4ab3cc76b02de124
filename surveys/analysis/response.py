"""How unevenly the population answered: the CV of response, its parts by variable and category, and R-indicators."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.errors import AnalysisError, MissingDemographic, TargetError, UnknownCategory

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Response:
    """How evenly groups of a population answered, on a table of crossed groups.

    ``cv`` is the coefficient of variation of the rate of answering between the groups; ``cv_adjusted`` has the part
    taken off that chance alone would make, (K - 1)/n from its square, and is the one to report. ``max_bias_per_sd``
    bounds the bias of an unweighted mean, in standard deviations of what is measured (Schouten, Cobben and Bethlehem,
    2009), if answering depends on these groups alone. ``r`` is the R-indicator, 1 - 2 S: useless for a voluntary
    survey, where rates of a tenth of a per cent put it near 1 whatever the gaps, so ``r_rescaled`` says what it would
    be had half of the population answered in the same proportions, 1 - ``cv_adjusted``, and not below 0.

    ``variables``: variable, unconditional and conditional partial CV, both adjusted for chance. The first is how much
    the rate differs between its categories, the second how much is left of that among people alike in every other
    variable. ``categories``: variable, category, n, population, rate relative to the mean, and the signed unconditional
    partial CV (below 0: too few). ``n`` people are counted, ``left_out`` have no answer to one of the variables.
    """

    n: float
    population: float
    left_out: float
    rate: float
    groups: int
    cv: float
    cv_adjusted: float
    r: float
    r_rescaled: float
    variables: pd.DataFrame
    categories: pd.DataFrame

    @property
    def max_bias_per_sd(self) -> float:
        """The largest bias of an unweighted mean, in standard deviations of what is measured."""
        return self.cv_adjusted


def r_indicator(
    sample: pd.DataFrame, table: pd.Series[Any] | pd.DataFrame, *, count: str | None = None
) -> Response:
    """How evenly the groups of a population table answered a survey.

    ``table`` holds people of the population by every combination of the variables: a Series whose index levels are
    named like the columns of ``sample``, or a two-way DataFrame with both axes named. People with no answer to one of
    the variables are left out and counted. Raises MissingDemographic for a variable the sample does not have,
    UnknownCategory for an answer the table does not have, and TargetError for a table with counts that are missing,
    negative or fewer than the people who answered.

    Indicators: Schouten, Cobben and Bethlehem (2009); partial indicators: Schouten, Shlomo and Skinner (2011); on rates
    of the groups themselves, so no model is assumed, divided by the mean rate.
    """
    people = _read_table(table)
    names = [str(name) for name in people.index.names]
    answered, left_out = _answers(sample, names, people, count)
    total = float(people.sum())
    n = float(answered.sum())
    if not n:
        raise AnalysisError(
            "Nobody answered every one of these questions: " + ", ".join(names) + ".",
            n=0,
            reason="nobody_left",
        )
    size, count_of = people.to_numpy(float), answered.to_numpy(float)
    if (count_of > size).any():
        worst = int(np.argmax(count_of - size))
        raise TargetError(
            f"{count_of[worst]:g} people answered from {_named(names, people.index[worst])}, where the table has "
            f"{size[worst]:g}. Check that both are about the same population.",
            n=float(count_of[worst]),
            target=float(size[worst]),
            reason="more_than_population",
        )
    rate = n / total
    lived_in = size > 0
    share = size / total
    relative = np.divide(count_of, size, out=np.ones(len(size)), where=lived_in) / rate
    relative[~lived_in] = 1.0
    groups = int(lived_in.sum())
    square = float(share @ (relative - 1.0) ** 2)
    cv, adjusted = math.sqrt(square), _less_chance(square, groups - 1, n)
    variables, categories = _parts(names, people, count_of, relative, rate, n)
    return Response(
        n=n,
        population=total,
        left_out=left_out,
        rate=rate,
        groups=groups,
        cv=cv,
        cv_adjusted=adjusted,
        r=1.0 - 2.0 * rate * cv,
        r_rescaled=max(0.0, 1.0 - adjusted),
        variables=variables,
        categories=categories,
    )


def _less_chance(square: float, degrees: int, n: float) -> float:
    """The root of a squared CV less what sampling noise adds to it on average: n times it is a chi-square."""
    return math.sqrt(max(0.0, square - degrees / n))


def _parts(
    names: Sequence[str], people: pd.Series[Any], count_of: Floats, relative: Floats, rate: float, n: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    total = float(people.to_numpy(float).sum())
    frame = people.index.to_frame(index=False)
    frame.columns = pd.Index(names)
    frame["_size"], frame["_count"], frame["_relative"] = people.to_numpy(float), count_of, relative
    lived_in = frame[frame["_size"] > 0]
    variables, categories = [], []
    for name in names:
        by = lived_in.groupby(name, sort=False, observed=True)[["_size", "_count"]].sum()
        of_category = by["_count"] / by["_size"] / rate
        share = by["_size"].to_numpy(float) / total
        between = float(share @ np.square(of_category.to_numpy(float) - 1.0))
        others = [other for other in names if other != name]
        within, degrees = _within(lived_in, others, rate, total)
        variables.append(
            {
                "variable": name,
                "unconditional": _less_chance(between, len(by) - 1, n),
                "conditional": _less_chance(within, degrees, n),
            }
        )
        categories.append(
            pd.DataFrame(
                {
                    "variable": name,
                    "category": pd.Series(list(by.index), dtype=object),
                    "n": by["_count"].to_numpy(),
                    "population": by["_size"].to_numpy(),
                    "relative_rate": of_category.to_numpy(),
                    "partial": (np.sqrt(by["_size"] / total) * (of_category - 1.0)).to_numpy(),
                }
            )
        )
    return pd.DataFrame(variables), pd.concat(categories, ignore_index=True)


def _within(lived_in: pd.DataFrame, others: Sequence[str], rate: float, total: float) -> tuple[float, int]:
    """Squared CV of the rate among people alike in every other variable, and the degrees of freedom of its noise."""
    if not others:
        mean: Any = lived_in["_count"].to_numpy(float).sum() / lived_in["_size"].to_numpy(float).sum() / rate
        strata = 1
    else:
        grouped = lived_in.groupby(list(others), sort=False, observed=True)[["_size", "_count"]]
        sums = grouped.transform("sum")
        mean = sums["_count"] / sums["_size"] / rate
        strata = grouped.ngroups
    share = lived_in["_size"].to_numpy(float) / total
    square = float(share @ np.square(lived_in["_relative"].to_numpy(float) - np.asarray(mean, dtype=float)))
    return square, len(lived_in) - strata


def _read_table(table: pd.Series[Any] | pd.DataFrame) -> pd.Series[Any]:
    listed: Any = table.stack() if isinstance(table, pd.DataFrame) else table
    if any(name is None for name in listed.index.names):
        raise TargetError(
            "Name every level of the table's index after a column of the sample.", reason="unnamed_variable"
        )
    people: pd.Series[Any] = listed.astype(float)
    if people.index.has_duplicates:
        twice = people.index[people.index.duplicated()][0]
        raise TargetError(
            f"The table has {_named(people.index.names, twice)} twice; add the rows up.",
            reason="repeated_category",
        )
    bad = ~np.isfinite(people.to_numpy()) | (people.to_numpy() < 0)
    if bad.any():
        where = people.index[int(np.argmax(bad))]
        raise TargetError(
            f"The table has {people.loc[where]!r} people for {_named(people.index.names, where)}; give 0 or more.",
            reason="negative",
        )
    if not people.sum() > 0:
        raise TargetError("The table has nobody in it.", target=0.0, reason="empty_population")
    return people


def _answers(
    sample: pd.DataFrame, names: Sequence[str], people: pd.Series[Any], count: str | None
) -> tuple[pd.Series[Any], float]:
    for name in names:
        if name not in sample.columns:
            raise MissingDemographic(
                f"The table uses {name!r}, but the sample has no such column; add it or leave it out of the table.",
                variable=name,
                reason="no_column",
            )
    frame = sample[list(names)].astype(object)
    weight = pd.Series(1.0, index=sample.index) if count is None else sample[count].astype(float)
    stated = frame.notna().all(axis=1)
    left_out = float(weight[~stated].sum())
    frame, weight = frame[stated], weight[stated]
    found = weight.groupby([frame[name] for name in names], sort=False).sum()
    if len(names) == 1:
        found.index.name = names[0]
    for level, name in enumerate(names):
        known = set(people.index.get_level_values(level))
        for answer in found.index.get_level_values(level):
            if answer not in known:
                raise UnknownCategory(
                    f"{answer!r} for {name!r} stands in the sample but not in the table; collapse it or leave it "
                    "empty.",
                    variable=name,
                    category=str(answer),
                    reason="unknown_category",
                )
    beyond = ~found.index.isin(people.index)
    if beyond.any():
        where = found.index[int(np.argmax(beyond))]
        raise UnknownCategory(
            f"The table has no row for {_named(names, where)}, where {found[beyond].iloc[0]:g} people answered from.",
            n=float(found[beyond].iloc[0]),
            reason="unknown_category",
        )
    return found.reindex(people.index, fill_value=0.0), left_out


def _named(names: Sequence[Any], where: Any) -> str:
    values = where if isinstance(where, tuple) else (where,)
    return ", ".join(f"{name} {value!r}" for name, value in zip(names, values, strict=True))
