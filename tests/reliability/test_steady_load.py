"""A busy school day, at an even pace: twenty sends and a hundred looks a second, and nobody is turned away."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest

from tests.reliability.crowd import AWAY, PATH, Crowd, request
from tests.reliability.figures import STEADY_SECONDS, tell
from tests.reliability.ledger import Ledger, stored_answers, used_forms
from tests.reliability.server import Server

pytestmark = pytest.mark.long

SENDS, LOOKS = 20, 100
"""A second."""
LOOKED_AT = (PATH, "/ur/insights/", f"{PATH}thanks/", f"{PATH}support/")


class Pace:
    """So many turns a second, handed out evenly to whoever waits; late turns are made up for."""

    def __init__(self, a_second: float) -> None:
        self._each = 1 / a_second
        self._next = time.monotonic()
        self._lock = threading.Lock()

    def wait(self) -> None:
        with self._lock:
            turn = self._next
            self._next += self._each
        time.sleep(max(0.0, turn - time.monotonic()))


class Steady:
    """Threads that each do one thing at a common pace until the block ends; what went wrong is counted."""

    def __init__(self, threads: int, a_second: float, act: Callable[[], str]) -> None:
        self.done = 0
        self.faults: Counter[str] = Counter()
        self.slowest = 0.0
        self._pace, self._act = Pace(a_second), act
        self._leaving = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._go_on, daemon=True) for _ in range(threads)]

    def __enter__(self) -> Steady:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        for thread in self._threads:
            thread.join(90)
        assert not any(thread.is_alive() for thread in self._threads), "somebody waits for ever"

    def _go_on(self) -> None:
        while not self._leaving.is_set():
            self._pace.wait()
            begun = time.monotonic()
            try:
                fault = self._act()
            except AWAY as away:
                fault = f"the connection broke: {type(away).__name__}"
            with self._lock:
                self.done += 1
                self.slowest = max(self.slowest, time.monotonic() - begun)
                if fault:
                    self.faults[fault] += 1


def test_a_school_day_at_an_even_pace_ends_without_an_error_and_without_a_lost_answer(engine, tmp_path):
    ledger = Ledger()
    turn = iter(range(10**9))

    def look(port: int) -> str:
        status, _, _ = request(port, "GET", LOOKED_AT[next(turn) % len(LOOKED_AT)])
        return "" if status == 200 else f"a page answered {status}"

    with Server(engine, tmp_path / "site") as server:
        pace = Pace(SENDS)
        begun = time.monotonic()
        with (
            Steady(8, LOOKS, lambda: look(server.port)) as looks,
            Crowd(server.port, ledger, clients=6, before_each=pace.wait) as crowd,
        ):
            while time.monotonic() < begun + STEADY_SECONDS:
                crowd.wait_for(10)
            passed = time.monotonic() - begun
    assert not looks.faults, looks.faults
    assert (ledger.told_unsaved, ledger.broken_off) == (0, 0)
    assert ledger.faults_with(engine) == []
    assert len(stored_answers(engine)) == used_forms(engine) == len(ledger.thanked)
    tell(
        f"{engine.vendor}: {passed:.0f} s, {len(ledger.thanked) / passed:.1f} answers and {looks.done / passed:.0f} "
        f"pages a second, slowest page {looks.slowest * 1000:.0f} ms, no error, "
        f"{len(ledger.thanked):,} thanked and stored"
    )
