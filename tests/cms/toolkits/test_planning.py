"""The school year as weeks, and what a plan leaves out."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from cms.toolkits.planning import Session, Term, remarks, school_weeks, usual_terms

TERMS = (
    Term("Autumn term", date(2026, 9, 2), date(2026, 12, 18), date(2026, 10, 28)),
    Term("Spring term", date(2027, 1, 4), date(2027, 3, 25)),
)
WEEKS = school_weeks(TERMS)


def session(week: int, kind: str = "lesson", topic: str = "online") -> Session:
    return Session(WEEKS[week].monday, 1, kind, topic)


def words(sessions) -> str:
    return " / ".join(remark.words for remark in remarks(WEEKS, sessions))


def test_a_week_counts_from_its_monday_and_the_week_off_is_left_out():
    mondays = [week.monday for week in WEEKS]
    assert mondays[0] == date(2026, 8, 31)
    assert date(2026, 10, 26) not in mondays
    assert date(2026, 12, 14) in mondays and date(2026, 12, 21) not in mondays
    assert len(WEEKS) == 15 + 12 and mondays == sorted(mondays)


@pytest.mark.parametrize("year", range(2024, 2040))
def test_usual_terms_are_whole_weeks_in_order_with_a_week_off_inside(year):
    terms = usual_terms(year)
    assert all(term.first.weekday() == 0 and term.last.weekday() == 4 for term in terms)
    assert all(term.first < term.week_off < term.last for term in terms)
    assert all(before.last < after.first for before, after in pairwise(terms))


def test_an_assembly_after_an_incident_stands_alone_until_something_follows_within_six_weeks():
    assert "stands alone" in words([session(3, "reply")])
    assert "stands alone" in words([session(3, "reply"), session(5, "assembly")])
    assert "stands alone" in words([session(3, "reply"), session(11)])
    assert "stands alone" in words([session(2), session(3, "reply")])
    assert "stands alone" not in words([session(3, "reply"), session(6, "group")])


def test_long_gaps_and_empty_terms_are_named_once():
    told = words([session(0), session(8)])
    assert "Spring term: nothing is planned at all." in told
    assert "From 7 September 7 school weeks in a row" in told
    assert told.count("school weeks in a row") == 2
    assert "in a row" not in words([session(week) for week in range(0, len(WEEKS), 6)])


def test_an_empty_plan_and_a_whole_one_are_told_so():
    assert "Nothing is planned yet" in words([])
    whole = [session(week, topic=str(week % 3)) for week in range(0, len(WEEKS), 4)]
    assert [told.kind for told in remarks(WEEKS, [*whole, session(1, "staff")])] == ["good"]
    assert "No time for staff" in words(whole)


def test_one_topic_alone_and_assemblies_alone_are_questioned():
    assert "about the same thing" in words([session(week) for week in (1, 5, 9)])
    assert "only assemblies" in words([session(1, "assembly")])
