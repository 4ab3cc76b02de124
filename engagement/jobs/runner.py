"""Run whatever is due, each job once a period."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string

from engagement.jobs.lock import one_runner
from engagement.jobs.models import JobRun
from engagement.jobs.schedule import ERASING, RETENTION, Job, schedule
from engagement.privacy.reporter import place_of

ATTEMPTS = 3
"""How often a job that fails is tried in one period."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ran:
    """One job that was due: whether it went well, and if not, the type and place of what went wrong."""

    job: str
    period: str
    trouble: str = ""

    def __str__(self) -> str:
        return f"{self.job}: failed, {self.trouble}." if self.trouble else f"{self.job}: done."


def run_due(now: datetime | None = None) -> list[Ran] | None:
    """Run what is due and not yet done in its period; None if another process is at it already.

    A job that raises is told by type and place, never by its message (which may quote an answer), and stops no other.
    """
    now = now or timezone.now()
    with one_runner() as alone:
        if not alone:
            return None
        ran = [_run_once(job, job.due(timezone.localtime(now)), now) for job in schedule()]
    return [each for each in ran if each is not None]


def run_requested() -> str:
    """``run_due`` for somebody at a command line: what happened, in sentences."""
    ran = run_due()
    if ran is None:
        return "Another process is running the jobs at this moment."
    return "\n".join(map(str, ran)) or "Nothing is due."


def purge_requested() -> str:
    """Do every job that deletes what is too old, now, and say what went; one that fails stops no other."""
    now = timezone.now()
    told = []
    for job in schedule():
        if job.name in (*RETENTION, ERASING):
            try:
                gone = import_string(job.work)(now=now)
            except Exception as error:
                told.append(
                    str(Ran(job.name, "", f"{type(error).__name__} at {place_of(error.__traceback__)}"))
                )
            else:
                if gone:
                    told.append(f"{job.name}: {gone:,} {'row' if gone == 1 else 'rows'} deleted.")
    return "\n".join(told) or "Nothing was too old to keep."


def _run_once(job: Job, period: str | None, now: datetime) -> Ran | None:
    if period is None:
        return None
    run, _ = JobRun.objects.get_or_create(job=job.name, period=period)
    if run.done or run.attempts >= ATTEMPTS:
        return None
    # Counted before the work starts, so that work which kills the process is not started for ever.
    JobRun.objects.filter(pk=run.pk).update(attempts=F("attempts") + 1)
    try:
        import_string(job.work)(now=now)
    except Exception as error:
        trouble = f"{type(error).__name__} at {place_of(error.__traceback__)}"
        log.error(f"job {job.name} failed: {trouble}")
        return Ran(job.name, period, trouble)
    JobRun.objects.filter(pk=run.pk).update(done=True)
    return Ran(job.name, period)
