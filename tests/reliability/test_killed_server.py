"""The whole server killed at random moments under load: whoever was thanked is stored, once and whole."""

from __future__ import annotations

import random
import time

import pytest

from tests.reliability.crowd import Crowd
from tests.reliability.figures import KILLED_SERVER, tell
from tests.reliability.ledger import Ledger, stored_answers, used_forms
from tests.reliability.server import Server

pytestmark = pytest.mark.long


def test_a_server_killed_at_any_moment_loses_doubles_and_halves_nothing(engine, tmp_path):
    chance = random.Random(3)
    ledger = Ledger()
    slowest = 0.0
    with Server(engine, tmp_path / "site") as server, Crowd(server.port, ledger) as crowd:
        for _ in range(KILLED_SERVER.trials):
            crowd.wait_for(KILLED_SERVER.each)
            time.sleep(chance.uniform(0, 0.2))
            server.kill()
            assert ledger.faults_with(engine) == []
            slowest = max(slowest, server.start())
        crowd.wait_for(10)
    assert ledger.faults_with(engine) == []
    stored = stored_answers(engine)
    assert used_forms(engine) == len(stored) >= len(ledger.thanked) >= KILLED_SERVER.answers
    assert ledger.broken_off > 0, "nobody was in the middle of sending: the trials proved nothing"
    tell(
        f"{engine.vendor}: server killed {KILLED_SERVER.trials} times, {len(ledger.thanked):,} thanked, "
        f"{len(stored):,} stored, {ledger.broken_off} broken off; back in {slowest:.1f} s at the slowest"
    )
