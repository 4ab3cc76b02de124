"""A survey with answers waiting in its intake."""

from __future__ import annotations

from django.utils import timezone
from wagtail.models import Locale, Page

from surveys.models import Fieldwork, Intake, SurveyPage, SurveyVersion


def root_page() -> Page:
    """The root of the page tree, made if a test before this one emptied the tables."""
    Locale.objects.get_or_create(language_code="en")
    return Page.get_first_root_node() or Page.add_root(title="Root", slug="root")


def open_survey(slug: str = "insights") -> SurveyPage:
    """A survey in fieldwork with one frozen version."""
    page = root_page().add_child(instance=SurveyPage(title=slug.title(), slug=slug, live=False))
    SurveyVersion.objects.create(survey=page, number=1, definition={"format": 1, "sections": []}, digest="d")
    Fieldwork.objects.create(survey=page, state=Fieldwork.State.OPEN, opens_on=timezone.localdate())
    return page


def payload(survey: SurveyPage, number: int = 0, **changes) -> dict:
    """One finished answer as it is kept in the intake, recognisable by its number."""
    return {
        "version": survey.versions.get().pk,
        "language": "en",
        "arm": 0,
        "channel": "q7x",
        "flags": ["fast"],
        "demographics": {"age_band": "16-17", "sex": "prefer_not"},
        "answers": {"NUMBER": number, "PLACES": ["park", "bus"]},
        "comments": {"CHANGE": f"More light by the canal, please, voice {number}."},
    } | changes


def send(survey: SurveyPage, n: int, *, first: int = 0, **changes) -> list[int]:
    """Let ``n`` answers wait, numbered from ``first``; their numbers are returned."""
    numbers = list(range(first, first + n))
    for number in numbers:
        Intake.objects.create(survey=survey, payload=payload(survey, number, **changes))
    return numbers
