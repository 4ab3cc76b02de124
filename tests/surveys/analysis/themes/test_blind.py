"""What the tagger makes of texts by people who did not know its rules: plain ones, slang, denials, other senses.

The texts of ``blind.csv`` measure; no rule is written with them in view. The model card quotes these figures.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from surveys.analysis.themes.card_file import CARD_PATH
from surveys.analysis.themes.codebook import default_codebook
from surveys.analysis.themes.evaluation import Evaluation, evaluate
from surveys.analysis.themes.tagger import default_tagger

BLIND = Path(__file__).with_name("blind.csv")


@pytest.fixture(scope="module")
def read() -> dict[str, tuple[list[set[str]], list[set[str]]]]:
    """For each kind of text, people's themes and the tagger's."""
    with BLIND.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    tagged = default_tagger().predict([row["text"] for row in rows])
    found: dict[str, tuple[list[set[str]], list[set[str]]]] = {}
    for row, tags in zip(rows, tagged, strict=True):
        people, tagger = found.setdefault(row["kind"], ([], []))
        people.append({code for code in row["themes"].split(";") if code})
        tagger.append(set(tags.labels))
    return found


@pytest.fixture
def card() -> str:
    """The model card on one line."""
    return " ".join(CARD_PATH.read_text(encoding="utf-8").split())


def of(read, *kinds: str) -> Evaluation:
    """How the tagger did on these kinds together."""
    people = [themes for kind in kinds for themes in read[kind][0]]
    return evaluate(people, [themes for kind in kinds for themes in read[kind][1]])


def test_every_code_is_one_of_the_codebook(read):
    used = {code for people, _ in read.values() for themes in people for code in themes}
    assert used <= set(default_codebook().codes)
    assert {kind: len(people) for kind, (people, _) in read.items()} == {
        "plain": 40,
        "slang": 50,
        "neg": 260,
        "lure": 125,
        "contrast": 125,
    }


def test_the_card_quotes_how_plain_answers_and_slang_are_read(read, card):
    assert f"Micro F1 was {of(read, 'plain').micro_f1:.2f} (0.71 to 0.88) in the plain ones" in card
    slang = of(read, "slang")
    assert f"{slang.micro_f1:.2f} (0.62 to 0.85) in slang, of whose themes {slang.overall.recall:.2f}" in card


def test_the_card_quotes_what_denials_and_other_senses_come_to(read, card):
    misleading, contrast = of(read, "neg", "lure"), of(read, "contrast")
    assert f"got {misleading.wrong_tags_per_text:.2f} (0.55 to 0.68) wrong tags a text" in card
    missed = contrast.overall.people_only / contrast.texts
    assert f"and {missed:.2f} (0.36 to 0.54) themes a text were missed" in card
