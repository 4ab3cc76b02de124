"""What comments without a theme have in common, offered to whoever keeps the codebook."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from surveys.models import Comment
from surveys.reports.topics import topics_of_the_rest
from surveys.reports.weighing import NotEnoughAnswers
from surveys.safeguarding.exposure import opened_today
from surveys.workbench.access import USE, only
from surveys.workbench.selectors import reading_of
from surveys.workbench.views.commented import cards, wording_of
from surveys.workbench.views.frame import not_yet, screen, survey_or_404

TITLE = "New topics"


@only(USE)
def topics(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Topics of the comments no theme covers, with their words and redacted examples."""
    survey = survey_or_404(survey_id)
    if reading_of(survey).read == 0:
        return not_yet(
            request,
            survey,
            "topics",
            TITLE,
            NotEnoughAnswers(
                "No comment has been read yet. The machine reads new comments soon after each mix."
            ),
        )
    rest = topics_of_the_rest(survey)
    wording = wording_of(survey)
    keys = [key for candidate in rest.candidates for key in candidate.comments]
    comments = Comment.objects.only("text", "language", "question", "passed_on").in_bulk(keys)
    return screen(
        request,
        survey,
        "topics",
        TITLE,
        {
            "rest": rest,
            "opened_today": opened_today(request.user),
            "candidates": [
                (
                    candidate,
                    ", ".join(candidate.words),
                    round(100 * candidate.stability),
                    cards([comments[key] for key in candidate.comments if key in comments], wording),
                )
                for candidate in rest.candidates
            ],
        },
    )
