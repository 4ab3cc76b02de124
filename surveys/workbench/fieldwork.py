"""Opening, pausing and closing a survey, its dates and its notice.

Closing is for good once the grace for open forms has passed. Then what waits is mixed however little it is; whoever
could open the survey again for one more answer could tell whose that answer is. Until then a close can be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from surveys.mixing.closing import is_over
from surveys.models import Fieldwork, Intake, PublishedResult, Response, SeenClosed, SurveyPage
from surveys.models.fieldwork import door

CHANGED = "surveys.fieldwork.change"
LAST_MINUTE = time(23, 59)

OVER = (
    "A survey that was closed stays closed: its last answers have been mixed, and a few late ones could be told apart. "
    "Copy it into a new survey instead."
)


class FieldworkRefused(ValueError):
    """What was asked of a survey's fieldwork cannot be done. The text says why, and what to do."""


@dataclass(frozen=True)
class Dates:
    """When a survey is open: from a first day (None: from now on) to a last minute (None: until it is closed)."""

    first_day: date | None = None
    closes_at: datetime | None = None

    @classmethod
    def read(cls, first_day: str, last_day: str, last_time: str = "") -> Dates:
        """From a form's fields, in the time of Britain. Raises FieldworkRefused naming the field."""
        first = _day(first_day, "first day")
        last = _day(last_day, "last day")
        if last is None:
            return cls(first, None)
        try:
            clock = time.fromisoformat(last_time) if last_time else LAST_MINUTE
        except ValueError:
            raise FieldworkRefused("Write the closing time as hours and minutes, such as 17:30.") from None
        return cls(first, timezone.make_aware(datetime.combine(last, clock.replace(tzinfo=None))))


def fieldwork_of(survey: SurveyPage) -> Fieldwork:
    """The fieldwork of a survey; closed and unsaved for one that was never published."""
    return Fieldwork.objects.filter(survey=survey).first() or Fieldwork(survey=survey)


def was_closed(fieldwork: Fieldwork, *, now: datetime) -> bool:
    """Whether the survey has been open and is closed, by hand or because its last day has passed."""
    if fieldwork.closes_at is not None and fieldwork.closes_at <= now:
        return True
    if fieldwork.state != Fieldwork.State.CLOSED:
        return False
    survey = fieldwork.survey_id
    return (
        fieldwork.opens_on is not None
        or Response.objects.filter(survey=survey).exists()
        or Intake.objects.filter(survey=survey).exists()
    )


def can_reopen(fieldwork: Fieldwork, *, now: datetime) -> bool:
    """Whether a close can still be taken back: nothing has been mixed because of it, and no results rest on it."""
    if not was_closed(fieldwork, now=now):
        return False
    results = PublishedResult.objects.filter(survey=fieldwork.survey_id)
    if results.exclude(state=PublishedResult.State.DECLINED).exists():
        return False
    # A close without its time is from before the times were kept: nobody can say how long ago it was.
    return fieldwork.closes_at is not None and not is_over(fieldwork.survey, now=now)


@transaction.atomic
def open_survey(survey: SurveyPage, *, user: Any, dates: Dates, notice: str, now: datetime) -> Fieldwork:
    """Let people answer, from now or from a first day on. Also what “go on” does after a pause.

    Raises FieldworkRefused for a survey that is not published, one that was closed before, dates that cannot be.
    """
    fieldwork = _to_change(survey, now=now)
    fieldwork.state = Fieldwork.State.OPEN
    _dated(fieldwork, dates, notice, now=now)
    return _saved(fieldwork, user, _told_open(fieldwork, now))


@transaction.atomic
def set_dates(survey: SurveyPage, *, user: Any, dates: Dates, notice: str, now: datetime) -> Fieldwork:
    """Change the dates and the notice of a survey and leave it as open or paused as it is."""
    fieldwork = _to_change(survey, now=now)
    return _saved(_dated(fieldwork, dates, notice, now=now), user, "the dates or the notice")


