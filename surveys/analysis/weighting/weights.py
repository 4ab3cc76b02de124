"""Weights with everything a reader must know about them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.errors import AnalysisError
from surveys.analysis.weighting.cells import to_cells
from surveys.analysis.weighting.collapse import label_of
from surveys.analysis.weighting.missing import MissingReport
from surveys.analysis.weighting.problem import Problem
from surveys.analysis.weighting.refusals import Category, said
from surveys.analysis.weighting.solve import Solution

if TYPE_CHECKING:
    from surveys.analysis.estimates.design import Design

Floats = npt.NDArray[np.float64]

HEAVY = 5.0
DOMINANT_SHARE = 0.02
LOW_EFFICIENCY = 0.5
FEW = 10
VANISHING = 1e-6
THIN = 30.0
"""A published group worth fewer equally weighted answers than this is told."""


@dataclass(frozen=True)
class Caution:
    """Something a reader of the weighted figures must know; ``code`` is stable, ``message`` is a sentence."""

    code: str
    message: str
    variable: str | tuple[str, ...] | None = None
    category: Category | None = None
    n: float | None = None
    value: float | None = None

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, eq=False)
class Weights:
    """Weights of respondents, adding to the population total.

    ``values`` is aligned with the sample's rows; people left out under missing="complete" have 0. ``ess`` is
    the effective sample size and ``deff_kish`` n over it (Kish, 1965), ``efficiency`` their ratio, ``range``
    the smallest and largest weight relative to the mean. ``max_margin_error`` is relative to each target
    that is met exactly (soft ones are in ``margins``).
    """

    values: Floats = field(repr=False)
    index: pd.Index[Any] = field(repr=False)
    n: float
    converged: bool
    iterations: int
    max_margin_error: float
    deff_kish: float
    ess: float
    efficiency: float
    range: tuple[float, float]
    warnings: tuple[Caution, ...]
    missing: tuple[MissingReport, ...]
    dropped: float
    provenance: dict[str, Any]
    problem: Problem = field(repr=False)
    ratios: Floats = field(repr=False)
    sample: pd.DataFrame = field(repr=False)

    @property
    def normalised(self) -> Floats:
        """The same weights with mean 1 over the people who take part."""
        return self.values * (self.n / self.problem.total)

    @property
    def series(self) -> pd.Series[Any]:
        """The weights as a Series on the sample's index."""
        return pd.Series(self.values, index=self.index, name="weight")

    @cached_property
    def margins(self) -> pd.DataFrame:
        """Variable, category, n, target, before and after (all as totals) for each category of each margin."""
        before = self.problem.membership.totals(self.problem.base)
        after = self.problem.membership.totals(self.problem.base * self.ratios)
        labels = self.problem.labels()
        n = [*(v for m in self.problem.margins for v in m.n), *(self.n for _ in self.problem.continuous)]
        return pd.DataFrame(
            {
                "variable": pd.Series([v for v, _ in labels], dtype=object),
                "category": pd.Series([c for _, c in labels], dtype=object),
                "n": n,
                "target": self.problem.targets,
                "before": before,
                "after": after,
            }
        )

    def to_design(self) -> Design:
        """A design to estimate from: means, proportions, totals and tables with honest standard errors."""
        from surveys.analysis.estimates.design import Design

        problem = self.problem
        base = problem.cells.row_base
        return Design(
            data=self.sample,
            cell=problem.cell_of_row if base is None else np.where(base > 0.0, problem.cell_of_row, -1),
            count=problem.cells.row_count,
            base=None if base is None else base * problem.scale,
            problem=problem,
            ratios=self.ratios,
            provenance=self.provenance,
        )


