"""Marked answers are counted, compared and kept; fewer than ten of them tell nothing."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from surveys.models import Comment, Response
from surveys.reports import memory
from surveys.reports.quality import marked, with_and_without
from surveys.reports.scheme import PUBLIC
from surveys.reports.tables import question_tables
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = pytest.mark.django_db

SPAM = "Great survey, thank you very much! Come and see our website for offers, number {}"


def _answered(machines: int, said: str = "very_safe"):
    """Three hundred people who feel unsafe, so many of them machines that feel very safe and say so."""
    survey, frame = survey_page(), people(300)
    frame["SAFEDAY"] = "unsafe"
    frame.loc[frame.index[:machines], "SAFEDAY"] = said
    store(survey, frame)
    # The others' example comments are the same few again and again.
    Comment.objects.all().delete()
    found = Response.objects.filter(survey=survey, answers__SAFEDAY=said)[:machines]
    for number, response in enumerate(found):
        response.flags = ["honeypot"] if number % 2 else ["burst", "fast"]
        response.save()
    memory.forget()
    return survey


def _page(analyst, survey) -> str:
    response = analyst.get(reverse("workbench:quality", args=[survey.pk]))
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.long
def test_figures_that_hang_on_marked_answers_are_shown_with_and_without_them(analyst):
    survey = _answered(60)
    shown = _page(analyst, survey)
    assert "About 60 answers carry a mark of their own" in shown
    table = shown[shown.index('id="moved"') :]
    assert "Very safe" in table and "<strong>0%</strong>" in table
    assert "Hidden field filled in" in shown and "Flood by one link" in shown
    assert Response.objects.filter(survey=survey).count() == 300
    assert question_tables(survey)[0].everybody.base == 300


def test_without_them_is_what_the_analysis_says_of_the_others_alone():
    survey = _answered(60)
    compared = with_and_without(survey)
    Response.objects.filter(pk__in=marked(survey).doubtful).delete()
    memory.forget()
    for each, alone in zip(compared, question_tables(survey), strict=True):
        assert each.without is not None
        assert each.without.everybody == alone.everybody


def test_fewer_than_ten_marked_answers_are_compared_with_nothing(analyst):
    survey = _answered(8)
    shown = _page(analyst, survey)
    assert "Fewer than ten answers carry a mark of their own" in shown
    assert "under 10" in shown and 'id="moved"' not in shown
    assert with_and_without(survey) == ()


@pytest.mark.long
def test_a_question_that_fewer_than_ten_of_them_answered_is_not_compared(analyst):
    survey = _answered(40)
    doubtful = marked(survey).doubtful
    for response in Response.objects.filter(pk__in=doubtful[4:]):
        response.answers.pop("HOPE", None)
        response.save()
    memory.forget()
    withheld = [each for each in with_and_without(survey) if each.without is None]
    assert [each.everybody.asked.code for each in withheld] == ["HOPE"]
    assert "Not compared, because fewer than ten of the marked answers are in them" in _page(analyst, survey)


def test_who_came_with_a_crowd_stays_in_both_columns():
    survey = _answered(0)
    Response.objects.filter(survey=survey).update(flags=["burst", "rate", "unproved"])
    assert marked(survey).doubtful == ()


def test_words_that_were_copied_are_found_among_what_is_stored():
    survey = _answered(0)
    first, second, other = Response.objects.filter(survey=survey)[:3]
    for number, response in enumerate((first, second)):
        Comment.objects.create(response=response, question="CHANGE", text=SPAM.format(number))
    Comment.objects.create(
        response=other, question="CHANGE", text="A youth club that is open on Sundays, with a kitchen"
    )
    assert set(marked(survey).doubtful) == {first.pk, second.pk}


def test_publication_never_leaves_an_answer_out():
    assert PUBLIC.without == ()
