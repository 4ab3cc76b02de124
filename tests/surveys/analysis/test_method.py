"""The method statement says what was done, and nothing that was not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from surveys.analysis.method import Facts, WeightingFacts, statement, worth

WEIGHTING = WeightingFacts(
    margins=["area", "sex by age", "religion"],
    modelled=["religion"],
    base_population="usual residents aged 13 and over, West Midlands police force area, Census 2021",
    population=2_417_754,
    lightest=0.41,
    heaviest=3.2,
    cap=5.0,
    ess=812.0,
    deff=1.48,
    not_stated=["sex", "religion"],
    decisions=["Religion: Hindu and Sikh are weighed together."],
)
FACTS = Facts(
    title="Safe streets",
    n=1203,
    opened=date(2023, 5, 2),
    closed=date(2023, 6, 30),
    invited="By letter",
    weighting=WEIGHTING,
    codebook="1.0",
)


def told(facts: Facts) -> str:
    return "\n".join(f"{paragraph.heading}: {paragraph.text}" for paragraph in statement(facts))


def test_the_statement_gives_the_facts_in_plain_words():
    text = told(FACTS)
    for part in (
        "About 1,205 people who chose to answer “Safe streets”",
        "not “residents”",
        "match Census 2021 for area, sex by age and religion among usual residents aged 13 and over.",
        "Figures for religion among them are modelled",
        "Whoever did not state their sex or religion counts in part",
        "Religion: Hindu and Sikh are weighed together.",
        "Weights run from 0.4 to 3.2 times the average",
        "worth about 810 equally weighted ones (design effect 1.5)",
        "no sampling error can be calculated",
        "the cost of unequal weights alone",
        "about as much as 20 answers picked at random",
        "Nobody can tell from the answers how strong that correlation is",
        "codebook 1.0",
    ):
        assert part in text, part


def test_without_weighting_nothing_is_said_about_weights():
    text = told(replace(FACTS, weighting=None))
    assert "Nothing was weighted" in text
    assert "raking" not in text
    assert "Census" not in text


@pytest.mark.parametrize(
    ("policy", "part"), [("own_share", "keep the share"), ("complete", "are left out of every")]
)
def test_the_policy_for_missing_answers_is_the_one_used(policy, part):
    assert part in told(replace(FACTS, weighting=replace(WEIGHTING, missing=policy)))


def test_people_left_out_are_mentioned_without_a_small_count():
    assert "Fewer than 10 more are left out" in told(replace(FACTS, left_out=3))
    assert "About 25 more are left out" in told(replace(FACTS, left_out=23))
    assert "left out" not in told(replace(FACTS, weighting=None))


def test_nobody_having_said_how_people_were_invited_is_said():
    assert "How people were invited is not recorded." in told(replace(FACTS, invited=""))


@pytest.mark.parametrize(
    ("opened", "closed", "part"),
    [
        (date(2023, 5, 2), None, "It opened on 2 May 2023."),
        (None, date(2023, 6, 30), "It closed on 30 June 2023."),
    ],
)
def test_one_date_is_told_alone(opened, closed, part):
    assert part in told(replace(FACTS, opened=opened, closed=closed))


def test_a_self_selected_sample_is_worth_what_meng_says():
    fraction = 1200 / 2_350_000
    assert worth(1200, 2_350_000) == round(fraction / (1 - fraction) / 0.005**2) == 20


def test_a_sample_is_never_worth_more_than_itself():
    assert worth(500, 1000) == 500