@dataclass(frozen=True, eq=False)
class CellWeights(Weights):
    """Weights for answers that come already counted: ``values`` is the weight of each person in a row."""

    def design_for(self, cells: pd.DataFrame, *, count: str = "n") -> Design:
        """A design over another count of the same people, for example weighting variables x one question.

        Raises AnalysisError when a row belongs to no weighted cell, or when the people in a cell are not as
        many as were weighted (answers that arrived in between).
        """
        from surveys.analysis.estimates.design import Design

        problem = self.problem
        solved = problem.cells
        other = to_cells(cells, solved.variables, count=count)
        place = pd.Series(np.arange(len(solved)), index=_names(solved.labels, solved.codes))
        place = place[~place.index.duplicated()]
        found = place.reindex(_names(other.labels, other.codes))
        if found.isna().any():
            lost = found.index[found.isna()][0]
            raise AnalysisError(
                "These cells hold people who were not weighted: "
                + ", ".join(f"{v} {label!r}" for v, label in zip(solved.variables, lost, strict=True))
                + ". Weight again with the answers that have arrived.",
                reason="unweighted_cell",
            )
        to_solved = found.to_numpy(dtype=np.intp)
        # Empty, blank and declined answers are one and the same here, but may be several cells.
        representative = place.reindex(_names(solved.labels, solved.codes)).to_numpy(dtype=np.intp)
        weighted = np.bincount(representative, solved.n, minlength=len(solved))
        given = np.bincount(to_solved, other.n, minlength=len(solved))
        if not np.allclose(weighted, given, rtol=0, atol=1e-9 * max(1.0, float(weighted.max()))):
            raise AnalysisError(
                f"{given.sum():g} people are counted here, {weighted.sum():g} were weighted; take both counts at one "
                "moment.",
                n=float(given.sum()),
                reason="other_people",
            )
        order = np.full(len(solved), -1, dtype=np.intp)
        order[problem.order] = np.arange(len(problem.order))
        return Design(
            data=cells,
            cell=order[to_solved][other.of_row],
            count=other.row_count,
            base=None,
            problem=problem,
            ratios=self.ratios,
            provenance=self.provenance,
        )


def _names(labels: tuple[tuple[Hashable, ...], ...], codes: npt.NDArray[np.intp]) -> pd.MultiIndex:
    levels = []
    for these, code in zip(labels, codes, strict=True):
        names = np.array([*(label_of(label) or "" for label in these), ""], dtype=object)
        levels.append(names[code])
    return pd.MultiIndex.from_arrays(levels)


def assemble(
    problem: Problem,
    solution: Solution,
    *,
    sample: pd.DataFrame,
    done: dict[str, Any],
    counted: bool,
) -> Weights:
    """Weights and their diagnostics from a solved problem; ``done`` is what is told of its targets and method."""
    cells = problem.cells
    each = solution.ratios * problem.scale
    full = problem.of_cells(each)
    values = cells.to_rows(full)
    if cells.row_base is None:
        everybody = bool(cells.n.min() > 0.0) and not problem.dropped
        if not everybody:
            full[cells.n <= 0.0] = 0.0
        people = each if everybody else each[problem.n > 0.0]
    else:
        values *= cells.row_base
        people = values[values > 0.0]
    lightest, heaviest = float(people.min()), float(people.max())
    n = float(problem.n.sum())
    squares = np.multiply(each, each, out=each)
    squares *= problem.taking_part(cells.base_squares)
    total = float(solution.ratios @ problem.base)
    mean = total / n
    ess = total**2 / float(squares.sum())
    provenance = {
        "variables": [m.name for m in problem.margins],
        **done,
        "missing": problem.policy,
        "n": n,
    }
    made = CellWeights if counted else Weights
    return made(
        values=values,
        index=sample.index,
        n=n,
        converged=solution.converged,
        iterations=solution.iterations,
        max_margin_error=solution.margin_error,
        deff_kish=n / ess,
        ess=ess,
        efficiency=ess / n,
        range=(lightest / mean, heaviest / mean),
        warnings=(
            *_cautions(problem, full, values, n, ess, lightest, heaviest, mean, total),
            *_thin_groups(problem, solution, squares, lightest / heaviest),
        ),
        missing=problem.missing,
        dropped=problem.dropped,
        provenance=provenance,
        problem=problem,
        ratios=solution.ratios,
        sample=sample,
    )


