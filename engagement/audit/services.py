"""Writing the audit: one line an act, one count a day of failed sign-ins, and forgetting after two years."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry, PageLogEntry

from engagement.audit.append_only import KEPT_DAYS, TABLE
from engagement.audit.models import FailedSignIns, StaffAct

KEPT = timedelta(days=KEPT_DAYS)
"""How long acts of staff are kept, here and in Wagtail's own log."""


def record(
    act: str,
    *,
    by: Any = None,
    of: models.Model | None = None,
    about: str = "",
    log_entry: int | None = None,
) -> StaffAct:
    """Add a line: what was done, by whom, to what.

    Args:
        act: a code of ``acts``.
        by: the account that acted; the one signed in to the current request when left out.
        of: the object it was done to.
        about: a role, a right or a kind of second step, by its name in the code. Never typed text, never a figure.
        log_entry: the key of the entry in Wagtail's log this line stands beside, where there is one.
    """
    person = by if by is not None else get_active_log_context().user
    known = person is not None and person.is_authenticated
    return StaffAct.objects.create(
        act=act,
        person=person.pk if known else None,
        name=person.get_username() if known else "",
        kind=of._meta.label_lower if of is not None else "",
        key=str(of.pk) if of is not None else "",
        about=about,
        log_entry=log_entry,
    )


def count_failed_sign_in() -> None:
    """Count one sign-in that failed today: no name, no time."""
    day = timezone.localdate()
    with transaction.atomic():
        _, new = FailedSignIns.objects.get_or_create(day=day, defaults={"n": 1})
        if not new:
            FailedSignIns.objects.filter(day=day).update(n=models.F("n") + 1)


def forget_old_acts(*, now: datetime | None = None) -> int:
    """Delete what staff did more than two years ago, here and in Wagtail's logs; how many lines went is returned.

    The triggers let nothing younger go, whatever ``now`` says.
    """
    before = (now or timezone.now()) - KEPT
    with transaction.atomic():
        old = StaffAct.objects.filter(at__lt=before)
        gone = old.count()
        # The model refuses to delete; the statement itself passes only for lines the triggers call old.
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {TABLE} WHERE at < %s", [connection.ops.adapt_datetimefield_value(before)]
            )
        FailedSignIns.objects.filter(day__lt=timezone.localdate(before)).delete()
        for log in (PageLogEntry, ModelLogEntry):
            gone += log.objects.filter(timestamp__lt=before).delete()[0]
    return gone
