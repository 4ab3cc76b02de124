"""Figures are those of the analysis on one row a person; they are made once and from few queries."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveys.analysis.population import banded, census_targets
from surveys.analysis.weighting import collapse_sparse, rake
from surveys.models import Response, SurveyVersion, VersionText
from surveys.reports import memory
from surveys.reports.asked import questionnaire
from surveys.reports.counts import count_cells
from surveys.reports.prevalence import prevalence
from surveys.reports.representation import representation, representation_of
from surveys.reports.scheme import PUBLIC
from surveys.reports.tables import question_tables
from surveys.reports.weighing import NotEnoughAnswers, weigh, weigh_cells
from tests.surveys.workbench.answered import TEXTS, definition, people, store, survey_page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def answered():
    survey, frame = survey_page(), people(500)
    store(survey, frame)
    return survey, frame


@pytest.fixture
def design(answered):
    """The analysis on one row a person, with the same plan and without the counts of the database."""
    survey, frame = answered
    rows = frame.copy()
    for name in PUBLIC.variables:
        rows[name] = banded(rows[name], name, PUBLIC.bands)
    rows["disability"] = banded(rows["disability"], "disability", {"disability": "shown"})
    targets = census_targets(list(PUBLIC.margins), bands=PUBLIC.bands)
    merged = collapse_sparse(rows, targets, min_n=PUBLIC.min_n).mapping
    outside = {"sex": ["Another answer"]}
    bounds = (0.0, weigh(survey).cap)
    return rake(rows, targets, outside=outside, collapse=merged, bounds=bounds).to_design()


def table(survey, code, by=None):
    return next(found for found in question_tables(survey, by=by) if found.asked.code == code)


def test_weighted_shares_and_ranges_equal_those_from_rows(answered, design):
    survey, _frame = answered
    found = {figure.option: figure for figure in table(survey, "SAFEDAY").everybody.figures}
    expected = design.proportion("SAFEDAY", options=list(found))

    for option, figure in found.items():
        row = expected.loc[("All", option)]
        assert figure.share == pytest.approx(row["estimate"], abs=1e-9)
        assert (figure.low, figure.high) == pytest.approx((row["lower"], row["upper"]), abs=1e-9)
        assert figure.unweighted == pytest.approx(row["unweighted"], abs=1e-12)


def test_a_breakdown_has_the_shares_bases_and_letters_of_the_crosstab_from_rows(answered, design):
    survey, frame = answered
    found = table(survey, "SAFEDAY", by="age_band")
    options = [choice.code for choice in found.asked.choices]
    expected = design.crosstab(
        "SAFEDAY", "age_band", options=options, groups=[group.code for group in found.groups]
    )

    assert sum(group.base for group in found.groups) == found.everybody.base == frame["SAFEDAY"].notna().sum()
    for group in found.groups:
        assert group.base == expected.n[group.code]
        for figure in group.figures:
            assert figure.share == pytest.approx(expected.shares.loc[figure.option, group.code], abs=1e-9)
            assert " ".join(figure.letters) == expected.letters.loc[figure.option, group.code]
    assert found.p_value == pytest.approx(expected.independence.p_value, rel=1e-6)


def test_several_answers_are_shares_of_those_who_answered(answered, design):
    survey, _frame = answered
    found = table(survey, "PLACES", by="disability")
    expected = design.proportion("PLACES", options=[choice.code for choice in found.asked.choices])
    for figure in found.everybody.figures:
        assert figure.share == pytest.approx(expected.loc[("All", figure.option), "estimate"], abs=1e-9)
    assert sum(figure.share for figure in found.everybody.figures) > 1


def test_a_scale_has_the_weighted_mean_of_its_numbers(answered, design):
    survey, _frame = answered
    assert table(survey, "HOPE").everybody.mean == pytest.approx(
        design.mean("HOPE")["estimate"].iloc[0], abs=1e-9
    )


def test_theme_shares_are_of_the_people_who_wrote(answered, design):
    survey, frame = answered
    wrote = frame["comment"] != ""
    about = pd.Series(
        [1.0 if t and w else 0.0 if w else math.nan for t, w in zip(frame["theme"], wrote, strict=True)],
        name="about",
    )
    found = prevalence(survey).table.everybody
    figure = next(figure for figure in found.figures if figure.option == "no_go_places")

    assert found.base == wrote.sum()
    assert figure.share == pytest.approx(design.mean(about)["estimate"].iloc[0], abs=1e-9)


def test_the_number_of_queries_does_not_grow_with_the_answers():
    asked = []
    for n, slug in ((80, "few"), (400, "many")):
        survey = survey_page(slug)
        store(survey, people(n))
        memory.forget()
        with CaptureQueriesContext(connection) as queries:
            question_tables(survey, by="age_band")
            representation(survey)
            prevalence(survey)
        asked.append(len(queries))
    assert asked[0] == asked[1] < 40


def test_nothing_is_worked_out_twice_while_the_answers_stay(answered, monkeypatch):
    survey, frame = answered
    first = weigh(survey)
    assert weigh(survey) is first
    store(survey, frame.head(30))
    again = weigh(survey)
    assert again is not first
    assert again.n == 530


def test_too_few_answers_are_not_weighted():
    survey = survey_page()
    with pytest.raises(NotEnoughAnswers, match="No answer has been mixed"):
        weigh(survey)
    store(survey, people(49))
    with pytest.raises(NotEnoughAnswers, match="49 answers"):
        weigh(survey)


def test_a_pair_nobody_is_in_is_weighted_one_by_one_and_said(answered):
    survey, frame = answered
    young_men = frame["age_band"].isin(["13-15", "16-17"]) & (frame["sex"] == "male")
    Response.objects.filter(survey=survey, sex="male", age_band__in=["13-15", "16-17"]).delete()
    found = weigh(survey)

    assert found.n == 500 - young_men.sum()
    assert any("one by one" in sentence for sentence in found.decisions)
    assert ("age_band",) in found.targets.margins


def test_a_merge_is_said_without_the_small_count_behind_it(answered):
    survey, _frame = answered
    cells = count_cells(survey, PUBLIC)
    few = cells[
        ~((cells["religion"] == "Hindu") & (cells.index > cells.index[cells["religion"] == "Hindu"][2]))
    ]
    found = weigh_cells(few.reset_index(drop=True), PUBLIC)

    told = [sentence for sentence in found.decisions if "Hindu" in sentence]
    assert told and "weighted together" in told[0]
    assert not any(character.isdigit() for character in told[0])


def test_a_small_group_is_hidden_and_what_it_needs_does_not_tell_its_size(answered):
    survey, _frame = answered
    cells = count_cells(survey, PUBLIC)
    hindu = cells.index[cells["religion"] == "Hindu"]
    needs = []
    for keep in (1, 4):
        few = cells.drop(hindu[keep:]).reset_index(drop=True)
        gap = next(g for g in representation_of(few, PUBLIC).gaps if g.category == "Hindu")
        assert gap.flag == "hidden"
        assert gap.sample is gap.points is gap.low is gap.high is None
        needs.append(gap.extra)
    assert needs[0] == needs[1] > 0


def test_words_and_figures_of_a_gap_agree(answered):
    survey, _frame = answered
    found = representation(survey)
    shown = [gap for gap in found.gaps if gap.shown]
    assert {gap.flag for gap in shown} >= {"fewer", "within"}
    for gap in shown:
        assert gap.low <= gap.points <= gap.high
        assert (gap.flag == "fewer") == (gap.high < 0)
        assert (gap.flag == "more") == (gap.low > 0)
    assert found.modelled == ("ethnic_group", "religion")


def new_version(survey, kind, **changed):
    asked = definition()
    VersionText.objects.create(
        version=SurveyVersion.objects.create(
            survey=survey, number=2, kind=kind, definition=asked, digest="e" * 64
        ),
        language="en",
        texts=TEXTS | changed,
        digest="u" * 64,
    )


def test_answers_given_before_a_change_of_meaning_are_left_out_of_that_question_alone(answered):
    survey, _frame = answered
    new_version(survey, "meaning", **{"q:SAFEDAY": "How safe do you feel at school?"})
    changed, same = table(survey, "SAFEDAY"), table(survey, "PLACES")

    assert changed.everybody.base == 0
    assert same.everybody.base == 500


def test_answers_given_before_a_wording_fix_count(answered):
    survey, frame = answered
    new_version(survey, "wording", **{"q:SAFEDAY": "How safe do you feel in the day?"})
    assert table(survey, "SAFEDAY").everybody.base == frame["SAFEDAY"].notna().sum()


def test_answers_shown_as_one_are_counted_as_one(answered):
    survey, frame = answered
    asked = questionnaire(survey).question("SAFEDAY").merged([["unsafe", "prefer_not"]])
    assert [choice.label for choice in asked.choices] == [
        "Very safe",
        "Fairly safe",
        "Unsafe or Prefer not to say",
    ]
    from surveys.reports.tables import question_table

    figure = question_table(survey, asked).everybody.figures[2]
    assert figure.count == frame["SAFEDAY"].isin(["unsafe", "prefer_not"]).sum()
    with pytest.raises(ValueError, match="several answers"):
        questionnaire(survey).question("PLACES").merged([["park", "bus"]])
    with pytest.raises(ValueError, match="not one of its answers"):
        asked.merged([["unsafe", "prefer_not"]])
