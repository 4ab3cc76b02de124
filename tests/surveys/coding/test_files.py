"""What people coded leaves as a file with its provenance, without texts unless asked for, and in the register."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.analysis.themes.codebook import default_codebook
from surveys.coding.drawing import choose_share, choose_to_teach, draw
from surveys.coding.services import decide, settle
from surveys.models import CodingSample, Comment, Export, Fieldwork
from tests.surveys.coding.conftest import commented, found

pytestmark = pytest.mark.django_db

BOOK = default_codebook()


@pytest.fixture
def coded(written, amara, ben, cleo):
    """Three comments: one coded twice and settled, one coded once, one that nobody could read."""
    draw(written)
    Fieldwork.objects.filter(survey=written).update(
        state=Fieldwork.State.CLOSED, closes_at=timezone.now() - timedelta(days=1)
    )
    one, two, three = sorted(Comment.objects.values_list("pk", flat=True))[:3]
    decide(written, one, found("policing", stance_policing="praise"), user=amara, codebook=BOOK)
    decide(written, one, found(), user=ben, codebook=BOOK)
    settle(written, one, found("bullying"), user=cleo, codebook=BOOK)
    decide(written, two, found(), user=ben, codebook=BOOK)
    decide(written, three, found(instead="unreadable"), user=amara, codebook=BOOK)
    return written


def take(client, survey, what="codings", form="csv"):
    stated = {"purpose": "check", "reason": "a check elsewhere", "term": "30"}
    return client.post(reverse("workbench:take", args=[survey.pk]), {"what": what, "format": form, **stated})


def lines(response) -> list[dict[str, str]]:
    assert response.status_code == 200, response.content[:500]
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))


def test_a_line_says_by_whom_how_and_by_which_codebook_and_holds_no_text(coded, analyst, amara):
    answer = take(analyst, coded)
    rows = lines(answer)
    assert len(rows) == 5 and len({row["comment"] for row in rows}) == 3
    told = {(row["role"], row["judgement"], row["themes"], row["stances"]) for row in rows}
    assert told == {
        ("first", "coded", "policing", "policing=praise"),
        ("second", "coded", "", ""),
        ("adjudication", "coded", "bullying", ""),
        ("first", "coded", "", ""),
        ("first", "unreadable", "", ""),
    }
    assert {row["codebook"] for row in rows} == {BOOK.version}
    assert {row["probability"] for row in rows} == {"1.0"} and {row["coder"] for row in rows} == {
        "1",
        "2",
        "3",
    }
    whole = answer.content.decode()
    assert not [text for text in Comment.objects.values_list("text", flat=True) if text in whole]
    assert not [key for key in Comment.objects.values_list("pk", flat=True) if str(key) in whole]
    line = Export.objects.get()
    assert (line.what, line.n, line.taken_by) == ("codings", 3, amara)


def test_the_comments_come_along_only_when_asked_for_and_the_register_says_so(coded, analyst):
    rows = lines(take(analyst, coded, "coded"))
    assert {row["text"] for row in rows} <= set(Comment.objects.values_list("text", flat=True))
    assert Export.objects.get().what == "coded"


def test_a_workbook_says_what_the_codes_mean(coded, analyst):
    book = openpyxl.load_workbook(BytesIO(take(analyst, coded, form="xlsx").content))
    meanings = {row[3].value: row[4].value for row in book["Codebook"].iter_rows(min_row=2)}
    assert meanings == {theme.code: theme.definition for theme in BOOK.themes}


def test_what_was_coded_to_teach_has_no_chance_of_being_drawn(amara, analyst):
    survey = commented(60)
    Fieldwork.objects.update(state=Fieldwork.State.CLOSED, closes_at=timezone.now() - timedelta(days=1))
    choose_share(survey, "10", user=amara)
    choose_to_teach(survey, user=amara, size=2)
    taught = CodingSample.objects.filter(purpose="teach").first()
    decide(survey, taught.pk, found("policing"), user=amara, codebook=BOOK)
    (row,) = lines(take(analyst, survey))
    assert (row["purpose"], row["probability"]) == ("teach", "")


def test_nothing_leaves_while_answers_come_or_before_anybody_coded(written, analyst):
    refused = take(analyst, written)
    assert refused.status_code == 422 and not Export.objects.exists()
    Fieldwork.objects.update(state=Fieldwork.State.CLOSED, closes_at=timezone.now() - timedelta(days=1))
    refused = take(analyst, written)
    assert refused.status_code == 422 and "Nobody has coded a comment" in refused.content.decode()
