"""How long answers are kept, and their deletion when that time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from surveys.mixing.closing import closed_since
from surveys.mixing.services import clean_files
from surveys.models import Comment, OwedVacuum, Quote, Response, SurveyPage
from surveys.safeguarding.services import forget_decided

KEEP_COMMENTS = timedelta(days=365)
"""What people wrote, counted from the survey's close. The shares of themes that were published stay."""
KEEP_RESPONSES = timedelta(days=3 * 365)
"""Ticked answers, counted from the survey's close."""


def purge(*, now: datetime | None = None) -> int:
    """Delete comments a year and answers three years after their survey closed, and texts in the safeguarding queue 30
    days after the decision on them; return how many went.

    The space they took in the database's files is overwritten afterwards, not merely given back.
    """
    now = now or timezone.now()
    gone = 0
    with transaction.atomic():
        for survey in SurveyPage.objects.filter(pk__in=Response.objects.values("survey")):
            closed = closed_since(survey, now=now)
            if closed is not None and closed + KEEP_COMMENTS <= now:
                gone += Comment.objects.filter(response__survey=survey).delete()[0]
                # Words that were shown in public are still words somebody wrote.
                gone += Quote.objects.filter(survey=survey).delete()[0]
            if closed is not None and closed + KEEP_RESPONSES <= now:
                gone += Response.objects.filter(survey=survey).delete()[0]
        gone += forget_decided(today=timezone.localdate(now))
        if gone:
            OwedVacuum.objects.create()
    transaction.on_commit(clean_files)
    return gone
