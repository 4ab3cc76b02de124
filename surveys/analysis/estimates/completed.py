"""Several completed samples as one design: every figure is worked out in each of them and combined.

Shares and means are combined by Rubin's rules (1987) with the degrees of freedom of Barnard and Rubin (1999). So are
the differences between groups before they are tested. Of the tests of independence the one with the median p value
stands for all (Eekhout, van de Wiel and Heymans, 2017).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from surveys.analysis.errors import AnalysisError
from surveys.analysis.estimates.crosstab import Crosstab, benjamini_hochberg, marks
from surveys.analysis.estimates.design import Design, numbers_of
from surveys.analysis.estimates.intervals import (
    checked_interval,
    checked_level,
    design_effect,
    proportion_interval,
)
from surveys.analysis.estimates.rubin import Combined, combined

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Column: TypeAlias = "str | pd.Series[Any]"


@dataclass(frozen=True, eq=False)
class CompletedDesign:
    """Answers weighted several times over, ready to estimate from. Made by ``Imputations.to_design()``.

    ``data`` holds the answers as given, the designs hold them as completed. ``rows`` say from which row of ``data``
    each row of a completed sample came, in order. ``count`` are people a row, None for one. Everybody takes part.
    Estimates have the columns of ``Design``, and ``missing_information``: the share of the variance owed to answers not
    known.
    """

    data: pd.DataFrame = field(repr=False)
    designs: tuple[Design, ...] = field(repr=False)
    rows: tuple[Ints, ...] = field(repr=False)
    count: Floats | None = field(repr=False)
    provenance: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def cell(self) -> Ints:
        """As of ``Design``: nobody is left out."""
        return np.zeros(len(self.data), dtype=np.intp)

    @property
    def row_weights(self) -> Floats:
        """The weight of everybody counted in each row, averaged over the completed samples."""
        parts = [
            np.bincount(rows, design.row_weights, minlength=len(self.data))
            for rows, design in zip(self.rows, self.designs, strict=True)
        ]
        average: Floats = np.mean(parts, axis=0)
        return average

    def on(self, data: pd.DataFrame) -> CompletedDesign:
        """The same weights over the same people with other columns beside them."""
        designs = tuple(
            replace(design, data=data.iloc[rows].reset_index(drop=True))
            for design, rows in zip(self.designs, self.rows, strict=True)
        )
        return replace(self, data=data, designs=designs)

    def numbers(self, y: Column) -> tuple[str, Floats]:
        """As ``Design.numbers``."""
        return numbers_of(self.data, y)

    def mean(self, y: Column, by: Column | None = None, *, level: float = 0.95) -> pd.DataFrame:
        """As ``Design.mean``."""
        frames = [
            design.mean(self._spread(y, k), self._spread(by, k), level=level)
            for k, design in enumerate(self.designs)
        ]
        return self._by_student(frames, level)

    def total(self, y: Column, by: Column | None = None, *, level: float = 0.95) -> pd.DataFrame:
        """As ``Design.total``."""
        frames = [
            design.total(self._spread(y, k), self._spread(by, k), level=level)
            for k, design in enumerate(self.designs)
        ]
        return self._by_student(frames, level)

    def quantile(
        self, y: Column, p: float = 0.5, by: Column | None = None, *, level: float = 0.95
    ) -> pd.DataFrame:
        """As ``Design.quantile``, with Student's interval from the combined standard error."""
        frames = [
            design.quantile(self._spread(y, k), p, self._spread(by, k), level=level)
            for k, design in enumerate(self.designs)
        ]
        return self._by_student(frames, level)

    def proportion(
        self,
        y: Column,
        by: Column | None = None,
        *,
        ci: str = "logit",
        level: float = 0.95,
        options: Sequence[Any] | None = None,
    ) -> pd.DataFrame:
        """As ``Design.proportion``."""
        frames = [
            design.proportion(self._spread(y, k), self._spread(by, k), ci=ci, level=level, options=options)
            for k, design in enumerate(self.designs)
        ]
        return self._as_shares(frames, ci, level)

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
        """As ``Design.tables``."""
        frames = [
            design.tables(questions, by=by, multiple=multiple, options=options, ci=ci, level=level).set_index(
                ["question", "group", "option"]
            )
            for design in self.designs
        ]
        return self._as_shares(frames, ci, level).reset_index()

    def crosstab(
        self,
        rows: Column,
        cols: Column,
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
        """As ``Design.crosstab``."""
        interval = checked_interval(ci)
        made = [
            design.crosstab(
                self._spread(rows, k),
                self._spread(cols, k),
                letters=letters,
                fdr=fdr,
                alpha=alpha,
                min_base=min_base,
                ci=ci,
                level=level,
                options=options,
                groups=groups,
            )
            for k, design in enumerate(self.designs)
        ]
        first = made[0]
        n = np.broadcast_to(first.n.to_numpy(dtype=np.float64), first.shares.shape)
        shares = np.stack([one.shares.to_numpy(dtype=np.float64) for one in made])
        errors = np.stack([one.se.to_numpy(dtype=np.float64) for one in made])
        found = combined(shares, errors**2, np.maximum(n - 1.0, 1.0))
        kish = np.mean([one.effective_base.to_numpy(dtype=np.float64) for one in made], axis=0)
        lower, upper, _used = proportion_interval(
            found.estimate,
            found.se,
            n,
            np.broadcast_to(kish, n.shape),
            interval,
            level,
            found.degrees,
        )
        comparisons = _compared([one.comparisons for one in made], first.n, fdr)

        def frame(values: Floats) -> pd.DataFrame:
            return pd.DataFrame(values, index=first.shares.index, columns=first.shares.columns)

        tests = sorted((one.independence for one in made if one.independence), key=lambda test: test.p_value)
        return replace(
            first,
            shares=frame(found.estimate),
            se=frame(found.se),
            lower=frame(lower),
            upper=frame(upper),
            weighted_base=sum((one.weighted_base for one in made[1:]), first.weighted_base) / len(made),
            effective_base=pd.Series(kish, index=first.effective_base.index, name="effective_base"),
            comparisons=comparisons,
            letters=marks(
                comparisons,
                tuple(first.shares.index),
                tuple(first.shares.columns),
                list(first.column_letters),
                alpha,
            )
            if letters
            else first.letters,
            independence=tests[len(tests) // 2] if tests else None,
        )

    def _spread(self, column: Any, k: int) -> Any:
        """A column of the answers as given, laid out like a completed sample."""
        if not isinstance(column, pd.Series):
            return column
        if len(column) != len(self.data):
            raise AnalysisError(
                f"{column.name!r} has {len(column)} rows, the answers have {len(self.data)}.",
                variable=str(column.name),
                reason="other_length",
            )
        return column.iloc[self.rows[k]].reset_index(drop=True)

    def _by_student(self, frames: list[pd.DataFrame], level: float) -> pd.DataFrame:
        found, out = _rubin(frames)
        half = special.stdtrit(found.degrees, 0.5 + checked_level(level) / 2) * found.se
        return out.assign(lower=found.estimate - half, upper=found.estimate + half)

    def _as_shares(self, frames: list[pd.DataFrame], ci: str, level: float) -> pd.DataFrame:
        found, out = _rubin(frames)
        n, kish = (out[name].to_numpy(dtype=np.float64) for name in ("n", "effective_base"))
        lower, upper, used = proportion_interval(
            found.estimate,
            found.se,
            n,
            kish,
            checked_interval(ci),
            checked_level(level),
            found.degrees,
        )
        told = out.assign(lower=lower, upper=upper, interval=used)
        return told.assign(deff=design_effect(found.estimate, found.se, n)) if "deff" in told else told


def _rubin(frames: list[pd.DataFrame]) -> tuple[Combined, pd.DataFrame]:
    """The combined estimates, and a frame like the first with them and with the averages of what else differs."""
    index = frames[0].index
    for frame in frames[1:]:
        # A breakdown by a completed answer may list its groups in another order.
        index = index if frame.index.equals(index) else index.union(frame.index, sort=False)
    frames = [frame if frame.index.equals(index) else frame.reindex(index) for frame in frames]

    def stacked(name: str) -> Floats:
        return np.stack([frame[name].to_numpy(dtype=np.float64) for frame in frames])

    averages = {
        name: stacked(name).mean(axis=0)
        for name in ("n", "chosen", "weighted_base", "effective_base", "unweighted")
        if name in frames[0]
    }
    found = combined(stacked("estimate"), stacked("se") ** 2, np.maximum(averages["n"] - 1.0, 1.0))
    out = frames[0].assign(
        estimate=found.estimate, se=found.se, **averages, missing_information=found.missing_information
    )
    return found, out


def _compared(frames: list[pd.DataFrame], n: pd.Series[Any], fdr: bool) -> pd.DataFrame:
    """The tests between groups, from the combined difference of each pair."""
    first = frames[0]
    if not len(first):
        return first
    people = {group: float(number) for group, number in n.items()}
    complete = np.array(
        [people[a] + people[b] - 2.0 for a, b in zip(first["group"], first["other"], strict=True)]
    )
    differences, errors, by_chance = (
        np.stack([frame[name].to_numpy(dtype=np.float64) for frame in frames])
        for name in ("difference", "se", "se_by_chance")
    )
    found = combined(differences, errors**2, complete)
    tested = combined(differences, by_chance**2, complete)
    t = np.divide(tested.estimate, tested.se, out=np.zeros(len(tested.se)), where=tested.se > 1e-12)
    p = 2.0 * special.stdtr(tested.degrees, -np.abs(t))
    return first.assign(
        difference=found.estimate,
        se=found.se,
        se_by_chance=tested.se,
        p=p,
        p_adjusted=benjamini_hochberg(p) if fdr else p,
    )
