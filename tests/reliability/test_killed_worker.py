"""One of two workers killed under load: nobody else notices, and nothing is lost."""

from __future__ import annotations

import random
import time

import pytest

from tests.reliability.crowd import Crowd
from tests.reliability.figures import KILLED_WORKER, tell
from tests.reliability.ledger import Ledger, stored_answers, used_forms
from tests.reliability.server import Server

pytestmark = pytest.mark.long


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_killed_worker_is_replaced_while_the_others_answer(engine, tmp_path):
    chance = random.Random(4)
    ledger = Ledger()
    with Server(engine, tmp_path / "site") as server, Crowd(server.port, ledger) as crowd:
        for _ in range(KILLED_WORKER.trials):
            crowd.wait_until(lambda: len(server.workers()) == 2, "two workers")
            crowd.wait_for(KILLED_WORKER.each)
            time.sleep(chance.uniform(0, 0.1))
            killed = chance.choice(server.workers())
            killed.kill()
            killed.wait(10)
        crowd.wait_until(lambda: len(server.workers()) == 2, "two workers")
        crowd.wait_for(10)
    assert ledger.faults_with(engine) == []
    stored = stored_answers(engine)
    assert ledger.told_unsaved == 0
    assert used_forms(engine) == len(stored) >= len(ledger.thanked) >= KILLED_WORKER.answers
    tell(
        f"postgresql: a worker killed {KILLED_WORKER.trials} times, {len(ledger.thanked):,} thanked, "
        f"{len(stored):,} stored, {ledger.broken_off} broken off"
    )
