"""Which questions a person is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.authoring.passing import passing, reasons
from surveys.authoring.routing import conditions, fields, holds, shown
from tests.surveys.authoring.definitions import answers_to, ask, definitions, drawn, is_, rules, survey

AVOIDS = is_("AVOID", "yes")
KNOWN = [
    ask("A", "radio", "a", "b", "c"),
    ask("B", "checkbox", "a", "b", "c"),
    ask("C", "scale"),
    ask("D", "text"),
]


@pytest.mark.parametrize(
    ("rule", "answers", "expected"),
    [
        (None, {}, True),
        (AVOIDS, {"AVOID": "yes"}, True),
        (AVOIDS, {"AVOID": "no"}, False),
        (AVOIDS, {}, False),
        (is_("PLACES", "park"), {"PLACES": ["bus", "park"]}, True),
        (is_("PLACES", "train"), {"PLACES": ["bus", "park"]}, False),
        ({"question": "AVOID", "op": "is_not", "values": ["no"]}, {"AVOID": "yes"}, True),
        ({"question": "AVOID", "op": "is_not", "values": ["no"]}, {"AVOID": "no"}, False),
        ({"question": "AVOID", "op": "is_not", "values": ["no"]}, {}, False),
        ({"question": "PLACES", "op": "is_not", "values": ["park"]}, {"PLACES": ["bus", "park"]}, False),
        ({"question": "HOPE", "op": "answered"}, {"HOPE": 0}, True),
        ({"question": "WORDS", "op": "answered"}, {"WORDS": ""}, False),
        ({"question": "PLACES", "op": "answered"}, {"PLACES": []}, False),
        ({"question": "HOPE", "op": "at_least", "value": 7}, {"HOPE": 7}, True),
        ({"question": "HOPE", "op": "at_least", "value": 7}, {"HOPE": 6}, False),
        ({"question": "HOPE", "op": "at_most", "value": 3}, {"HOPE": 3}, True),
        ({"question": "HOPE", "op": "at_most", "value": 3}, {"HOPE": 4}, False),
        ({"question": "HOPE", "op": "at_most", "value": 3}, {}, False),
        ({"not": AVOIDS}, {}, True),
        ({"all": [AVOIDS, {"not": is_("SEX", "male")}]}, {"AVOID": "yes"}, True),
        ({"any": [AVOIDS, is_("SEX", "male")]}, {"SEX": "male"}, True),
        ({"any": []}, {}, False),
        ({"all": []}, {}, True),
    ],
)
def test_a_rule_holds_exactly_when_it_says(rule, answers, expected):
    assert holds(rule, answers) is expected


def test_a_comparison_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="matches"):
        holds({"question": "A", "op": "matches", "values": ["x"]}, {"A": "x"})


@drawn
@given(rules(KNOWN), st.data())
def test_not_turns_every_rule_round(rule, data):
    answers = data.draw(answers_to(survey(KNOWN)))
    if rule is not None:
        assert holds({"not": rule}, answers) is not holds(rule, answers)


@drawn
@given(rules(KNOWN), rules(KNOWN), st.data())
def test_de_morgan_holds(first, second, data):
    answers = data.draw(answers_to(survey(KNOWN)))
    parts = [rule for rule in (first, second) if rule is not None]
    neither = {"all": [{"not": rule} for rule in parts]}
    assert holds({"not": {"any": parts}}, answers) is holds(neither, answers)


def test_an_answer_left_behind_on_a_road_not_taken_decides_nothing():
    definition = survey(
        [ask("GATE"), ask("INNER", show_if=is_("GATE", "yes")), ask("LAST", show_if=is_("INNER", "yes"))]
    )
    assert shown(definition, {"GATE": "no", "INNER": "yes"}).questions == ("GATE",)
    assert shown(definition, {"GATE": "yes", "INNER": "yes"}).questions == ("GATE", "INNER", "LAST")


def test_a_section_without_a_shown_question_is_not_shown():
    definition = survey([ask("GATE")], [ask("ONLY", show_if=is_("GATE", "yes"))], [ask("END")])
    assert shown(definition, {"GATE": "no"}).sections == ("s1", "s3")


def test_a_section_rule_hides_all_of_it():
    definition = survey([ask("GATE")], [ask("X"), ask("Y")], rules=(None, is_("GATE", "yes")))
    assert shown(definition, {"GATE": "no"}).questions == ("GATE",)
    assert shown(definition, {"GATE": "yes"}).questions == ("GATE", "X", "Y")


def skip(to, rule=None):
    return {"if": rule, "to": to}


@pytest.mark.parametrize(
    ("to", "answer", "expected"),
    [
        ("C", "yes", ["A", "C", "D"]),
        ("s2", "yes", ["A", "C", "D"]),
        ("D", "yes", ["A", "D"]),
        ("end", "yes", ["A"]),
        ("C", "no", ["A", "B", "C", "D"]),
        ("end", None, ["A", "B", "C", "D"]),
    ],
)
def test_a_skip_leads_past_everything_up_to_its_goal(to, answer, expected):
    definition = survey([ask("A", skips=[skip(to, is_("A", "yes"))]), ask("B")], [ask("C"), ask("D")])
    assert shown(definition, {"A": answer} if answer else {}).questions == tuple(expected)


def test_the_first_skip_that_holds_is_taken_and_one_without_a_condition_always_is():
    skips = [skip("C", is_("A", "yes")), skip("end")]
    definition = survey([ask("A", skips=skips), ask("B"), ask("C")])
    assert shown(definition, {"A": "yes"}).questions == ("A", "C")
    assert shown(definition, {"A": "no"}).questions == ("A",)


def test_a_skip_ends_at_its_goal_even_where_that_is_not_shown_and_rests_where_its_own_place_is_not():
    hidden = ask("C", show_if=is_("A", "yes"))
    definition = survey([ask("A", skips=[skip("C")]), ask("B"), hidden, ask("D")])
    assert shown(definition, {"A": "no"}).questions == ("A", "D")
    definition = survey([ask("A"), ask("B", show_if=is_("A", "yes"), skips=[skip("end")]), ask("C")])
    assert shown(definition, {"A": "no"}).questions == ("A", "C")


def test_a_goal_inside_a_section_that_is_closed_ends_the_skip_with_the_section():
    definition = survey([ask("A", skips=[skip("B")])], [ask("B")], [ask("C")], rules=(None, is_("A", "yes")))
    assert shown(definition, {"A": "no"}).questions == ("A", "C")


def test_a_section_leads_on_after_its_last_question_if_it_was_shown():
    definition = survey([ask("A")], [ask("B")], [ask("C")], rules=(None, is_("A", "yes")))
    definition["sections"][1]["skips"] = [skip("end", is_("B", "no"))]
    assert shown(definition, {"A": "yes", "B": "no"}).questions == ("A", "B")
    assert shown(definition, {"A": "yes", "B": "yes"}).questions == ("A", "B", "C")
    definition["sections"][1]["skips"] = [skip("end")]
    assert shown(definition, {"A": "no"}).questions == ("A", "C")


@pytest.mark.parametrize(
    ("answer", "value", "expected"),
    [
        (7.5, 7, True),
        (6.5, 7, False),
        ("2026-05", "2026-05", True),
        ("2026-04", "2026-05", False),
        ("2026", "2026-05", False),
        ("zebra", "2026-05", False),
        (2026, "2026-05", False),
    ],
)
def test_numbers_are_compared_with_numbers_and_months_with_months(answer, value, expected):
    assert holds({"question": "Q", "op": "at_least", "value": value}, {"Q": answer}) is expected


def test_the_skips_before_one_decide_too_whether_it_is_taken():
    definition = survey([ask("A", skips=[skip("B", is_("A", "yes")), skip("C")]), ask("B"), ask("C")])
    assert reasons(definition) == {"A": frozenset(), "B": {"A"}, "C": frozenset()}


@drawn
@given(st.data())
def test_what_a_skip_passes_is_never_shown_and_what_decides_about_a_question_is_known(data):
    definition = data.draw(definitions())
    answers = data.draw(answers_to(definition))
    decided_by = reasons(definition)
    before = shown(definition, answers)
    changed = data.draw(answers_to(definition))
    same = {name for name in {*answers, *changed} if answers.get(name) == changed.get(name)}
    after = shown(definition, changed)
    for code, names in decided_by.items():
        if (code in before.questions) is (code in after.questions):
            continue
        # A question changes only with an answer it looks at, or with one whose question itself came or went.
        asked = {name.split(".")[0] for name in names}
        moved = set(before.questions) ^ set(after.questions)
        assert not names <= same or asked & moved or _depends_on_its_section(definition, code)


@drawn
@given(st.data())
def test_a_question_is_shown_exactly_where_its_rules_hold_and_no_skip_leads_past_it(data):
    definition = data.draw(definitions())
    answers = data.draw(answers_to(definition))
    route = shown(definition, answers)
    seen = {
        name: value
        for section in definition["sections"]
        for question in section["questions"]
        if question["code"] in route.questions
        for name, value in answers.items()
        if name in fields(question)
    }
    gone = passing(definition)
    for section in definition["sections"]:
        for question in section["questions"]:
            ruled = holds(section["show_if"], seen) and holds(question["show_if"], seen)
            passed = any(condition.holds(seen) for condition in gone[question["code"]])
            assert (question["code"] in route.questions) is (ruled and not passed)


def test_who_a_skip_leads_past_a_skip_is_counted_by_the_first():
    on = [skip("C", is_("A", "yes"))]
    definition = survey([ask("A", skips=on), ask("B", skips=[skip("end")]), ask("C"), ask("D")])
    assert reasons(definition)["D"] == {"A"}


def _depends_on_its_section(definition, code):
    (home,) = (s for s in definition["sections"] if code in [q["code"] for q in s["questions"]])
    return home["show_if"] is not None


def test_a_grid_is_asked_about_by_statement():
    definition = survey([ask("AGREE", "grid"), ask("WHY", show_if=is_("AGREE.B", "no"))])
    assert shown(definition, {"AGREE.A": "no"}).questions == ("AGREE",)
    assert shown(definition, {"AGREE.B": "no"}).questions == ("AGREE", "WHY")


@drawn
@given(st.data())
def test_answers_off_the_route_never_change_the_route(data):
    definition = data.draw(definitions())
    answers = data.draw(answers_to(definition))
    route = shown(definition, answers)
    on_route = {
        name
        for section in definition["sections"]
        for question in section["questions"]
        if question["code"] in route.questions
        for name in fields(question)
    }
    assert shown(definition, {name: value for name, value in answers.items() if name in on_route}) == route


def test_every_comparison_of_a_rule_is_found_in_order():
    rule = {"all": [is_("A", "x"), {"any": [{"not": is_("B", "y")}, is_("C", "z")]}]}
    assert [condition["question"] for condition in conditions(rule)] == ["A", "B", "C"]
