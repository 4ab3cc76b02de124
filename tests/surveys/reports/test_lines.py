"""A line a person tells next to nothing about who it is: two groups at most, none where few share them."""

from __future__ import annotations

from collections import Counter

import pytest

from surveys.models import Comment, Response
from surveys.reports import memory
from surveys.reports.lines import WITHHELD, codebook_lines, comment_lines, person_lines, rare
from surveys.reports.weighing import NotEnoughAnswers, weigh
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = pytest.mark.django_db


def columns(lines, *names):
    at = [lines.headings.index(name) for name in names]
    return [tuple(line[place] for place in at) for line in lines.lines]


def test_no_combination_of_fewer_than_ten_is_shown_and_what_is_withheld_is_ten_or_more_of_two(answered):
    lines = person_lines(answered, ["authority", "ethnic_group"])
    shown = Counter(columns(lines, "Area", "Ethnic group"))
    withheld = shown.pop((WITHHELD, WITHHELD))
    assert withheld >= 10 and withheld == lines.withheld
    assert min(shown.values()) >= 10
    assert all(WITHHELD not in combination for combination in shown)
    assert lines.n == len(lines.lines) == sum(shown.values()) + withheld


def test_somebody_who_is_the_only_one_is_in_no_line_by_their_groups(answered):
    version = answered.versions.get()
    Response.objects.create(
        survey=answered,
        version=version,
        authority="solihull",
        age_band="75+",
        sex="female",
        ethnic_group="other_arab",
        religion="sikh",
        disability="disabled",
        answers={
            "SAFEDAY": "unsafe",
            "HOPE": 3,
            "AGREE.LISTEN": "agree",
            "PLACES": ["bus", "park", "centre"],
        },
    )
    memory.forget()
    lines = person_lines(answered, ["religion", "ethnic_group"])
    assert ("Other", "Sikh") not in columns(lines, "Ethnic group", "Religion")
    assert {WITHHELD} <= {group for group, _ in columns(lines, "Ethnic group", "Religion")}


def test_a_weight_tells_no_more_than_the_groups_beside_it(answered):
    lines = person_lines(answered, ["age_band", "sex"])
    of = {}
    for age, sex, weight in columns(lines, "Age", "Sex", "weight"):
        of.setdefault((age, sex), set()).add(weight)
    assert all(len(weights) == 1 for weights in of.values())
    assert len({*(weight for weights in of.values() for weight in weights)}) > 3
    # Made for five variables, single weights would give the person back.
    assert len({round(float(weight), 3) for weight in weigh(answered).weights.normalised}) > 10 * len(of)
    mean = sum(weight for (weight,) in columns(lines, "weight")) / lines.n
    assert mean == pytest.approx(1, abs=0.01)


def test_without_groups_every_line_has_the_same_weight(answered):
    lines = person_lines(answered, [])
    assert lines.headings[0] == "weight"
    assert len({weight for (weight,) in columns(lines, "weight")}) == 1


@pytest.mark.both_databases
def test_lines_hold_the_answers_that_were_given_and_nothing_else(answered):
    lines = person_lines(answered, ["sex"])
    assert lines.headings == (
        "Sex", "weight", "SAFEDAY", "PLACES:park", "PLACES:bus", "PLACES:centre", "PLACES:none", "AGREE.LISTEN", "HOPE",
    )  # fmt: skip
    stored = Counter(
        (answers.get("SAFEDAY"), int("park" in answers["PLACES"]), answers["AGREE.LISTEN"], answers["HOPE"])
        for answers in Response.objects.filter(survey=answered)
        .exclude(authority="elsewhere")
        .values_list("answers", flat=True)
    )
    assert Counter(columns(lines, "SAFEDAY", "PLACES:park", "AGREE.LISTEN", "HOPE")) == stored


def test_two_files_come_in_two_orders_and_neither_in_that_of_the_keys(answered):
    first, second = person_lines(answered, ["sex"]), person_lines(answered, ["sex"])
    assert first.lines != second.lines
    assert Counter(map(str, first.lines)) == Counter(map(str, second.lines))
    assert [text for *_, text in comment_lines(answered).lines]


@pytest.mark.parametrize(
    "shown", [["age_band", "sex", "religion"], ["sex", "sex"], ["main_language"], ["text"]]
)
def test_three_groups_one_twice_or_one_that_was_not_asked_are_refused(answered, shown):
    with pytest.raises(ValueError, match="at most 2 of the groups"):
        person_lines(answered, shown)


def test_comments_come_without_anything_about_who_wrote_them(answered):
    Comment.objects.filter(pk=Comment.objects.first().pk).update(language="so", text="Only this one")
    lines = comment_lines(answered)
    assert lines.headings == ("question", "wording", "comment")
    assert lines.n == Comment.objects.count()
    assert sum(text == "Only this one" for *_, text in lines.lines) == 1
    assert "so" not in {value for line in lines.lines for value in line}


def test_the_codebook_explains_every_column_and_code(answered):
    lines = person_lines(answered, [])
    explained = {column for column, *_ in codebook_lines(answered).lines}
    assert explained == set(lines.headings) - {"weight"}
    assert ("SAFEDAY", "How safe do you feel by day?", "1", "very_safe", "Very safe") in codebook_lines(
        answered
    ).lines


def test_a_survey_that_cannot_be_weighted_gives_no_lines():
    survey = survey_page("small")
    store(survey, people(20))
    with pytest.raises(NotEnoughAnswers):
        person_lines(survey, [])


def test_what_hides_the_rare_is_the_smallest_that_will_do():
    assert rare({("a",): 50, ("b",): 40}) == frozenset()
    assert rare({("a",): 50, ("b",): 40, ("c",): 3}) == {("c",), ("b",)}
    assert rare({("a",): 50, ("b",): 12, ("c",): 9, ("d",): 8}) == {("c",), ("d",)}
    assert rare({("a",): 5}) == {("a",)}
    assert rare({("a",): 30, ("b",): 4, ("c",): 3}) == {("a",), ("b",), ("c",)}
