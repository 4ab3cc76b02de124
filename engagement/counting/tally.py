"""What was read since the last full hour, in the memory of this process: a page, a kind, a day, and a number."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate
from wagtail.models import Page

from engagement.counting.models import PageCount


class Tally:
    """Counts pages shown and files taken away, and adds them to the day's sums when it is flushed.

    It is told the key of a page and nothing of whoever asked for it: neither address, browser, language nor the page
    before. A process that is killed loses at most an hour of counts, which is cheaper than a write for every reader.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: Counter[tuple[int, str, date]] = Counter()

    def viewed(self, page: int) -> None:
        """Count that a page was shown once."""
        self._add(page, PageCount.Kind.VIEW)

    def downloaded(self, page: int) -> None:
        """Count that a file that belongs to a page was taken away once."""
        self._add(page, PageCount.Kind.DOWNLOAD)

    def _add(self, page: int, kind: str) -> None:
        today = localdate()
        with self._lock:
            self._counted[page, str(kind), today] += 1

    def forget(self) -> None:
        """Drop what was counted and is not written yet."""
        with self._lock:
            self._counted = Counter()

    def flush(self) -> None:
        """Add what was counted to the table, all of it or none; what cannot be written is kept for the next time.

        Counts of pages that were deleted meanwhile are dropped. An hour in which nobody came writes nothing.
        """
        with self._lock:
            counted, self._counted = self._counted, Counter()
        if not counted:
            return
        try:
            with transaction.atomic():
                there = set(
                    Page.objects.filter(pk__in={page for page, _, _ in counted}).values_list("pk", flat=True)
                )
                # In the order of keys, not of coming: the rows of a new day lie as the pages do.
                for (page, kind, day), n in sorted(counted.items()):
                    if page in there:
                        _write(n, page_id=page, kind=kind, date=day)
        except BaseException:
            with self._lock:
                self._counted.update(counted)
            raise


def _write(n: int, **where: object) -> None:
    rows = PageCount.objects.filter(**where)
    if rows.update(n=F("n") + n):
        return
    try:
        with transaction.atomic():
            PageCount.objects.create(n=n, **where)
    except IntegrityError:
        # Another process made the day's row in between.
        rows.update(n=F("n") + n)


tally = Tally()
