"""Putting answers in order."""

from __future__ import annotations

import pytest

from surveys.authoring.answers import Problem
from surveys.questions import kind_of
from tests.surveys.questions.asked import faults, ranking, read


def test_the_order_sent_is_the_order_stored():
    assert read(ranking(), Q=["c", "a", "b"]).answers == {"Q": ["c", "a", "b"]}


def test_nobody_has_to_order_everything_and_an_empty_place_is_closed_up():
    assert read(ranking(), Q=["", "d", ""]).answers == {"Q": ["d"]}
    assert read(ranking(), Q=["", " ", ""]).answers == {}


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (["a", "a"], Problem.TWICE),
        (["a", "z"], Problem.UNKNOWN),
        (["a", "b", "c", "d"], Problem.SEVERAL),
    ],
)
def test_what_is_no_order_is_named_and_not_stored(sent, problem):
    got = read(ranking(3), Q=sent)
    assert (got.answers, got.problems) == ({}, {"Q": problem})


def test_the_check_page_counts_the_places():
    texts = {"q:Q.o:a": "Lights", "q:Q.o:b": "Buses"}
    assert kind_of(ranking()).told(ranking(), {"Q": ["b", "a"]}, texts, {}) == "1. Buses, 2. Lights"


def test_no_more_places_than_answers_and_no_more_answers_than_somebody_can_order():
    assert faults(ranking(5)) == ["Question Q: it asks for 5 places, but has 4 answers."]
    many = ranking(2, *(f"o{place}" for place in range(13)))
    assert faults(many) == ["Question Q: it has 13 answers to put in order; nobody orders more than 12."]
