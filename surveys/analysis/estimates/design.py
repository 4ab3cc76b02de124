"""Estimates from weighted answers: means, proportions and totals, overall and by group, with honest errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.errors import AnalysisError
from surveys.analysis.estimates.answers import (
    Coded,
    Ticked,
    coded,
    is_multiple,
    named,
    sums_of_numbers,
    sums_of_options,
    ticked,
)
from surveys.analysis.estimates.intervals import (
    checked_interval,
    checked_level,
    design_effect,
    mean_interval,
    proportion_interval,
)
from surveys.analysis.estimates.variance import (
    Calibration,
    Domains,
    Linearised,
    Moments,
    domains,
    linearise,
    moments,
)
from surveys.analysis.weighting.problem import Problem

if TYPE_CHECKING:
    from surveys.analysis.estimates.comparisons import Means, TTest
    from surveys.analysis.estimates.crosstab import Crosstab
    from surveys.analysis.estimates.replicates import Replicates

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

ALL = "All"


@dataclass(frozen=True, eq=False)
class Design:
    """Weighted answers, ready to estimate from. Made by ``Weights.to_design()`` or ``CellWeights.design_for()``.

    A group is a domain: everybody stays in the calculation, so its standard error is right; rows are never
    filtered out. Standard errors are linearised and take the calibration into account, exactly; they measure
    modelled uncertainty and assume no selection beyond the weighting variables.
    """

    data: pd.DataFrame = field(repr=False)
    cell: Ints = field(repr=False)
    count: Floats | None = field(repr=False)
    base: Floats | None = field(repr=False)
    problem: Problem = field(repr=False)
    ratios: Floats = field(repr=False)
    provenance: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def calibration(self) -> Calibration:
        """The weights' own part of every variance."""
        return Calibration(self.problem, self.ratios)

    @property
    def n(self) -> float:
        """People who take part."""
        return self.calibration.n

    @cached_property
    def row_weights(self) -> Floats:
        """The weight of each row: of everybody counted in it together; 0 for rows that take no part."""
        taking_part = self.cell >= 0
        # Base weights, where there are any, are on the population's scale already.
        weights = np.where(taking_part, self.ratios[self.cell], 0.0)
        weights = weights * (self.problem.scale if self.base is None else self.base)
        return weights if self.count is None else weights * self.count

    @cached_property
    def overall(self) -> Domains:
        """Everybody as one group."""
        return domains(self.calibration, self.cell, None, 1)

    def on(self, data: pd.DataFrame) -> Design:
        """The same weights over the same people with other columns beside them."""
        return replace(self, data=data)

    def grouped(
        self, by: str | pd.Series[Any] | None, groups: Sequence[Any] | None = None
    ) -> tuple[Domains, tuple[Any, ...]]:
        """The domains of a breakdown and their labels; an empty answer belongs to no group."""
        if by is None:
            return self.overall, (ALL,)
        name, column = named(by, self.data)
        breakdown = coded(name, column, groups)
        if not breakdown.labels:
            raise AnalysisError(
                f"Nobody answered {name!r}, so there are no groups.", variable=name, n=0, reason="no_groups"
            )
        return (
            domains(self.calibration, self.cell, breakdown.codes, len(breakdown.labels)),
            breakdown.labels,
        )

    def count_options(self, domain: Domains, question: Coded | Ticked) -> Moments:
        """The sums behind the shares of a question's options in each group."""
        return moments(domain, sums_of_options(domain, question, self.problem.scale, self.count, self.base))

    def shares(self, domain: Domains, question: Coded | Ticked) -> Linearised:
        """Shares of a question's options in each group, with what their errors need."""
        return linearise(self.calibration, self.count_options(domain, question))

    def mean(
        self, y: str | pd.Series[Any], by: str | pd.Series[Any] | None = None, *, level: float = 0.95
    ) -> pd.DataFrame:
        """Weighted mean of a number, overall or by group.

        A row for each group with estimate, se, lower, upper (Student), n, weighted_base, effective_base and
        unweighted. People without a number are left out of the base.
        """
        checked_level(level)
        found, labels, _name = self._numbers(y, by, total=False)
        lower, upper = mean_interval(
            found.estimate[:, 0], np.sqrt(found.variance[:, 0]), found.n[:, 0], level
        )
        return frame_of(found, labels, lower, upper)

    def total(
        self, y: str | pd.Series[Any], by: str | pd.Series[Any] | None = None, *, level: float = 0.95
    ) -> pd.DataFrame:
        """Weighted population total of a number (or of people, for true and false), overall or by group."""
        checked_level(level)
        found, labels, _name = self._numbers(y, by, total=True)
        lower, upper = mean_interval(
            found.estimate[:, 0], np.sqrt(found.variance[:, 0]), found.n[:, 0], level
        )
        return frame_of(found, labels, lower, upper)

    def ratio(
        self,
        y: str | pd.Series[Any],
        x: str | pd.Series[Any],
        by: str | pd.Series[Any] | None = None,
        *,
        level: float = 0.95,
    ) -> pd.DataFrame:
        """Weighted total of one number over that of another, overall or by group: events a visit, hours a person.

        The same columns as ``mean``. People without either number are left out of both totals.
        """
        from surveys.analysis.estimates.ratios import ratio

        return ratio(self, y, x, by, level=checked_level(level))

    def quantile(
        self,
        y: str | pd.Series[Any],
        p: float = 0.5,
        by: str | pd.Series[Any] | None = None,
        *,
        level: float = 0.95,
    ) -> pd.DataFrame:
        """Weighted quantile of a number (the median, unless told otherwise), overall or by group.

        The same columns as ``mean``, with Woodruff's interval in place of Student's.
        """
        from surveys.analysis.estimates.quantiles import quantile

        return quantile(self, y, p, by, level=checked_level(level))

    def proportion(
        self,
        y: str | pd.Series[Any],
        by: str | pd.Series[Any] | None = None,
        *,
        ci: str = "logit",
        level: float = 0.95,
        options: Sequence[Any] | None = None,
    ) -> pd.DataFrame:
        """Weighted share of true answers, or of each option of a question, overall or by group.

        A row for each group (and option) with estimate, se, lower, upper, interval, n, weighted_base,
        effective_base, unweighted and deff (its variance over that of as many answers picked at random). ``ci`` is
        "logit", "wilson" or "korn-graubard"; a logit interval gives way to Korn-Graubard for bases below 30 or shares
        near 0 or 1, and ``interval`` says so.
        """
        interval = checked_interval(ci)
        checked_level(level)
        name, column = named(y, self.data)
        if options is None and _is_indicator(column):
            found, labels, _name = self._numbers(column, by, total=False)
            single = True
            answers: tuple[Any, ...] = (True,)
        else:
            domain, labels = self.grouped(by)
            question = question_of(name, column, options)
            found = self.shares(domain, question)
            single = False
            answers = question.labels
        se = np.sqrt(found.variance)
        lower, upper, used = proportion_interval(found.estimate, se, found.n, found.kish, interval, level)
        if single:
            frame = frame_of(found, labels, lower[:, 0], upper[:, 0])
            frame.insert(4, "interval", used[:, 0])
            return frame.assign(deff=design_effect(found.estimate, se, found.n)[:, 0])
        index = pd.MultiIndex.from_product([labels, answers], names=["group", "option"])
        return pd.DataFrame(
            {
                "estimate": found.estimate.ravel(),
                "se": se.ravel(),
                "lower": lower.ravel(),
                "upper": upper.ravel(),
                "interval": used.ravel(),
                "n": found.n.ravel(),
                "weighted_base": found.base.ravel(),
                "effective_base": found.kish.ravel(),
                "unweighted": np.divide(
                    found.hits, found.n, out=np.full(found.hits.shape, np.nan), where=found.n > 0
                ).ravel(),
                "deff": design_effect(found.estimate, se, found.n).ravel(),
            },
            index=index,
        )

    def crosstab(
        self,
        rows: str | pd.Series[Any],
        cols: str | pd.Series[Any],
        *,
        letters: bool = True,
        fdr: bool = True,
        alpha: float = 0.05,
        min_base: int = 30,
        ci: str = "logit",
        level: float = 0.95,
        options: Sequence[Any] | None = None,
        groups: Sequence[Any] | None = None,
    ) -> Crosstab:
        """A question by a breakdown in column shares, with significance letters and a Rao-Scott test."""
        from surveys.analysis.estimates.crosstab import crosstab

        return crosstab(
            self,
            rows,
            cols,
            letters=letters,
            fdr=fdr,
            alpha=alpha,
            min_base=min_base,
            ci=ci,
            level=level,
            options=options,
            groups=groups,
        )

    def t_test(
        self,
        y: str | pd.Series[Any],
        by: str | pd.Series[Any] | None = None,
        *,
        groups: Sequence[Any] | None = None,
        value: float = 0.0,
        level: float = 0.95,
    ) -> TTest:
        """Design-based t-test of a number (or of a share, from ones and zeros) between two groups.

        ``groups`` names two of ``by``; it may be left out where there are only two. Without ``by`` the overall mean is
        tested against ``value``. Raises AnalysisError for other than two groups or fewer than 2 people in one.
        """
        from surveys.analysis.estimates.comparisons import t_test

        return t_test(self, y, by, groups, value, checked_level(level))

    def column_means(
        self,
        y: str | pd.Series[Any],
        by: str | pd.Series[Any],
        *,
        fdr: bool = True,
        alpha: float = 0.05,
        min_base: int = 30,
        level: float = 0.95,
    ) -> Means:
        """Means of a number by group with significance letters, adjusted for the number of comparisons."""
        from surveys.analysis.estimates.comparisons import column_means

        return column_means(self, y, by, fdr=fdr, alpha=alpha, min_base=min_base, level=level)

    def tables(
        self,
        questions: Sequence[str],
        *,
        by: str | None = None,
        multiple: Mapping[str, Mapping[Any, str]] | None = None,
        options: Mapping[str, Sequence[Any]] | None = None,
        ci: str = "logit",
        level: float = 0.95,
    ) -> pd.DataFrame:
        """Every option of many questions, overall and by one breakdown, in one pass over each question."""
        from surveys.analysis.estimates.tables import tables

        return tables(self, questions, by=by, multiple=multiple, options=options, ci=ci, level=level)

    def replicates(self, kind: str = "bootstrap", n: int = 500, *, seed: int = 1) -> Replicates:
        """Weight again in ``n`` samples drawn from this one, for errors that owe nothing to a formula."""
        from surveys.analysis.estimates.replicates import replicates

        return replicates(self, kind, n, seed=seed)

    def _numbers(
        self, y: str | pd.Series[Any], by: str | pd.Series[Any] | None, *, total: bool
    ) -> tuple[Linearised, tuple[Any, ...], str]:
        name, values = self.numbers(y)
        domain, labels = self.grouped(by)
        return self.linearised(domain, values, total=total), labels, name

    def numbers(self, y: str | pd.Series[Any]) -> tuple[str, Floats]:
        """A number's name and values, NaN where unknown. Raises AnalysisError for words."""
        return numbers_of(self.data, y)

    def linearised(self, domain: Domains, values: Floats, *, total: bool = False) -> Linearised:
        """Mean or total of a number in each group of a breakdown, with what its error needs."""
        sums = sums_of_numbers(domain, values, self.problem.scale, self.count, self.base)
        return linearise(self.calibration, moments(domain, sums), total=total)


