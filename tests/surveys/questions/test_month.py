"""Months and years."""

from __future__ import annotations

import pytest

from surveys.authoring.answers import Problem
from surveys.questions import kind_of
from surveys.questions.month import period_of, periods
from tests.surveys.questions.asked import faults, month, read


@pytest.mark.parametrize(
    ("sent", "stored"), [(["-03", "2025"], "2025-03"), (["2025", "-12"], "2025-12"), (["", "2025"], "2025")]
)
def test_a_month_and_a_year_or_a_year_alone(sent, stored):
    assert read(month(), Q=sent).answers == {"Q": stored}


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (["-03"], Problem.MONTH),
        (["-03", "2019"], Problem.MONTH),
        (["2027"], Problem.MONTH),
        (["2024", "2025"], Problem.SEVERAL),
        (["-13", "2024"], Problem.UNKNOWN),
        (["2024-03-17"], Problem.UNKNOWN),
    ],
)
def test_nothing_finer_and_nothing_outside_the_years_is_taken(sent, problem):
    got = read(month(), Q=sent)
    assert (got.answers, got.problems) == ({}, {"Q": problem})


def test_the_check_page_says_the_month_in_words():
    assert kind_of(month()).told(month(), {"Q": ["-03", "2025"]}, {}, {"month_3": "مارچ"}) == "مارچ 2025"


@pytest.mark.parametrize(
    "question", [month(2020, 2026), month(2023, 2026, "quarter"), month(1990, 2026), month(1927, 2026)]
)
def test_every_month_has_a_period_in_the_table_and_the_table_stays_short(question):
    codes = [code for code, _ in periods(question)]
    assert len(codes) == len(set(codes)) <= 20
    for year in range(question["from_year"], question["to_year"] + 1):
        for stored in (str(year), f"{year}-01", f"{year}-12"):
            assert period_of(question, stored) in codes


def test_quarters_are_for_a_few_years():
    assert "at most 4 years" in faults(month(2020, 2026, "quarter"))[0]
    assert "at most 100 years" in faults(month(2026, 2020))[0]
