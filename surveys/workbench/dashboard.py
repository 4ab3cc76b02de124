"""The first thing staff see: what this person has to do about surveys and results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from surveys.models import Fieldwork, Response, SurveyPage
from surveys.publication.selectors import results_of, waiting_quotes, waiting_results
from surveys.workbench.access import COSIGN, USE, holds
from surveys.workbench.register import overdue
from surveys.workbench.selectors import surveys


@dataclass(frozen=True)
class SurveyToDo:
    """A survey with its state and the screen that is worth opening next."""

    survey: SurveyPage
    state_label: str
    is_open: bool
    mixed: int
    next_label: str
    next_url: str


def surveys_to_do() -> list[SurveyToDo]:
    """Every survey with the next step its state asks for."""
    found = []
    for survey in surveys():
        fieldwork = Fieldwork.objects.filter(survey=survey).first() or Fieldwork(survey=survey)
        closed = fieldwork.state == Fieldwork.State.CLOSED
        results = results_of(survey)
        mixed = Response.objects.filter(survey=survey).count()
        if not survey.live and not mixed:
            label, screen = "Finish writing it", "wagtailadmin_pages:edit"
        elif closed and not mixed:
            label, screen = "Open it", "workbench:fieldwork"
        elif not closed:
            label, screen = "See who is still missing", "workbench:missing"
        elif results:
            label, screen = "See the results", "workbench:publication"
        else:
            label, screen = "Choose what to publish", "workbench:publication"
        found.append(
            SurveyToDo(
                survey=survey,
                state_label=fieldwork.get_state_display() if survey.live or mixed else "Not published yet",
                is_open=fieldwork.state == Fieldwork.State.OPEN,
                mixed=mixed,
                next_label=label,
                next_url=reverse(screen, args=[survey.pk]),
            )
        )
    return found


class ToDoPanel(Component):
    """Surveys for analysts, results that wait for a signature for whoever may sign; nothing for anybody else."""

    name = "surveys_to_do"
    template_name = "surveys/workbench/dashboard.html"
    order = 100

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user
        self.analyses = holds(request.user, USE)
        self.signs = holds(request.user, COSIGN)

    @property
    def is_useful(self) -> bool:
        """Whether this person has anything to do with answers."""
        return self.analyses or self.signs

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {
            "signs": self.signs,
            "waiting": waiting_results() if self.signs else [],
            "quotes": waiting_quotes() if self.signs else [],
            "surveys": surveys_to_do() if self.analyses else [],
            "overdue": overdue(self.user, today=timezone.localdate()) if self.analyses else [],
        }
