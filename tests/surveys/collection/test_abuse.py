"""A flood of answers is noticed without knowing anybody, marked, and slowed; nobody is turned away."""

from __future__ import annotations

import base64
import json
import re
import time

import altcha
import pytest
from scipy.stats import poisson

from surveys.collection import work
from surveys.collection.burst import USUAL, Bursts, bursts, most_by_chance
from surveys.collection.limiter import limiter
from surveys.collection.nonce import make_nonce, make_stamp
from surveys.collection.pace import Paces
from surveys.models import Intake
from tests.surveys.collection.walk import Page, Walker

HOUR = 3600.0


class Clock:
    def __init__(self) -> None:
        self.now = 10 * HOUR

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("expected", [0.5, 3.0, 40.0, 300.0, 2_500.0])
def test_what_chance_explains_is_the_upper_tail_of_poisson(expected):
    most = most_by_chance(expected)
    assert poisson.sf(most, expected) < 1e-6 <= poisson.sf(most - 1, expected)


def test_a_school_hour_surprises_nobody_and_a_flood_does():
    clock = Clock()
    seen = Bursts(clock)
    assert not any(seen.is_over(1, "q7x") for _ in range(int(USUAL)))
    assert not seen.asks_for_work(1)
    flood = [seen.is_over(1, "q7x") for _ in range(400)]
    assert flood[-1] and flood == sorted(flood)
    assert seen.asks_for_work(1)
    assert not seen.is_over(1, "") and not seen.is_over(2, "q7x")
    assert not seen.asks_for_work(2)


def test_a_flood_is_remembered_for_the_next_hour_and_then_forgotten():
    clock = Clock()
    seen = Bursts(clock)
    assert any(seen.is_over(1, "") for _ in range(500))
    clock.now += HOUR
    assert seen.asks_for_work(1)
    clock.now += HOUR
    assert not seen.asks_for_work(1)


def test_a_link_that_always_brings_many_is_compared_with_itself():
    clock = Clock()
    seen = Bursts(clock)
    for _ in range(30):
        for _ in range(1_000):
            seen.is_over(1, "")
        clock.now += HOUR
    assert not any(seen.is_over(1, "") for _ in range(1_050))
    assert any(seen.is_over(1, "") for _ in range(200))


def test_a_week_of_silence_costs_nothing_and_remembers_nothing():
    clock = Clock()
    seen = Bursts(clock)
    for _ in range(900):
        seen.is_over(1, "")
    clock.now += 168 * HOUR
    assert not any(seen.is_over(1, "") for _ in range(int(USUAL)))
    assert len(seen._earlier) <= 24


def test_racing_through_is_less_than_a_third_of_the_median_once_enough_were_seen():
    seen = Paces()
    assert not seen.is_speeding(1, 1.0)
    for _ in range(40):
        assert not seen.is_speeding(1, 300.0)
    assert seen.is_speeding(1, 99.0)
    assert not seen.is_speeding(1, 101.0)
    assert not seen.is_speeding(2, 1.0)


def _solved(challenge: str) -> str:
    posed = altcha.Challenge.from_dict(json.loads(base64.b64decode(challenge)))
    return altcha.Payload(posed, altcha.solve_challenge(posed)).to_base64()


@pytest.fixture
def cheap(monkeypatch):
    monkeypatch.setattr(work, "COST", 5)


def test_a_proof_holds_for_the_form_it_was_asked_for_alone(cheap):
    mine, other = make_nonce(time.time()), make_nonce(time.time())
    proof = _solved(work.make_challenge(mine, time.time()))
    assert work.is_proof(proof, mine)
    assert not work.is_proof(proof, other)
    assert not work.is_proof(_solved(work.make_challenge(mine, time.time() - 50 * HOUR)), mine)


