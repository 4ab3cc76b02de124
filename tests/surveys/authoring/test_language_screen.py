"""Translators outside the admin: a table or a PO file goes out, comes back whole or not at all."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from surveys.authoring.translating import begin, pieces, translation_of
from surveys.models import SurveyPage
from tests.people import cast
from tests.surveys.authoring.surveys import small_body


@pytest.fixture
def analyst() -> Client:
    client = Client()
    client.force_login(cast("analyst"))
    return client


def address(page, name="survey_languages", *more):
    return reverse(name, args=[page.pk, *more])


def table(client, page, code="pl"):
    response = client.get(address(page, "survey_translation_file", code, "csv"))
    assert response["Content-Disposition"] == f'attachment; filename="small-{code}.csv"'
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def send(client, page, rows=None, *, name="back.csv", raw=None, code="pl"):
    if raw is None:
        written = io.StringIO()
        lines = csv.DictWriter(written, list(rows[0]))
        lines.writeheader()
        lines.writerows(rows)
        raw = written.getvalue().encode("utf-8-sig")
    file = SimpleUploadedFile(name, raw)
    return client.post(address(page), {"language": code, "take": "1", "file": file})


def said(page, code="pl"):
    return {piece.english: piece.said for piece in pieces(page, translation_of(page, code)) if piece.said}


def test_any_of_the_eight_languages_can_be_begun_and_its_front_page_stays_a_draft(analyst, survey, home):
    assert analyst.get(address(survey)).content.decode().count("Translate this survey") == 8
    assert analyst.post(address(survey), {"language": "so", "begin": "1"}).status_code == 302
    draft = SurveyPage.objects.get(translation_key=survey.translation_key, locale__language_code="so")
    assert not draft.live and not draft.get_parent().live
    html = analyst.get(address(survey)).content.decode()
    assert re.search(r"0 of \d+ texts translated", html) and "Not translated yet: the title" in html
    assert analyst.post(address(survey), {"language": "xx", "begin": "1"}).status_code == 404


def test_a_table_names_each_text_by_its_question_and_comes_back(analyst, survey):
    begin(survey, "pl")
    rows = table(analyst, survey)
    question = next(row for row in rows if row["english"] == "Which places?")
    assert (question["where"], question["translation"]) == ("PLACES, question", "")
    question["translation"] = "=Jakie miejsca?"
    assert send(analyst, survey, rows).status_code == 302
    assert said(survey) == {"Which places?": "=Jakie miejsca?"}
    again = next(row for row in table(analyst, survey) if row["english"] == "Which places?")
    assert again["translation"] == "'=Jakie miejsca?"
    send(analyst, survey, table(analyst, survey))
    assert said(survey) == {"Which places?": "=Jakie miejsca?"}
    draft = SurveyPage.objects.get(translation_key=survey.translation_key, locale__language_code="pl")
    assert "Jakie miejsca?" in str(draft.get_latest_revision_as_object().body.get_prep_value())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"english": "Which places then?"}, "its English has changed since"),
        ({"place": "body.elsewhere"}, "its place is not one of this survey"),
        ({"translation": "Czy {{AVOID}}?"}, "keep each {{CODE}} of the English"),
    ],
)
def test_one_bad_line_refuses_the_whole_table_and_says_which(analyst, survey, change, told):
    begin(survey, "pl")
    rows = table(analyst, survey)
    for row in rows:
        row["translation"] = f"pl {row['english']}"
    number = next(number for number, row in enumerate(rows) if row["english"] == "Which places?")
    rows[number].update(change)
    response = send(analyst, survey, rows)
    assert response.status_code == 422
    html = response.content.decode()
    assert f"Line {number + 2} (PLACES, question)" in html and told in html
    assert said(survey) == {}


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b"a,b\n1,2\n", "The first line lacks: place, where, english, translation."),
        (b"", "The first line lacks"),
        (b"x" * 2_000_001, "larger than 2 MB"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(analyst, survey, raw, told):
    begin(survey, "pl")
    response = send(analyst, survey, raw=raw)
    assert response.status_code == 422 and told in response.content.decode()


def test_a_po_file_goes_out_and_comes_back_to_its_own_survey_alone(analyst, survey):
    begin(survey, "pl")
    po = analyst.get(address(survey, "survey_translation_file", "pl", "po")).content.decode()
    filled = po.replace('msgid "Which places?"\nmsgstr ""', 'msgid "Which places?"\nmsgstr "Jakie miejsca?"')
    assert send(analyst, survey, raw=filled.encode(), name="back.po").status_code == 302
    assert said(survey) == {"Which places?": "Jakie miejsca?"}
    begin(survey, "ro")
    response = send(analyst, survey, raw=filled.encode(), name="back.po", code="ro")
    assert response.status_code == 422 and "another survey or language" in response.content.decode()


def test_bringing_up_to_date_keeps_what_was_translated(analyst, survey):
    begin(survey, "pl")
    rows = table(analyst, survey)
    for row in rows:
        row["translation"] = f"pl {row['english']}"
    send(analyst, survey, rows)
    survey.refresh_from_db()
    survey.body = small_body(avoid="Do you fear places?")
    survey.save_revision().publish()
    analyst.post(address(survey), {"language": "pl", "begin": "1"})
    done = said(SurveyPage.objects.get(pk=survey.pk))
    assert "Do you fear places?" not in done and done["Which places?"] == "pl Which places?"


def test_a_survey_that_was_never_live_is_translated_from_its_newest_draft(analyst, draft):
    draft.save_revision()
    draft.body = small_body(avoid="Do you fear places?")
    draft.save_revision()
    begin(SurveyPage.objects.get(pk=draft.pk), "pl")
    english = [row["english"] for row in table(analyst, SurveyPage.objects.get(pk=draft.pk))]
    assert "Do you fear places?" in english and "Do you stay away from places?" not in english
