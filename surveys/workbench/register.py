"""Files that leave the workbench: whether they may, the line in the register, and their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from surveys.coding.lines import coding_lines
from surveys.mixing.closing import closed_since
from surveys.models import Export, SurveyPage
from surveys.reports.lines import Lines, comment_lines, person_lines
from surveys.reports.scheme import NAMES

EXPORT = "surveys.export"
DELETED = "surveys.export.deleted"
SHORTEST_REASON = 8
KEEP_REGISTER = timedelta(days=2 * 365)
"""How long a line of the register stays: longer than any file may be kept."""
AFTER_THE_CLOSE = timedelta(hours=1)
"""By then the last answers have been mixed, so that two files of one survey never differ by somebody's answer."""

TERMS = {
    "30": ("One month", timedelta(days=30)),
    "90": ("Three months", timedelta(days=90)),
    "180": ("Six months", timedelta(days=180)),
    "365": ("One year", timedelta(days=365)),
}
"""How long a file may be kept, by the value on the form."""


class ExportRefused(ValueError):
    """A file cannot be taken away like this. The text says why, and what to do."""


@dataclass(frozen=True)
class Stated:
    """What somebody says before a file leaves: what it is for, and how long they will keep it."""

    purpose: str
    reason: str
    term: str

    @classmethod
    def read(cls, posted: Any) -> Stated:
        """From a form. Raises ``ExportRefused`` naming what is missing."""
        purpose, term = posted.get("purpose", ""), posted.get("term", "")
        reason = posted.get("reason", "").strip()
        if purpose not in Export.Purpose.values:
            raise ExportRefused("Choose what the file is for.")
        if len(reason) < SHORTEST_REASON:
            raise ExportRefused("Say in a few words what the file is for. It is logged with your name.")
        if term not in TERMS:
            raise ExportRefused("Choose how long you will keep the file.")
        return cls(purpose, reason[:200], term)


@transaction.atomic
def take_away(
    survey: SurveyPage,
    *,
    user: Any,
    what: str,
    form: str,
    n: int,
    stated: Stated,
    by: Sequence[str] = (),
    now: datetime | None = None,
) -> Export:
    """Write down that a file leaves the workbench, before it does: who, what, on how many answers, why, until when."""
    today = timezone.localdate(now)
    export = Export.objects.create(
        survey=survey,
        what=what,
        by=",".join(by),
        form=form,
        n=n,
        purpose=stated.purpose,
        reason=stated.reason,
        taken_by=user,
        name=user.get_full_name() or user.get_username(),
        taken_on=today,
        delete_by=today + TERMS[stated.term][1],
    )
    groups = " and ".join(NAMES[name].lower() for name in by)
    told = {
        "what": export.get_what_display().lower() + (f" by {groups}" if groups else ""),
        "format": form,
        "n": n,
    }
    log(
        instance=survey,
        action=EXPORT,
        user=user,
        data={**told, "purpose": export.get_purpose_display(), "reason": stated.reason},
    )
    return export


def refuse_while_answers_come(survey: SurveyPage, *, now: datetime | None = None) -> None:
    """Raises ``ExportRefused`` while answers may still come: two files could be compared for who came between."""
    now = now or timezone.now()
    closed = closed_since(survey, now=now)
    if closed is None or closed + AFTER_THE_CLOSE > now:
        raise ExportRefused(
            "Files with a line a person are made once the survey is over and its last answers are mixed, an hour after"
            " the close. Until then, use the tables."
        )


def groups_taken_before(survey: SurveyPage) -> tuple[str, ...]:
    """The groups that earlier files with a line a person carry, which bind every later one; none before the first."""
    first = Export.objects.filter(survey=survey, what=Export.What.ROWS).exclude(by="").order_by("pk").first()
    return () if first is None else tuple(first.by.split(","))


