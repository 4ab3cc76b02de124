"""What people wrote goes a year after the close, what they ticked after three."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from surveys.mixing.retention import purge
from surveys.models import Comment, Fieldwork, Response, SurveyPage
from tests.surveys.collection.survey import put_live

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

YEAR = timedelta(days=365)


@pytest.fixture
def survey() -> SurveyPage:
    put_live()
    survey = SurveyPage.objects.get()
    version = survey.versions.get()
    response = Response.objects.create(survey=survey, version=version, answers={"SAFEDAY": "very_safe"})
    Comment.objects.create(response=response, question="CHANGE", text="More lights")
    return survey


def close(survey: SurveyPage, *, ago: timedelta) -> None:
    Fieldwork.objects.filter(survey=survey).update(state="closed", closes_at=timezone.now() - ago)


def left() -> tuple[int, int]:
    return Response.objects.count(), Comment.objects.count()


def test_an_open_survey_keeps_everything_however_old(survey):
    assert purge(now=timezone.now() + 10 * YEAR) == 0
    assert left() == (1, 1)


@pytest.mark.parametrize(
    ("ago", "kept"),
    [
        (YEAR - timedelta(days=1), (1, 1)),
        (YEAR + timedelta(days=1), (1, 0)),
        (3 * YEAR - timedelta(days=1), (1, 0)),
        (3 * YEAR + timedelta(days=1), (0, 0)),
    ],
)
def test_words_go_after_a_year_and_answers_after_three(survey, ago, kept):
    close(survey, ago=ago)
    purge()
    assert left() == kept
    assert purge() == 0


def test_a_survey_closed_by_hand_counts_from_the_day_it_was_first_seen_closed(survey):
    Fieldwork.objects.filter(survey=survey).update(state="closed", closes_at=None)
    assert purge() == 0
    assert purge(now=timezone.now() + YEAR + timedelta(days=1)) > 0
    assert left() == (1, 0)
