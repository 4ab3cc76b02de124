"""The synthetic respondents: the same every time, and missing the people the 2023 survey missed."""

from __future__ import annotations

from copy import deepcopy

import pandas as pd
import pytest

from engagement.demo.respondents import respondents
from surveys.analysis import population
from surveys.analysis.demographics import STANDARD
from surveys.analysis.quality.duplicates import near_duplicates
from surveys.authoring.routing import shown

DEFINITION = {
    "format": 1,
    "sections": [
        {
            "code": "s1",
            "show_if": None,
            "questions": [
                {
                    "code": "AVOID",
                    "type": "radio",
                    "show_if": None,
                    "options": [
                        {"code": code, "exclusive": False, "missing": False}
                        for code in ("yes", "no", "not_sure")
                    ],
                },
                {
                    "code": "PLACES",
                    "type": "checkbox",
                    "show_if": {"question": "AVOID", "op": "is", "values": ["yes"]},
                    "options": [
                        {"code": code, "exclusive": code == "none", "missing": False}
                        for code in ("park", "bus", "none")
                    ],
                },
                {"code": "HOPE", "type": "scale", "show_if": None, "min": 0, "max": 10},
                {"code": "WHERE", "type": "longtext", "show_if": None, "max_length": 2000},
            ],
        }
    ],
}


@pytest.fixture(scope="module")
def crowd():
    return list(respondents(1_200, seed=7, definition=DEFINITION))


def test_the_same_seed_gives_the_same_people(crowd):
    assert crowd[:50] == list(respondents(1_200, seed=7, definition=DEFINITION))[:50]
    assert crowd[:50] != list(respondents(50, seed=8, definition=DEFINITION))


@pytest.mark.parametrize(
    ("variable", "codes"),
    [
        ("age_band", ("13-15", "16-17", "18-24")),
        (
            "ethnic_group",
            tuple(code for code in STANDARD["ethnic_group"].codes if not code.startswith("white")),
        ),
        ("religion", ("muslim", "sikh", "hindu")),
    ],
)
def test_the_groups_the_2023_survey_missed_are_missing_here_too(crowd, variable, codes):
    given = pd.Series([person.demographics.get(variable) for person in crowd])
    given = given[given.isin(STANDARD[variable].codes)]
    residents = population.cells().groupby(variable)["count"].sum().drop("not_answered", errors="ignore")
    assert given.isin(codes).mean() < 0.8 * residents[list(codes)].sum() / residents.sum()


def test_nobody_answers_a_question_they_were_not_shown(crowd):
    for person in crowd:
        questions = shown(DEFINITION, person.answers).questions
        assert set(person.answers) <= set(questions)


def test_an_exclusive_option_stands_alone(crowd):
    chosen = [person.answers["PLACES"] for person in crowd if "PLACES" in person.answers]
    assert ["none"] in chosen
    assert all(len(codes) == 1 for codes in chosen if "none" in codes)


def test_people_say_alike_things_and_nobody_copies_another(crowd):
    written = [(place, text) for place, person in enumerate(crowd) for text in person.comments.values()]
    assert len(written) > 300
    assert not near_duplicates(written)
    assert pd.Series([text for _, text in written]).value_counts().max() <= 8


def test_whether_words_may_be_shown_is_answered_by_those_who_wrote_and_changes_nothing_else(crowd):
    asked = deepcopy(DEFINITION)
    asked["sections"][0]["questions"].append(
        {
            "code": "QUOTE",
            "type": "radio",
            "show_if": None,
            "options": [{"code": code, "exclusive": False, "missing": False} for code in ("yes", "no")],
        }
    )
    people = list(respondents(1_200, seed=7, definition=asked))
    said = [person.answers.pop("QUOTE", None) for person in people]
    assert people == crowd
    assert all(person.comments for person, answer in zip(people, said, strict=True) if answer)
    wrote = sum(bool(person.comments) for person in people)
    assert 0.45 * wrote < said.count("yes") < 0.65 * wrote and 0 < said.count("no") < said.count("yes")
