"""The planner carries a plan in its form, and keeps nothing of it."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from cms.models import ToolkitPage
from tests.headers.answers import PLAN

YEAR = int(PLAN["year"])
SESSION = re.compile(r'name="session" value="([^"]+)"')
WEEK = re.compile(r'<option value="(\d{4}-\d\d-\d\d)"')


@pytest.fixture
def kit(site) -> ToolkitPage:
    return ToolkitPage.objects.get(slug="before-i-post")


def sent(visitor, status: int = 200, **more):
    answer = visitor.post("/planner/", PLAN | more)
    assert answer.status_code == status
    return answer


def lines_of(answer) -> list[str]:
    return SESSION.findall(answer.content.decode())


def test_a_session_is_put_into_a_week_carried_on_and_taken_out(kit, visitor):
    begun = sent(visitor)
    week = WEEK.findall(begun.content.decode())[2]
    first = sent(visitor, do="add", toolkit=kit.pk, kind="lesson", week=week)
    assert lines_of(first) == [f"{week}.{kit.pk}.lesson"]
    again = sent(visitor, do="add", toolkit=kit.pk, kind="reply", week=week, session=lines_of(first))
    assert lines_of(again) == [f"{week}.{kit.pk}.lesson", f"{week}.{kit.pk}.reply"]
    left = sent(visitor, do=f"remove:{week}.{kit.pk}.lesson", session=lines_of(again))
    assert lines_of(left) == [f"{week}.{kit.pk}.reply"]
    assert "stands alone" in left.content.decode()


def test_nothing_is_written_kept_or_put_into_an_address(kit, visitor):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = sent(visitor, session=f"{YEAR}-09-14.{kit.pk}.lesson")
    assert not [q["sql"] for q in queries if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert not answer.cookies and answer.headers["Cache-Control"] == "no-store"
    assert f"{YEAR}-09-14" not in "".join(
        re.findall(r'(?:href|action|src)="([^"]*)"', answer.content.decode())
    )
    assert not re.findall(r'<textarea|type="text"', answer.content.decode())


def test_the_calendar_file_holds_whole_days_and_the_same_plan_gives_the_same_file(kit, visitor):
    line = f"{YEAR}-09-14.{kit.pk}.lesson"
    files = [sent(visitor, do="calendar", session=line) for _ in range(2)]
    assert files[0].content == files[1].content
    assert files[0].headers["Content-Disposition"] == 'attachment; filename="prevention-plan.ics"'
    (event,) = [part for part in Calendar.from_ical(files[0].content).walk() if part.name == "VEVENT"]
    assert event["summary"] == "Lesson: Before I post a fight"
    assert event.decoded("dtstart").weekday() == 0
    assert (event.decoded("dtend") - event.decoded("dtstart")).days == 5


def test_dates_of_terms_that_cannot_be_are_answered_in_words_and_the_plan_stays(kit, visitor):
    line = f"{YEAR}-09-14.{kit.pk}.lesson"
    dates = {
        f"{part}{n}": field.initial.isoformat() if hasattr(field.initial, "isoformat") else ""
        for n in range(3)
        for part in ("first", "last", "off")
        for field in [sent(visitor).context["form"][f"{part}{n}"]]
    }
    whole = {"dates_of": YEAR, "session": line, **dates}
    assert lines_of(sent(visitor, **whole)) == [line]
    for wrong, words in (
        ({"last0": f"{YEAR}-09-01", "first0": f"{YEAR}-09-07"}, "ends before it begins"),
        ({"first1": "soon"}, "This is not a day"),
        ({"first1": f"{YEAR}-12-01"}, "before the term before it ends"),
        ({"first0": "1066-10-14"}, "has to begin in the school year"),
        ({"last2": f"{YEAR + 1}-12-30"}, "more than 22 weeks"),
    ):
        answer = sent(visitor, 422, **{**whole, **wrong})
        assert words in answer.content.decode() and lines_of(answer) == [line], wrong
    moved = sent(visitor, **{**whole, "off0": f"{YEAR}-09-16"}).content.decode()
    assert "In no week of school" in moved


@pytest.mark.parametrize(
    "line",
    ["", "x", "2026-09-14.1", "9999-99-99.1.lesson", "2026-09-14.999999999999999999999.lesson", "a.b.c.d"],
)
def test_a_session_that_is_none_is_left_out_and_counted(kit, visitor, line):
    answer = sent(visitor, session=[line, f"{YEAR}-09-14.{kit.pk}.lesson"])
    assert len(lines_of(answer)) == 1 and "1 session was left out" in answer.content.decode()


def test_what_is_missing_is_said_and_nothing_chosen_is_lost(kit, visitor):
    answer = sent(visitor, 422, do="add", toolkit=kit.pk, kind="", week="")
    html = answer.content.decode()
    assert "Choose a toolkit, what kind of session it is, and a week." in html
    assert f'<option value="{kit.pk}" selected>' in html
    assert "Choose one from the list" in visitor.post("/planner/", {"phase": "x"}).content.decode()


def test_a_plan_for_another_kind_of_place_leaves_out_what_does_not_fit(kit, visitor):
    answer = sent(visitor, phase="primary", session=f"{YEAR}-09-14.{kit.pk}.lesson")
    assert not lines_of(answer) and "1 session was left out" in answer.content.decode()


def test_a_form_of_another_site_is_refused(kit, visitor):
    answer = visitor.post("/planner/", PLAN, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
