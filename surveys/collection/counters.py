"""How many came, counted in memory and added to the day's figures once an hour: volume without times."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from surveys.models import DailyCount, LanguageCount, SectionStop


class Counters:
    """Sends by survey and day (by channel, and again by language) and where people left, since the last flush."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sent: Counter[tuple[int, str, date]] = Counter()
        self._spoken: Counter[tuple[int, str, date]] = Counter()
        self._stopped: Counter[tuple[int, int, date]] = Counter()

    def sent(self, survey: int, channel: str, language: str) -> None:
        """Count one stored answer: by its channel, and by its language, in two sums that cannot be crossed."""
        today = timezone.localdate()
        with self._lock:
            self._sent[survey, channel, today] += 1
            self._spoken[survey, language, today] += 1

    def stopped(self, survey: int, section: int) -> None:
        """Count one person who left at a section."""
        with self._lock:
            self._stopped[survey, section, timezone.localdate()] += 1

    def flush(self) -> None:
        """Add what was counted to the tables, all of it or none; what cannot be written is kept for the next time."""
        with self._lock:
            sent, self._sent = self._sent, Counter()
            spoken, self._spoken = self._spoken, Counter()
            stopped, self._stopped = self._stopped, Counter()
        if not sent and not stopped:
            return
        try:
            with transaction.atomic():
                for (survey, channel, day), n in sent.items():
                    _add(DailyCount, n, survey_id=survey, channel=channel, date=day)
                for (survey, language, day), n in spoken.items():
                    _add(LanguageCount, n, survey_id=survey, language=language, date=day)
                for (survey, section, day), n in stopped.items():
                    _add(SectionStop, n, survey_id=survey, section=section, date=day)
        except BaseException:
            with self._lock:
                self._sent.update(sent)
                self._spoken.update(spoken)
                self._stopped.update(stopped)
            raise


def _add(table: type[models.Model], n: int, **where: object) -> None:
    rows = table._default_manager.filter(**where)
    if rows.update(n=F("n") + n):
        return
    try:
        with transaction.atomic():
            table._default_manager.create(n=n, **where)
    except IntegrityError:
        # Another process made the day's row in between.
        rows.update(n=F("n") + n)


counters = Counters()
