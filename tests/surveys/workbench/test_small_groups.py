"""Modelled small groups on the analysts' screen: labelled, adding up, and never a count of a small group."""

import re

import pytest
from django.urls import reverse

from surveys.reports.asked import questionnaire
from surveys.reports.small_groups import PAIRS, small_groups
from surveys.reports.tables import question_tables
from surveys.reports.weighing import NotEnoughAnswers
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = pytest.mark.django_db


def shown(client, survey, **query):
    response = client.get(reverse("workbench:small_groups", args=[survey.pk]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_every_group_has_a_modelled_share_and_all_together_the_weighted_one(answered):
    asked = questionnaire(answered).questions[0]
    found = small_groups(answered, asked, "unsafe", PAIRS[0])
    assert (len(found.down), len(found.across)) == (7, 5)
    everybody = question_tables(answered)[0].everybody
    weighted = next(figure for figure in everybody.figures if figure.option == "unsafe")
    assert found.overall == pytest.approx(weighted.share, abs=1e-9)
    for row in found.cells:
        for cell in row:
            assert 0 < cell.low < cell.share < cell.high < 1
    assert any(cell.mostly_model for row in found.cells for cell in row)


def test_the_young_are_less_safe_in_every_area_as_they_were_made(answered):
    """The invented answers: two in five of the young are unsafe, and one in seven of the others."""
    asked = questionnaire(answered).questions[0]
    found = small_groups(answered, asked, "unsafe", PAIRS[0])
    young, old = found.across.index("18 to 24"), found.across.index("50 or over")
    assert all(row[young].share > row[old].share for row in found.cells)


def test_the_screen_says_modelled_and_counts_nobody(answered, analyst):
    page = shown(analyst, answered, question="SAFEDAY", answer="unsafe", by="authority-age_band")
    assert page.count("modelled") >= 4
    assert "Do not publish these figures" in page
    assert not re.search(r"\d\.\d+%", page)
    assert "Birmingham" in page and "13 to 17" in page
    assert 'value="unsafe" selected' in page


def test_several_answers_and_other_pairs_can_be_asked_for(answered, analyst):
    page = shown(analyst, answered, question="PLACES", answer="park", by="age_band-ethnic_group")
    assert "Which places do you avoid?" in page and "Asian" in page


@pytest.mark.parametrize("query", [{"question": "NOPE"}, {"answer": "<b>"}, {"by": "shoe-size"}, {"by": ""}])
def test_nonsense_in_the_address_shows_the_first_of_each(answered, analyst, query):
    page = shown(analyst, answered, **query)
    assert "How safe do you feel by day?" in page
    assert "<b>" not in page


def test_too_few_answers_are_told(analyst):
    survey = survey_page("few")
    store(survey, people(120))
    assert "from 200 answers" in shown(analyst, survey)


def test_an_answer_of_a_handful_is_not_modelled(analyst):
    survey, frame = survey_page("rare"), people(250)
    frame["SAFEDAY"] = "very_safe"
    frame.loc[frame.index[:9], "SAFEDAY"] = "unsafe"
    store(survey, frame)
    with pytest.raises(NotEnoughAnswers):
        small_groups(survey, questionnaire(survey).questions[0], "unsafe", PAIRS[0])
    page = shown(analyst, survey, question="SAFEDAY", answer="unsafe")
    assert "Fewer than 10 people gave this answer" in page
