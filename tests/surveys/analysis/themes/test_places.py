"""Places people avoid: by kind and by authority, and nothing finer."""

from __future__ import annotations

import csv

import pytest

from surveys.analysis.demographics import AUTHORITIES
from surveys.analysis.themes.gazetteer import PATH, build, names_of_ward
from surveys.analysis.themes.places import NamedPlaces, kind_names, mentions, named_places
from surveys.analysis.themes.tagger import default_tagger


def _named(text: str) -> NamedPlaces:
    return named_places(text, default_tagger().tag(text))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("I don't go to the park after dark, it's full of lads", ("park",)),
        ("the bus station feels unsafe at night", ("transport",)),
        ("drunks in the stairwell of our block, I'm scared to use the lift", ("estate",)),
        ("the alley on the way home from school is scary", ("school_route", "path")),
        ("I avoid the town centre on Saturdays", ("centre",)),
        ("the underpass is pitch black", ("path",)),
        ("the car park is too dark", ("centre",)),
        ("I never feel scared in the park", ()),
        ("we want a new park", ()),
    ],
)
def test_the_kind_of_place_is_read_where_the_concern_is(text, kinds):
    assert _named(text).kinds == kinds


def test_a_place_praised_in_the_next_sentence_is_not_counted():
    assert _named("The underpass is scary at night. The new park is lovely").kinds == ("path",)


def test_areas_are_authorities_read_from_towns_and_wards():
    assert _named("scared of the alley in Chelmsley Wood").areas == ("E08000029",)
    assert _named("I don't go to the park in Bilston after dark").areas == ("E08000031",)


def test_a_street_a_person_or_a_shop_never_leaves():
    found = _named(
        "avoid 12 Larkspur Close, Shirley from Greggs stands on the corner by the park scaring people"
    )
    codes = {row["area_code"] for row in _rows()}
    assert set(found.kinds) <= set(kind_names())
    assert set(found.areas) <= codes
    assert found.areas == ()


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("I don't go to the park in Bilston after dark", [("park", "E08000031")]),
        ("I don't go to the park after dark, it's full of lads", [("park", "")]),
        ("we want a new park", []),
    ],
)
def test_a_mention_is_a_kind_and_an_area_or_one_of_them(text, pairs):
    assert mentions(text, default_tagger().tag(text)) == pairs


def test_names_of_wards_speak_of_their_parts_and_towns():
    assert names_of_ward("Soho & Jewellery Quarter") == {"Jewellery Quarter"}
    assert {"Bilston North", "Bilston"} <= names_of_ward("Bilston North")
    assert names_of_ward("Park") == set()


def test_a_name_in_two_authorities_is_left_out():
    rows = [
        {"area_code": code, "area_name": area, "ward24_name": "Thistle Hill"}
        for code, area in (("E1", "One"), ("E2", "Two"))
    ]
    assert [place.name for place in build(rows)] == ["One", "Two"]


def test_the_gazetteer_knows_the_seven_authorities():
    assert {row["area_code"] for row in _rows()} == set(AUTHORITIES)


def _rows() -> list[dict[str, str]]:
    with PATH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
