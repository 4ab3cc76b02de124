"""What a survey asked in each of its versions, and what changed from one to the next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from surveys.workbench.access import USE, only
from surveys.workbench.versions import versions_of
from surveys.workbench.views.frame import screen, survey_or_404


@only(USE)
def versions(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Every version, the newest first, with both wordings of what changed."""
    survey = survey_or_404(survey_id)
    return screen(request, survey, "versions", "Versions", {"versions": versions_of(survey)})
