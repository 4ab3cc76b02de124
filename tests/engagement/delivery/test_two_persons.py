"""A change of the plan takes two people: until the second confirms it the public reads what it read before."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import LogContext

from engagement.accounts.roles import ROLES
from engagement.accounts.who_may import roles_now
from engagement.audit.models import StaffAct
from engagement.delivery.comparing import compare
from engagement.delivery.models import Action, EarlierAim, Measure, Milestone, PlanChange
from engagement.delivery.services import plan_action
from engagement.delivery.two_persons import (
    KEPT,
    NothingChanges,
    NotNow,
    SavedSince,
    confirm,
    confirmers,
    forget_decided,
    is_stale,
    may_confirm,
    propose,
    turn_down,
    waiting_for,
    why_not,
)
from engagement.delivery.written import content_of, mark
from tests.engagement.delivery.test_plan import day, measured, planned
from tests.engagement.delivery.writing import agree
from tests.people import cast

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def adil() -> User:
    return cast("admin")


@pytest.fixture
def sana() -> User:
    return cast("safeguarding_lead")


@pytest.fixture
def eve() -> User:
    """A second administrator."""
    eve = User.objects.create_user("eve", email="eve@example.org", first_name="Eve")
    eve.groups.add(Group.objects.get(name=ROLES["admin"].name))
    return eve


def written(action: Action, **changed: Any) -> Action:
    """The action as its form would have it, from what waits or from the plan: ``milestone__due_on`` names a step."""
    waits = waiting_for(action)
    would = waits.written() if waits else Action.objects.get(pk=action.pk)
    for name, value in changed.items():
        part, _, field = name.rpartition("__")
        told = getattr(would, f"{part}s").all()[0] if part else would
        setattr(told, field, value)
        if part:
            setattr(would, f"{part}s", [told, *getattr(would, f"{part}s").all()[1:]])
    return would


def ask(action: Action, by: User, **changed: Any) -> PlanChange:
    live = Action.objects.get(pk=action.pk)
    return propose(written(action, **changed), by=by, opened_with=mark(live, waiting_for(live)))


def new(says: str = "Light the canal path", slug: str = "canal") -> Action:
    would = Action(slug=slug, priority=1, says=says, owner="Streets group")
    would.milestones = [Milestone(says="Ten lamps shine", due_on=day(60))]
    would.measures = [Measure(says="People who walk there", target=Decimal("40"), target_by=day(200))]
    return would


# --- One writes, another confirms ------------------------------------------------------------------------------------


def test_a_change_waits_beside_the_plan_until_somebody_else_confirms_it(adil, sana):
    action = planned()
    change = ask(action, adil, says="Open two halls")
    assert Action.objects.get().says == "Open a hall in each area on Sundays"
    assert agree(change, sana).says == "Open two halls"
    assert Action.objects.get().says == "Open two halls"
    change.refresh_from_db()
    assert (change.state, change.decided_by) == ("confirmed", sana)


def test_a_new_action_is_not_in_the_plan_before_it_is_confirmed(adil, sana):
    change = propose(new(), by=adil, opened_with=mark(None, None))
    assert not Action.objects.exists() and change.is_new
    action = agree(change, sana)
    assert [step.says for step in action.milestones.all()] == ["Ten lamps shine"]
    assert Measure.objects.get().target == 40
    assert PlanChange.objects.get().action == action


def test_a_changed_target_leaves_the_earlier_one_to_be_seen_once_confirmed(adil, sana):
    action = planned(measures=[measured()])
    change = ask(action, adil, measure__target=Decimal(40), measure__why_changed="Fewer halls than hoped")
    assert not EarlierAim.objects.exists()
    agree(change, sana)
    earlier = EarlierAim.objects.get()
    assert (earlier.was, earlier.now, earlier.reason) == ("50%", "40%", "Fewer halls than hoped")


def test_stopping_takes_two_as_everything_does(adil, sana):
    action = planned()
    change = ask(action, adil, stopped_on=day(-1), stopped_why="The money went elsewhere")
    assert Action.objects.get().stopped_on is None
    agree(change, sana)
    assert Action.objects.get().stopped_why == "The money went elsewhere"


def test_calling_a_step_done_is_a_public_claim_and_waits_as_well(adil, sana):
    action = planned()
    change = ask(action, adil, milestone__done_on=day(-1), milestone__evidence="Photographs of both")
    assert Milestone.objects.get().done_on is None
    agree(change, sana)
    assert Milestone.objects.get().evidence == "Photographs of both"


def test_steps_keep_their_keys_and_new_ones_are_added(adil, sana):
    action = planned()
    kept = action.milestones.get().pk
    would = Action.objects.get()
    would.milestones = [*would.milestones.all(), Milestone(says="Four halls are open", due_on=day(200))]
    agree(propose(would, by=adil, opened_with=mark(action, None)), sana)
    assert Milestone.objects.get(says="Two halls are open").pk == kept
    assert [step.says for step in Milestone.objects.all()] == ["Two halls are open", "Four halls are open"]


# --- Who may not -----------------------------------------------------------------------------------------------------


def test_nobody_confirms_what_they_wrote(adil):
    change = ask(planned(), adil, says="Open two halls")
    with pytest.raises(PermissionDenied, match="You wrote this"):
        agree(change, adil)
    assert Action.objects.get().says == "Open a hall in each area on Sundays"


def test_whoever_wrote_a_part_does_not_confirm_it_though_somebody_saved_after_them(adil, eve, sana):
    action = planned()
    ask(action, adil, says="Open two halls")
    change = ask(action, eve, owner="Halls group")
    assert (change.asked_by, set(change.writers.all())) == (eve, {adil, eve})
    for writer, sentence in ((adil, "a part of this"), (eve, "You wrote this")):
        with pytest.raises(PermissionDenied, match=sentence):
            agree(change, writer)
    assert confirmers(change) == [sana]
    # What the second wrote is added to what the first wrote.
    action = agree(change, sana)
    assert (action.says, action.owner) == ("Open two halls", "Halls group")


def test_looking_at_what_waits_and_saving_it_unchanged_makes_nobody_a_writer(adil, eve):
    action = planned()
    change = ask(action, adil, says="Open two halls")
    with pytest.raises(NothingChanges, match="waits as it was"):
        ask(action, eve)
    assert why_not(eve, change) == ""


@pytest.mark.parametrize("role", ["safeguarding_lead", "moderator", "analyst"])
def test_whoever_does_not_write_the_plan_proposes_nothing(role):
    with pytest.raises(PermissionDenied, match="Administrators write"):
        propose(new(), by=cast(role), opened_with=mark(None, None))
    assert not PlanChange.objects.exists()


@pytest.mark.parametrize("role", ["analyst", "moderator", "campaign_lead", "directory_lead"])
def test_other_roles_neither_confirm_nor_turn_down(adil, role):
    change = ask(planned(), adil, says="Open two halls")
    for act in (
        lambda: agree(change, cast(role)),
        lambda: turn_down(change.pk, cast(role), reason="No"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    change.refresh_from_db()
    assert change.is_waiting


def test_a_superuser_and_a_right_given_by_hand_confirm_nothing(adil):
    change = ask(planned(), adil, says="Open two halls")
    root = User.objects.create_superuser("root")
    by_hand = cast("moderator")
    by_hand.user_permissions.add(Permission.objects.get(codename="confirm_changes"))
    assert not may_confirm(root) and not may_confirm(by_hand)
    with pytest.raises(PermissionDenied):
        agree(change, root)


def test_no_screen_gives_the_right_to_another_role(adil):
    """Otherwise an administrator would make the second person: only roles that themselves take two people hold it."""
    right = Permission.objects.get(codename="confirm_changes")
    with LogContext(user=adil), pytest.raises(PermissionDenied):
        Group.objects.get(name=ROLES["moderator"].name).permissions.add(right)


def test_what_somebody_wrote_whose_account_is_closed_is_saved_anew_by_another(adil, eve, sana):
    action = planned()
    change = ask(action, eve, says="Open two halls")
    User.objects.filter(pk=eve.pk).update(is_active=False)
    with pytest.raises(NotNow, match="no open account"):
        agree(change, sana)
    ask(action, adil)
    assert agree(change, sana).says == "Open two halls"


def test_an_account_that_is_gone_leaves_what_it_wrote(adil, eve, sana):
    action = planned()
    change = ask(action, eve, says="Open two halls")
    eve.delete()
    change.refresh_from_db()
    assert change.asked_by is None and "no open account" in why_not(sana, change)


# --- What does not fit any more --------------------------------------------------------------------------------------


def test_a_change_is_not_put_over_an_action_that_was_changed_since(adil, sana):
    action = planned()
    change = ask(action, adil, says="Open two halls")
    action.owner = "Halls group"
    action.save()
    assert is_stale(change)
    with pytest.raises(NotNow, match="would undo something"):
        agree(change, sana)
    assert Action.objects.get().owner == "Halls group"
    # Saved anew by somebody who sees both, it can be confirmed.
    change = ask(action, adil, owner="Halls group")
    assert agree(change, sana).says == "Open two halls"


def test_a_step_changed_by_a_command_counts_as_a_change_of_its_action(adil):
    action = planned()
    change = ask(action, adil, says="Open two halls")
    Milestone.objects.update(progress="One is open", progress_on=day(-1))
    assert is_stale(change)


def test_two_who_write_at_once_are_told_and_neither_is_lost(adil, eve):
    action = planned()
    opened_with = mark(action, None)
    mine = written(action, owner="Mine")
    ask(action, eve, owner="Theirs")
    with pytest.raises(SavedSince, match="“eve” saved a change"):
        propose(mine, by=adil, opened_with=opened_with)
    assert waiting_for(action).written().owner == "Theirs"


def test_nobody_confirms_what_was_written_on_after_they_looked(adil, sana):
    action = planned()
    change = ask(action, adil, says="Open two halls")
    seen = mark(action, change)
    ask(action, adil, says="Open no hall")
    with pytest.raises(NotNow, match="since you looked"):
        confirm(change.pk, sana, seen=seen)
    assert Action.objects.get().says == "Open a hall in each area on Sundays"


def test_what_is_already_public_is_not_proposed(adil):
    with pytest.raises(NothingChanges, match="what the public reads"):
        ask(planned(), adil)
    # A number is the same number however it was typed; a reason for no change is none.
    with pytest.raises(NothingChanges):
        ask(
            planned("other", measures=[measured()]),
            adil,
            measure__target=Decimal("50"),
            measure__why_changed="x",
        )
    assert not PlanChange.objects.exists()


def test_what_would_take_a_step_away_is_refused_at_the_last_door(adil, sana):
    action = planned()
    would = written(action, says="Open two halls")
    would.milestones = [Milestone(says="Another", due_on=day(90))]
    change = propose(would, by=adil, opened_with=mark(action, None))
    with pytest.raises(NotNow, match="not taken away"):
        agree(change, sana)
    assert Milestone.objects.get().says == "Two halls are open"


def test_what_does_not_hold_any_more_is_refused_in_words_and_stores_nothing(adil, sana):
    change = propose(new(slug="open-halls"), by=adil, opened_with=mark(None, None))
    planned()
    with pytest.raises(NotNow, match="It does not hold any more"):
        agree(change, sana)
    assert Action.objects.count() == 1 and PlanChange.objects.get().is_waiting


def test_what_was_decided_is_not_decided_again(adil, sana):
    change = ask(planned(), adil, says="Open two halls")
    agree(change, sana)
    for act in (lambda: agree(change, sana), lambda: turn_down(change.pk, sana, reason="Late")):
        with pytest.raises(NotNow, match="decided this already"):
            act()


# --- Turning down ----------------------------------------------------------------------------------------------------


def test_a_change_is_turned_down_with_a_reason_or_not_at_all(adil, sana):
    action = planned()
    change = ask(action, adil, says="Open two halls")
    with pytest.raises(NotNow, match="Say in a sentence why"):
        turn_down(change.pk, sana, reason="  ")
    turn_down(change.pk, sana, reason="Only one is paid for")
    change.refresh_from_db()
    assert (change.state, change.reason) == ("turned-down", "Only one is paid for")
    assert waiting_for(action) is None and Action.objects.get().says == "Open a hall in each area on Sundays"


def test_a_writer_takes_their_own_back(adil):
    change = ask(planned(), adil, says="Open two halls")
    turn_down(change.pk, adil, reason="A slip")
    change.refresh_from_db()
    assert (change.state, change.decided_by) == ("turned-down", adil)


# --- The tables themselves -------------------------------------------------------------------------------------------


def test_the_database_keeps_no_confirmation_by_whoever_asked(adil):
    change = ask(planned(), adil, says="Open two halls")
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanChange.objects.filter(pk=change.pk).update(
            state="confirmed", decided_by=adil, decided_at=timezone.now()
        )


def test_the_database_keeps_one_waiting_change_an_action(adil):
    change = ask(planned(), adil, says="Open two halls")
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanChange.objects.create(action=change.action, content={}, asked_by=adil)


def test_nobody_who_is_signed_in_writes_the_plan_by_another_way(adil):
    action = planned(measures=[measured()])
    step, measure = action.milestones.get(), action.measures.get()
    ways = (
        lambda: action.save(),
        lambda: action.delete(),
        lambda: step.save(),
        lambda: step.delete(),
        lambda: measure.save(),
        lambda: Action.objects.update(owner="Nobody"),
        lambda: Action.objects.all().delete(),
        lambda: action.milestones.update(says="Nothing"),
        lambda: Milestone.objects.bulk_update([step], ["says"]),
        lambda: Milestone.objects.bulk_create([Milestone(action=action, says="x", due_on=day(1))]),
        lambda: EarlierAim.objects.all().delete(),
        lambda: EarlierAim.objects.create(
            action=action, about="x", what="x", was="1", now="2", reason="x", changed_on=day(0)
        ),
        lambda: plan_action(
            slug="x", priority=1, says="x", owner="x", milestones=[{"says": "x", "due_on": day(1)}]
        ),
    )
    EarlierAim.objects.create(
        action=action, about="x", what="x", was="1", now="2", reason="x", changed_on=day(0)
    )
    before = content_of(Action.objects.get())
    with LogContext(user=adil):
        for way in ways:
            with pytest.raises(PermissionDenied), transaction.atomic():
                way()
    assert content_of(Action.objects.get()) == before and EarlierAim.objects.count() == 1


def test_who_may_do_what_says_who_confirms():
    told = {role.name: role.may for role in roles_now()}
    sentence = "Confirm changes of the delivery plan that somebody else wrote."
    assert [name for name, may in told.items() if sentence in may] == ["Safeguarding leads", "Administrators"]


def test_commands_and_the_example_with_nobody_signed_in_write_as_before():
    action = planned()
    action.owner = "Halls group"
    action.save()
    assert Action.objects.get().owner == "Halls group"


# --- Being told, noted, forgotten ------------------------------------------------------------------------------------


def test_those_who_may_confirm_are_told_and_the_writers_what_became_of_it(
    adil, eve, sana, mailoutbox, django_capture_on_commit_callbacks
):
    action = planned()

    def told(act) -> dict[str, str]:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return {mail.to[0].removesuffix("@example.org"): mail.body for mail in mailoutbox}

    mails = told(lambda: ask(action, adil, says="Open two halls"))
    change = waiting_for(action)
    assert set(mails) == {"eve", "sana"} and f"/admin/plan-changes/{change.pk}/" in mails["sana"]
    assert "Open two halls" not in mails["sana"]
    assert told(lambda: ask(action, adil, owner="Halls group")) == {}
    assert set(told(lambda: ask(action, eve, owner="Another group"))) == {"sana"}
    mails = told(lambda: turn_down(change.pk, sana, reason="Only one is paid for"))
    assert set(mails) == {"adil", "eve"} and "turned down" in mails["adil"]


def test_the_audit_keeps_who_wrote_confirmed_and_turned_down(adil, sana):
    action = planned()
    agree(ask(action, adil, says="Open two halls"), sana)
    turn_down(ask(action, adil, says="Open three halls").pk, sana, reason="Only two are paid for")
    for act, name, times in (
        ("delivery.propose", "adil", 2),
        ("delivery.confirm", "sana", 1),
        ("delivery.turn-down", "sana", 1),
    ):
        lines = StaffAct.objects.filter(act=act, name=name, kind="delivery.action", key=str(action.pk))
        assert lines.count() == times, act


def test_decided_changes_are_forgotten_after_two_years_and_waiting_ones_never(adil, sana):
    action = planned()
    agree(ask(action, adil, says="Open two halls"), sana)
    ask(action, adil, says="Open three halls")
    later = timezone.now() + KEPT + timedelta(days=1)
    assert forget_decided() == 0 and forget_decided(now=later) == 1
    assert PlanChange.objects.get().is_waiting


# --- What was and what would be --------------------------------------------------------------------------------------


def test_only_what_changes_is_shown_in_words_a_reader_knows(adil):
    action = planned(measures=[measured()])
    change = ask(action, adil, measure__target=Decimal("42.5"), measure__why_changed="Fewer halls")
    (part,) = compare(Action.objects.get(), change.written())
    assert part.heading == "Measure “People with somewhere to go”" and not part.is_new
    assert [(row.label, row.was, row.now) for row in part.rows] == [
        ("Target", "50%", "42.5%"),
        ("Reason for the change", "", "Fewer halls"),
    ]


def test_a_new_action_is_shown_whole(adil):
    parts = compare(None, new())
    assert [(part.heading, part.is_new) for part in parts] == [
        ("The action", True),
        ("Milestone “Ten lamps shine”", True),
        ("Measure “People who walk there”", True),
    ]
    assert ("Its address on the page", "", "canal") in [
        (row.label, row.was, row.now) for row in parts[0].rows
    ]
