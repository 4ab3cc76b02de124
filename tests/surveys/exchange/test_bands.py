"""Bands of a file meet ours, or are refused in a sentence."""

from __future__ import annotations

import pytest

from surveys.exchange.bands import ages_of_word, banding, check_bands, code_of_age, codes_of
from surveys.exchange.mapping import DECLINED, OUTSIDE, DemographicColumn, plain
from surveys.exchange.problems import Problems, Unreadable


def column(variable: str, values: dict[str, tuple[str, ...]], **more: bool) -> DemographicColumn:
    return DemographicColumn(
        variable=variable,
        column="x",
        values={plain(word): codes for word, codes in values.items()},
        written={plain(word): word for word in values},
        **more,
    )


def told(demographic: DemographicColumn) -> str:
    problems = Problems()
    check_bands(demographic, problems)
    try:
        problems.refuse_if_any()
    except Unreadable as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize(
    ("word", "years"),
    [
        ("18-24", (18, 24)),
        ("18 to 24", (18, 24)),
        ("18 – 24 years", (18, 24)),
        ("Under 18", (0, 17)),
        ("17 or under", (0, 17)),
        ("Up to 17", (0, 17)),
        ("65+", (65, 150)),
        ("65 and over", (65, 150)),
        ("75 or older", (75, 150)),
        ("Over 65", (65, 150)),
        ("Young", None),
    ],
)
def test_the_years_in_a_word_are_read(word, years):
    assert ages_of_word(word) == years


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("25-44", ("25-34", "35-49")),
        ("16-24", ("16-17", "18-24", "25-34")),
        ("18-25", ("18-24",)),
        ("65+", ("50-64", "65-74", "75+")),
        ("18-49", ("18-24", "35-49")),
    ],
)
def test_a_band_whose_years_are_not_those_of_its_codes_is_refused(word, codes):
    refusal = told(column("age_band", {word: codes}))
    assert f"the band “{word.casefold()}” straddles ours" in refusal
    assert "Our bands begin at 13, 16, 18, 25, 35, 50, 65, 75" in refusal


def test_a_band_accepted_as_approximate_passes():
    assert told(column("age_band", {"25-44": ("25-34", "35-49")}, approximate=True)) == ""


def test_bands_that_fit_ours_pass():
    values = {
        "Under 18": ("13-15", "16-17"),
        "18-34": ("18-24", "25-34"),
        "35 plus": ("35-49", "50-64", "65-74", "75+"),
    }
    assert told(column("age_band", values)) == ""


def test_two_bands_that_share_a_code_are_refused():
    values = {"Teenager": ("13-15", "16-17"), "Young adult": ("16-17", "18-24")}
    assert "“teenager” and “young adult” straddle each other: both hold 16-17" in told(
        column("age_band", values)
    )


def test_a_band_never_joins_an_answer_the_census_has_no_category_for():
    assert "joins another" in told(column("sex", {"Not a man": ("female", "another")}))


def test_bands_finer_than_the_published_ones_are_weighed_in_the_published_ones():
    bands = banding(column("age_band", {"13-15": ("13-15",), "16-17": ("16-17",)}))
    assert bands["13-15"] == bands["16-17"] == "13 to 17"


def test_bands_wider_than_the_published_ones_keep_their_own_width():
    bands = banding(column("age_band", {"13-24": ("13-15", "16-17", "18-24"), "25-34": ("25-34",)}))
    assert bands["13-15"] == bands["18-24"] == "13 to 24"
    assert bands["25-34"] == "25 to 34"
    assert bands["50-64"] == "50 to 64"


def test_bands_as_asked_are_kept_where_the_plan_wants_them():
    bands = banding(column("age_band", {"13-15": ("13-15",), "16-17": ("16-17",)}), "asked")
    assert bands["13-15"] != bands["16-17"]


def test_a_wider_band_of_words_keeps_the_spelling_of_the_mapping():
    bands = banding(column("religion", {"Hindu or Sikh": ("hindu", "sikh"), "Christian": ("christian",)}))
    assert bands["sikh"] == "Hindu or Sikh"


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ("18-24", ("18-24",)),
        (["16-17", "13-15"], ("13-15", "16-17")),
        ("50 or over", ("50-64", "65-74", "75+")),
        ("prefer_not", DECLINED),
        ("outside_population", OUTSIDE),
    ],
)
def test_codes_bands_and_lists_name_codes(given, codes):
    problems = Problems()
    assert codes_of("age_band", given, "here", problems) == codes
    assert not problems


def test_exact_ages_fall_into_their_band_and_children_into_none():
    assert [code_of_age(age) for age in (12, 13, 15, 16, 24, 25, 74, 75, 110)] == [
        *(None, "13-15", "13-15", "16-17", "18-24", "25-34", "65-74", "75+", "75+"),
    ]