def test_a_proof_made_easier_or_elsewhere_is_none(cheap):
    nonce = make_nonce(time.time())
    easier = altcha.create_challenge(
        work.ALGORITHM, 5, key_prefix="", data={"form": nonce}, hmac_secret="another"
    )
    assert not work.is_proof(_solved(base64.b64encode(json.dumps(easier.to_dict()).encode()).decode()), nonce)
    for garbage in ("", "ask", "====", "é", "A" * 5_000, base64.b64encode(b"[" * 900).decode(), "bnVsbA=="):
        assert not work.is_proof(garbage, nonce)
    unsolved = json.loads(base64.b64decode(_solved(work.make_challenge(nonce, time.time()))))
    for wrong in ({"counter": -1, "derivedKey": "00"}, {"counter": "1", "derivedKey": None}, [], None):
        made = base64.b64encode(json.dumps({**unsolved, "solution": wrong}).encode()).decode()
        assert not work.is_proof(made, nonce)


@pytest.fixture
def flood(insights, cheap):
    """A survey whose open link has just brought a flood."""
    while not bursts.is_over(insights.pk, ""):
        pass
    return insights


def _flags() -> list[list[str]]:
    return [row.payload["flags"] for row in Intake.objects.all()]


@pytest.mark.both_databases
def test_without_javascript_a_flood_slows_nobody_down_but_marks_the_answer(flood, visitor):
    assert Walker(visitor).send("send", {"HOPE": "7"}).status_code == 303
    (flags,) = _flags()
    assert {"burst", "unproved"} <= set(flags)


def test_a_browser_solves_what_it_is_asked_and_its_proof_serves_once(flood, visitor):
    walker = Walker(visitor)
    form = walker.raw(to="send", HOPE="7", CHANGE="Lights in the park")
    asked = visitor.post("/insights/", {**form, "work": "ask"})
    assert asked.status_code == 428
    assert not Intake.objects.exists()
    page = Page(asked)
    assert page.fields["CHANGE"] == ["Lights in the park"]
    assert re.fullmatch(r"/static/js/work(\.\w+)?\.js", page.fields["solver"][0])
    proof = _solved(page.fields["challenge"][0])
    for _ in range(2):
        assert visitor.post("/insights/", {**form, "work": proof}).status_code == 303
    (flags,) = _flags()
    assert "unproved" not in flags and "burst" in flags
    another = Walker(visitor).raw(to="send", HOPE="7", work=proof)
    assert visitor.post("/insights/", another).status_code == 303
    assert sorted("unproved" in flags for flags in _flags()) == [False, True]


def test_in_quiet_hours_no_browser_is_asked_for_anything(insights, visitor):
    form = Walker(visitor).raw(to="send", HOPE="7", work="ask")
    assert visitor.post("/insights/", form).status_code == 303
    assert not {"burst", "unproved"} & set(_flags()[0])


def test_whoever_sends_after_six_hundred_from_one_network_is_marked_and_thanked(insights, visitor):
    for _ in range(600):
        assert not limiter.is_over({"REMOTE_ADDR": "127.0.0.77"})
    assert Walker(visitor).send("send", {"HOPE": "7"}).status_code == 303
    (flags,) = _flags()
    assert "rate" in flags


@pytest.mark.parametrize(
    "habit, flag",
    [({"website": "http://spam.example"}, "honeypot"), ({}, "fast"), ({"stamp": None}, "fast")],
)
def test_every_hasty_or_greedy_machine_is_marked_and_thanked(insights, visitor, habit, flag):
    for _ in range(20):
        form = Walker(visitor).raw(to="send", HOPE="3", **habit)
        assert visitor.post("/insights/", form).status_code == 303
    assert len(_flags()) == 20
    assert all(flag in flags for flags in _flags())


def test_somebody_who_takes_their_time_carries_no_mark(insights, visitor):
    form = Walker(visitor).raw(to="send", HOPE="3", stamp=make_stamp(time.time() - 240))
    assert visitor.post("/insights/", form).status_code == 303
    assert _flags() == [[]]


def test_sending_an_old_form_again_at_once_is_no_haste(insights, visitor):
    opened = time.time() - 30 * HOUR
    walker = Walker(visitor)
    walker.page.fields |= {"nonce": [make_nonce(opened)], "stamp": [make_stamp(opened)]}
    assert walker.send("send", {"HOPE": "3"}).status_code == 409
    assert walker.press("send").status_code == 303
    assert _flags() == [[]]
