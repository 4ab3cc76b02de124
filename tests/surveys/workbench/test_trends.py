"""What changed since an earlier survey: shared questions alone, breaks told, chance taken into account."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.models import Fieldwork, VersionText
from surveys.reports.tables import question_tables
from surveys.reports.trends import others_asking_the_same, trends
from tests.surveys.workbench.answered import TEXTS, people, store, survey_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def earlier(answered):
    """The same survey the year before, when far more people felt very safe."""
    survey, frame = survey_page("insights-before"), people(300, seed=9)
    changed = frame.index[frame["SAFEDAY"].isin(["unsafe", "fairly_safe"])]
    frame.loc[changed[::2], "SAFEDAY"] = "very_safe"
    store(survey, frame)
    return survey


def shown(client, survey, **query):
    response = client.get(reverse("workbench:trends", args=[survey.pk]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_changes_are_the_differences_of_the_weighted_tables(answered, earlier):
    found = trends(answered, earlier)
    safe = next(one for one in found.questions if one.code == "SAFEDAY")
    now, before = (question_tables(survey)[0].everybody.figures for survey in (answered, earlier))
    for change, new, old in zip(safe.changes, now, before, strict=True):
        assert (change.now, change.before) == pytest.approx((new.share, old.share))
        assert change.change == pytest.approx(new.share - old.share)
        assert change.low < change.change < change.high
    assert safe.changes[0].verdict == "lower"
    assert safe.moved
    unchanged = next(one for one in found.questions if one.code == "PLACES")
    assert not unchanged.moved


def test_the_screen_names_what_moved_and_cautions(answered, earlier, analyst):
    page = shown(analyst, answered, **{"with": earlier.pk})
    assert "of 3 shared questions changed by more than chance" in page
    assert "A change can be a change in who answered" in page
    assert "Very safe" in page and "lower" in page


def test_other_words_break_the_series(answered, earlier, analyst):
    version = earlier.versions.get()
    words = {**TEXTS, "q:SAFEDAY": "How safe are you?"}
    VersionText.objects.create(version=version, language="en", texts=words, digest="u" * 64)
    safe = next(one for one in trends(answered, earlier).questions if one.code == "SAFEDAY")
    assert (safe.other_words, safe.changes) == ("How safe are you?", ())
    assert "The series breaks here" in shown(analyst, answered)


def test_a_survey_that_opened_later_is_said_to_be_so(answered, earlier, analyst):
    Fieldwork.objects.filter(survey=earlier).update(opens_on=timezone.localdate() + timedelta(days=400))
    assert "opened later than this survey" in shown(analyst, answered)
    assert "opened later than this survey" not in shown(analyst, earlier)


def test_without_another_survey_the_screen_says_what_to_do(answered, analyst):
    assert others_asking_the_same(answered) == []
    assert "Keep the code of a question" in shown(analyst, answered)


def test_too_few_answers_in_the_other_survey_are_told(answered, analyst):
    store(survey_page("thin"), people(20))
    assert "20 answers have been mixed so far" in shown(analyst, answered, **{"with": "nonsense"})
