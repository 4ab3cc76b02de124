"""Answers by order, on the analysts' screen."""

from __future__ import annotations

import random

import pytest
from django.urls import reverse

from surveys.authoring.order import with_arms
from surveys.models import Response
from surveys.reports.order import by_order
from tests.surveys.authoring.definitions import option
from tests.surveys.collection.survey import WORDS, put_live, question, small_definition

PEOPLE = 360
FIRST = ("lights", "buses", "parks")


@pytest.fixture
def survey(db):
    definition = small_definition()
    (safeday,) = (q for s in definition["sections"] for q in s["questions"] if q["code"] == "SAFEDAY")
    safeday["shuffle"] = {"keep_last": 0}
    return put_live(definition=with_arms(definition))


def answer(survey, *, lead: float) -> None:
    """Answers to SAFEDAY in every order alike; a share ``lead`` of people choose what stands first."""
    draw = random.Random(3)
    version = survey.versions.get()
    orders = version.definition["orders"]["SAFEDAY"]
    rows = []
    for number in range(PEOPLE):
        arm = number % len(orders)
        chosen = (
            orders[arm][0] if draw.random() < lead else draw.choice(["very_safe", "fairly_safe", "unsafe"])
        )
        rows.append(Response(survey=survey, version=version, arm=arm, answers={"SAFEDAY": chosen}))
    Response.objects.bulk_create(rows)


def test_a_lead_of_the_first_answer_is_found(survey):
    answer(survey, lead=0.4)
    (found,) = by_order(survey)
    assert found.p < 0.001 and found.first > found.elsewhere + 0.3
    assert found.table.group_rows[0].label == "Order 1" and len(found.table.group_rows) == 6


def test_answers_that_do_not_follow_the_order_give_no_sign(survey, analyst):
    answer(survey, lead=0)
    said = analyst.get(reverse("workbench:order", args=[survey.pk])).content.decode()
    assert "No sign that the order of the answers matters" in said
    assert "An answer was chosen by" in said


def test_small_numbers_are_hidden_and_not_tested(survey, analyst):
    answer(survey, lead=0)
    Response.objects.filter(pk__in=list(Response.objects.values_list("pk", flat=True)[40:])).delete()
    (found,) = by_order(survey)
    assert found.p is None and not found.table.group_rows
    said = analyst.get(reverse("workbench:order", args=[survey.pk])).content.decode()
    assert "Too few answers to tell" in said


def test_a_survey_in_one_order_says_so(db, analyst):
    survey = put_live()
    said = analyst.get(reverse("workbench:order", args=[survey.pk])).content.decode()
    assert "Nothing changes places in this survey" in said


def test_an_order_people_made_is_counted_by_what_they_put_first(db, analyst):
    definition = small_definition()
    definition["sections"][0]["questions"].append(
        question(
            "FIRST", "ranking", places=2, shuffle={"keep_last": 0}, options=[option(code) for code in FIRST]
        )
    )
    words = {f"q:FIRST.o:{code}": code for code in FIRST}
    survey = put_live(
        definition=with_arms(definition), texts={"en": {**WORDS, "q:FIRST": "What first?", **words}}
    )
    version = survey.versions.get()
    orders = version.definition["orders"]["FIRST"]
    Response.objects.bulk_create(
        Response(survey=survey, version=version, arm=arm, answers={"FIRST": order[:2]})
        for arm, order in enumerate(orders)
        for _ in range(40)
    )
    (found,) = by_order(survey)
    assert (found.first, found.elsewhere) == (1, 0)
    said = analyst.get(reverse("workbench:order", args=[survey.pk])).content.decode()
    assert "An answer was put first by 100% where it stood first, and by 0% elsewhere." in said
