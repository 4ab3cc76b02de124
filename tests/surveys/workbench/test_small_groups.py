"""Modelled small groups on the analysts' screen: labelled, adding up, and never a count of a small group."""

import csv
import re
from dataclasses import replace
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.urls import reverse

from surveys.analysis.population import census_table
from surveys.models import Export, PopulationTable, WeightingPlan
from surveys.reports.asked import questionnaire
from surveys.reports.scheme import PUBLIC
from surveys.reports.small_groups import PAIRS, small_groups
from surveys.reports.tables import question_tables
from surveys.reports.weighing import NotEnoughAnswers
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = pytest.mark.django_db


def shown(client, survey, **query):
    response = client.get(reverse("workbench:small_groups", args=[survey.pk]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_every_group_has_a_modelled_share_and_all_together_the_weighted_one(answered):
    asked = questionnaire(answered).questions[0]
    found = small_groups(answered, asked, "unsafe", PAIRS[0])
    assert (len(found.down), len(found.across)) == (7, 5)
    everybody = question_tables(answered)[0].everybody
    weighted = next(figure for figure in everybody.figures if figure.option == "unsafe")
    assert found.overall == pytest.approx(weighted.share, abs=1e-9)
    for row in found.cells:
        for cell in row:
            assert 0 < cell.low < cell.share < cell.high < 1
    assert any(cell.mostly_model for row in found.cells for cell in row)


def test_the_young_are_less_safe_in_every_area_as_they_were_made(answered):
    """The invented answers: two in five of the young are unsafe, and one in seven of the others."""
    asked = questionnaire(answered).questions[0]
    found = small_groups(answered, asked, "unsafe", PAIRS[0])
    young, old = found.across.index("18 to 24"), found.across.index("50 or over")
    assert all(row[young].share > row[old].share for row in found.cells)


def test_the_screen_says_modelled_and_counts_nobody(answered, analyst):
    page = shown(analyst, answered, question="SAFEDAY", answer="unsafe", by="authority-age_band")
    assert page.count("modelled") >= 4
    assert "Do not publish these figures" in page
    assert not re.search(r"\d\.\d+%", page)
    assert "Birmingham" in page and "13 to 17" in page
    assert 'value="unsafe" selected' in page


def test_several_answers_and_other_pairs_can_be_asked_for(answered, analyst):
    page = shown(analyst, answered, question="PLACES", answer="park", by="age_band-ethnic_group")
    assert "Which places do you avoid?" in page and "Asian" in page


@pytest.mark.long
@pytest.mark.parametrize("query", [{"question": "NOPE"}, {"answer": "<b>"}, {"by": "shoe-size"}, {"by": ""}])
def test_nonsense_in_the_address_shows_the_first_of_each(answered, analyst, query):
    page = shown(analyst, answered, **query)
    assert "How safe do you feel by day?" in page
    assert "<b>" not in page


def test_too_few_answers_are_told(analyst):
    survey = survey_page("few")
    store(survey, people(120))
    assert "from 200 answers" in shown(analyst, survey)


def test_an_answer_of_a_handful_is_not_modelled(analyst):
    survey, frame = survey_page("rare"), people(250)
    frame["SAFEDAY"] = "very_safe"
    frame.loc[frame.index[:9], "SAFEDAY"] = "unsafe"
    store(survey, frame)
    with pytest.raises(NotEnoughAnswers):
        small_groups(survey, questionnaire(survey).questions[0], "unsafe", PAIRS[0])
    page = shown(analyst, survey, question="SAFEDAY", answer="unsafe")
    assert "Fewer than 10 people gave this answer" in page


@pytest.fixture
def large(db):
    survey = survey_page("large")
    store(survey, people(600))
    return survey


def test_three_variables_at_once_add_up_and_show_a_table_for_each_band(large, analyst):
    asked = questionnaire(large).questions[0]
    found = small_groups(large, asked, "unsafe", ("authority", "age_band", "sex"))
    assert [layer.band for layer in found.layers] == ["Female", "Male"]
    assert len(found.groups) == 7 * 5 * 2
    everybody = question_tables(large)[0].everybody
    weighted = next(figure for figure in everybody.figures if figure.option == "unsafe")
    assert found.overall == pytest.approx(weighted.share, abs=1e-9)
    page = shown(analyst, large, question="SAFEDAY", answer="unsafe", by="authority-age_band-sex")
    assert "Sex: Female" in page and "Sex: Male" in page
    assert page.count("modelled") >= 6


def test_the_model_and_the_screen_take_the_residents_of_the_surveys_own_plan(large, analyst):
    asked = questionnaire(large).questions[0]
    assert "TS009" in shown(analyst, large, question="SAFEDAY", answer="unsafe", by="authority-age_band")
    plan = replace(PUBLIC, margins=("authority", ("sex", "age_band")))
    census = census_table(("authority", "sex", "age_band"))
    many_women = [[*cell, people * (9 if cell[1] == "female" else 1)] for cell, people in census.items()]
    table = PopulationTable.objects.create(
        sha256="ab" * 32,
        name="invented.csv",
        format="by hand",
        geography="seven authorities",
        date="2025-06-30",
        ages="13 and over",
        variables=["authority", "sex", "age_band"],
        figures=many_women,
        total=sum(int(line[-1]) for line in many_women),
        taken_in_on="2026-01-01",
    )
    WeightingPlan.objects.create(
        survey=large,
        margins=[[["authority"], 0, table.sha256], [["sex", "age_band"], 0, table.sha256]],
        missing="soft",
        cap=5,
        keep_cap=False,
        who="Amara",
        chosen_on="2026-01-01",
        reason="for a test",
    )
    before = small_groups(large, asked, "unsafe", PAIRS[0], scheme=plan)
    after = small_groups(large, asked, "unsafe", PAIRS[0])
    assert [bands for bands, _ in after.groups] == [bands for bands, _ in before.groups]
    moved = [abs(a.share - b.share) for (_, a), (_, b) in zip(after.groups, before.groups, strict=True)]
    assert max(moved) > 0.001
    assert "invented.csv" in shown(
        analyst, large, question="SAFEDAY", answer="unsafe", by="authority-age_band"
    )


def test_three_variables_need_more_answers(answered, analyst):
    page = shown(analyst, answered, by="authority-age_band-sex")
    assert "from 500 answers to a question on where they are made of three variables" in page


@pytest.mark.long
def test_the_file_says_modelled_in_every_line_and_where_it_comes_from(large, analyst):
    address = reverse("workbench:modelled_file", args=[large.pk])
    given = {"question": "SAFEDAY", "answer": "unsafe", "by": "authority-age_band-sex", "format": "csv"}
    refused = analyst.post(address, given)
    assert refused.status_code == 422 and "Choose what the file is for" in refused.content.decode()
    stated = {"purpose": "board", "reason": "for the Board's paper", "term": "30"}
    done = analyst.post(address, {**given, **stated})
    assert done.status_code == 200
    rows = list(csv.reader(StringIO(done.content.decode("utf-8-sig"))))
    head = rows.index(["Area", "Age", "Sex", "%", "from %", "to %", "kind", "note"])
    assert len(rows) - head - 1 == 70
    assert all(row[6] == "modelled" and row[3].isdigit() for row in rows[head + 1 :])
    before = " ".join(row[0] for row in rows[:head])
    for told in (
        "Do not publish",
        "simulated populations",
        "Weighted by: Area met exactly",
        "Survey version 1",
    ):
        assert told in before
    export = Export.objects.get()
    assert (export.what, export.by) == ("modelled", "authority,age_band,sex")
    book = analyst.post(address, {**given, **stated, "format": "xlsx"}).content
    sheet = openpyxl.load_workbook(BytesIO(book))["Modelled"]
    assert sheet.cell(head + 1, 1).value == "Area" and sheet.max_row == len(rows)
