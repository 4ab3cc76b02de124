"""Machines among people are marked, people are not, and nothing is ever taken away."""

from __future__ import annotations

import random

import pytest

from surveys.analysis.quality.duplicates import ALIKE, grams, near_duplicates
from surveys.analysis.quality.flags import MEANING, Flag
from surveys.analysis.quality.marks import OF_THE_CROWD, Answered, is_doubtful, mark
from surveys.analysis.quality.patterns import Impossible, grid_items, is_inattentive, is_straight
from tests.surveys.analysis.quality.planted import ATTENTION, DEFINITION, IMPOSSIBLE, ITEMS, planted

LONG = "The bus stop by the shops has no light at all and nobody I know likes to wait there after dark"


def test_nine_of_ten_planted_machines_are_marked_and_at_most_two_of_a_hundred_people():
    """Pooled over five surveys of 1,200 answers, so that neither figure hangs on one lucky draw."""
    people = wrong = 0
    for seed in range(1, 6):
        responses, machines = planted(seed=seed)
        marks = mark(responses, items=ITEMS, impossible=IMPOSSIBLE, attention=ATTENTION)
        doubtful = {place for place, found in enumerate(marks) if is_doubtful(found)}
        assert len(machines & doubtful) >= 0.9 * len(machines)
        people += len(responses) - len(machines)
        wrong += len(doubtful - machines)
    assert wrong <= 0.02 * people


def test_every_answer_keeps_its_place_and_the_marks_it_came_with():
    responses, _ = planted()
    marks = mark(responses, items=ITEMS)
    assert len(marks) == len(responses)
    assert all(response.flags <= found for response, found in zip(responses, marks, strict=True))


def test_who_came_with_a_crowd_is_not_doubted_for_that_alone():
    assert not is_doubtful(frozenset())
    assert not is_doubtful(OF_THE_CROWD)
    assert all(is_doubtful(frozenset({flag})) for flag in Flag if flag not in OF_THE_CROWD)


def test_every_mark_is_explained():
    assert MEANING.keys() == set(Flag)


def test_near_duplicates_are_those_that_comparing_each_with_each_would_find():
    draw = random.Random(7)
    bases = ["".join(draw.choices("abcdefgh ", k=draw.randint(45, 90))) for _ in range(40)]
    written = []
    for text in bases:
        for _ in range(4):
            letters = list(text)
            for _ in range(draw.randint(0, 4)):
                letters[draw.randrange(len(letters))] = draw.choice("xyz ")
            written.append("".join(letters))
    sets = [grams(text) for text in written]
    expected = {
        one
        for one in range(len(sets))
        for other in range(len(sets))
        if one != other
        and sets[one]
        and sets[other]
        and len(sets[one] & sets[other]) / len(sets[one] | sets[other]) >= ALIKE
    }
    assert 20 < len(expected) < len(written)
    assert near_duplicates(enumerate(written)) == expected


@pytest.mark.parametrize(
    "other, is_twin",
    [
        (LONG, True),
        (LONG.upper() + "!!!", True),
        (LONG.replace(" ", "  "), True),
        (LONG.replace("shops", "shop"), True),
        ("The bus stop by the school is fine but the park has no light and I run home from there", False),
    ],
)
def test_a_twin_may_differ_in_a_word_or_in_its_dress(other, is_twin):
    assert near_duplicates([(1, LONG), (2, other)]) == (frozenset({1, 2}) if is_twin else frozenset())


def test_a_short_wish_that_many_share_is_no_copy_and_neither_is_saying_a_thing_twice():
    assert not near_duplicates([(1, "More street lights please"), (2, "more street lights please")])
    assert not near_duplicates([(1, LONG), (1, LONG)])


def test_texts_in_other_scripts_are_compared_too():
    urdu = "بس سٹاپ کے پاس کوئی روشنی نہیں ہے اور شام کے بعد وہاں کوئی انتظار نہیں کرتا"
    assert near_duplicates([(1, urdu), (2, urdu + "۔"), (3, LONG)]) == {1, 2}


def test_eight_in_one_column_are_straight_and_seven_are_not():
    fields = [item.field for item in ITEMS]
    assert is_straight(dict.fromkeys(fields[:8], "agree"), ITEMS)
    assert not is_straight(dict.fromkeys(fields[:7], "agree"), ITEMS)
    assert not is_straight(dict.fromkeys(fields[:8], "agree") | {fields[3]: "neither"}, ITEMS)


def test_whoever_declines_throughout_or_leaves_out_is_not_careless():
    fields = [item.field for item in ITEMS]
    assert not is_straight(dict.fromkeys(fields, "prefer_not"), ITEMS)
    assert is_straight(dict.fromkeys(fields, "agree") | {fields[2]: "prefer_not"}, ITEMS)
    assert not is_straight({}, ITEMS)


def test_items_are_the_rows_of_the_grids_in_order():
    fields = [item.field for item in grid_items(DEFINITION)]
    assert fields == [f"{code}.R{row}" for code in ("AGREE", "SERVE") for row in range(6)]


def test_pairs_that_cannot_both_be_true_are_found_in_single_and_in_several_choices():
    pair = Impossible(("AGE", frozenset({"13-15"})), ("HAS", frozenset({"pension", "licence"})))
    assert pair.holds({"AGE": "13-15", "HAS": ["phone", "licence"]})
    assert not pair.holds({"AGE": "16-17", "HAS": ["licence"]})
    assert not pair.holds({"AGE": "13-15"})


def test_an_attention_question_left_out_is_no_failure():
    assert is_inattentive({"CHECK": "disagree"}, {"CHECK": "agree"})
    assert not is_inattentive({"CHECK": "agree"}, {"CHECK": "agree"})
    assert not is_inattentive({}, {"CHECK": "agree"})


def test_nobody_at_all_is_marked_without_fuss():
    assert mark([]) == []
    assert mark([Answered({})]) == [frozenset()]
