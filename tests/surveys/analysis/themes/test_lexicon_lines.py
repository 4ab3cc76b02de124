"""Lexicon lines as people write them: read word by word, refused in words that name the line."""

from __future__ import annotations

import time

import pytest

from surveys.analysis.themes.edition import shared_words, shipped_content
from surveys.analysis.themes.lexicon_lines import (
    MOST_LINES,
    LineError,
    check_pattern,
    faults_of,
    lines_from_theme,
    theme_from_lines,
)

SETS = {"place": "park(s) street(s)"}
GROUPS = {"night": ["after dark", "at night"]}


def _faults(*lines: str) -> list[str]:
    return [str(fault) for fault in faults_of(lines, sets=SETS, groups=GROUPS)]


def test_every_kind_of_line_becomes_what_the_lexicon_reads():
    entry, senses = theme_from_lines(
        [
            "# a remark",
            "",
            "bus stop(s) .. dark",
            "fair: lamp(s)",
            "denied: no light(s)",
            "not: light lunch",
            "unless: traffic light(s)",
            "rule: {place} / path; needs: @night / late; unless: film; within: 5; weight: 0.6; holds when denied",
        ]
    )
    assert entry == {
        "strong": ["bus stop(s) .. dark"],
        "fair": ["lamp(s)"],
        "own_denial": ["no light(s)"],
        "unless": ["traffic light(s)"],
        "rule": [
            {
                "match": ["{place}", "path"],
                "needs": ["@night", "late"],
                "unless": ["film"],
                "within": 5,
                "weight": 0.6,
                "deniable": False,
            }
        ],
    }
    assert senses == ["light lunch"]


def test_lines_written_from_an_entry_give_the_entry_back():
    lines = ["strong: a b", "denied: no c", "rule: d; needs: e / f; within: 3; weight: 0.3", "not: g h"]
    assert lines_from_theme(*theme_from_lines(lines)) == lines


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("storng: park", "Line 1: 'storng' is no kind of line"),
        ("strong:", "Nothing stands after “strong:”"),
        ("strong: {plaice}", "The set {plaice} is used but not defined"),
        ("rule: park; needs: @evening", "There is no shared list @evening"),
        ("strong: a* b", "too short"),
        ("strong: park ..", "ends with a gap"),
        ("strong: [really]", "no fixed word"),
        ("strong: park / street", "The sign / belongs in lines that begin with “rule:”"),
        ("rule: park; near: dark", "is no part of a rule"),
        ("rule: park; within: many", "within: takes a number of words"),
        ("rule: park; weight: 7", "weight: takes a number above 0"),
        ("rule: park; weight: nan", "weight: takes a number above 0"),
        ("rule: park; needs: a; needs: b", "stands twice"),
        ("rule: park / ; needs: dark", "or beside a /"),
        ("strong: " + "word " * 13, "13 words long; 12 are the most"),
        ("strong: a ... b ... c ... d", "too many gaps"),
        ("strong: " + "x" * 2_000, "1,500 are the most"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_in_words_that_help(line, told):
    assert told in _faults(line)[0]


def test_every_line_at_fault_is_told_by_its_number():
    assert [fault.split(":")[0] for fault in _faults("park", "fiar: x", "street", "strong:")] == [
        "Line 2",
        "Line 4",
    ]


def test_ten_thousand_lines_are_one_clear_refusal():
    (fault,) = faults_of(["park"] * 10_000, sets={}, groups={})
    assert "There are 10,000 lines, and a theme can have 1,000" in fault.sentence
    assert fault.line == MOST_LINES + 1


def test_what_would_be_a_slow_regular_expression_is_words_here():
    started = time.monotonic()
    for hostile in ("(a+)+$", ".*.*.*.*x", "(?:x|x)*y", "[[[[[[", "{{{{", "a|" * 700):
        faults_of([hostile], sets=SETS, groups=GROUPS)
    assert time.monotonic() - started < 1


def test_the_slowest_line_that_is_allowed_is_quick_on_the_longest_hostile_text():
    from surveys.analysis.themes.normalise import tokenise
    from surveys.analysis.themes.patterns import PatternIndex

    pattern = check_pattern("go ... go .. go [go] go|x", {})
    with pytest.raises(LineError):
        check_pattern("go ... go ... go ... go x", {})
    tokens = tokenise("go " * 1_000)
    started = time.monotonic()
    PatternIndex([pattern]).find(tokens)
    assert time.monotonic() - started < 1


def test_every_line_of_the_shipped_lexicon_passes_its_own_check():
    content = shipped_content()
    sets, groups = shared_words(content)
    for theme in content["themes"]:
        for lines in theme["lines"].values():
            assert not faults_of(lines, sets=sets, groups=groups)
