"""Reading a posted form."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from surveys.authoring.answers import Problem, read_answers
from surveys.authoring.routing import fields, shown
from tests.surveys.authoring.definitions import (
    answers_to,
    ask,
    definitions,
    drawn,
    is_,
    option,
    posted,
    survey,
)


def read(question, *values):
    return read_answers(survey([question]), {question["code"]: list(values)})


def test_each_kind_of_answer_goes_where_it_is_stored():
    definition = survey(
        [
            ask("SAFE"),
            ask("PLACES", "checkbox", "park", "bus"),
            ask("AGREE", "grid"),
            ask("HOPE", "scale"),
            ask("WORD", "text"),
            ask("WHERE", "longtext"),
            ask("AGE", "demographic", "13-15", "75+", demographic="age_band"),
        ]
    )
    got = read_answers(
        definition,
        QueryDict(
            "SAFE=yes&PLACES=bus&PLACES=park&AGREE.B=no&HOPE=10&WORD=grey&WHERE=the+bus+stop&AGE=75%2B&nonce=x"
        ),
    )
    assert got.answers == {"SAFE": "yes", "PLACES": ["park", "bus"], "AGREE.B": "no", "HOPE": 10}
    assert got.demographics == {"age_band": "75+"}
    assert got.comments == {"WORD": "grey", "WHERE": "the bus stop"}
    assert got.problems == {}


def test_an_empty_form_is_a_form():
    definition = survey(
        [ask("SAFE"), ask("PLACES", "checkbox"), ask("HOPE", "scale"), ask("WHERE", "longtext")]
    )
    got = read_answers(definition, QueryDict("SAFE=&HOPE=&WHERE=+%0D%0A"))
    assert (got.answers, got.demographics, got.comments, got.problems) == ({}, {}, {}, {})


@pytest.mark.parametrize(
    ("question", "values", "problem"),
    [
        (ask("Q"), ["maybe"], Problem.UNKNOWN),
        (ask("Q"), ["YES"], Problem.UNKNOWN),
        (ask("Q"), ["yes", "no"], Problem.SEVERAL),
        (ask("Q", "checkbox"), ["yes", "maybe"], Problem.UNKNOWN),
        (ask("Q", "scale"), ["11"], Problem.NUMBER),
        (ask("Q", "scale"), ["-1"], Problem.NUMBER),
        (ask("Q", "scale"), ["5.0"], Problem.NUMBER),
        (ask("Q", "scale"), ["five"], Problem.NUMBER),
        (ask("Q", "scale"), ["٥"], Problem.NUMBER),
        (ask("Q", "scale"), ["9" * 5000], Problem.NUMBER),
        (ask("Q", "text"), ["x" * 201], Problem.TOO_LONG),
        (ask("Q", "longtext"), ["x" * 2001], Problem.TOO_LONG),
        (ask("Q", "longtext"), ["a\x00b"], Problem.CHARACTER),
        (ask("Q", "longtext"), ["a\ud83d"], Problem.CHARACTER),
        (ask("Q", "longtext"), ["one", "two"], Problem.SEVERAL),
    ],
)
def test_what_cannot_be_taken_is_named_and_not_stored(question, values, problem):
    got = read(question, *values)
    assert got.problems == {"Q": problem}
    assert not got.answers and not got.comments


def test_an_answer_that_stands_alone_goes_with_no_other():
    question = ask("Q", "checkbox", options=[option("park"), option("none", exclusive=True)])
    assert read(question, "none").answers == {"Q": ["none"]}
    assert read(question, "none", "park").problems == {"Q": Problem.EXCLUSIVE}


def test_the_same_answer_twice_is_one_answer():
    assert read(ask("Q"), "yes", "yes").answers == {"Q": "yes"}


@pytest.mark.parametrize(
    "text", ["سلام", "ਸਤ ਸ੍ਰੀ ਅਕਾਲ", "👩🏽‍🤝‍👩🏿", "é", "\u202bab\u202c", " spaced ", "<b>&"]
)
def test_text_is_stored_as_typed(text):
    assert read(ask("Q", "longtext"), text).comments == {"Q": text}


def test_line_ends_count_as_one_character():
    assert read(ask("Q", "text"), "a\r\n" * 100).comments == {"Q": "a\n" * 100}


def test_answers_off_the_route_are_dropped_with_their_problems():
    definition = survey(
        [
            ask("GATE"),
            ask("INNER", show_if=is_("GATE", "yes")),
            ask("WORDS", "longtext", show_if=is_("GATE", "yes")),
            ask("SEX", "demographic", demographic="sex", show_if=is_("GATE", "yes")),
            ask("BAD", "scale", show_if=is_("GATE", "yes")),
        ]
    )
    form = {"GATE": ["no"], "INNER": ["yes"], "WORDS": ["secret"], "SEX": ["yes"], "BAD": ["x"]}
    got = read_answers(definition, form)
    assert got.answers == {"GATE": "no"}
    assert (got.demographics, got.comments, got.problems) == ({}, {}, {})
    assert set(read_answers(definition, form | {"GATE": ["yes"]}).problems) == {"BAD"}


def test_a_rule_may_ask_about_the_visitor():
    definition = survey(
        [
            ask("AGE", "demographic", "13-15", "16-17", demographic="age_band"),
            ask("Q", show_if=is_("AGE", "13-15")),
        ]
    )
    assert read_answers(definition, {"AGE": ["13-15"], "Q": ["yes"]}).answers == {"Q": "yes"}
    assert read_answers(definition, {"AGE": ["16-17"], "Q": ["yes"]}).answers == {}


@drawn
@given(st.data())
def test_whatever_can_be_answered_comes_back_unchanged(data):
    definition = data.draw(definitions())
    answers = data.draw(answers_to(definition))
    on_route = set(shown(definition, answers).questions)
    expected = {
        name: answers[name]
        for section in definition["sections"]
        for question in section["questions"]
        if question["code"] in on_route
        for name in fields(question)
        if name in answers
    }
    got = read_answers(definition, posted(answers))
    assert got.problems == {}
    assert {**got.answers, **got.comments} == expected


@drawn
@given(st.data())
def test_no_form_however_odd_breaks_the_reader_or_slips_through(data):
    definition = data.draw(definitions())
    names = [
        name for section in definition["sections"] for asked in section["questions"] for name in fields(asked)
    ]
    odd = st.one_of(st.text(max_size=20), st.sampled_from(["a", "b", "c", "5", "-0", "\x00", "1e3"]))
    form = data.draw(st.dictionaries(st.sampled_from(names), st.lists(odd, max_size=3)))
    got = read_answers(definition, form)
    for section in definition["sections"]:
        for question in section["questions"]:
            for name in fields(question):
                value = got.answers.get(name)
                if value is None:
                    continue
                if question["type"] == "scale":
                    assert question["min"] <= value <= question["max"]
                else:
                    assert {value} if isinstance(value, str) else set(value) <= {"a", "b", "c"}
    assert all("\x00" not in text for text in got.comments.values())
