"""Comments that may be quoted, and those that speak best for a theme. For the rule: ``surveys.publication.quoting``."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from django.conf import settings

from surveys.coding.selectors import human_codings
from surveys.models import Comment, Quote, SurveyPage, SurveyVersion, ThemeTag
from surveys.reports.asked import CONSENT, questionnaire

YES = "yes"
"""The code of the answer that lets words be shown."""


@dataclass(frozen=True)
class Proposal:
    """A comment that may be quoted, and how typical of its theme it is, from 0 to 1."""

    comment: Comment
    typical: float


def consent_versions(survey: SurveyPage) -> frozenset[int]:
    """The versions in which the survey asks, as it does now, whether words may be shown; empty where it does not."""
    asked = questionnaire(survey)
    for question in asked.questions if asked else ():
        if question.code == CONSENT and any(YES in choice.codes for choice in question.choices):
            if not question.every_version:
                return question.versions
            return frozenset(SurveyVersion.objects.filter(survey=survey).values_list("pk", flat=True))
    return frozenset()


def people_with(survey: SurveyPage, theme: str) -> int:
    """How many people have the final tag of a theme: what people coded, else what the machine read."""
    return len({comment.response_id for comment in about(survey, theme)})


def about(survey: SurveyPage, theme: str) -> list[Comment]:
    """The comments with the final tag of a theme, in the order of their random keys."""
    tagged = set(
        ThemeTag.objects.filter(comment__response__survey=survey, theme=theme).values_list(
            "comment", flat=True
        )
    )
    for comment, final in human_codings(survey).items():
        (tagged.add if theme in final.themes else tagged.discard)(comment)
    rows = Comment.objects.filter(response__survey=survey).select_related("response").order_by("pk")
    return [comment for comment in rows if comment.pk in tagged]


def quotable(survey: SurveyPage, theme: str, *, but_for: str = "") -> list[Comment]:
    """The comments about a theme whose writers said that their words may be shown, and that tell of no danger.

    Nobody who has been quoted in this survey is quoted again; ``but_for`` is the mark of a person of whom that is not
    asked.
    """
    from surveys.analysis.safeguarding import read_all

    versions = consent_versions(survey)
    living = Quote.objects.filter(survey=survey, state__in=Quote.LIVING).exclude(of_person=but_for)
    used = set(living.values_list("of_person", flat=True))
    allowed = [
        comment
        for comment in about(survey, theme)
        if comment.response.version_id in versions
        and comment.response.answers.get(CONSENT) == YES
        and not comment.passed_on
        and mark_of_person(comment.response_id) not in used
    ]
    return [
        comment
        for comment, told in zip(allowed, read_all([comment.text for comment in allowed]), strict=True)
        if not told.flagged
    ]


def proposals(survey: SurveyPage, theme: str, *, count: int = 6) -> list[Proposal]:
    """Typical and different quotable comments about a theme, praise and complaint in turn; one a person."""
    from surveys.analysis.themes.quotes import propose_quotes

    found: dict[int, Comment] = {}
    for comment in quotable(survey, theme):
        found.setdefault(comment.response_id, comment)
    comments = list(found.values())
    stances = dict(
        ThemeTag.objects.filter(comment__response__survey=survey, theme=theme).values_list(
            "comment", "stance"
        )
    )
    chosen = propose_quotes(
        [comment.pk for comment in comments],
        [comment.text for comment in comments],
        count=count,
        strata=[stances.get(comment.pk, "") for comment in comments],
    )
    by_key = {comment.pk: comment for comment in comments}
    return [Proposal(by_key[int(str(quote.text))], quote.typical) for quote in chosen]


def mark_of_person(response: int) -> str:
    """A keyed digest that tells two people of a survey apart and leads to neither."""
    key = b"surveys.quotes person " + settings.SECRET_KEY.encode()
    return hmac.new(key, str(response).encode(), hashlib.sha256).hexdigest()[:32]
