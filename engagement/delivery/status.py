"""How a milestone, an action and a measure stand: worked out from days and figures. Nobody sets a colour by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

SOON = timedelta(days=30)
"""Before its day a milestone needs a sign of life: progress noted within as many days."""
LATE = timedelta(days=30)
"""After its day a milestone is amber for so long, then red, and a reason is asked for."""

DONE, STOPPED, ON_TIME = "done", "stopped", "on-time"
SOON_WITHOUT_PROGRESS, LATE_STATE, OVERDUE = "soon", "late", "overdue"

STATES = {
    OVERDUE: "Overdue",
    LATE_STATE: "Late",
    SOON_WITHOUT_PROGRESS: "Due soon, no progress noted",
    ON_TIME: "On time",
    DONE: "Done",
    STOPPED: "Stopped, and why",
}
"""Every state in words, the most pressing first."""

COLOURS = {OVERDUE: "red", LATE_STATE: "amber", SOON_WITHOUT_PROGRESS: "amber"}


def milestone_state(
    *,
    due_on: date,
    today: date,
    done_on: date | None = None,
    stopped_on: date | None = None,
    progress_on: date | None = None,
) -> str:
    """The state of a milestone, a key of ``STATES``.

    >>> day = date(2026, 6, 1)
    >>> milestone_state(due_on=day, today=date(2026, 5, 20))
    'soon'
    >>> milestone_state(due_on=day, today=date(2026, 6, 2)), milestone_state(due_on=day, today=date(2026, 7, 2))
    ('late', 'overdue')
    """
    if done_on is not None:
        return DONE
    if stopped_on is not None:
        return STOPPED
    if today > due_on:
        return LATE_STATE if today - due_on <= LATE else OVERDUE
    has_progress = progress_on is not None and today - progress_on <= SOON
    return ON_TIME if due_on - today > SOON or has_progress else SOON_WITHOUT_PROGRESS


def action_state(milestones: Iterable[str], *, stopped_on: date | None = None) -> str:
    """The state of an action: that of its most pressing milestone; done only when all that were not stopped are.

    >>> action_state(["done", "late", "on-time"]), action_state(["done", "stopped"]), action_state([])
    ('late', 'done', 'on-time')
    """
    if stopped_on is not None:
        return STOPPED
    states = set(milestones)
    for state in (OVERDUE, LATE_STATE, SOON_WITHOUT_PROGRESS, ON_TIME):
        if state in states:
            return state
    if not states:
        return ON_TIME
    return DONE if DONE in states else STOPPED


REACHED, NOT_YET, CANNOT_TELL, MISSED, NO_FIGURE = "reached", "not-yet", "cannot-tell", "missed", "no-figure"

MEASURE_STATES = {
    REACHED: "Target reached",
    NOT_YET: "Not there yet",
    CANNOT_TELL: "Cannot tell yet: the target lies within the range",
    MISSED: "Target missed",
    NO_FIGURE: "No figure yet",
    STOPPED: STATES[STOPPED],
}


def measure_state(
    *,
    target: Decimal | float,
    target_by: date,
    today: date,
    lower_is_better: bool = False,
    value: Decimal | float | None = None,
    low: float | None = None,
    high: float | None = None,
    stopped_on: date | None = None,
) -> str:
    """Whether a measure has reached its target, a key of ``MEASURE_STATES``.

    One that is stopped is neither reached nor missed: nobody follows it any more. An estimate with a range has reached
    it only when the whole range has; while the target lies within the range nobody can tell.

    >>> measure_state(target=50, target_by=date(2026, 1, 1), today=date(2025, 1, 1), value=52, low=48, high=56)
    'cannot-tell'
    """
    if stopped_on is not None:
        return STOPPED
    if value is None:
        return NO_FIGURE
    sign = -1 if lower_is_better else 1
    ends = [sign * float(end) for end in (low, high) if end is not None] or [sign * float(value)]
    aim = sign * float(target)
    if min(ends) >= aim:
        return REACHED
    if max(ends) >= aim:
        return CANNOT_TELL
    return MISSED if today > target_by else NOT_YET


def in_figures(value: Decimal | float) -> str:
    """A number as people write it.

    >>> in_figures(1200), in_figures(41.5), in_figures(Decimal("7.0"))
    ('1,200', '41.5', '7')
    """
    return f"{value:,.1f}".removesuffix(".0")
