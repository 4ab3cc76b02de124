"""Typed numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.authoring.answers import Problem
from surveys.questions.number import band_of, bands
from tests.surveys.authoring.definitions import drawn
from tests.surveys.questions.asked import faults, number, read


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("-3", -3),
        ("\u22123", -3),
        ("۱۲", 12),
        ("٧", 7),
        ("०७", 7),
        ("2.5", 2.5),
        ("2,5", 2.5),
        ("٢٫٥", 2.5),
        ("3.0", 3),
        ("100", 100),
    ],
)
def test_a_number_is_read_as_people_write_it(typed, stored):
    got = read(number(-5, 100, decimals=1), Q=[typed]).answers["Q"]
    assert (got, type(got)) == (stored, type(stored))


@pytest.mark.parametrize(
    "typed", ["101", "-6", "five", "1,000", "1.25", "1e2", "0x1", "5 6", "٥a", "9" * 400, "²"]
)
def test_what_is_no_number_within_the_limits_is_refused_and_never_guessed_at(typed):
    got = read(number(-5, 100, decimals=1), Q=[typed])
    assert (got.answers, got.problems) == ({}, {"Q": Problem.TYPED_NUMBER})


def test_a_decimal_place_is_refused_where_whole_numbers_are_asked():
    assert read(number(), Q=["2.5"]).problems == {"Q": Problem.TYPED_NUMBER}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (number(5, 5), "the largest number must be above the smallest"),
        (number(0, 2_000_000), "both within a million of nought"),
        (number(0, 9, bands=(0, 3, 2)), "must rise from number to number, between 0 and 9"),
        (number(0, 9, bands=(0, "x")), "starts at 'x', which is not a whole number"),
        (number(0, 99, bands=tuple(range(13))), "has 13 bands"),
    ],
)
def test_limits_and_bands_that_make_no_sense_are_named(question, said):
    assert len(faults(question)) == 1
    assert said in faults(question)[0] or said.replace("has", "have") in faults(question)[0]


def test_bands_read_as_an_author_gave_them():
    week = number(0, 7, bands=(0, 1, 3, 6))
    assert [name for _, _, name in bands(week)] == ["0", "1 to 2", "3 to 5", "6 to 7"]
    hours = number(0, 24, decimals=1, bands=(0, 2, 8))
    assert [name for _, _, name in bands(hours)] == ["0 to under 2", "2 to under 8", "8 to 24"]


@drawn
@given(st.integers(-2000, 2000), st.integers(1, 5000), st.data())
def test_every_number_lies_in_exactly_one_of_the_bands_it_gets_by_itself(low, width, data):
    question = number(low, low + width)
    found = bands(question)
    assert len(found) <= 8
    assert found[0][0] == low
    value = data.draw(st.integers(low, low + width))
    inside = [start for start, after, _ in found if start <= value and (after is None or value < after)]
    assert [f"from_{start}" for start in inside] == [band_of(question, value)]
