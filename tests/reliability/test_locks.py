"""Thirty-two people send at once while an analyst takes files and batches are mixed: the embedded database copes."""

from __future__ import annotations

import time

import pytest

from engagement.jobs.requests import run_or_hand_over
from tests.reliability.crowd import Crowd
from tests.reliability.figures import LOCKED_SECONDS, WRITERS, tell
from tests.reliability.ledger import Ledger, stored_answers, used_forms
from tests.reliability.server import Server
from tests.reliability.staff import Analyst, mixed_survey

pytestmark = pytest.mark.long


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_nobody_is_told_that_the_database_is_locked(engine, tmp_path):
    ledger = Ledger()
    analyst = Analyst(mixed_survey())
    mixed = 0
    with (
        Server(engine, tmp_path / "site") as server,
        analyst.at(server.port),
        Crowd(server.port, ledger, clients=WRITERS) as crowd,
    ):
        until = time.monotonic() + LOCKED_SECONDS
        while time.monotonic() < until or not analyst.seen["file with figures"] or not mixed:
            crowd.wait_for(20)
            assert not analyst.troubles(), analyst.seen
            told = run_or_hand_over("mix", {"survey": "insights", "at_least": 10})
            assert told.endswith(" mixed."), told
            mixed += 1
    log = server.log.read_text(errors="replace")
    assert "locked" not in log
    assert (ledger.told_unsaved, ledger.broken_off) == (0, 0)
    assert ledger.faults_with(engine) == []
    assert not analyst.troubles(), analyst.seen
    stored = len(stored_answers(engine))
    assert stored == used_forms(engine) >= len(ledger.thanked)
    tell(
        f"sqlite: {WRITERS} writers, {len(ledger.thanked):,} thanked, {stored:,} stored, {mixed} batches mixed, "
        f"{analyst.seen['file 200']} files taken, nobody locked out"
    )
