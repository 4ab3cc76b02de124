"""What keeps a survey from being published, each fault at its question."""

from __future__ import annotations

import pytest

from surveys.authoring.faults import structural_faults
from tests.surveys.authoring.definitions import ask, is_, option, survey


def messages(*sections, **more):
    return [fault.message for fault in structural_faults(survey(*sections, **more))]


def test_a_sound_survey_has_no_fault():
    assert (
        messages(
            [ask("A"), ask("B", "grid", show_if=is_("A", "yes")), ask("C", "scale"), ask("D", "longtext")]
        )
        == []
    )


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (ask("safe"), "capital letters"),
        (ask(""), "Question 2 of section 1: the code must be"),
        (ask("X" * 31), "capital letters"),
        (ask("Q", options=[option("yes")]), "Question Q: it needs at least two answers"),
        (ask("Q", options=[option("yes"), option("prefer_not", missing=True)]), "at least two answers"),
        (ask("Q", "radio", "yes", "yes"), "'yes' is used by 2 answers"),
        (ask("Q", "radio", "yes", "no way"), "the code 'no way' of an answer"),
        (ask("Q", "radio", "yes", ""), "an answer without a code"),
        (ask("Q", "radio", *(f"o{n}" for n in range(201))), "201 answers; at most 200"),
        (ask("Q", "grid", rows=[]), "Question Q: the grid has no statements"),
        (ask("Q", "scale", min=5, max=5), "highest number"),
        (ask("Q", "scale", min=None), "highest number"),
        (ask("Q", "scale", min=0, max=101), "at most 100"),
        (ask("Q", "text", max_length=201), "between 1 and 200"),
        (ask("Q", "longtext", max_length=0), "between 1 and 2000"),
        (ask("Q", id=None), "no id"),
        (ask("Q", sensitive=True, not_sensitive_reason="many"), "Choose one"),
        (
            ask("Q", show_if=is_("NOWHERE", "yes")),
            "Question Q: its show-if rule asks about NOWHERE, which",
        ),
        (ask("Q", show_if=is_("", "yes")), "does not exist"),
        (ask("Q", show_if=is_("Q", "yes")), "asks about Q, which comes later or is the same"),
        (ask("Q", show_if=is_("LAST", "yes")), "asks about LAST, which comes later"),
        (ask("Q", show_if=is_("FIRST", "maybe")), "the answer 'maybe', which FIRST does not have"),
        (ask("Q", show_if=is_("FIRST")), "does not say which answers of FIRST"),
        (
            ask("Q", show_if={"question": "FIRST", "op": "at_least", "value": 3}),
            "FIRST is not a scale or a number",
        ),
        (
            ask("Q", show_if={"all": [is_("FIRST", "yes"), is_("FIRST", "no")]}),
            "Question Q: nobody can ever be shown it",
        ),
    ],
)
def test_each_fault_is_named(question, said):
    found = messages([ask("FIRST"), question], [ask("LAST")])
    assert any(said in message for message in found), found


def test_a_scale_is_compared_with_numbers_on_it():
    def rule(value):
        return {"question": "HOPE", "op": "at_least", "value": value}

    scale = ask("HOPE", "scale")
    assert messages([scale, ask("Q", show_if=rule(10))]) == []
    assert "not on its scale" in messages([scale, ask("Q", show_if=rule(11))])[0]
    assert "not a whole number" in messages([scale, ask("Q", show_if=rule("ten"))])[0]
    assert "no answers to choose from" in messages([scale, ask("Q", show_if=is_("HOPE", "1"))])[0]


def test_a_grid_is_asked_about_by_statement():
    assert messages([ask("G", "grid"), ask("Q", show_if=is_("G.A", "yes"))]) == []
    assert "G, which does not exist" in messages([ask("G", "grid"), ask("Q", show_if=is_("G", "yes"))])[0]


def test_a_code_used_twice_is_a_fault_at_both_questions():
    faults = structural_faults(survey([ask("SAME")], [ask("OTHER"), ask("SAME")]))
    assert [(fault.section, fault.question) for fault in faults] == [(0, 0), (1, 1)]
    assert all("more than one question" in fault.message for fault in faults)


def test_an_empty_survey_and_an_empty_section_are_faults():
    assert "no section" in messages()[0]
    assert "Section 2 is empty" in messages([ask("A")], [])[0]


def test_a_section_rule_looks_back_only():
    assert messages([ask("A")], [ask("B")], rules=(None, is_("A", "yes"))) == []
    assert "Section 1: " in messages([ask("A")], [ask("B")], rules=(is_("A", "yes"),))[0]


def test_at_most_five_questions_about_the_visitor():
    names = ["authority", "age_band", "sex", "ethnic_group", "religion", "disability"]
    asked = [ask(name.upper(), "demographic", demographic=name) for name in names]
    assert messages(asked[:5]) == []
    assert "asks 6 questions about the visitor" in messages(asked)[0]


