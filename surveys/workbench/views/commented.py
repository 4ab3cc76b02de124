"""Comments as every screen shows them: evidence marked, hard words folded, nothing about who wrote them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from surveys.models import Comment, SurveyPage
from surveys.reports.asked import questionnaire
from surveys.safeguarding.marks import mark_of
from surveys.workbench.selectors import pieces


def wording_of(survey: SurveyPage) -> dict[str, str]:
    """The open questions by code."""
    asked = questionnaire(survey)
    return {question.code: question.label for question in asked.open_questions} if asked else {}


def cards(
    comments: Iterable[Comment],
    wording: Mapping[str, str],
    *,
    spans: Mapping[int, list[list[int]]] | None = None,
) -> list[dict[str, Any]]:
    """What ``_comments.html`` draws; ``spans`` are the evidence by comment."""
    # Imported when comments are shown: its lists cost time at every start.
    from surveys.analysis.hard_words import why_folded

    found = spans or {}
    return [
        {
            "mark": mark_of(comment.pk),
            "pieces": list(pieces(comment.text, found.get(comment.pk, []))),
            "question": wording.get(comment.question, ""),
            "language": comment.language,
            "folded": why_folded(comment.text),
            "passed_on": comment.passed_on,
        }
        for comment in comments
    ]
