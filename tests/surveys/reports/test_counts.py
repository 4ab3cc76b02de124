"""The database counts what pandas would count from the rows."""

from __future__ import annotations

import pandas as pd
import pytest

from surveys.analysis.demographics import STANDARD
from surveys.models import Response
from surveys.reports import counts
from surveys.reports.asked import questionnaire
from surveys.reports.scheme import PUBLIC
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def answered():
    survey, frame = survey_page(), people(260)
    frame.loc[frame.index[:17], "authority"] = "elsewhere"
    store(survey, frame)
    return survey, frame


def banded(frame: pd.DataFrame) -> pd.DataFrame:
    """The people who count, in published bands; what is not stated is None."""
    inside = frame[frame["authority"] != "elsewhere"].copy()
    for name in (*PUBLIC.variables, "disability"):
        bands = {category.code: category.shown for category in STANDARD[name].categories}
        inside[name] = [bands.get(code) for code in inside[name]]
    return inside


def tally(frame: pd.DataFrame, answers) -> dict:
    """People by cell and answer, lists written as tuples."""
    found: dict = {}
    for place, answer in zip(frame.index, answers, strict=True):
        told = tuple(answer) if isinstance(answer, list) else answer
        told = None if told != told else told
        key = (*(_plain(frame.loc[place, name]) for name in PUBLIC.variables), told)
        found[key] = found.get(key, 0) + (int(frame.loc[place, "n"]) if "n" in frame else 1)
    return found


def _plain(value):
    return None if value is None or value != value else value


def test_cells_hold_everybody_from_the_area_and_nobody_else(answered):
    survey, frame = answered
    cells = counts.count_cells(survey, PUBLIC)

    assert cells["n"].sum() == 260 - 17
    assert counts.people(survey, PUBLIC) == (260, 17)
    assert tally(cells, [None] * len(cells)) == tally(banded(frame), [None] * (260 - 17))


@pytest.mark.parametrize("code", ["SAFEDAY", "PLACES", "AGREE.LISTEN"])
def test_answers_are_counted_by_cell_as_from_the_rows(answered, code):
    survey, frame = answered
    asked = questionnaire(survey).question(code)
    counted = counts.count_answers(survey, PUBLIC, asked)
    inside = banded(frame)

    assert tally(counted, counted["answer"]) == tally(inside, inside[code])


def test_numbers_are_counted_as_numbers_and_tabulated_in_three_bands(answered):
    survey, frame = answered
    asked = questionnaire(survey).question("HOPE")
    inside = banded(frame)

    numbers = counts.count_numbers(survey, PUBLIC, asked)
    assert numbers["answer"] @ numbers["n"] == inside["HOPE"].sum()
    bands = counts.count_answers(survey, PUBLIC, asked).groupby("answer")["n"].sum().to_dict()
    assert bands == {
        "0-3": (inside["HOPE"] <= 3).sum(),
        "4-6": inside["HOPE"].between(4, 6).sum(),
        "7-10": (inside["HOPE"] >= 7).sum(),
    }


def test_a_breakdown_beyond_the_weighting_variables_is_counted_too(answered):
    survey, frame = answered
    asked = questionnaire(survey).question("SAFEDAY")
    counted = counts.count_answers(survey, PUBLIC, asked, by="disability")

    assert (
        counted[counted["disability"] == "Disabled"]["n"].sum()
        == (banded(frame)["disability"] == "Disabled").sum()
    )


def test_a_person_counts_once_for_a_theme_however_many_comments_hold_it(answered):
    survey, frame = answered
    themes = counts.count_themes(survey, PUBLIC)
    inside = frame[frame["authority"] != "elsewhere"]
    tagged = ((inside["comment"] != "") & (inside["theme"] != "")).sum()
    assert themes["n"].sum() == tagged

    response = Response.objects.filter(comments__tags__isnull=False).exclude(authority="elsewhere").first()
    second = response.comments.create(question="WHERE", text="The park again.")
    second.tags.create(theme="no_go_places", spans=[[0, 3]], score=0.9, codebook="1.0")
    assert counts.count_themes(survey, PUBLIC)["n"].sum() == tagged


def test_the_stamp_changes_with_every_answer_that_comes_or_goes(answered):
    survey, _frame = answered
    before = counts.stamp(survey)
    assert counts.stamp(survey) == before
    gone = Response.objects.filter(survey=survey, comments__isnull=True).first()
    gone.delete()
    assert counts.stamp(survey) != before


def test_the_digest_of_counts_does_not_depend_on_the_database(answered):
    from surveys.reports.provenance import data_digest

    survey, frame = answered
    by_hand = banded(frame).groupby(list(PUBLIC.variables), dropna=False).size().rename("n").reset_index()
    rows = sorted(
        (tuple(_plain(value) for value in row) for row in by_hand.itertuples(index=False, name=None)),
        key=lambda row: tuple("" if value is None else str(value) for value in row),
    )
    expected = pd.DataFrame(rows, columns=[*PUBLIC.variables, "n"], dtype=object)
    assert data_digest(counts.count_cells(survey, PUBLIC)) == data_digest(expected)
