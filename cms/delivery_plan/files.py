"""The plan as a file: one line a milestone, one line a measure, and one for every earlier aim."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO
from typing import Any

from engagement.delivery.plan import ToldAction, ToldMeasure, ToldMilestone
from engagement.delivery.priorities import PRIORITIES

COLUMNS = (
    *("priority", "action", "owner", "area", "action_state"),
    *(
        "kind",
        "says",
        "state",
        "due_or_target_by",
        "done_on",
        "stopped_on",
        "progress",
        "evidence",
        "evidence_link",
        "reason",
    ),
    *(
        "baseline",
        "baseline_on",
        "baseline_source",
        "target",
        "value",
        "low",
        "high",
        "value_on",
        "source",
        "unit",
    ),
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(actions: Iterable[ToldAction], *, today: date, is_example: bool = False) -> str:
    """The plan as CSV with a header (UTF-8 with a byte-order mark, for spreadsheets)."""
    out = StringIO()
    out.write("\ufeff")
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    note = f"The plan as it stood on {today:%Y-%m-%d}." + (
        " Everything in it is invented." if is_example else ""
    )
    writer.writerow({"kind": "note", "says": note})
    for action in actions:
        about = {
            "priority": f"{action.priority}. {PRIORITIES[action.priority].words}",
            "action": action.says,
            "owner": action.owner,
            "area": action.area_name or "The whole region",
            "action_state": action.label,
        }
        for row in _rows(action):
            writer.writerow({name: _safe(value) for name, value in {**about, **row}.items()})
    return out.getvalue()


def _rows(action: ToldAction) -> Iterator[dict[str, Any]]:
    yield from (_milestone(told) for told in action.milestones)
    yield from (_measure(told) for told in action.measures)
    for told in action.earlier:
        yield {
            "kind": "earlier aim",
            "says": f"{told.about}: {told.what}",
            "state": f"{told.was}, then {told.now}",
            "due_or_target_by": told.changed_on,
            "reason": told.reason,
        }


def _milestone(told: ToldMilestone) -> dict[str, Any]:
    return {
        "kind": "milestone",
        "says": told.says,
        "state": told.label,
        "due_or_target_by": told.due_on,
        "done_on": told.done_on,
        "stopped_on": told.stopped_on,
        "progress": told.progress,
        "evidence": told.evidence,
        "evidence_link": told.evidence_link,
        "reason": told.stopped_why or told.why_late,
    }


def _measure(told: ToldMeasure) -> dict[str, Any]:
    names = ("baseline", "baseline_on", "baseline_source", "target", "value", "low", "high", "value_on")
    return {
        "kind": "measure",
        "says": told.says,
        "state": told.label,
        "due_or_target_by": told.target_by,
        "stopped_on": told.stopped_on,
        "reason": " ".join(filter(None, (told.stopped_why, told.caution))),
        "source": told.source,
        "unit": told.unit,
        **{name: getattr(told, name) for name in names},
    }


def _safe(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula is told to be text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
