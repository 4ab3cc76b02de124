"""The weights of a survey, with everything that was decided on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from surveys.models import SurveyPage
from surveys.populations.targets import targets_of
from surveys.reports.counts import COUNT, count_cells, people
from surveys.reports.memory import remembered
from surveys.reports.plans import scheme_of
from surveys.reports.scheme import IMPUTATIONS, NAMES, Margin, Scheme

if TYPE_CHECKING:
    import pandas as pd

    from surveys.analysis.targets import Targets
    from surveys.analysis.weighting import CellImputations, CellWeights

ROOM_ABOVE_THE_SMALLEST_CAP = 1.25
TIMES_WIDENED = 4


class NotEnoughAnswers(Exception):
    """A survey cannot be weighted yet; the message says how many answers it has and how many it needs."""


@dataclass(frozen=True, eq=False)
class Weighted:
    """A weighted survey.

    ``weights`` and ``targets`` are the analysis's own; ``decisions`` are sentences about what was merged, split or
    widened because of the answers. ``n`` people take part, ``left_out`` came from outside the population.
    """

    scheme: Scheme
    n: int
    left_out: int
    cells: pd.DataFrame = field(repr=False)
    targets: Targets = field(repr=False)
    weights: CellWeights | CellImputations = field(repr=False)
    decisions: tuple[str, ...] = ()
    cap: float = 5.0

    @property
    def missing(self) -> list[tuple[str, int]]:
        """Variable and the number of people who did not state it, where there are any."""
        return [(report.variable, int(report.empty)) for report in self.weights.missing if report.empty]


def weigh(survey: SurveyPage, scheme: Scheme | None = None) -> Weighted:
    """Weight the mixed answers of a survey to its population, by its own plan unless another one is given.

    Raises NotEnoughAnswers below the scheme's smallest sample, and AnalysisError (a sentence that names variable and
    category) where the targets cannot be met.
    """
    scheme = scheme or scheme_of(survey)
    return remembered(survey, scheme, ("weights",), lambda: _weigh(survey, scheme))


def weigh_cells(cells: pd.DataFrame, scheme: Scheme, *, left_out: int = 0) -> Weighted:
    """Weight answers already counted by cell: see ``weigh``."""
    from surveys.analysis.errors import EmptyCategory
    from surveys.analysis.weighting import check, collapse_sparse
    from surveys.analysis.weighting.soft import exact_targets

    n = int(cells[COUNT].sum()) if len(cells) else 0
    if n < scheme.smallest_sample:
        raise NotEnoughAnswers(
            f"{_counted(n)} mixed so far. Weighting starts at {scheme.smallest_sample}: below that, a weighted figure "
            "would say more about single people than about the area."
        )
    margins: list[Margin] = list(scheme.margins)
    decisions: list[str] = []
    while True:
        targets = targets_of(margins, scheme)
        soft = scheme.softness_of(margins)
        collapses = collapse_sparse(cells, targets, min_n=scheme.min_n, count=COUNT)
        exact = exact_targets(targets, soft)
        feasibility = check(
            cells,
            exact,
            count=COUNT,
            # Completed samples have no gaps: whether they can be weighted is asked with gaps spread out.
            missing="soft" if scheme.missing == "impute" else scheme.missing,
            outside={v: bands for v, bands in scheme.outside.items() if v in exact.variables},
            collapse={v: merge for v, merge in collapses.mapping.items() if v in exact.variables},
        )
        empty = next((p for p in feasibility.problems if isinstance(p, EmptyCategory)), None)
        crossed = next((m for m in margins if isinstance(m, tuple)), None)
        if empty is not None and crossed is not None:
            # A pair nobody is in (say, boys aged 13 to 17) cannot be weighted up; each of its variables can.
            at = margins.index(crossed)
            margins[at : at + 1] = [name for name in crossed if name not in margins]
            pair = " and ".join(NAMES[name].lower() for name in crossed)
            decisions.append(
                f"{pair.capitalize()} are weighted one by one and not together: too few people answered "
                "from one of their combinations."
            )
            continue
        break
    decisions += _merges(collapses.mapping)
    cap = scheme.usual_cap
    if feasibility.min_cap is not None and feasibility.min_cap * ROOM_ABOVE_THE_SMALLEST_CAP > cap:
        cap = feasibility.min_cap * ROOM_ABOVE_THE_SMALLEST_CAP
    weights, cap = _raked(cells, targets, scheme, cap, soft, collapses.mapping)
    if cap > scheme.usual_cap and scheme.keep_cap:
        cap = scheme.usual_cap
        weights = _trimmed(weights, cap)
        decisions.append(
            f"No weight is above {cap:g} times the mean, as the plan says, although not every target can be met so: "
            "what is left open stands with the targets."
        )
    elif cap > scheme.usual_cap:
        decisions.append(
            f"The usual limit of {scheme.usual_cap:g} times the mean weight cannot meet every target with room to "
            f"spare; the limit is {cap:.1f}."
        )
    return Weighted(scheme, n, left_out, cells, targets, weights, tuple(decisions), cap)


def _raked(
    cells: pd.DataFrame,
    targets: Targets,
    scheme: Scheme,
    cap: float,
    soft: dict[Margin, float],
    collapse: Any,
) -> tuple[CellWeights | CellImputations, float]:
    """The weights and the limit they keep: answers filled in by chance may need a little more than it."""
    from surveys.analysis.errors import InfeasibleTargets
    from surveys.analysis.weighting import impute_cells, rake_cells

    options: dict[str, Any] = {
        "count": COUNT,
        "outside": {v: bands for v, bands in scheme.outside.items() if v in targets.variables},
        "collapse": collapse,
        "soft": soft or None,
    }
    if scheme.missing != "impute":
        return rake_cells(cells, targets, missing=scheme.missing, bounds=(0.0, cap), **options), cap
    for _ in range(TIMES_WIDENED):
        try:
            return impute_cells(cells, targets, m=IMPUTATIONS, bounds=(0.0, cap), **options), cap
        except InfeasibleTargets:
            cap *= ROOM_ABOVE_THE_SMALLEST_CAP
    return impute_cells(cells, targets, m=IMPUTATIONS, bounds=(0.0, cap), **options), cap


def _trimmed(weights: CellWeights | CellImputations, cap: float) -> CellWeights | CellImputations:
    from surveys.analysis.weighting import CellImputations, CellWeights, trim

    made = weights.trimmed(cap) if isinstance(weights, CellImputations) else trim(weights, cap=cap)
    assert isinstance(made, CellImputations | CellWeights)
    return made


def _weigh(survey: SurveyPage, scheme: Scheme) -> Weighted:
    _everybody, left_out = people(survey, scheme)
    return weigh_cells(count_cells(survey, scheme), scheme, left_out=left_out)


def _merges(mapping: dict[str, dict[str, str]]) -> list[str]:
    """A sentence for each merge, without the small counts that made it necessary."""
    told = []
    for variable, joined in mapping.items():
        together: dict[str, list[str]] = {}
        for old, new in joined.items():
            together.setdefault(new, []).append(old)
        for parts in together.values():
            if len(parts) > 1:
                told.append(
                    f"{NAMES[variable]}: {', '.join(parts[:-1])} and {parts[-1]} are weighted together, because "
                    "too few people answered from one of them."
                )
    return told


def _counted(n: int) -> str:
    if n == 0:
        return "No answer has been"
    return "1 answer has been" if n == 1 else f"{n} answers have been"