def _thin_groups(problem: Problem, solution: Solution, squares: Floats, evenness: float) -> list[Caution]:
    """Groups of ten or more people who, weighted, are worth fewer than thirty: any figure of theirs is wide.

    ``squares`` are the sums of squared weights of each cell that takes part, ``evenness`` the smallest weight over the
    largest.
    """
    n = np.concatenate([margin.n for margin in problem.margins])
    # Weights between two limits make n people worth at least this part of n (Kantorovich): often enough for all.
    least = 4.0 * evenness / (1.0 + evenness) ** 2
    doubtful = (n >= FEW) & (least * n < THIN)
    if not doubtful.any():
        return []
    square = problem.membership.totals(squares)
    found = []
    for k in np.flatnonzero(doubtful).tolist():
        whole, people = float(solution.achieved[k]), float(n[k])
        equal = whole**2 / float(square[k]) if square[k] > 0.0 else 0.0
        if equal >= THIN:
            continue
        variable, category = problem.label(k)
        found.append(
            Caution(
                "thin_group",
                f"The {people:g} people who answered {said(category)} for {said(variable)} are worth "
                f"{equal:.0f} equally weighted ones; do not publish figures of them alone.",
                variable=variable,
                category=category,
                n=people,
                value=equal,
            )
        )
    return found


def _cautions(
    problem: Problem,
    full: Floats,
    values: Floats,
    n: float,
    ess: float,
    lightest: float,
    heaviest: float,
    mean: float,
    total: float,
) -> tuple[Caution, ...]:
    found: list[Caution] = []
    if heaviest > HEAVY * mean or heaviest > DOMINANT_SHARE * total:
        cells = problem.cells
        if cells.row_base is None:
            people = float(cells.n[full > HEAVY * mean].sum())
            cell = int(np.argmax(full))
        else:
            heavy = values > HEAVY * mean
            people = float(heavy.sum() if cells.row_count is None else cells.row_count[heavy].sum())
            cell = int(cells.of_row[int(np.argmax(values))])
        who = problem.describe(cell)
        if heaviest > HEAVY * mean:
            found.append(
                Caution(
                    "heavy_weight",
                    f"{people:g} people count more than {HEAVY:g} times the mean; the heaviest counts "
                    f"{heaviest / mean:.1f} times: {who}.",
                    n=people,
                    value=heaviest / mean,
                )
            )
        if heaviest > DOMINANT_SHARE * total:
            found.append(
                Caution(
                    "dominant_person",
                    f"One person counts {heaviest / total:.1%} of the total: {who}.",
                    value=heaviest / total,
                )
            )
    if lightest < VANISHING * mean:
        found.append(
            Caution(
                "vanishing_weight",
                "Some people count for practically nothing; the targets can only just be met by this sample.",
                value=lightest / mean,
            )
        )
    if ess < LOW_EFFICIENCY * n:
        found.append(
            Caution(
                "low_efficiency",
                f"The {n:g} answers are worth {ess:.0f} equally weighted ones; less than half.",
                n=n,
                value=ess / n,
            )
        )
    for margin in problem.margins:
        if margin.n.min() >= FEW:
            continue
        for k in np.flatnonzero((margin.n > 0.0) & (margin.n < FEW)):
            category = margin.categories[k]
            found.append(
                Caution(
                    "few_respondents",
                    f"Only {margin.n[k]:g} people answered {said(category)} for {said(margin.name)}; they stand for "
                    f"{margin.target[k]:,.6g}.",
                    variable=margin.name,
                    category=category,
                    n=float(margin.n[k]),
                )
            )
    if not problem.shares and n > total * (1 + 1e-9):
        found.append(
            Caution(
                "more_than_population",
                f"{n:,.10g} people answered, but the targets add up to {total:,.10g}. Are they in thousands, or did "
                "people answer twice?",
                n=n,
                value=total,
            )
        )
    if problem.dropped:
        found.append(
            Caution(
                "left_out",
                f"{problem.dropped:g} people are left out because a weighting answer is missing or their base weight "
                "is 0.",
                n=problem.dropped,
            )
        )
    return tuple(found)