def numbers_of(data: pd.DataFrame, y: str | pd.Series[Any]) -> tuple[str, Floats]:
    """A number's name and values, NaN where unknown. Raises AnalysisError for words."""
    name, column = named(y, data)
    try:
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        raise AnalysisError(
            f"{name!r} is not a number; use proportion() for answers to choose from.",
            variable=name,
            reason="not_a_number",
        ) from None
    infinite = int(np.isinf(values).sum())
    if infinite:
        raise AnalysisError(
            f"{name!r} has {infinite} infinite numbers; leave them empty where no answer is known.",
            variable=name,
            n=infinite,
            reason="not_finite",
        )
    return name, values


def question_of(name: str, column: pd.Series[Any], options: Sequence[Any] | None) -> Coded | Ticked:
    """A single- or multiple-choice question, told apart by whether its answers are lists."""
    return ticked(name, column, options) if is_multiple(column) else coded(name, column, options)


def _is_indicator(column: pd.Series[Any]) -> bool:
    if pd.api.types.is_bool_dtype(column.dtype):
        return True
    if not pd.api.types.is_numeric_dtype(column.dtype):
        return False
    values = column.dropna().unique()
    return bool(len(values)) and set(map(float, values)) <= {0.0, 1.0}


def frame_of(found: Linearised, labels: tuple[Any, ...], lower: Floats, upper: Floats) -> pd.DataFrame:
    """A row for each group, with the columns that ``Design.mean`` names."""
    n, hits = found.n[:, 0], found.hits[:, 0]
    return pd.DataFrame(
        {
            "estimate": found.estimate[:, 0],
            "se": np.sqrt(found.variance[:, 0]),
            "lower": lower,
            "upper": upper,
            "n": n,
            "weighted_base": found.base[:, 0],
            "effective_base": found.kish[:, 0],
            "unweighted": np.divide(hits, n, out=np.full(len(n), np.nan), where=n > 0),
        },
        index=pd.Index(labels, name="group"),
    )
