"""The files behind a published result: the same protected figures as the page, never more."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Any

PUBLIC_KEYS = (
    "survey",
    "headline",
    "n",
    "tables",
    "themes",
    "places",
    "gaps",
    "method",
    "sources",
    "provenance",
)
COLUMNS = (
    "kind",
    "question",
    "label",
    "group_by",
    "group",
    "base",
    "low_base",
    "answer",
    "percent",
    "low",
    "high",
    "unweighted",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_public_json(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a snapshot that are public, by name: a part added later stays private until it is listed here."""
    return {key: snapshot[key] for key in PUBLIC_KEYS if key in snapshot}


def _notes(snapshot: Mapping[str, Any]) -> list[str]:
    """What a reader of the file alone has to know: whether it is invented, who answered, and where shares come from."""
    survey = snapshot.get("survey") or {}
    notes = ["Synthetic example: every answer is invented."] if survey.get("is_example") else []
    notes.append(
        "Shares are of people who chose to answer, weighted. [c]: hidden to protect people. [z]: not asked."
    )
    return notes + [str(source) for source in snapshot.get("sources") or []]


def as_csv(snapshot: Mapping[str, Any]) -> str:
    """All tables, themes and gaps as one CSV with a header (UTF-8 with a byte-order mark, for spreadsheets)."""
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for note in _notes(snapshot):
        writer.writerow(("note", "", _safe(note), *[""] * (len(COLUMNS) - 3)))
    for table in snapshot.get("tables") or []:
        options = [option.get("label", option.get("code", "")) for option in table.get("options") or []]
        for row in table.get("rows") or []:
            for option, cell in zip(options, row.get("cells") or [], strict=False):
                writer.writerow(
                    _safe(value)
                    for value in (
                        "answer",
                        table.get("question"),
                        table.get("label"),
                        row.get("variable") or "everyone",
                        row.get("label"),
                        row.get("base"),
                        "low base" if row.get("low_base") else "",
                        option,
                        *_figures(cell),
                    )
                )
    for kind, key in (("theme", "themes"), ("place", "places")):
        for told in snapshot.get(key) or []:
            writer.writerow(
                _safe(value)
                for value in (
                    kind,
                    told.get(kind),
                    told.get("name"),
                    "everyone",
                    "",
                    told.get("base"),
                    "",
                    "",
                    *_figures(told),
                )
            )
    for gap in snapshot.get("gaps") or []:
        # Points above or below the share of residents; a leading minus is a number here, never a formula.
        writer.writerow(
            _safe(value)
            for value in (
                "gap in points",
                "",
                "",
                gap.get("variable"),
                gap.get("category"),
                "",
                "",
                "",
                gap.get("points"),
                gap.get("low"),
                gap.get("high"),
                "",
            )
        )
    return out.getvalue()


def _figures(cell: Mapping[str, Any]) -> tuple[Any, Any, Any, Any]:
    percent = cell.get("percent")
    if not isinstance(percent, int | float):
        return percent, "", "", ""
    return percent, cell.get("low"), cell.get("high"), cell.get("unweighted")


def _safe(value: Any) -> Any:
    """A value no spreadsheet will run: text that begins like a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value
