"""What changed since an earlier survey: shared questions alone, breaks told, chance taken into account."""

from datetime import timedelta

import pandas as pd
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
    assert (safe.breaks, safe.changes) == ((("Insights (1)", "How safe are you?"),), ())
    assert all(point.segment == wave for one in safe.series for wave, point in enumerate(one.points))
    assert "The series breaks there" in shown(analyst, answered)


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


@pytest.fixture
def oldest(earlier):
    """Two years before: as now."""
    survey = survey_page("insights-first")
    store(survey, people(300, seed=5))
    Fieldwork.objects.filter(survey=survey).update(opens_on=timezone.localdate() - timedelta(days=700))
    Fieldwork.objects.filter(survey=earlier).update(opens_on=timezone.localdate() - timedelta(days=350))
    return survey


def test_three_waves_are_each_compared_with_the_one_before(answered, earlier, oldest):
    found = trends(answered, [oldest, earlier])
    very = next(one for one in found.questions[0].series if (one.option, one.group) == ("Very safe", ""))
    assert [point.base > 250 for point in very.points] == [True, True, True]
    assert [(change.wave, change.verdict) for change in very.changes] == [(1, "higher"), (2, "lower")]
    assert very.changes[1].change == pytest.approx(very.points[2].share - very.points[1].share)


def test_the_screen_draws_every_wave_beside_its_table(answered, earlier, oldest, analyst):
    page = shown(analyst, answered, **{"with": [oldest.pk, earlier.pk]})
    assert page.index("1. Insights (1)") < page.index("2. Insights (2)") < page.index("3. Insights (3)")
    assert page.count("<svg") >= 3
    assert "Very safe: " in page  # the chart says in words what it draws
    assert "a wave" not in page


def test_groups_are_followed_one_question_at_a_time(answered, earlier, analyst):
    found = trends(answered, earlier, by="sex", only="SAFEDAY")
    assert [one.code for one in found.questions] == ["SAFEDAY"]
    assert {one.group for one in found.questions[0].series} >= {"Female", "Male"}
    table = question_tables(answered, by="sex")[0]
    female = next(group for group in table.groups if group.label == "Female")
    mine = next(
        one for one in found.questions[0].series if (one.option, one.group) == ("Very safe", "Female")
    )
    assert mine.points[1].share == pytest.approx(female.figures[0].share)
    page = shown(analyst, answered, **{"with": earlier.pk, "by": "sex", "question": "SAFEDAY"})
    assert "Female" in page and "by sex" in page
    assert "How safe do you feel by day?" in page and 'id="PLACES"' not in page


def test_a_group_of_few_people_in_one_wave_is_shown_in_none(answered, analyst):
    before, frame = survey_page("few-young"), people(300, seed=9)
    frame = frame[~frame["age_band"].isin(["13-15", "16-17"])]
    frame = pd.concat([frame, people(400, seed=3).query("age_band in ['13-15', '16-17']").head(9)])
    store(before, frame)
    page = shown(analyst, answered, **{"with": before.pk, "by": "age_band", "question": "SAFEDAY"})
    assert "Not shown, because fewer than 30 people answered in some wave" in page
    table = page[page.index('id="SAFEDAY"') :]
    assert '<th scope="row">13 to 17</th>' not in table
    assert '<th scope="row">50 or over</th>' in table


@pytest.mark.parametrize("query", [{"by": "shoe"}, {"with": "<b>"}, {"question": "NOPE", "by": "sex"}])
def test_nonsense_in_the_address_shows_the_first_of_each(answered, earlier, analyst, query):
    page = shown(analyst, answered, **query)
    assert "How safe do you feel by day?" in page and "<b>" not in page
