"""What was and what would be, field by field in plain words: only what changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import capfirst

from engagement.delivery.estimates import EstimateField, in_words
from engagement.delivery.models import Action, Measure

LEFT_OUT = ("id", "action")
PLAINER = {
    "slug": "Its address on the page",
    "strategy_page": "Page of the strategy",
    "progress_on": "Progress noted on",
    "baseline_on": "Day of where it began",
    "value_on": "Day of where it stands",
    "value_source": "Source of where it stands",
}
"""Fields whose name says too little away from the field beside it."""


@dataclass(frozen=True)
class Row:
    """One field: what the public reads, and what it would read. Empty words: nothing stands there."""

    label: str
    was: str
    now: str


@dataclass(frozen=True)
class Part:
    """The action, a milestone or a measure, with every field of it that changes."""

    heading: str
    rows: tuple[Row, ...]
    is_new: bool = False
    is_gone: bool = False


def compare(before: Action | None, after: Action) -> list[Part]:
    """Every part of an action that changes, the action first. ``before`` is None for one that is new."""
    parts = [_part("The action", before, after)]
    for name, word in (("milestones", "Milestone"), ("measures", "Measure")):
        known = {part.pk: part for part in getattr(before, name).all()} if before else {}
        for part in getattr(after, name).all():
            was = known.pop(part.pk, None)
            parts.append(_part(f"{word} “{was or part}”", was, part))
        parts += [Part(f"{word} “{gone}”", (), is_gone=True) for gone in known.values()]
    return [part for part in parts if part.rows or part.is_gone]


def _part(heading: str, was: models.Model | None, now: models.Model) -> Part:
    rows = (
        Row(
            PLAINER.get(field.name) or capfirst(str(field.verbose_name)),
            _words(was, field) if was is not None else "",
            _words(now, field),
        )
        for field in _fields(now)
        # What is new says nothing of a box that nobody ticked.
        if was is not None or getattr(now, field.name) is not False
    )
    return Part(heading, tuple(row for row in rows if row.was != row.now), is_new=was is None)


def _fields(told: models.Model) -> Iterable[models.Field]:
    found = [field for field in told._meta.fields if field.name not in LEFT_OUT]
    # A reason is read after what it is the reason for.
    return sorted(found, key=lambda field: field.name == "why_changed")


def _words(told: models.Model, field: models.Field) -> str:
    value: Any = getattr(told, field.name)
    if value is None or value == "":
        return ""
    if isinstance(field, models.BooleanField):
        return "Yes" if value else "No"
    if isinstance(field, EstimateField):
        return in_words(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(told, Measure) and isinstance(value, date | Decimal):
        return told.aim_in_words(value)
    return f"{value.day} {value:%B %Y}" if isinstance(value, date) else str(value)
