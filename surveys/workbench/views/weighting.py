"""What the weights do: how unequal they are, what they cost, and what was decided on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from surveys.analysis.disclosure.table import DEFAULT_K as K
from surveys.analysis.errors import AnalysisError
from surveys.analysis.method import SEEN_GAP
from surveys.charts.bars import Bin, histogram
from surveys.models import WeightingPlan
from surveys.reports.assessment import in_the_way
from surveys.reports.evenness import unseen
from surveys.reports.method import largest_gap
from surveys.reports.plans import in_words, plan_of
from surveys.reports.scheme import NAMES
from surveys.reports.weighing import NotEnoughAnswers, Weighted, weigh
from surveys.workbench.access import USE, only
from surveys.workbench.views.frame import screen, survey_or_404

if TYPE_CHECKING:
    from surveys.analysis.weighting.weights import Caution

TITLE = "Weighting"
THIN = 30
"""Fewer equally weighted answers than this make a group's figures wide; see ``weighting.weights``."""
EDGES = (0.0, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0)


@dataclass(frozen=True)
class MarginRow:
    """One category of one margin in whole per cents; ``before`` is the sign for hidden where it is small."""

    category: str
    target: float
    before: str
    after: float


@dataclass(frozen=True)
class MarginTable:
    """One margin before and after weighting, and whether its targets are a model."""

    name: str
    modelled: bool
    source: str
    rows: tuple[MarginRow, ...]


@only(USE)
def weighting(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Diagnostics of the survey's weighting plan in numbers and words."""
    survey = survey_or_404(survey_id)
    try:
        weighted = weigh(survey)
    except (NotEnoughAnswers, AnalysisError) as reason:
        why = in_the_way(reason) if isinstance(reason, AnalysisError) else str(reason)
        told = {"reason": why, "plan_url": reverse("workbench:weighting_plan", args=[survey.pk])}
        return screen(request, survey, "weighting", TITLE, told, template="surveys/workbench/not_yet.html")
    weights = weighted.weights
    gap = largest_gap(weights)
    return screen(
        request,
        survey,
        "weighting",
        TITLE,
        {
            "weighted": weighted,
            "n": 5 * round(weighted.n / 5),
            "ess": 5 * round(weights.ess / 5),
            "deff": f"{weights.deff_kish:.2f}",
            "efficiency": round(100 * weights.efficiency),
            "range": (f"{weights.range[0]:.2f}", f"{weights.range[1]:.2f}"),
            "cap": f"{weighted.cap:.1f}",
            "met": f"the furthest is {gap:.1f} points off"
            if gap >= SEEN_GAP
            else f"all, within {max(100 * weights.max_margin_error, 0.0001):.4f}%",
            "plan": plan_of(survey),
            "plan_words": in_words(weighted.scheme),
            "policy_code": weighted.scheme.missing,
            "policy": WeightingPlan.Missing(weighted.scheme.missing).label,
            "chart": histogram(
                _bins(weighted),
                title="How unequal are the weights?",
                unit="times the mean weight (share of the people who answered)",
            ),
            "margins": _margins(weighted),
            "missing": [(NAMES[name], _about(n)) for name, n in weighted.missing],
            "warnings": _warnings(weighted),
            "unseen": unseen(weighted),
            "left_out": _about(weighted.left_out) if weighted.left_out else None,
        },
    )


def _about(n: float) -> str:
    return f"about {5 * round(n / 5):,}" if n >= K else f"fewer than {K}"


def _bins(weighted: Weighted) -> list[Bin]:
    """Shares of people by weight over the mean; steps with fewer than ten people are hidden."""
    import numpy as np

    counts = weighted.cells["n"].to_numpy(dtype=float)
    ratios = weighted.weights.values * weighted.n / float(weighted.weights.values @ counts)
    edges = [*EDGES, max(float(np.ceil(ratios.max())), EDGES[-1] + 1)]
    people, _ = np.histogram(ratios, bins=edges, weights=counts)
    found = [
        Bin(low, high, None if 0 < n < K else round(100 * n / weighted.n))
        for low, high, n in zip(edges, edges[1:], people, strict=False)
    ]
    while found and found[-1].percent == 0:
        found.pop()
    return found


def _margins(weighted: Weighted) -> list[MarginTable]:
    frame = weighted.weights.margins
    total = weighted.targets.total
    tables = []
    for key, part in frame.groupby("variable", sort=False):
        names = key if isinstance(key, tuple) else (str(key),)
        record = weighted.targets.provenance[tuple(names)]
        tables.append(
            MarginTable(
                name=" by ".join(NAMES[name] for name in names),
                modelled=record.modelled,
                source=f"{record.source}, {record.date}",
                rows=tuple(
                    MarginRow(
                        category=", ".join(row.category)
                        if isinstance(row.category, tuple)
                        else str(row.category),
                        target=round(100 * row.target / total),
                        before=f"{round(100 * row.before / total)}%" if row.n >= K else "[c]",
                        after=round(100 * row.after / total),
                    )
                    for row in part.itertuples()
                ),
            )
        )
    return tables


def _warnings(weighted: Weighted) -> list[str]:
    """The analysis's cautions in words that describe nobody: its own name the heaviest person's groups.

    What is the same of many groups is said once, with their names.
    """
    told = []
    cautions = weighted.weights.warnings
    for caution in cautions:
        n = _about(caution.n or 0)
        if caution.code == "heavy_weight":
            told.append(
                f"{n.capitalize()} people count more than 5 times the mean, the heaviest {caution.value:.1f} times. "
                "Invite more people like those who are missing, or merge small groups."
            )
        elif caution.code == "dominant_person":
            told.append(
                f"One person counts {caution.value:.0%} of the total. Do not publish from these weights."
            )
        elif caution.code == "low_efficiency":
            told.append(
                f"The answers are worth {caution.value:.0%} of as many equally weighted ones: less than half. "
                "Ranges are wide; invite those who are missing before you weigh."
            )
        elif caution.code in ("gap_of_soft_targets", "gap_after_trimming"):
            told.append(
                f"{_named(caution)} is left {abs(caution.value or 0.0):.1f} points "
                f"{'below' if (caution.value or 0.0) < 0 else 'above'} its share of residents, as the plan allows."
            )
        elif caution.code == "vanishing_weight":
            told.append("Some people count for practically nothing: the targets can only just be met.")
        elif caution.code == "more_than_population":
            told.append(
                "More people answered than the population table holds. Is it in thousands, or of another place? Do not "
                "use these weights before you know."
            )
        elif caution.code == "left_out":
            told.append(f"{n.capitalize()} people are left out because a weighting answer is missing.")
    if few := [_named(caution) for caution in cautions if caution.code == "few_respondents"]:
        told.append(
            f"Fewer than {K} people answered from each of these: {'; '.join(few)}. They stand for everybody like them."
        )
    if thin := [_named(caution) for caution in cautions if caution.code == "thin_group"]:
        told.append(
            f"Weighted, each of these groups is worth fewer than {THIN:g} answers, so ranges of its figures are wide: "
            f"{'; '.join(thin)}."
        )
    return told


def _named(caution: Caution) -> str:
    """The group a caution is about, as it stands in a sentence."""
    category = caution.category
    return f"“{', '.join(category) if isinstance(category, tuple) else category}”"
