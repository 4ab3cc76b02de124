"""What an edit changed."""

from __future__ import annotations

from copy import deepcopy

from surveys.authoring.changes import reworded, what_changed
from tests.surveys.authoring.definitions import ask, is_, option, survey

BEFORE = survey([ask("A"), ask("B")], [ask("C")])
TEXTS = {"q:A": "a?", "q:B": "b?", "q:C": "c?", "section:s1": "One", "section:s2": "Two", "title": "T"}


def changed(edit, texts=TEXTS):
    after = deepcopy(BEFORE)
    edit(after["sections"])
    return what_changed(BEFORE, TEXTS, after, texts)


def test_nothing_changed():
    assert changed(lambda sections: None) == []


def test_words_around_the_questions_are_no_change_of_a_question():
    assert changed(lambda sections: None, TEXTS | {"title": "Other", "intro": "New"}) == []


def test_new_wording_names_its_question_only():
    assert changed(lambda sections: None, TEXTS | {"q:B": "b??"}) == ["B"]


def test_a_section_title_counts_for_its_questions():
    assert changed(lambda sections: None, TEXTS | {"section:s1": "Uno"}) == ["A", "B"]


def test_options_routing_new_and_removed_questions_count():
    assert changed(lambda s: s[0]["questions"][1]["options"].append(option("maybe"))) == ["B"]
    assert changed(lambda s: s[1]["questions"][0].update(show_if=is_("A", "yes"))) == ["C"]
    assert changed(lambda s: s[1].update(show_if=is_("A", "yes"))) == ["C"]
    assert changed(lambda s: s[1]["questions"].append(ask("D"))) == ["D"]
    assert changed(lambda s: s[0]["questions"].pop()) == ["B"]


def test_a_new_order_counts():
    assert set(changed(lambda s: s[0]["questions"].reverse())) == {"A", "B"}


def test_a_question_that_got_another_code_is_the_same_question():
    assert changed(lambda s: s[0]["questions"][0].update(code="Z"), TEXTS | {"q:Z": "a?"}) == ["Z"]


def test_rewording_is_found_by_key():
    assert reworded("A", {"q:A": "a?", "q:AB": "x"}, {"q:A": "a!", "q:AB": "y"}) == ["q:A"]
    assert reworded("A", {"q:A": "a?"}, {"q:A": "a?", "q:A.help": "h"}) == ["q:A.help"]
