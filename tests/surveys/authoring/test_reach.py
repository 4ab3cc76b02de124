"""Whether anybody can ever be shown a question."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.authoring import reach
from surveys.authoring.reach import explore, unreachable
from surveys.authoring.routing import shown
from tests.surveys.authoring.definitions import answers_to, ask, definitions, drawn, is_, option, survey


def at_least(question, value):
    return {"question": question, "op": "at_least", "value": value}


def at_most(question, value):
    return {"question": question, "op": "at_most", "value": value}


@pytest.mark.parametrize(
    "rule",
    [
        {"all": [is_("A", "yes"), is_("A", "no")]},
        {"all": [is_("A", "yes"), {"question": "A", "op": "is_not", "values": ["yes"]}]},
        {"all": [at_least("S", 8), at_most("S", 3)]},
        {"all": [is_("C", "none"), is_("C", "park")]},
        {"question": "A", "op": "is_not", "values": ["yes", "no"]},
        {"all": [{"question": "T", "op": "answered"}, {"not": {"question": "T", "op": "answered"}}]},
        is_("HIDDEN", "yes"),
    ],
)
def test_a_rule_nobody_can_meet_is_found(rule):
    definition = survey(
        [
            ask("A"),
            ask("S", "scale"),
            ask("C", "checkbox", options=[option("park"), option("none", exclusive=True)]),
            ask("T", "text"),
            ask("HIDDEN", show_if={"all": [is_("A", "yes"), is_("A", "no")]}),
            ask("LOST", show_if=rule),
        ]
    )
    assert unreachable(definition) == ["HIDDEN", "LOST"]


@pytest.mark.parametrize(
    "rule",
    [
        {"any": [is_("A", "yes"), is_("A", "no")]},
        {"all": [at_least("S", 3), at_most("S", 3)]},
        {"all": [is_("C", "bus"), is_("C", "park")]},
        {"all": [is_("C", "bus"), {"question": "C", "op": "is_not", "values": ["park"]}]},
        {"question": "C", "op": "is_not", "values": ["park", "bus"]},
        {"not": {"question": "A", "op": "answered"}},
    ],
)
def test_a_rule_somebody_can_meet_is_let_through(rule):
    places = ask("C", "checkbox", options=[option("park"), option("bus"), option("none", exclusive=True)])
    assert unreachable(survey([ask("A"), ask("S", "scale"), places, ask("FOUND", show_if=rule)])) == []


def test_two_rules_that_exclude_each_other_along_the_way_are_found():
    definition = survey(
        [ask("A"), ask("B", show_if=is_("A", "yes"))],
        [ask("LOST", show_if=is_("A", "no"))],
        rules=(None, is_("B", "yes")),
    )
    assert unreachable(definition) == ["LOST"]


@drawn
@given(st.data())
def test_a_question_somebody_was_shown_is_never_called_unreachable(data):
    definition = data.draw(definitions())
    answers = data.draw(answers_to(definition))
    assert not set(unreachable(definition)) & set(shown(definition, answers).questions)


@pytest.mark.long
@drawn
@given(definitions(kinds=["radio"], most=2))
def test_unreachable_is_exact_on_surveys_small_enough_to_try_every_form(definition):
    questions = [asked for section in definition["sections"] for asked in section["questions"]]
    codes = [asked["code"] for asked in questions]
    ever: set[str] = set()
    for form in product([None, "a", "b", "c"], repeat=len(codes)):
        answers = {code: value for code, value in zip(codes, form, strict=True) if value}
        ever.update(shown(definition, answers).questions)
    assert set(unreachable(definition)) == set(codes) - ever


def test_what_is_too_large_to_decide_is_let_through(monkeypatch):
    definition = survey([ask("A"), ask("LOST", show_if={"all": [is_("A", "yes"), is_("A", "no")]})])
    monkeypatch.setattr(reach, "LIMIT", 2)
    assert unreachable(definition) == []


def test_a_long_chain_of_rules_is_decided_exactly():
    chain = [ask("Q0", "radio", "a", "b", "c")]
    chain += [ask(f"Q{n}", "radio", "a", "b", "c", show_if=is_(f"Q{n - 1}", "a")) for n in range(1, 60)]
    lost = ask("LOST", show_if={"all": [is_("Q59", "a"), {"not": is_("Q0", "a")}]})
    found = explore(survey([*chain, lost]))
    assert found.exact and "Q59" in found.questions and "LOST" not in found.questions


def test_what_is_too_large_as_a_whole_is_decided_question_by_question():
    wide = [ask(f"Q{n}", "radio", *"abcdef") for n in range(12)]
    far = [ask(f"R{n}", show_if=is_(f"Q{n}", "a", "b") | {"values": [*"ab"]}) for n in range(12)]
    ties = [ask(f"S{n}", show_if={"all": [is_(f"Q{n}", code) for code in "ab"]}) for n in range(12)]
    definition = survey(wide, far, ties)
    found = explore(definition)
    assert unreachable(definition) == [f"S{n}" for n in range(12)] and not found.undecided


def test_skips_that_lead_everybody_past_a_question_are_found():
    skips = [{"if": is_("A", "yes"), "to": "C"}, {"if": None, "to": "s2"}]
    definition = survey([ask("A", skips=skips), ask("B"), ask("C")], [ask("D")])
    found = explore(definition)
    assert unreachable(definition) == ["B"]
    assert set(found.skips) == {("A", "skip 0"), ("A", "skip 1")} and found.ends
