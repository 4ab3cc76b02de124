"""The school year as weeks, and what a plan of sessions leaves out. Arithmetic alone: it keeps nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

WEEK = timedelta(days=7)
FOLLOW_UP = timedelta(weeks=6)
"""Within this time something has to follow an assembly after an incident, or it stays a one-off."""
LONG_GAP = 6
"""School weeks in a row with nothing in them that are worth a word."""

KINDS: dict[str, str] = {
    "lesson": "Lesson",
    "group": "Small group",
    "assembly": "Assembly",
    "staff": "Time for staff",
    "reply": "Assembly after an incident",
}
TERMS = ("Autumn term", "Spring term", "Summer term")


@dataclass(frozen=True)
class Term:
    """One term: its first and last day, and the Monday of the week off in its middle, if it has one."""

    name: str
    first: date
    last: date
    week_off: date | None = None


@dataclass(frozen=True)
class Week:
    """One week with school in it, by its Monday."""

    monday: date
    term: str


@dataclass(frozen=True)
class Session:
    """Something planned for the week that begins on a Monday; ``topic`` as toolkits are filed."""

    monday: date
    toolkit: int
    kind: str
    topic: str


@dataclass(frozen=True)
class Remark:
    """Something the plan should make somebody think about: ``kind`` is reactive, gap, narrow or good."""

    kind: str
    words: str


def monday_of(day: date) -> date:
    """The Monday of the week a day lies in."""
    return day - timedelta(days=day.weekday())


def usual_terms(year: int) -> tuple[Term, ...]:
    """Terms as they often lie in the school year that begins in September of ``year``: a start to be corrected."""

    def monday(month: int, day: int, of: int) -> date:
        found = date(of, month, day)
        return found + timedelta(days=-found.weekday() % 7)

    def friday(month: int, day: int, of: int) -> date:
        found = date(of, month, day)
        return found - timedelta(days=(found.weekday() - 4) % 7)

    after = year + 1
    return (
        Term(TERMS[0], monday(9, 1, year), friday(12, 20, year), monday(10, 25, year)),
        Term(TERMS[1], monday(1, 4, after), friday(3, 31, after), monday(2, 15, after)),
        Term(TERMS[2], monday(4, 13, after), friday(7, 21, after), monday(5, 25, after)),
    )


def school_weeks(terms: Iterable[Term]) -> tuple[Week, ...]:
    """Every week with a school day in it, in order, without the weeks off."""
    found: dict[date, Week] = {}
    for term in terms:
        monday = monday_of(term.first)
        while monday <= term.last:
            if term.week_off is None or monday != monday_of(term.week_off):
                found.setdefault(monday, Week(monday, term.name))
            monday += WEEK
    return tuple(found[monday] for monday in sorted(found))


def remarks(weeks: Sequence[Week], sessions: Sequence[Session]) -> tuple[Remark, ...]:
    """What to think about before the year begins: one-offs after incidents first, then gaps, then narrowness."""
    if not sessions:
        return (Remark("gap", "Nothing is planned yet. Put a first session into a week."),)
    taken = {session.monday for session in sessions}
    found = [*_reactive(sessions), *_gaps(weeks, taken)]
    planned = [session for session in sessions if session.kind not in ("reply", "staff")]
    topics = {session.topic for session in planned}
    if len(planned) >= 3 and len(topics) == 1:
        found.append(
            Remark("narrow", "Every session is about the same thing. What comes before it, and after?")
        )
    if planned and all(session.kind == "assembly" for session in planned):
        found.append(
            Remark("narrow", "There are only assemblies. Talk in a small room is what pupils can answer in.")
        )
    if not any(session.kind == "staff" for session in sessions):
        found.append(
            Remark(
                "narrow",
                "No time for staff is planned. Who listens needs to know what to do with what they hear.",
            )
        )
    if not found:
        found.append(
            Remark("good", "The year is covered, nothing stands alone, and staff have time. Well planned.")
        )
    return tuple(found)


def _reactive(sessions: Sequence[Session]) -> list[Remark]:
    return [
        Remark(
            "reactive",
            f"The assembly after an incident in the week of {_said(reply.monday)} stands alone. Fear stays longer "
            "than a day: plan a lesson or a small group within six weeks of it.",
        )
        for reply in sorted(sessions, key=lambda each: each.monday)
        if reply.kind == "reply"
        and not any(
            other.kind in ("lesson", "group") and reply.monday <= other.monday <= reply.monday + FOLLOW_UP
            for other in sessions
        )
    ]


def _gaps(weeks: Sequence[Week], taken: set[date]) -> list[Remark]:
    found = []
    terms = [(name, list(those)) for name, those in groupby(weeks, key=lambda week: week.term)]
    empty = {name for name, those in terms if not any(week.monday in taken for week in those)}
    found += [Remark("gap", f"{name}: nothing is planned at all.") for name, _ in terms if name in empty]
    run: list[Week] = []
    for week in (*weeks, None):
        if week is not None and week.monday not in taken and week.term not in empty:
            run.append(week)
            continue
        if len(run) >= LONG_GAP:
            found.append(
                Remark(
                    "gap",
                    f"From {_said(run[0].monday)} {len(run)} school weeks in a row have nothing in them.",
                )
            )
        run = []
    return found


def _said(day: date) -> str:
    return f"{day.day} {day:%B}"
