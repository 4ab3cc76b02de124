"""PostgreSQL killed under load: visitors are told that nothing was saved, and the site recovers without a restart."""

from __future__ import annotations

import random
import time

import pytest

from tests.reliability.crowd import PATH, Crowd, request
from tests.reliability.figures import KILLED_DATABASE, tell
from tests.reliability.ledger import Ledger, stored_answers, used_forms
from tests.reliability.server import Server

pytestmark = pytest.mark.long


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_killed_database_loses_nothing_and_needs_no_restart_of_the_site(engine, tmp_path):
    chance = random.Random(5)
    ledger = Ledger()
    slowest = 0.0
    assert engine.cluster is not None
    with Server(engine, tmp_path / "site") as server, Crowd(server.port, ledger) as crowd:
        first_process = server.process.pid
        for _ in range(KILLED_DATABASE.trials):
            crowd.wait_for(KILLED_DATABASE.each)
            time.sleep(chance.uniform(0, 0.2))
            engine.cluster.kill()
            crowd.until_told_unsaved(3)
            assert request(server.port, "GET", PATH)[0] == 200
            engine.cluster.start()
            slowest = max(slowest, crowd.until_back())
            assert ledger.faults_with(engine) == []
        assert server.process.pid == first_process
        assert server.process.poll() is None
    assert ledger.faults_with(engine) == []
    stored = stored_answers(engine)
    assert used_forms(engine) == len(stored) >= len(ledger.thanked) >= KILLED_DATABASE.answers
    tell(
        f"PostgreSQL killed {KILLED_DATABASE.trials} times, {len(ledger.thanked):,} thanked, {len(stored):,} stored, "
        f"'not saved' told {ledger.told_unsaved} times; answers taken {slowest:.1f} s after it was back, at the slowest"
    )
