"""How old an entry may be: fresh for six months, marked for six more, then out of the list."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta

FRESH_MONTHS = 6
SHOWN_MONTHS = 12

FRESH, OLD, HIDDEN = "fresh", "old", "hidden"


def freshness(confirmed_on: date | None, *, today: date) -> str:
    """``fresh``, ``old`` (shown as not confirmed since) or ``hidden``. Nobody can switch this off."""
    if confirmed_on is None or confirmed_on < oldest_shown(today):
        return HIDDEN
    return FRESH if confirmed_on >= today - relativedelta(months=FRESH_MONTHS) else OLD


def oldest_shown(today: date) -> date:
    """An entry confirmed before this day is not in the list any more."""
    return today - relativedelta(months=SHOWN_MONTHS)
