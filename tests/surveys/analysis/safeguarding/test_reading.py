"""What is found of disclosures, how much has to be read for it, and that every finding shows its words."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from surveys.analysis.safeguarding import REASONS, RulesError, read, read_all
from surveys.analysis.safeguarding.likeness import (
    ORDINARY_PATH,
    THRESHOLD,
    default_likeness,
    examples,
    fitted,
)
from surveys.analysis.safeguarding.rules import DisclosureReader, default_reader

REFERENCE = Path(__file__).resolve().parents[3] / "reference" / "safeguarding"


def rows(name: str, *languages: str) -> list[tuple[str, bool]]:
    """Invented comments that no rule and no weight was made with, and whether they tell of danger."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return [
            (row["text"], row["disclosure"] == "1")
            for row in csv.DictReader(file)
            if not languages or row["language"] in languages
        ]


@pytest.mark.parametrize(
    ("name", "found", "of", "false", "among"),
    [("blind.csv", 60, 64, 17, 83), ("fresh.csv", 19, 20, 2, 20), ("held_out.csv", 28, 30, 3, 20)],
)
def test_no_fewer_disclosures_are_found_than_when_they_were_last_measured(name, found, of, false, among):
    told = [text for text, is_told in rows(name) if is_told]
    ordinary = [text for text, is_told in rows(name) if not is_told]
    assert (len(told), len(ordinary)) == (of, among)
    assert sum(one.flagged for one in read_all(told)) >= found
    assert sum(one.flagged for one in read_all(ordinary)) <= false


def test_no_fewer_disclosures_in_urdu_and_panjabi_are_found_than_the_document_says():
    told = [text for text, is_told in rows("blind.csv", "ur") if is_told]
    assert len(told) == 9
    assert sum(one.flagged for one in read_all(told)) >= 8


def test_a_lead_reads_less_than_a_fifth_of_ordinary_comments():
    ordinary = [text for text, is_told in examples() if not is_told][-500:]
    assert sum(one.flagged for one in read_all(ordinary)) / len(ordinary) <= 0.2


@pytest.mark.long
def test_the_threshold_finds_nine_in_ten_and_gives_a_fifth_to_read_where_the_weights_have_not_seen_the_text():
    rows = list(examples())
    ordinary = set(ordinary_comments())
    order = list(range(len(rows)))
    random.Random(3).shuffle(order)
    flagged = dict[int, bool]()
    for fold in range(5):
        held = order[fold::5]
        unseen = set(held)
        weights = fitted(row for place, row in enumerate(rows) if place not in unseen)
        for place in held:
            text = rows[place][0]
            flagged[place] = default_reader().read(text).flagged or weights.of(text) >= THRESHOLD
    told = [flagged[place] for place, (_, is_told) in enumerate(rows) if is_told]
    read_in_vain = [
        flagged[place] for place, (text, is_told) in enumerate(rows) if not is_told and text in ordinary
    ]
    assert sum(told) / len(told) >= 0.93
    assert sum(read_in_vain) / len(read_in_vain) <= 0.2


def ordinary_comments() -> list[str]:
    """The invented comments of ordinary answers, none of them written to fool the machine."""
    with ORDINARY_PATH.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("please someone help me he is outside the door", "danger_now"),
        ("i have started cutting myself again", "self_harm"),
        ("میں اب جینا نہیں چاہتی", "self_harm"),
        ("my stepdad comes in my room at night", "abuse"),
        ("ghar wale zabardasti meri shaadi karwa rahe hain", "abuse"),
        ("they make me hold the packages", "exploitation"),
        ("he says he will post my nudes if i tell", "exploitation"),
        ("they said they will stab me on friday", "threat"),
        ("my mate keeps a machete under his bed", "weapon"),
        ("someone is planning to burn the mosque", "hate_threat"),
    ],
)
def test_each_reason_is_told_with_the_words_that_speak_for_it(text, reason):
    disclosed = read(text)
    assert reason in disclosed.reasons
    words = [text[found.start : found.end] for found in disclosed.evidence if found.reason == reason]
    assert words and all(words)


def test_evidence_lies_inside_the_text_whatever_the_text():
    odd = [
        "",
        " ",
        "\x00",
        "🖤" * 40,
        "a" * 30_000,
        "ＫＩＬＬ ＭＹＳＥＬＦ",
        "he\u0301 hits me",
        "i want to di\u200be",
        "\ud800 hits me",
    ]
    for text in [*odd, *(text for text, _ in rows("held_out.csv"))]:
        for found in read(text).evidence:
            assert 0 <= found.start < found.end <= len(text)
            assert found.reason in REASONS


def test_what_is_at_hand_is_urgent_and_a_day_alone_is_not_danger():
    assert read("they will jump my brother after school tomorrow").urgent
    assert read("he is kicking the door now please send someone").urgent
    assert not read("my stepdad hit me when i was little").urgent
    assert not read("the club is open on friday").flagged


@pytest.mark.parametrize(
    "text",
    [
        "the homework is killing me lol",
        "maths makes me want to jump out the window haha",
        "put suicide helpline posters in every school toilet",
        "Knife crime is out of control and the council does nothing",
        "none of my mates carry",
        "cut the grass on the field so we can play",
    ],
)
def test_idioms_and_general_remarks_are_left_alone(text):
    assert not read(text).flagged


def test_the_weights_are_the_same_on_every_machine():
    few = list(examples())[::12]
    one, two = fitted(few), fitted(few)
    assert one.weights == two.weights and one.base == two.base
    assert default_likeness().of("i want to die") > default_likeness().of("more lights in the park")


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ({"reason": {"nonsense": {"strong": ["help"]}}}, "'nonsense'"),
        ({"reason": {"abuse": {"strong": ["{unheard} hits me"]}}}, "unheard"),
    ],
)
def test_rules_that_cannot_be_used_say_where(source, why):
    with pytest.raises(RulesError, match=why):
        DisclosureReader(source)
