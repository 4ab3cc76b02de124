"""Who we are still missing, and how many more answers from whom."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from surveys.charts.gaps import Dot, gap_chart
from surveys.charts.svg import signed
from surveys.charts.tiles import Tile, tile_map
from surveys.models import SurveyPage
from surveys.reports.evenness import Evenness, evenness
from surveys.reports.representation import GOAL, Gap, Representation, representation
from surveys.reports.scheme import NAMES
from surveys.reports.weighing import NotEnoughAnswers
from surveys.workbench.access import USE, only
from surveys.workbench.quotas import links_that_reach
from surveys.workbench.views.frame import not_yet, screen, survey_or_404

TITLE = "Who is missing"
ORDER = ("age_band", "ethnic_group", "religion", "authority", "sex")
WORDS = {"fewer": "fewer", "within": "within range", "more": "more", "hidden": "hidden"}


@only(USE)
def missing(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Representation gaps against the Census, the map, and the list of invitations."""
    survey = survey_or_404(survey_id)
    try:
        found = representation(survey)
    except NotEnoughAnswers as reason:
        return not_yet(request, survey, "missing", TITLE, reason)
    scale = max(
        [5, *(abs(v) for gap in found.gaps for v in (gap.points, gap.low, gap.high) if v is not None)]
    )
    sections = [
        {
            "variable": variable,
            "name": NAMES[variable],
            "modelled": variable in found.modelled,
            "dissimilarity": dict(found.dissimilarity).get(variable),
            "gaps": [(gap, WORDS[gap.flag], _signed(gap)) for gap in found.of(variable)],
            "chart": gap_chart(
                [Dot(gap.category, gap.points, gap.low, gap.high, gap.flag) for gap in found.of(variable)],
                title=f"Who we are still missing: {NAMES[variable].lower()}",
                scale=scale,
            ),
        }
        for variable in sorted(found.variables, key=ORDER.index)
    ]
    links = links_that_reach(survey, found.variables)
    return screen(
        request,
        survey,
        "missing",
        TITLE,
        {
            "found": found,
            "sections": sections,
            "even": _even(survey),
            "map": _map(found),
            "invitations": [
                (gap, NAMES[gap.variable], links.get((gap.variable, gap.category), ()))
                for gap in found.invitations
            ],
            "first": found.invitations[0] if found.invitations else None,
            "goal": round(100 * GOAL),
        },
    )


def _even(survey: SurveyPage) -> Evenness | None:
    try:
        return evenness(survey)
    except NotEnoughAnswers:
        return None


def _signed(gap: Gap) -> dict[str, str]:
    if gap.points is None or gap.low is None or gap.high is None:
        return {"points": "[c]", "range": "[c]"}
    return {"points": signed(gap.points), "range": f"{signed(gap.low)} to {signed(gap.high)}"}


def _map(found: Representation) -> str:
    tiles = {
        gap.category: Tile("[c]" if gap.points is None else signed(gap.points), WORDS[gap.flag], gap.flag)
        for gap in found.of("authority")
    }
    return tile_map(tiles, title="Points above or below each area’s share of residents")
