"""Answers that deserve a second look, and whether the figures hang on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from surveys.analysis.disclosure.table import DEFAULT_K as K
from surveys.analysis.errors import AnalysisError
from surveys.analysis.quality.flags import MEANING, NAME, Flag
from surveys.analysis.quality.marks import OF_THE_CROWD
from surveys.reports.quality import Compared, declared_checks, marked, with_and_without
from surveys.reports.weighing import NotEnoughAnswers
from surveys.workbench.access import USE, only
from surveys.workbench.figures import view_of
from surveys.workbench.views.frame import not_yet, screen, survey_or_404

TITLE = "Quality"


@dataclass(frozen=True)
class Mark:
    """One mark as the screen lists it; ``people`` is rounded to 5, None for fewer than ten."""

    name: str
    meaning: str
    people: int | None
    of_the_crowd: bool


@dataclass(frozen=True)
class Moved:
    """An answer whose share is another without the doubtful answers, in whole points."""

    question: str
    anchor: str
    answer: str
    everybody: int
    without: int

    @property
    def points(self) -> str:
        return f"{self.without - self.everybody:+d}".replace("-", "−")


@only(USE)
def quality(request: HttpRequest, survey_id: int) -> HttpResponse:
    """How many answers carry which mark, and every figure that would move without those in doubt."""
    survey = survey_or_404(survey_id)
    found = marked(survey)
    try:
        compared = with_and_without(survey)
    except (NotEnoughAnswers, AnalysisError) as reason:
        return not_yet(request, survey, "quality", TITLE, reason)
    context = {
        "marks": [
            Mark(NAME[flag], MEANING[flag], _about(found.by_flag[flag]), flag in OF_THE_CROWD)
            for flag in Flag
            if found.by_flag.get(flag)
        ],
        "crowd": any(found.by_flag.get(flag) for flag in OF_THE_CROWD),
        "checks": [(NAME[flag], said) for flag, said in declared_checks(survey)],
        "doubtful": _about(len(found.doubtful)),
        "any_doubtful": bool(found.doubtful),
        "compared": len(compared),
        "moved": _moved(compared),
        "withheld": [each.everybody.asked.label for each in compared if each.without is None],
    }
    return screen(request, survey, "quality", TITLE, context)


def _moved(compared: Sequence[Compared]) -> list[Moved]:
    moved = []
    for each in compared:
        if each.without is None:
            continue
        before, after = view_of(each.everybody), view_of(each.without)
        for row, other in zip(before.rows, after.rows, strict=True):
            one, two = row.cells[0].percent, other.cells[0].percent
            if one is not None and two is not None and one != two:
                moved.append(Moved(before.label, before.anchor, row.label, one, two))
    return sorted(moved, key=lambda found: -abs(found.without - found.everybody))


def _about(n: int) -> int | None:
    return 5 * round(n / 5) if n >= K else None