@transaction.atomic
def take_person_lines(
    survey: SurveyPage,
    *,
    user: Any,
    shown: Sequence[str],
    form: str,
    stated: Stated,
    now: datetime | None = None,
) -> Lines:
    """A file with a line a person, written into the register. Raises ``ExportRefused``.

    Files with different groups can be joined line by line, since hardly two people give the same twenty answers; then
    a line would have four groups instead of two. So the first choice of groups binds every later one.
    """
    refuse_while_answers_come(survey, now=now)
    # One choice at a time: two people who chose at once would both be first.
    SurveyPage.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    wanted, before = tuple(sorted(shown)), groups_taken_before(survey)
    if before and wanted and wanted != before:
        raise ExportRefused(
            "A file of this survey with other groups has been taken before. Two such files could be joined line by"
            " line and tell who somebody is, so every further one carries the same groups, or none."
        )
    try:
        lines = person_lines(survey, wanted)
    except ValueError as wrong:
        raise ExportRefused(str(wrong)) from None
    take_away(
        survey, user=user, what=Export.What.ROWS, form=form, n=lines.n, stated=stated, by=wanted, now=now
    )
    return lines


@transaction.atomic
def take_comments(
    survey: SurveyPage, *, user: Any, form: str, stated: Stated, now: datetime | None = None
) -> Lines:
    """A file of every redacted comment, written into the register. Raises ``ExportRefused``."""
    refuse_while_answers_come(survey, now=now)
    lines = comment_lines(survey)
    if not lines.n:
        raise ExportRefused(
            "Nobody wrote a comment, or the comments have been deleted because they were too old."
        )
    take_away(survey, user=user, what=Export.What.COMMENTS, form=form, n=lines.n, stated=stated, now=now)
    return lines


@transaction.atomic
def take_codings(
    survey: SurveyPage,
    *,
    user: Any,
    form: str,
    stated: Stated,
    with_text: bool = False,
    now: datetime | None = None,
) -> Lines:
    """A file of what people coded, written into the register. Raises ``ExportRefused``."""
    refuse_while_answers_come(survey, now=now)
    lines = coding_lines(survey, with_text=with_text)
    if not lines.n:
        raise ExportRefused("Nobody has coded a comment of this survey, or the comments have been deleted.")
    what = Export.What.CODED if with_text else Export.What.CODINGS
    take_away(survey, user=user, what=what, form=form, n=lines.n, stated=stated, now=now)
    return lines


def register(survey: SurveyPage | None = None) -> QuerySet[Export]:
    """Every file that was taken away: those still out there first, the one due soonest before the others."""
    lines = Export.objects.select_related("survey").order_by(
        F("deleted_on").asc(nulls_first=True), "delete_by", "-pk"
    )
    return lines.filter(survey=survey) if survey is not None else lines


def overdue(user: Any, *, today: date) -> QuerySet[Export]:
    """Files this person should have deleted by now and has not said so."""
    lines = Export.objects.filter(taken_by=user, deleted_on=None, delete_by__lte=today)
    return lines.select_related("survey").order_by("delete_by", "pk")


@transaction.atomic
def confirm_deleted(export: Export, *, user: Any, today: date | None = None) -> None:
    """Note that a file is gone: said by whoever took it. Raises ``ExportRefused`` for anybody else, or twice."""
    export = Export.objects.select_for_update().get(pk=export.pk)
    if export.taken_by_id != user.pk:
        raise ExportRefused(f"Only {export.name} can say that this file is deleted.")
    if export.deleted_on is not None:
        raise ExportRefused("This file has been confirmed as deleted before.")
    export.deleted_on = today or timezone.localdate()
    export.save(update_fields=["deleted_on"])
    log(instance=export.survey, action=DELETED, user=user, data={"what": export.get_what_display().lower()})


def forget_old_lines(*, now: datetime | None = None) -> int:
    """Delete lines of the register after two years: timed work. How many went is returned."""
    before = timezone.localdate(now) - KEEP_REGISTER
    return Export.objects.filter(taken_on__lte=before).delete()[0]
