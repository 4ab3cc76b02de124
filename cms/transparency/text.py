"""The report as plain text, for a terminal or a file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from cms.transparency.report import Report
from engagement.privacy.facts import Fact

WIDTH = 100
MARK = {True: "ok     ", False: "WRONG  ", None: "unseen "}


def as_text(report: Report) -> str:
    """Every part of the report, most important first."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"What this installation stores (version {report.version}, {report.engine}, {report.schema})"
    yield f"Digest of the tables of answers: {report.digest}"
    if report.digest != report.expected_digest:
        yield f"The program expects:             {report.expected_digest}"
    yield from _heading("Promises")
    for claim in report.claims:
        yield from _item(f"{MARK[claim.holds]}{claim.says}")
    yield from _heading("What nobody can promise")
    for sentence in report.limits:
        yield from _item(sentence)
    yield from _heading("Tables of answers")
    for table in report.tables:
        yield f"{table.name}: {table.title}. Key: {table.key}. Written by {table.written_by}."
        yield from _item(table.says)
        for column in table.columns:
            time = "" if column.time == "none" else f" [time: {column.time}]"
            yield from _item(f"{column.name} ({column.type}){time}: {column.says}", indent=4)
    yield from _heading("How long it stays")
    for kept in report.retention:
        yield from _item(f"{kept.what}: {kept.how_long}")
    yield from _heading("Logs, cookies, headers, caches")
    for fact in report.facts:
        yield from _fact(fact)
    yield from _heading("Other tables, none of which points at an answer")
    for group in report.others:
        yield from _item(
            f"{group.about}: {group.says} ({len(group.tables)} table{'s' * (len(group.tables) != 1)})"
        )
    yield from _heading("Not as promised")
    for problem in report.problems or ("Nothing.",):
        yield from _item(problem)


def _heading(text: str) -> Iterator[str]:
    yield ""
    yield text
    yield "-" * len(text)


def _item(text: str, indent: int = 2) -> Iterator[str]:
    blank = " " * indent
    yield from textwrap.wrap(text, WIDTH, initial_indent=blank, subsequent_indent=blank + "  ")


def _fact(fact: Fact) -> Iterator[str]:
    yield from _item(f"{MARK[fact.is_safe]}{fact.about}: {fact.found}")
    if fact.is_safe is False:
        yield from _item(fact.remedy, indent=11)
