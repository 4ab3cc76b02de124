"""The example of a stored answer is made by the code that stores answers, and from nobody's data."""

from __future__ import annotations

import json

import pytest

from surveys.models import Comment, Fieldwork, Intake, Response
from surveys.transparency.example import COMMENT, example_of_open_survey, made_up
from surveys.transparency.sentences import sentences
from tests.surveys.collection.conftest import forgetting, insights  # noqa: F401
from tests.surveys.collection.survey import small_definition

pytestmark = pytest.mark.django_db


def test_it_looks_like_a_row_of_each_table(insights):  # noqa: F811
    shown = example_of_open_survey()
    assert shown is not None
    rows = {row.table: dict(row.values) for row in (*shown.waiting, *shown.kept)}
    assert set(rows) == {"surveys_intake", "surveys_response", "surveys_comment"}
    for model in (Intake, Response, Comment):
        columns = [field.column for field in model._meta.local_concrete_fields]
        assert list(rows[model._meta.db_table]) == columns
    assert set(json.loads(rows["surveys_intake"]["payload"])) == set(sentences().payload)
    assert json.loads(rows["surveys_response"]["answers"])["AVOID"] in ("yes", "no")


def test_what_could_name_somebody_is_gone_after_mixing_and_there_before(insights):  # noqa: F811
    shown = example_of_open_survey()
    kept = " ".join(value for row in shown.kept for _, value in row.values)
    waiting = " ".join(value for row in shown.waiting for _, value in row.values)
    assert "0121 496 0123" in COMMENT and "0121 496 0123" in waiting
    assert "0121 496 0123" not in kept and "[phone number]" in kept and "[name]" in kept


def test_it_stores_nothing_and_reads_no_answer(insights, django_assert_num_queries):  # noqa: F811
    with django_assert_num_queries(3):
        example_of_open_survey()
    assert not (Intake.objects.exists() or Response.objects.exists() or Comment.objects.exists())


def test_no_survey_is_open_no_example(insights):  # noqa: F811
    Fieldwork.objects.update(state=Fieldwork.State.CLOSED)
    assert example_of_open_survey() is None


def test_made_up_answers_fit_every_kind_of_question_and_are_the_same_each_time():
    from surveys.authoring.answers import read_answers

    chosen = made_up(small_definition())
    read = read_answers(small_definition(), chosen)
    assert read.problems == {} and chosen == made_up(small_definition())
    assert {"SAFEDAY", "HOPE", "AGREE.LISTEN"} <= set(read.answers) and read.demographics
