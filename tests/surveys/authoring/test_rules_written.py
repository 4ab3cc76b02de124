"""What an author builds in the editor, and the one form of rule it is compiled to."""

from __future__ import annotations

import pytest

from surveys.authoring.rule_words import in_words
from surveys.blocks.body import definition_of
from surveys.blocks.show_if import SECTION, rule_of
from tests.surveys.authoring.definitions import is_
from tests.surveys.authoring.surveys import small_body, small_survey


def condition(question, comparison, values=""):
    return {"question": question, "comparison": comparison, "values": values}


def built(*conditions, match="all", groups=()):
    return {"match": match, "conditions": list(conditions), "groups": list(groups)}


def at(op, value):
    return {"question": "N", "op": op, "value": value}


@pytest.mark.parametrize(
    ("made", "rule"),
    [
        (built(), None),
        (built(condition("A", "is", "yes, no")), is_("A", "yes", "no")),
        (built(condition("A", "not_answered")), {"not": {"question": "A", "op": "answered"}}),
        (built(condition("A", "has_all", "x, y")), {"all": [is_("A", "x"), is_("A", "y")]}),
        (built(condition("A", "has_all", "x")), is_("A", "x")),
        (built(condition("N", "between", "3, 7")), {"all": [at("at_least", 3), at("at_most", 7)]}),
        (built(condition("N", "between", "3")), {"all": [at("at_least", 3), at("at_most", "")]}),
        (built(condition("N", "at_least", "-2")), at("at_least", -2)),
        (built(condition("N", "at_most", "2.5")), at("at_most", 2.5)),
        (built(condition("N", "at_least", "2026-05")), at("at_least", "2026-05")),
        (built(condition("N", "at_least", "9" * 5000)), at("at_least", "9" * 5000)),
        (built(condition("N", "at_least", "²")), at("at_least", "²")),
        (
            built(condition("A", "is", "x"), condition("B", "is", "y"), match="none"),
            {"not": {"any": [is_("A", "x"), is_("B", "y")]}},
        ),
        (built(condition("A", "is", "x"), match="not_all"), {"not": is_("A", "x")}),
        (
            built(
                condition("A", "is", "x"),
                match="any",
                groups=[
                    built(condition("B", "is", "y"), groups=[built(condition("C", "is", "z"), match="none")])
                ],
            ),
            {"any": [is_("A", "x"), {"all": [is_("B", "y"), {"not": is_("C", "z")}]}]},
        ),
        (built(groups=[built(), built(condition("A", "is", "x"))]), is_("A", "x")),
    ],
)
def test_what_is_built_becomes_one_rule(made, rule):
    assert rule_of(made) == rule


def test_a_skip_names_a_section_by_its_block_and_is_compiled_to_its_place(db, home):
    page = small_survey(home)
    body = small_body()
    body[0]["value"]["questions"][0]["value"]["skips"] = [
        {"type": "item", "id": body[0]["id"], "value": {"to": SECTION + body[1]["id"], **built()}},
        {"type": "item", "id": body[1]["id"], "value": {"to": SECTION + "gone", **built()}},
    ]
    page.body = body
    avoid, places = definition_of(page.body)["sections"][0]["questions"]
    assert [skip["to"] for skip in avoid["skips"]] == ["s2", SECTION + "gone"]
    # Places that skip nothing do not say so: published surveys keep their digest.
    assert "skips" not in places and "shuffle" not in places


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (None, "always"),
        (is_("A", "yes"), "A is “Yes, often”"),
        (
            {"question": "A", "op": "is_not", "values": ["yes", "no"]},
            "A is answered, but not “Yes, often” or “no”",
        ),
        ({"not": {"question": "A", "op": "answered"}}, "A is not answered"),
        ({"not": {"any": [is_("A", "no"), at("at_most", 3)]}}, "not (A is “no” or N is at most 3)"),
        (
            {"all": [is_("A", "no"), {"any": [at("at_least", 3), is_("B", "x")]}]},
            "A is “no” and (N is at least 3 or B is “x”)",
        ),
        (is_("A", *"abcdef"), "A is “a”, “b”, “c” or one of 3 more"),
    ],
)
def test_a_rule_is_said_in_words(rule, said):
    assert in_words(rule, {"q:A.o:yes": "Yes, often"}) == said
