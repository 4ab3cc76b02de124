"""A change of the public plan takes two people: one writes it, another looks at what was and would be, and confirms.

Until then the public reads what it read before. Whoever wrote a part of a change never confirms it, however many saved
after them. The rule itself stands at the tables (``models/door.py``).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.utils import get_admin_base_url
from wagtail.log_actions import log

from engagement.accounts.notices import tell
from engagement.delivery.models import Action, PlanChange
from engagement.delivery.models.changes import CONFIRM
from engagement.delivery.models.door import opened
from engagement.delivery.services import put_as_written
from engagement.delivery.written import content_of, mark, same

State = PlanChange.State
WRITE = "delivery.change_action"
KEPT = timedelta(days=730)
"""How long it is kept who wrote and who confirmed a change: as long as the audit."""


class NotNow(ValueError):
    """Something cannot be done as things stand. The text says why, and what to do."""


class SavedSince(NotNow):
    """Somebody saved, or the plan itself changed, since this form was opened."""


class NothingChanges(NotNow):
    """What was saved is what is there."""


# --- Asking and confirming -------------------------------------------------------------------------------------------


@transaction.atomic
def propose(action: Action, *, by: User, opened_with: str, change: int | None = None) -> PlanChange:
    """Keep an action as somebody wrote it, for another to confirm. The plan stays as it is.

    What waits for this action already is replaced, and its writers are kept beside the new one.

    Args:
        action: as it would be, valid, saved nowhere.
        opened_with: the ``mark`` of what the writer had before them.
        change: what waits, for an action that is not in the plan yet.

    Raises:
        PermissionDenied: this person does not write the plan.
        SavedSince: the writer had something else before them than what is there now.
        NothingChanges: with the sentence to show.
    """
    if not by.has_perm(WRITE):
        raise PermissionDenied("Administrators write the delivery plan.")
    live = _locked_action(action.pk)
    found = _locked_change(live, change)
    if opened_with != mark(live, found):
        raise SavedSince(_what_happened_since(found))
    for part in (*action.milestones.all(), *action.measures.all()):
        if not part.changed_aims():
            part.why_changed = ""
    content, before = content_of(action), content_of(live) if live else None
    if before and same(content, before):
        raise NothingChanges("Nothing was changed: this is what the public reads.")
    if found and same(content, found.content) and not _why_nobody_can(found):
        raise NothingChanges("You changed nothing of what waits. It waits as it was.")
    is_told = found is None or found.asked_by_id != by.pk
    made = found or PlanChange(action=live)
    made.content, made.before, made.asked_by, made.asked_at = content, before, by, timezone.now()
    made.save()
    made.writers.add(by)
    _note(made, "delivery.propose", by)
    if is_told:
        tell(
            confirmers(made),
            "A change of the delivery plan waits for you",
            f"“{by.get_username()}” wrote a change of the delivery plan. The public does not see it until one of you"
            f" confirms it. Look at what was and what would be: {address(made)}",
        )
    return made


@transaction.atomic
def confirm(key: int, by: User, *, seen: str) -> Action:
    """Put a change that others wrote into the plan.

    ``seen`` is the ``mark`` of what was on the screen: nobody confirms what was written on after they looked.

    Raises:
        PermissionDenied: this person may not, with the reason as a sentence.
        NotNow: nobody can as things stand, or it is not what was seen; with what to do.
    """
    change = _waiting(key)
    reason = why_not(by, change)
    if reason:
        raise (NotNow if reason == _why_nobody_can(change) else PermissionDenied)(reason)
    if seen != mark(change.action, change):
        raise NotNow(
            "It was written on since you looked. Look at it again as it is now; nothing was confirmed."
        )
    try:
        with opened():
            action = put_as_written(change.written())
    except ValidationError as refused:
        raise NotNow(f"It does not hold any more. {' '.join(refused.messages)} {ANEW}") from None
    change.action = action
    _decide(change, State.CONFIRMED, by)
    _note(change, "delivery.confirm", by)
    _tell_writers(change, by, "was confirmed. The public reads it now.")
    return action


@transaction.atomic
def turn_down(key: int, by: User, *, reason: str) -> PlanChange:
    """Drop a change, with the reason: by whoever may confirm, or by somebody who wrote it and takes it back.

    Raises:
        PermissionDenied: this person has nothing to do with it.
        NotNow: without a reason, or when it was decided already.
    """
    change = _waiting(key)
    if not (may_confirm(by) or wrote(by, change)):
        raise PermissionDenied("Whoever wrote a change takes it back; whoever may confirm it turns it down.")
    if not reason.strip():
        raise NotNow("Say in a sentence why, so that whoever wrote it knows what to do.")
    change.reason = reason.strip()[:300]
    _decide(change, State.TURNED_DOWN, by)
    _note(change, "delivery.turn-down", by)
    _tell_writers(change, by, "was turned down or taken back. The reason stands beside it.")
    return change


def _decide(change: PlanChange, state: str, by: User) -> None:
    change.state, change.decided_by, change.decided_at = state, by, timezone.now()
    change.save()


def _waiting(key: int) -> PlanChange:
    # One at a time: two who press at the same moment find it decided. The action first, as writing locks them too.
    _locked_action(PlanChange.objects.values_list("action", flat=True).get(pk=key))
    change = PlanChange.objects.select_for_update(of=("self",)).get(pk=key)
    if not change.is_waiting:
        raise NotNow(DECIDED)
    return change


def _locked_action(key: int | None) -> Action | None:
    if key is None:
        return None
    found = Action.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if found is None:
        raise NotNow("This action is not in the plan any more.")
    return found


def _locked_change(live: Action | None, key: int | None) -> PlanChange | None:
    rows = PlanChange.objects.select_for_update(of=("self",)).filter(state=State.WAITING)
    if live is not None:
        return rows.filter(action=live).first()
    if key is None:
        return None
    found = rows.filter(pk=key, action=None).first()
    if found is None:
        raise NotNow(f"{DECIDED} Look at the list of changes before you write it anew.")
    return found


def _note(change: PlanChange, act: str, by: User) -> None:
    data = {"change": change.pk} | ({"reason": change.reason} if change.reason else {})
    log(instance=change.action or change, action=act, user=by, data=data)


def _tell_writers(change: PlanChange, by: User, became: str) -> None:
    others = change.writers.exclude(pk=by.pk)
    tell(others, "Your change of the delivery plan", f"A change you wrote {became} {address(change)}")


# --- Reading ---------------------------------------------------------------------------------------------------------

DECIDED = "Somebody has decided this already."
ANEW = "Open it, look at it and save it anew, or turn it down."


def waiting() -> QuerySet[PlanChange]:
    """Every change that waits, the oldest first."""
    return PlanChange.objects.filter(state=State.WAITING).select_related("action", "asked_by")


def waiting_for(action: Action) -> PlanChange | None:
    """The change of an action that waits; None where none does."""
    return waiting().filter(action=action).first()


def decided_lately(*, now: datetime | None = None) -> QuerySet[PlanChange]:
    """What was confirmed or turned down in the last thirty days, the newest first."""
    since = (now or timezone.now()) - timedelta(days=30)
    rows = PlanChange.objects.filter(decided_at__gte=since).select_related("asked_by", "decided_by")
    return rows.order_by("-decided_at")


def may_confirm(user: Any) -> bool:
    """Whether a role of somebody holds the right. A superuser does not for being one."""
    return bool(user.is_authenticated and user.is_active and _right().filter(group__user=user).exists())


def may_look(user: Any) -> bool:
    """Whether somebody sees what waits: whoever writes the plan, and whoever confirms."""
    return bool(user.is_authenticated and (user.has_perm(WRITE) or may_confirm(user)))


def wrote(user: Any, change: PlanChange) -> bool:
    """Whether somebody wrote a part of a change."""
    return change.asked_by_id == user.pk or change.writers.filter(pk=user.pk).exists()


def why_not(user: Any, change: PlanChange) -> str:
    """Why somebody may not confirm a change, as a sentence; empty if they may."""
    if not change.is_waiting:
        return DECIDED
    if not may_confirm(user):
        return "An administrator or a safeguarding lead confirms changes of the delivery plan."
    if change.asked_by_id == user.pk:
        return "You wrote this. Somebody else has to confirm it."
    if wrote(user, change):
        return "You wrote a part of this. Somebody who did not has to confirm it."
    return _why_nobody_can(change)


def _why_nobody_can(change: PlanChange) -> str:
    if change.asked_by is None or not change.asked_by.is_active:
        return f"Whoever saved it last has no open account any more. {ANEW}"
    if is_stale(change):
        return f"The action itself was changed since this was written, so it would undo something. {ANEW}"
    return ""


def is_stale(change: PlanChange) -> bool:
    """Whether the plan holds something else by now than when the change was written."""
    if change.before is None or change.action_id is None:
        return False
    return not same(content_of(Action.objects.get(pk=change.action_id)), change.before)


def confirmers(change: PlanChange | None = None, *, beside: User | None = None) -> list[User]:
    """Everybody who may confirm, without the writers of a change and without whoever is about to write."""
    found = (
        User.objects.filter(is_active=True, groups__permissions__in=_right()).distinct().order_by("username")
    )
    if change is not None:
        found = found.exclude(pk__in=change.writers.values("pk"))
    return list(found.exclude(pk=beside.pk) if beside else found)


def _right() -> QuerySet[Permission]:
    app, codename = CONFIRM.split(".")
    return Permission.objects.filter(content_type__app_label=app, codename=codename)


def address(change: PlanChange) -> str:
    """Where a change is looked at and confirmed."""
    return f"{get_admin_base_url() or ''}{reverse('plan_changes:change', args=[change.pk])}"


def forget_decided(*, now: datetime | None = None) -> int:
    """Delete what was decided more than two years ago; how many went is returned. The plan keeps its earlier aims."""
    old = PlanChange.objects.filter(decided_at__lt=(now or timezone.now()) - KEPT)
    return old.delete()[1].get(PlanChange._meta.label, 0)


def _what_happened_since(found: PlanChange | None) -> str:
    who = (
        f"“{found.asked_by.get_username()}” saved a change of it"
        if found and found.asked_by
        else "It was changed"
    )
    return (
        f"{who} since you opened this form. Yours stands below and is not lost. Look at theirs in another window first;"
        " if you save again, yours takes its place."
    )