@transaction.atomic
def pause_survey(survey: SurveyPage, *, user: Any, now: datetime) -> Fieldwork:
    """Take no answer for a while. Whoever has a form open keeps what they wrote and can send it when it goes on."""
    fieldwork = _to_change(survey, now=now)
    if fieldwork.state != Fieldwork.State.OPEN:
        raise FieldworkRefused("Only a survey that is open can be paused.")
    fieldwork.state = Fieldwork.State.PAUSED
    return _saved(fieldwork, user, "fieldwork: paused")


@transaction.atomic
def close_survey(survey: SurveyPage, *, user: Any, now: datetime) -> Fieldwork:
    """End a survey. Forms that are open already may be sent for fifteen minutes more."""
    fieldwork = _to_change(survey, now=now)
    if fieldwork.opens_on is None:
        raise FieldworkRefused("This survey has not been opened yet.")
    if fieldwork.opens_on > timezone.localdate(now):
        # Nobody has seen it: there is nothing to end, and the dates can be set anew.
        fieldwork.opens_on = fieldwork.closes_at = None
        fieldwork.state = Fieldwork.State.CLOSED
        return _saved(fieldwork, user, "fieldwork: opening called off")
    fieldwork.state = Fieldwork.State.CLOSED
    fieldwork.closes_at = now
    return _saved(fieldwork, user, "fieldwork: closed")


@transaction.atomic
def reopen_survey(survey: SurveyPage, *, user: Any, now: datetime) -> Fieldwork:
    """Take a close back within its fifteen minutes. Raises FieldworkRefused once its answers may have been mixed."""
    fieldwork = _locked(survey)
    if not can_reopen(fieldwork, now=now):
        raise FieldworkRefused(OVER)
    fieldwork.state = Fieldwork.State.OPEN
    fieldwork.closes_at = None
    SeenClosed.objects.filter(survey=survey).delete()
    return _saved(fieldwork, user, "fieldwork: opened again")


def _locked(survey: SurveyPage) -> Fieldwork:
    found = Fieldwork.objects.select_for_update().filter(survey=survey).first()
    return found or Fieldwork(survey=survey)


def _to_change(survey: SurveyPage, *, now: datetime) -> Fieldwork:
    if not survey.live:
        raise FieldworkRefused("Publish the survey first. Then open it here.")
    fieldwork = _locked(survey)
    if was_closed(fieldwork, now=now):
        raise FieldworkRefused(OVER)
    return fieldwork


def _dated(fieldwork: Fieldwork, dates: Dates, notice: str, *, now: datetime) -> Fieldwork:
    today = timezone.localdate(now)
    has_begun = fieldwork.opens_on is not None and fieldwork.opens_on <= today
    if not has_begun:
        first = dates.first_day
        if first is not None and first < today:
            raise FieldworkRefused("The first day has passed already. Choose today or a later day.")
        if fieldwork.state != Fieldwork.State.CLOSED:
            fieldwork.opens_on = first or today
    if dates.closes_at is not None:
        if timezone.localdate(dates.closes_at) < today or dates.closes_at <= now:
            raise FieldworkRefused("The last day has passed already. Choose today or a later day.")
        if fieldwork.opens_on is not None and timezone.localdate(dates.closes_at) < fieldwork.opens_on:
            raise FieldworkRefused("The last day comes before the first. Choose a later last day.")
    fieldwork.closes_at = dates.closes_at
    fieldwork.notice = notice.strip()
    return fieldwork


def _saved(fieldwork: Fieldwork, user: Any, what: str) -> Fieldwork:
    try:
        fieldwork.full_clean(exclude=["survey"])
    except ValidationError as wrong:
        raise FieldworkRefused(" ".join(wrong.messages)) from wrong
    fieldwork.save()
    log(instance=fieldwork.survey, action=CHANGED, user=user, data={"what": what})
    return fieldwork


def _told_open(fieldwork: Fieldwork, now: datetime) -> str:
    seen = door(fieldwork.state, fieldwork.opens_on, fieldwork.closes_at, now.timestamp())
    return "fieldwork: to open on a later day" if seen == "soon" else "fieldwork: open"


def _day(given: str, name: str) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise FieldworkRefused(f"Write the {name} as year, month and day, such as 2027-01-31.") from None
