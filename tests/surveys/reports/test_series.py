"""A change of meaning breaks the series: answers of both meanings are never added up."""

from __future__ import annotations

from copy import deepcopy

import pytest

from surveys.authoring.changes import crosswalk
from surveys.models import Comment, Response, SurveyVersion, VersionText
from surveys.reports import memory
from surveys.reports.lines import codebook_lines, comment_lines, person_lines
from surveys.reports.series import series_of
from surveys.reports.tables import question_tables
from surveys.workbench.services import tag_comments
from tests.surveys.workbench.answered import TEXTS, definition

pytestmark = pytest.mark.django_db


def second(survey, texts: dict, declared: dict, edit=lambda questions: None) -> SurveyVersion:
    """A second version with other words, frozen as publishing does."""
    first = survey.versions.get(number=1)
    new = deepcopy(definition())
    edit(new["sections"][0]["questions"])
    after = TEXTS | texts
    lines = crosswalk(first.definition, TEXTS, new, after, declared)
    kind = "meaning" if any(line["kind"] == "meaning" for line in lines) else "wording"
    version = SurveyVersion.objects.create(
        survey=survey, number=2, kind=kind, definition=new, crosswalk=lines, digest="e" * 64
    )
    VersionText.objects.create(version=version, language="en", texts=after, digest="u" * 64)
    memory.forget()
    return version


def move(survey, version, n: int) -> None:
    """Let ``n`` of the answers be to the second version."""
    keys = list(Response.objects.filter(survey=survey).values_list("pk", flat=True)[:n])
    Response.objects.filter(pk__in=keys).update(version=version)
    memory.forget()


NIGHT = {"q:SAFEDAY": "How safe do you feel by night?"}


def base(survey, code: str = "SAFEDAY") -> int:
    return next(table for table in question_tables(survey) if table.asked.code == code).everybody.base


def test_answers_on_both_sides_of_a_wording_fix_are_one_series(answered):
    whole = base(answered)
    move(answered, second(answered, NIGHT, {"1": "wording"}), 100)
    assert base(answered) == whole
    assert [one.column for one in series_of(answered)][:1] == ["SAFEDAY"]
    assert not any("@" in one.column for one in series_of(answered))


def test_a_change_of_meaning_keeps_the_answers_before_it_out_of_the_table_and_in_a_column_of_their_own(
    answered,
):
    whole = base(answered)
    move(answered, second(answered, NIGHT, {"1": "meaning"}), 100)
    assert base(answered) < whole / 2
    assert base(answered, "HOPE") == 300

    lines = person_lines(answered, [])
    new, old = lines.headings.index("SAFEDAY"), lines.headings.index("SAFEDAY@1")
    assert not any(line[new] and line[old] for line in lines.lines)
    assert sum(1 for line in lines.lines if line[new] or line[old]) == whole
    told = {(column, wording, versions) for column, wording, versions, *_ in codebook_lines(answered).lines}
    assert ("SAFEDAY", "How safe do you feel by night?", "2") in told
    assert ("SAFEDAY@1", "How safe do you feel by day?", "1") in told


def test_comments_to_an_earlier_meaning_stand_under_a_name_of_their_own(answered, analyst):
    tag_comments(answered)
    comments = Comment.objects.filter(response__survey=answered).count()
    later = second(answered, {"q:CHANGE": "What would you keep?"}, {"5": "meaning"})
    move(answered, later, 100)
    lines = comment_lines(answered).lines
    named = {(name, wording) for name, wording, _ in lines}
    assert named == {("CHANGE@1", "What would you change?"), ("CHANGE", "What would you keep?")}
    assert len(lines) == comments
    shown = analyst.get(f"/admin/insights/{answered.pk}/themes/").content.decode()
    assert "CHANGE asked something else in an earlier version" in shown
    move(answered, later, 271)
    assert {name for name, *_ in comment_lines(answered).lines} == {"CHANGE"}


def test_a_removed_question_keeps_its_column(answered):
    move(answered, second(answered, {}, {}, edit=lambda questions: questions.pop(1)), 100)
    columns = [one.column for one in series_of(answered)]
    assert "PLACES@1" in columns and "PLACES" not in columns


def test_a_series_of_few_people_is_not_kept_apart(answered):
    version = second(answered, NIGHT, {"1": "meaning"})
    move(answered, version, 300 - 29)
    assert "SAFEDAY@1" not in person_lines(answered, []).headings


def test_an_option_that_was_added_is_told_in_the_crosswalk(answered):
    def add(questions):
        questions[0]["options"].append({"id": "x", "code": "unsure", "exclusive": False, "missing": False})

    version = second(answered, {"q:SAFEDAY.o:unsure": "Not sure"}, {"1": "meaning"}, edit=add)
    line = next(line for line in version.crosswalk if line["code"] == "SAFEDAY")
    assert [part["code"] for part in line["options"] if part["kind"] == "new"] == ["unsure"]


def test_the_screen_shows_both_wordings_and_the_table_says_what_it_leaves_out(answered, analyst):
    second(answered, NIGHT, {"1": "meaning"})
    page = analyst.get(f"/admin/insights/{answered.pk}/versions/").content.decode()
    assert "How safe do you feel by day?" in page and "How safe do you feel by night?" in page
    assert "change of meaning" in page and "begins new series" in page
    tables = analyst.get(f"/admin/insights/{answered.pk}/tables/").content.decode()
    assert tables.count("Earlier answers are not in this table") == 1
