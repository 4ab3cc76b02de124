"""The example comments: labelled with the codebook, invented, and enough for the example site."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path

import pytest

import surveys.analysis
from surveys.analysis.themes.codebook import default_codebook

DATA = Path(surveys.analysis.__file__).parent / "data"


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["example_comments.csv", "example_templates.csv"])
def test_every_row_uses_the_codebook_and_the_known_values(name: str):
    codebook = default_codebook()
    for row in _rows(name):
        assert all(code in codebook for code in row["themes"].split(";") if code), row
        assert row["question"] in ("WHERE", "CHANGE")
        assert row["age"] in ("young", "any", "older")
        assert row["split"] in ("dev", "held")
        assert row["text"].strip() == row["text"] != ""


def test_there_are_five_hundred_different_comments_over_all_themes():
    rows = _rows("example_comments.csv")
    assert len({row["text"].casefold() for row in rows}) == len(rows) >= 500
    for split in ("dev", "held"):
        used = {code for row in rows if row["split"] == split for code in row["themes"].split(";") if code}
        assert used == set(default_codebook().codes)


def test_templates_make_enough_further_comments():
    slots = tomllib.loads((DATA / "example_slots.toml").read_text(encoding="utf-8"))
    made = 0
    for row in _rows("example_templates.csv"):
        combinations = 1
        for name in re.findall(r"{(\w+)}", row["text"]):
            combinations *= len(slots[name])
        made += combinations
    assert made >= 1_500


def test_no_street_is_named_but_the_invented_one_of_an_identifier():
    named = re.compile(r"[A-Z][a-z]+ (?:Street|Road|Avenue|Close|Lane|Drive|Crescent|Queensway)\b")
    allowed = {"Larkspur Close"}
    for row in _rows("example_comments.csv"):
        assert set(named.findall(row["text"])) <= allowed, row["text"]
