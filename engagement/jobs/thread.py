"""The jobs of an embedded server run in a thread of the server itself: nothing else need be set up."""

from __future__ import annotations

import logging
import threading
import time

from django.db import close_old_connections, connections

from engagement.jobs.requests import answer_requests
from engagement.jobs.runner import run_due
from engagement.privacy.reporter import place_of

LOOK = 0.5
"""Seconds between two looks for requests of commands."""
DUE = 30.0
"""Seconds between two looks at the schedule."""

log = logging.getLogger(__name__)


class JobsThread(threading.Thread):
    """Runs what is due and answers commands until it is stopped or its process ends."""

    def __init__(self, *, look: float = LOOK, due: float = DUE) -> None:
        super().__init__(name="jobs", daemon=True)
        self._look = look
        self._due = due
        self._ended = threading.Event()

    def run(self) -> None:
        next_due = time.monotonic()
        try:
            while not self._ended.wait(self._look):
                close_old_connections()
                self._safely(answer_requests)
                if time.monotonic() >= next_due:
                    self._safely(run_due)
                    next_due = time.monotonic() + self._due
        finally:
            connections.close_all()

    def stop(self, *, wait: float = 10.0) -> None:
        """Let the work at hand finish, then end."""
        self._ended.set()
        self.join(wait)

    def _safely(self, work) -> None:
        """A job thread that dies stops the mixing for good: nothing ends it but its owner."""
        try:
            work()
        except Exception as error:
            log.error(f"jobs: {type(error).__name__} at {place_of(error.__traceback__)}")


_running: JobsThread | None = None
_starting = threading.Lock()


def start() -> JobsThread:
    """Start the jobs thread of this process, once. Call it after a server has forked: threads stay behind."""
    global _running
    with _starting:
        if _running is None or not _running.is_alive():
            _running = JobsThread()
            _running.start()
        return _running
