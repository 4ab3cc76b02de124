"""What the tagger makes of denials and keywords in other senses by people who did not know its rules.

The texts of ``blind.csv`` measure; no rule is written with them in view. The model card quotes these figures.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from surveys.analysis.themes.card_file import CARD_PATH
from surveys.analysis.themes.codebook import default_codebook
from surveys.analysis.themes.tagger import default_tagger

BLIND = Path(__file__).with_name("blind.csv")


@pytest.fixture(scope="module")
def read() -> list[tuple[str, set[str], set[str]]]:
    """Kind, people's themes and the tagger's themes of every text."""
    with BLIND.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    tagged = default_tagger().predict([row["text"] for row in rows])
    return [
        (row["kind"], {code for code in row["themes"].split(";") if code}, set(found.labels))
        for row, found in zip(rows, tagged, strict=True)
    ]


def test_every_code_is_one_of_the_codebook(read):
    assert len(read) == 400
    assert set().union(*(people for _, people, _ in read)) <= set(default_codebook().codes)


def test_the_card_quotes_what_denials_and_other_senses_come_to(read):
    card = " ".join(CARD_PATH.read_text(encoding="utf-8").split())
    misleading = [(people, found) for kind, people, found in read if kind in ("neg", "lure")]
    wrong = sum(len(found - people) for people, found in misleading) / len(misleading)
    assert f"{wrong:.2f} (0.54 to 0.70) wrong tags a text for the first two together" in card

    contrasts = [(people, found) for kind, people, found in read if kind == "contrast"]
    missed = sum(len(people - found) for people, found in contrasts) / len(contrasts)
    assert f"missed {missed:.2f} (0.29 to 0.52) themes a text of the third" in card

    slang = [(people, found) for kind, people, found in read if kind == "slang"]
    recall = sum(len(people & found) for people, found in slang) / sum(len(people) for people, _ in slang)
    assert f"found {recall:.2f} of those in slang" in card
