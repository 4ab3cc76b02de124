"""What leaves as a file: for a purpose, written down, masked, in cells no spreadsheet runs, and one day deleted."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from surveys.models import Comment, Export, Fieldwork, Response
from surveys.workbench.register import forget_old_lines, overdue
from tests.clock import in_days
from tests.people import cast
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = pytest.mark.django_db

FORMULAS = ["=1+1", "+44 121", "-1", "@SUM(A1)", "\tcmd", "\rcmd", '=HYPERLINK("http://x.example","y")']
STATED = {"purpose": "analysis", "reason": "regression in R", "term": "90"}


def close(survey, *, ago=timedelta(days=1)) -> None:
    Fieldwork.objects.filter(survey=survey).update(
        state=Fieldwork.State.CLOSED, closes_at=timezone.now() - ago
    )


@pytest.fixture
def over():
    """A survey that closed yesterday, with one person who is the only one of their kind."""
    survey, frame = survey_page(), people(150)
    frame.loc[frame.index[0], ["authority", "age_band", "sex"]] = ["solihull", "13-15", "another"]
    frame.loc[frame.index[0], ["ethnic_group", "religion"]] = ["other_arab", "sikh"]
    frame.loc[frame.index[0], "HOPE"] = 7
    store(survey, frame)
    close(survey)
    return survey


def take(client, survey, what="rows", form="csv", shown=(), **changes):
    posted = STATED | {"what": what, "format": form, "shown": list(shown)} | changes
    return client.post(reverse("workbench:take", args=[survey.pk]), posted)


def read(response) -> list[dict[str, str]]:
    assert response.status_code == 200, response.content[:500]
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))


def page(client, survey) -> str:
    return client.get(reverse("workbench:files", args=[survey.pk])).content.decode()


def test_a_file_needs_a_purpose_a_reason_a_term_and_a_format(over, analyst):
    for missing, says in (
        ({"purpose": ""}, "Choose what the file is for"),
        ({"purpose": "curiosity"}, "Choose what the file is for"),
        ({"reason": "  why  "}, "Say in a few words"),
        ({"term": "9999"}, "Choose how long"),
        ({"form": "exe"}, "Choose a format"),
        ({"what": "everything"}, "Choose which file"),
    ):
        refused = take(analyst, over, **missing)
        assert refused.status_code == 422 and says in refused.content.decode(), missing
    tables = analyst.post(
        reverse("workbench:download", args=[over.pk]),
        {"format": "csv", "reason": "for the board", "term": "90"},
    )
    assert tables.status_code == 400 and "Choose what the file is for" in tables.content.decode()
    assert not Export.objects.exists()


def test_every_file_is_in_the_register_and_the_log_and_never_its_content(over, analyst):
    read(take(analyst, over, shown=["sex", "age_band"]))
    read(take(analyst, over, "comments"))
    assert analyst.post(
        reverse("workbench:download", args=[over.pk]), STATED | {"format": "xlsx", "by": "sex"}
    ).status_code == 200  # fmt: skip
    lines = list(Export.objects.order_by("pk"))
    assert [(line.what, line.form, line.by) for line in lines] == [
        ("rows", "csv", "age_band,sex"),
        ("comments", "csv", ""),
        ("tables", "xlsx", "sex"),
    ]
    today = timezone.localdate()
    assert {(line.taken_by, line.purpose, line.taken_on, line.delete_by) for line in lines} == {
        (analyst.user, "analysis", today, today + timedelta(days=90))
    }
    assert lines[0].n == Response.objects.exclude(authority="elsewhere").count()
    logged = [entry.data for entry in PageLogEntry.objects.filter(action="surveys.export")]
    assert len(logged) == 3
    for told in logged:
        assert set(told) == {"what", "format", "n", "purpose", "reason"}
    shown = page(analyst, over)
    assert "Amara, analyst" in shown and "Analysis in other software: regression in R" in shown


def test_the_only_one_of_their_kind_is_masked_in_every_file(over, analyst):
    person = Response.objects.get(ethnic_group="other_arab", religion="sikh")
    rows = read(take(analyst, over, shown=["ethnic_group", "religion"]))
    assert rows
    assert not [row for row in rows if (row["Ethnic group"], row["Religion"]) == ("Other", "Sikh")]
    theirs = [row for row in rows if row["HOPE"] == "7" and row["Ethnic group"] == "withheld"]
    assert theirs, "they are there, without their groups"
    assert len([row for row in rows if row["Ethnic group"] == "withheld"]) >= 10
    text = take(analyst, over, shown=["ethnic_group", "religion"]).content.decode()
    for told in (str(person.pk), "other_arab", "solihull", "13-15", "another"):
        assert told not in text.split("\n", 1)[1]


def test_files_with_other_groups_cannot_be_joined_because_there_are_none(over, analyst):
    read(take(analyst, over, shown=["sex", "age_band"]))
    refused = take(analyst, over, shown=["sex", "religion"])
    assert refused.status_code == 422 and "joined line by line" in refused.content.decode()
    assert take(analyst, over, shown=["sex"]).status_code == 422
    read(take(analyst, over, shown=["age_band", "sex"]))
    read(take(analyst, over, shown=[]))
    offered = page(analyst, over)
    assert 'value="religion"' not in offered and 'value="age_band" checked' in offered


def test_a_file_without_groups_binds_nobody(over, analyst):
    read(take(analyst, over))
    read(take(analyst, over, shown=["religion"]))


def test_three_groups_are_refused(over, analyst):
    refused = take(analyst, over, shown=["sex", "religion", "age_band"])
    assert refused.status_code == 422 and "at most 2" in refused.content.decode()


@pytest.mark.parametrize("state", [Fieldwork.State.OPEN, Fieldwork.State.PAUSED])
def test_nothing_line_by_line_leaves_while_answers_may_come(over, analyst, state):
    Fieldwork.objects.filter(survey=over).update(state=state, closes_at=None)
    for what in ("rows", "comments"):
        refused = take(analyst, over, what)
        assert refused.status_code == 422 and "once the survey is over" in refused.content.decode()
    close(over, ago=timedelta(minutes=50))
    assert take(analyst, over).status_code == 422
    close(over, ago=timedelta(minutes=61))
    assert take(analyst, over).status_code == 200


def test_no_cell_is_run_by_a_spreadsheet(over, analyst):
    comments = list(Comment.objects.filter(response__survey=over)[: len(FORMULAS)])
    for comment, formula in zip(comments, FORMULAS, strict=True):
        Comment.objects.filter(pk=comment.pk).update(text=formula)
    texts = [row["comment"] for row in read(take(analyst, over, "comments"))]
    assert {"'" + formula for formula in FORMULAS} <= set(texts)
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@", "\t", "\r"))]
    book = openpyxl.load_workbook(BytesIO(take(analyst, over, "comments", "xlsx").content))
    cells = [cell for row in book["Answers"].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    shown = {str(cell.value).replace("_x000D_", "\r") for cell in cells}
    assert {"'" + formula for formula in FORMULAS} <= shown


def test_a_workbook_explains_its_codes_and_tells_no_time_and_no_machine(over, analyst):
    book = openpyxl.load_workbook(BytesIO(take(analyst, over, form="xlsx").content))
    assert book.sheetnames == ["Answers", "Codebook", "About"]
    assert book["Answers"].max_row == 1 + Response.objects.exclude(authority="elsewhere").count()
    assert book.properties.created.year == 2000 and not book.properties.creator
    assert "Do not join this file" in str(book["About"]["A2"].value)


def test_the_codebook_is_no_data_and_is_not_in_the_register(over, analyst):
    response = analyst.get(reverse("workbench:codebook", args=[over.pk]))
    assert {
        "column": "SAFEDAY",
        "wording": "How safe do you feel by day?",
        "versions": "1",
        "code": "unsafe",
        "meaning": "Unsafe",
    } in read(response)
    assert not Export.objects.exists()


def test_whoever_took_a_file_says_that_it_is_deleted_and_nobody_else(over, analyst):
    read(take(analyst, over))
    line = Export.objects.get()
    line.taken_by = cast("moderator")
    line.save()
    address = reverse("workbench:deleted", args=[over.pk, line.pk])
    assert analyst.post(address).status_code == 422
    line.taken_by = analyst.user
    line.save()
    today = timezone.localdate()
    assert list(overdue(analyst.user, today=today + timedelta(days=91))) == [line]
    assert "I have deleted it" in page(analyst, over)
    assert analyst.post(address).status_code == 302
    line.refresh_from_db()
    assert line.deleted_on == today
    assert "I have deleted it" not in page(analyst, over)
    assert PageLogEntry.objects.filter(action="surveys.export.deleted").count() == 1
    assert analyst.post(address).status_code == 422
    assert not overdue(analyst.user, today=today + timedelta(days=91))


def test_a_file_that_should_be_gone_is_told_as_overdue(over, analyst):
    read(take(analyst, over))
    assert "overdue" not in page(analyst, over)
    day = timezone.localdate() - timedelta(days=1)
    Export.objects.update(taken_on=day - timedelta(days=90), delete_by=day)
    assert "overdue" in page(analyst, over)
    assert "Delete a file" in analyst.get(reverse("wagtailadmin_home")).content.decode()


def test_lines_of_the_register_go_after_two_years(over, analyst):
    read(take(analyst, over))
    assert forget_old_lines(now=in_days(729)) == 0
    assert forget_old_lines(now=in_days(731)) == 1
