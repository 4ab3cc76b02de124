"""Where somebody lives, in two steps."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from surveys.analysis.coarse_areas import FEWEST_RESIDENTS, coarse_areas
from surveys.analysis.demographics import AUTHORITIES
from surveys.authoring.answers import Problem
from tests.surveys.authoring.definitions import ask
from tests.surveys.questions.asked import area, faults, read


def test_the_authority_is_stored_as_a_demographic_and_the_part_beside_the_answers():
    got = read(area(), Q=["E08000025"], Q__PART=["birmingham_sutton"])
    assert (got.demographics, got.answers) == ({"authority": "E08000025"}, {"Q.PART": "birmingham_sutton"})


def test_the_authority_alone_is_enough_and_a_part_tells_its_authority():
    assert read(area(), Q=["elsewhere"]).demographics == {"authority": "elsewhere"}
    assert read(area(), Q__PART=["coventry_south"]).demographics == {"authority": "E08000026"}


@pytest.mark.parametrize(
    ("authority", "part", "problem"),
    [
        ("E08000026", "birmingham_sutton", Problem.AREA),
        ("prefer_not", "birmingham_sutton", Problem.AREA),
        ("E08000025", "my_street", Problem.UNKNOWN),
        ("E00000001", "", Problem.UNKNOWN),
    ],
)
def test_a_part_of_another_place_is_asked_about_again(authority, part, problem):
    got = read(area(), Q=[authority], Q__PART=[part])
    assert (got.demographics, got.answers, got.problems) == ({}, {}, {"Q": problem})


def test_it_counts_as_one_question_about_the_visitor_and_not_beside_the_authority():
    others = ("age_band", "sex", "ethnic_group", "religion")
    four = [ask(name.upper(), "demographic", demographic=name) for name in others]
    assert faults(area(), *four) == []
    sixth = ask("LANGUAGE", "demographic", demographic="main_language")
    assert "At most 5 are allowed" in faults(area(), *four, sixth)[0]
    twice = faults(area(), ask("AUTHORITY", "demographic", demographic="authority"))
    assert len(twice) == 2
    assert all("asked twice" in said for said in twice)


def test_no_part_is_small_and_every_ward_is_in_one():
    areas = coarse_areas()
    assert min(area.residents for area in areas) >= FEWEST_RESIDENTS
    assert {area.authority for area in areas} == set(AUTHORITIES)
    assert len({area.code for area in areas}) == len(areas)
    wards = [(area.authority, ward) for area in areas for ward in area.wards]
    assert len(wards) == len(set(wards)) == 192
    # Every authority is covered whole: its parts add up to its residents at the Census, but for the Census's own noise.
    file = Path(__file__).resolve().parents[3] / "surveys/analysis/data/ethnic_group.csv"
    with file.open(encoding="utf-8") as rows:
        residents = dict.fromkeys(AUTHORITIES, 0)
        for row in csv.DictReader(rows):
            residents[row["authority"]] += int(row["count"])
    for code, everybody in residents.items():
        assert abs(sum(area.residents for area in areas if area.authority == code) - everybody) < 100
