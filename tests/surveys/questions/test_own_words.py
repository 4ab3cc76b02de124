"""Own words beside an answer."""

from __future__ import annotations

import pytest

from surveys.authoring.answers import Problem
from tests.surveys.authoring.definitions import ask, option
from tests.surveys.questions.asked import choice, faults, read


def test_own_words_go_to_the_comments_and_the_answer_to_the_answers():
    got = read(choice(), Q=["other"], Q_OTHER=["a warm coat"])
    assert (got.answers, got.comments, got.problems) == ({"Q": "other"}, {"Q_OTHER": "a warm coat"}, {})


def test_own_words_alone_say_that_other_was_meant():
    assert read(choice(), Q_OTHER=["a coat"]).answers == {"Q": "other"}
    assert read(choice("checkbox"), Q_OTHER=["a coat"]).answers == {"Q": ["other"]}


def test_other_needs_no_words():
    got = read(choice(), Q=["other"], Q_OTHER=["  "])
    assert (got.answers, got.comments) == ({"Q": "other"}, {})


def test_words_beside_another_answer_are_asked_about_and_not_lost_in_silence():
    for kind in ("radio", "checkbox"):
        got = read(choice(kind), Q=["park"], Q_OTHER=["a coat"])
        assert (got.answers, got.comments, got.problems) == ({}, {}, {"Q": Problem.OTHER})


def test_other_goes_with_other_answers_but_not_with_one_that_stands_alone():
    got = read(choice("checkbox"), Q=["park", "other"], Q_OTHER=["a coat"])
    assert got.answers == {"Q": ["park", "other"]}
    assert read(choice("checkbox"), Q=["none", "other"]).problems == {"Q": Problem.EXCLUSIVE}


@pytest.mark.parametrize(("words", "problem"), [("x" * 201, Problem.TOO_LONG), ("a\x00", Problem.CHARACTER)])
def test_words_that_cannot_be_stored_refuse_the_whole_answer(words, problem):
    got = read(choice(), Q=["other"], Q_OTHER=[words])
    assert (got.answers, got.comments, got.problems) == ({}, {}, {"Q": problem})


def test_an_answer_that_counts_as_missing_stands_alone():
    assert read(choice("checkbox"), Q=["park", "dont_know"]).problems == {"Q": Problem.EXCLUSIVE}
    assert read(choice("checkbox"), Q=["dont_know"]).answers == {"Q": ["dont_know"]}


def test_one_answer_at_most_asks_for_words_and_its_name_is_free():
    twice = choice()
    twice["options"].append(option("more") | {"other": True})
    assert any("two of its answers ask for own words" in said for said in faults(twice))
    taken = faults(choice(), ask("Q_OTHER"))
    assert taken == [
        "Question Q: its own words are kept under Q_OTHER, which is the code of another question. Change that code."
    ]
