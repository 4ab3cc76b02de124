"""Redaction: identifiers are masked, ordinary words are not, and the result is stable."""

from __future__ import annotations

from collections import Counter

import pytest

from surveys.analysis.redaction import MASKS, Redacted, find_identifiers, redact
from tests.surveys.analysis import redaction_names
from tests.surveys.analysis.redaction_corpus import cases, clean

STRUCTURED = ("PHONE", "EMAIL", "POSTCODE", "HANDLE", "ADDRESS", "ID")


def _recall() -> tuple[Counter[str], Counter[str]]:
    wanted: Counter[str] = Counter()
    hidden: Counter[str] = Counter()
    for kind, text, spans in cases():
        found = redact(text).spans
        for start, end in spans:
            wanted[kind] += 1
            hidden[kind] += all(
                any(span.start <= place < span.end for span in found)
                for place in range(start, end)
                if text[place].isalnum()
            )
    return wanted, hidden


def test_the_corpus_holds_at_least_two_hundred_identifiers():
    assert sum(len(spans) for _, _, spans in cases()) >= 200


def test_structured_identifiers_are_hidden_in_at_least_95_of_100_cases():
    wanted, hidden = _recall()
    assert sum(hidden[kind] for kind in STRUCTURED) / sum(wanted[kind] for kind in STRUCTURED) >= 0.95


@pytest.mark.parametrize("kind", [*STRUCTURED, "NAME", "ORG"])
def test_each_kind_of_identifier_is_hidden_in_at_least_nine_of_ten_cases(kind: str):
    wanted, hidden = _recall()
    assert hidden[kind] / wanted[kind] >= 0.9


def test_answers_without_identifiers_stay_as_they_are():
    changed = [text for text in clean() if redact(text).text != text]
    assert len(changed) / len(clean()) <= 0.04, changed


def test_masking_again_changes_nothing():
    for text in [text for _, text, _ in cases()] + clean():
        once = redact(text).text
        assert redact(once).text == once


def test_spans_say_what_was_there_in_the_text_before():
    text = "my name is Oskar Zielonka, ring 07700 900123"
    hidden = [(text[span.start : span.end], span.kind) for span in redact(text).spans]
    assert hidden == [("Oskar Zielonka", "NAME"), ("07700 900123", "PHONE")]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("a lad called Jaydon from B19 2AB", "a lad called [name] from B19 [rest of postcode]"),
        ("my snap is jdot_99", "my snap is [user name]"),
        ("year 10 at Kingsmere Academy", "year 10 at [a school]"),
        ("outside Al-Noor Mosque", "outside [a mosque]"),
        ("PC Wetherby, badge 4821", "PC [name], badge [ID number]"),
        ("bo at example dot com", "[e-mail address]"),
        ("stabbed on Mallard Street", "stabbed on [address]"),
        ("my dob is 12/03/2011", "my dob is [date]"),
    ],
)
def test_a_mask_says_what_kind_of_thing_stood_there(text: str, masked: str):
    assert redact(text).text == masked


def test_the_outward_postcode_alone_is_no_identifier():
    assert find_identifiers("B19 and B21 lads fighting in WS2") == ()


def test_a_month_and_a_flower_are_no_names_but_a_cue_makes_them_so():
    assert redact("come August a daisy chain").text == "come August a daisy chain"
    assert redact("my cousin Daisy was there").text == "my cousin [name] was there"


def test_people_in_public_life_may_be_named():
    assert redact("Andrew Tate is ruining boys").spans == ()


def test_helplines_stay_readable():
    assert redact("Childline 0800 1111, Samaritans 116 123, NHS 111").spans == ()


def test_a_nul_character_counts_as_a_space():
    assert redact("ring 07700\x00900123 now").text == "ring [phone number] now"


def test_answers_in_other_scripts_keep_their_words_and_lose_the_number():
    assert redact("مجھے فون کریں 07700 900123").text == "مجھے فون کریں [phone number]"
    assert redact("ਰਾਤ ਨੂੰ ਡਰ ਲੱਗਦਾ ਹੈ").spans == ()


def test_a_limit_never_cuts_a_mask_in_two():
    text = "call me on 07700 900123"
    for limit in range(len(text) + 10):
        cut = redact(text, limit=limit).text
        assert len(cut) <= limit
        assert "[" not in cut or cut.endswith("]")


def test_every_mask_is_on_the_list_of_masks():
    used = {span.mask for _, text, _ in cases() for span in redact(text).spans}
    assert used <= MASKS
    assert len(used) >= 10


def test_an_empty_text_is_no_error():
    assert redact("") == Redacted("", ())


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ring 07700\u200b900123", "ring [phone number]"),
        ("ring 0\u200d7\u200d7\u200d0\u200d0900123 now", "ring [phone number] now"),
        ("ring \uff10\uff17\uff17\uff10\uff10 900123", "ring [phone number]"),
        ("ring \U0001d7ce\U0001d7d5\U0001d7d5\U0001d7ce\U0001d7ce900123", "ring [phone number]"),
        ("mail a\u200bb@exam\u00adple.org", "mail [e-mail address]"),
        (
            "mail \uff41\uff42\uff20\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45\uff0e\uff4f\uff52\uff47",
            "mail [e-mail address]",
        ),
        ("at B\u00ad1 2\u2060JP", "at B1 [rest of postcode]"),
    ],
)
def test_what_nobody_sees_hides_nothing(text, masked):
    found = redact(text).text
    assert found.replace("\u00ad", "") == masked, ascii(found)


def test_joiners_and_marks_of_other_scripts_stay_as_they_were_written():
    text = "می‌خواهم 👩‍👩‍👧 \u200fسلام"
    assert redact(text).text == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ring \u202e321009 00770\u202c now", "ring [phone number] now"),
        ("ring \u202e321 009 00770", "ring [phone number]"),
        ("ring \u2067900123 07700\u2069 now", "ring [phone number] now"),
        ("ring \u202b900123 07700\u202c now", "ring [phone number] now"),
        ("ask \u202emas\u202c on 07700 900123", "ask [name] on [phone number]"),
    ],
)
def test_what_marks_of_direction_turn_round_on_the_screen_is_read_as_it_is_seen(text, masked):
    shown = redact(text).text
    assert "".join(letter for letter in shown if letter.isprintable()) == masked
    assert not any(digit in shown for digit in "0123456789")


def test_names_told_by_what_stands_beside_them_are_hidden_and_words_that_look_like_names_stay():
    """Before there were finders for these places 30 of 62 and 24 of 51 were hidden, and 3 of 81 others changed."""
    assert hidden_names(redaction_names.SEEN) == (62, 62)
    found, of = hidden_names(redaction_names.KEPT_ASIDE)
    assert found / of >= 0.94
    assert [text for text in redaction_names.CLEAN if redact(text).text != text] == []


def hidden_names(lines: list[str]) -> tuple[int, int]:
    """How many of the marked names are hidden whole, of how many."""
    hidden = []
    for text, names in redaction_names.cases(lines):
        spans = redact(text).spans
        covered = {place for span in spans for place in range(span.start, span.end)}
        hidden += [{place for place in range(*name) if text[place].isalnum()} <= covered for name in names]
    return sum(hidden), len(hidden)