def test_a_standard_question_is_asked_once():
    twice = [
        ask("AGE", "demographic", demographic="age_band"),
        ask("AGE2", "demographic", demographic="age_band"),
    ]
    assert all("asked twice" in message for message in messages(twice)) and messages(twice)


def test_a_fault_sits_at_its_question():
    (fault,) = structural_faults(survey([ask("A")], [ask("B"), ask("C", show_if=is_("A", "maybe"))]))
    assert (fault.section, fault.question) == (1, 1)


def skip(to, rule=None):
    return {"if": rule, "to": to}


@pytest.mark.parametrize(
    ("skips", "said"),
    [
        ([skip("GONE")], "its skip to 'GONE' leads to a place that does not exist"),
        ([skip("")], "does not say where to go on"),
        ([skip("FIRST")], "its skip to FIRST leads backwards"),
        ([skip("s1")], "its skip to section 1 leads back to where it starts"),
        ([skip("Q")], "leads back to where it starts"),
        ([skip("NEXT")], "leads to what comes next anyway"),
        ([skip("LAST", is_("NEXT", "yes"))], "its skip to LAST asks about NEXT, which comes later"),
        ([skip("LAST", is_("Q", "maybe"))], "asks for the answer 'maybe', which Q does not have"),
        ([skip("LAST", {"all": [is_("Q", "yes"), is_("Q", "no")]})], "its skip to LAST can never be taken"),
        ([skip("end"), skip("LAST", is_("Q", "yes"))], "the skips after it never happen"),
        ([skip("end")], "Question NEXT: nobody can ever be shown it"),
        ([skip("LAST", is_("FIRST", "yes"))] * 21, "it has 21 skips; at most 20"),
    ],
)
def test_each_fault_of_a_skip_is_named(skips, said):
    found = messages([ask("FIRST"), ask("Q", skips=skips), ask("NEXT")], [ask("LAST")])
    assert any(said in message for message in found), found


def test_a_sound_skip_is_no_fault_and_may_ask_about_its_own_question():
    skips = [skip("s2", is_("Q", "yes")), skip("end", is_("FIRST", "no"))]
    assert messages([ask("FIRST"), ask("Q", skips=skips), ask("NEXT")], [ask("LAST")]) == []


def test_a_fault_of_a_skip_sits_at_its_question():
    faults = structural_faults(survey([ask("A")], [ask("B"), ask("C", skips=[skip("A")])]))
    assert [(fault.section, fault.question) for fault in faults] == [(1, 1)]


def test_an_alternative_that_can_never_hold_is_named():
    never = {"all": [is_("A", "yes"), is_("A", "no")]}
    found = messages([ask("A"), ask("B"), ask("Q", show_if={"any": [is_("B", "yes"), never]})])
    assert ["part that can never be true: the one about A" in message for message in found] == [True]


def test_two_questions_that_wait_for_each_other_are_said_to():
    found = messages([ask("A"), ask("B", show_if=is_("C", "yes")), ask("C", show_if=is_("B", "yes"))])
    assert len(found) == 1 and "nobody is shown either" in found[0]
    chain = [ask("A"), ask("B"), ask("C", show_if=is_("D", "yes")), ask("D", show_if=is_("B", "yes"))]
    assert "comes later" in messages(chain)[0] and "nobody is shown either" not in messages(chain)[0]


def test_ten_thousand_answers_are_one_fault_and_a_rule_about_thousands_of_unknown_ones_four():
    codes = [f"o{number}" for number in range(10_000)]
    found = messages(
        [ask("Q", "radio", *codes), ask("R", show_if=is_("Q", *(f"x{n}" for n in range(5_000))))]
    )
    assert len(found) == 5
    assert "10,000 answers; at most 200" in found[0] and "4997 more answers" in found[-1]


def mixing(*sections, rules=()):
    definition = survey(*sections, rules=rules)
    for section in definition["sections"][:2]:
        section["shuffle"] = True
    return [fault.message for fault in structural_faults(definition)]


def test_a_rule_looks_only_at_what_comes_earlier_in_every_order():
    later = ask("C", show_if=is_("A", "yes"))
    assert mixing([ask("A")], [ask("B")], [later]) == []
    assert mixing([ask("A"), ask("B", show_if=is_("A", "yes"))], [ask("D")], [later]) == []
    (found,) = mixing([ask("A")], [ask("B", show_if=is_("A", "yes"))], [later])
    assert "Question B: its show-if rule asks about A, but the two sections change places" in found


def test_a_skip_does_not_cross_sections_that_change_places():
    for sections in (
        ([ask("A", skips=[skip("C", is_("A", "yes"))])], [ask("B")], [ask("C")]),
        ([ask("A", skips=[skip("end", is_("A", "yes"))])], [ask("B")], [ask("C")]),
    ):
        (found,) = mixing(*sections)
        assert "depend on the order" in found
    inside = [ask("A", skips=[skip("D", is_("A", "yes"))]), ask("B"), ask("D")]
    assert mixing(inside, [ask("E")], [ask("C")]) == []
