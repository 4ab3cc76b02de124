"""A writer and those who confirm at the same moment, on either database: one of them is first, the others are told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Group, User
from django.db import connections

from engagement.accounts.roles import ROLES
from engagement.delivery.models import Action, EarlierAim, Milestone, PlanChange
from engagement.delivery.two_persons import NotNow, confirm, propose, turn_down
from engagement.delivery.written import mark
from tests.engagement.delivery.test_plan import day, planned
from tests.people import cast

pytestmark = pytest.mark.long
ROUNDS = 6


def at_once(*works: Callable[[], object]) -> list[str]:
    """What became of each: ``done``, or why not now."""
    together = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> str:
        try:
            together.wait(20)
            work()
        except NotNow as refused:
            return str(refused)
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def moved(action: Action, days: int) -> Action:
    would = Action.objects.get(pk=action.pk)
    step = would.milestones.get()
    step.due_on, step.why_changed = day(days), "The hall was flooded"
    would.milestones = [step]
    return would


def test_of_all_who_decide_at_once_one_is_first_and_nothing_is_confirmed_unseen(engine):
    adil, sana = cast("admin"), cast("safeguarding_lead")
    eve = User.objects.create_user("eve")
    eve.groups.add(Group.objects.get(name=ROLES["admin"].name))
    for number in range(ROUNDS):
        action = planned(f"halls-{number}")
        change = propose(moved(action, 100), by=adil, opened_with=mark(action, None))
        seen = mark(action, change)

        said = at_once(
            lambda key=change.pk, seen=seen: confirm(key, sana, seen=seen),
            lambda key=change.pk, seen=seen: confirm(key, eve, seen=seen),
            lambda key=change.pk: turn_down(key, sana, reason="Another day is meant"),
            lambda action=action, seen=seen: propose(moved(action, 200), by=adil, opened_with=seen),
        )

        assert "done" in said, said
        step, earlier = Milestone.objects.get(action=action), EarlierAim.objects.filter(action=action)
        confirmed = PlanChange.objects.filter(action=action, state="confirmed")
        # Whoever was first, the public reads what it read, or what the second person saw: never what came after.
        assert step.due_on == (day(100) if confirmed else day(90))
        assert confirmed.count() == earlier.count() == said[:2].count("done") <= 1
        assert not (confirmed and said[2] == "done"), said
