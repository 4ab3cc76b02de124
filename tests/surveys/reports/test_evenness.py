"""How evenly groups answered, and what weighting cannot mend, as the screens tell it."""

import pytest

from surveys.analysis.population import BASE_POPULATION, banded, census_table
from surveys.analysis.response import r_indicator
from surveys.reports.evenness import CROSSED, evenness, unseen
from surveys.reports.scheme import PUBLIC
from surveys.reports.weighing import NotEnoughAnswers, weigh
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = pytest.mark.django_db


def test_the_figures_are_those_of_the_r_indicator_on_the_same_people(answered):
    frame = people(300)
    shown = {name: banded(frame[name], name, PUBLIC.bands) for name in CROSSED}
    sample = frame.assign(**shown)[list(CROSSED)].replace({"prefer_not": None, "Another answer": None})
    direct = r_indicator(sample, census_table(CROSSED, bands=PUBLIC.bands))
    found = evenness(answered)
    assert (found.cv, found.cv_raw) == pytest.approx((direct.cv_adjusted, direct.cv))
    assert [part.name for part in found.parts] == ["Area", "Age", "Sex", "Ethnic group"]
    assert found.points == round(50 * direct.cv_adjusted)


def test_the_young_who_were_made_to_answer_less_show_in_their_variable(answered):
    by = {part.name: part.alone for part in evenness(answered).parts}
    assert max(by, key=by.get) == "Age"


def test_few_answers_are_not_judged():
    survey = survey_page("few")
    store(survey, people(60))
    with pytest.raises(NotEnoughAnswers):
        evenness(survey)


def test_a_small_correlation_leaves_little_of_a_self_selected_survey(answered):
    found = unseen(weigh(answered))
    worth = {rho: equivalent for rho, equivalent, _points in found.defect}
    assert worth["0.005"] == 5
    assert found.missing[0][1] < 40 < found.missing[-1][1]
    assert "13 and over" in BASE_POPULATION


def test_both_screens_tell_it(answered, client, analyst):
    from django.urls import reverse

    missing = analyst.get(reverse("workbench:missing", args=[answered.pk])).content.decode()
    weighting = analyst.get(reverse("workbench:weighting", args=[answered.pk])).content.decode()
    assert "How evenly did groups answer?" in missing
    assert "What can weighting not mend?" in weighting
