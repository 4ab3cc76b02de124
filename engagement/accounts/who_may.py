"""Who may do what, read from the rights as they are now and never from a description of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission, User
from django.utils import timezone
from wagtail.models import GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Task

from engagement.accounts.roles import ANSWER_ROLES, ROLES

UNUSED_AFTER = timedelta(days=90)
"""An account nobody signed in to for so long should be locked."""

PLAIN = {
    "wagtailadmin.access_admin": "Open the admin.",
    "surveys.use_workbench": "See answers: mixed, masked and in batches, in the workbench.",
    "surveys.propose_results": "Propose results for publication.",
    "surveys.cosign_results": "Sign results that somebody else proposed, and so publish them.",
    "audit.read_audit": "Read what staff did.",
    "auth.add_user": "Make accounts and choose their roles.",
    "auth.change_user": "Change, lock and open accounts, and choose their roles.",
    "auth.delete_user": "Delete accounts.",
}
"""Rights that need more words than Django's own name for them."""

STEPS = {
    Authenticator.Type.TOTP: "code",
    Authenticator.Type.WEBAUTHN: "passkey",
}
VERBS = {"add": "write", "change": "change", "delete": "delete", "publish": "publish", "choose": "choose"}


@dataclass(frozen=True)
class RoleNow:
    """A role as it stands: every right it gives, in plain words, and who holds it."""

    name: str
    may: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True)
class PersonNow:
    """An account as it stands. ``beside`` names rights that come from no role, and roles that do not go together."""

    pk: int
    username: str
    name: str
    is_open: bool
    roles: tuple[str, ...]
    steps: tuple[str, ...]
    last_day: date | None
    is_unused: bool
    beside: tuple[str, ...] = field(default=())


def roles_now() -> list[RoleNow]:
    """Every role with its rights; those of the code first, in their order, then any other."""
    order = {role.name: place for place, role in enumerate(ROLES.values())}
    groups = Group.objects.prefetch_related("permissions__content_type", "user_set")
    pages, collections, steps = _places(GroupPagePermission, "page"), _places_of_files(), _workflow_steps()
    return [
        RoleNow(
            group.name,
            (
                *(_plain(right) for right in group.permissions.all()),
                *pages[group.pk],
                *collections[group.pk],
                *steps[group.pk],
            ),
            tuple(sorted(person.get_username() for person in group.user_set.all() if person.is_active)),
        )
        for group in sorted(groups, key=lambda group: (order.get(group.name, len(order)), group.name))
    ]


def people_now(*, today: date | None = None) -> list[PersonNow]:
    """Every account: open ones first, by name."""
    today = today or timezone.localdate()
    steps = defaultdict(list)
    for factor in Authenticator.objects.filter(type__in=STEPS).order_by("type"):
        steps[factor.user_id].append(STEPS[factor.type])
    people = User.objects.prefetch_related("groups", "user_permissions__content_type")
    return [
        PersonNow(
            person.pk,
            person.get_username(),
            person.get_full_name(),
            person.is_active,
            tuple(sorted(group.name for group in person.groups.all())),
            tuple(dict.fromkeys(steps[person.pk])),
            _day(person.last_login),
            person.is_active and (_day(person.last_login or person.date_joined) + UNUSED_AFTER) <= today,
            tuple(_beside(person)),
        )
        for person in sorted(people, key=lambda person: (not person.is_active, person.get_username()))
    ]


def _day(moment: Any) -> Any:
    return timezone.localdate(moment) if moment else None


def _beside(person: User) -> list[str]:
    told = [f"by hand: {_plain(right)}" for right in person.user_permissions.all()]
    if person.is_superuser:
        told.append("superuser: may do everything but see answers and sign results")
    names = {group.name for group in person.groups.all()}
    if ROLES["admin"].name in names and names & {ROLES[slug].name for slug in ANSWER_ROLES}:
        told.append("an administrator who also holds a role over answers: take one of the two away")
    return told


def _plain(right: Permission) -> str:
    known = PLAIN.get(f"{right.content_type.app_label}.{right.codename}")
    return known or f"{right.name.removeprefix('Can ').capitalize()}."


def _places(model: type[GroupPagePermission], place: str) -> dict[int, list[str]]:
    """Sentences of what each group may do with the pages below which pages."""
    verbs: dict[tuple[int, str], list[str]] = defaultdict(list)
    for given in model.objects.select_related(place, "permission").order_by("pk"):
        verb = given.permission.codename.split("_")[0]
        where = getattr(given, place)
        verbs[given.group_id, "the whole site" if where.depth == 1 else f"“{where.title}”"].append(
            VERBS.get(verb, verb)
        )
    told: dict[int, list[str]] = defaultdict(list)
    for (group, where), did in verbs.items():
        told[group].append(f"{_joined(did)} pages of {where}.")
    return told


def _places_of_files() -> dict[int, list[str]]:
    verbs: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    given_now = GroupCollectionPermission.objects.select_related("collection", "permission__content_type")
    for given in given_now.order_by("pk"):
        verb, kind = given.permission.codename.split("_", 1)
        where = "every collection" if given.collection.depth == 1 else f"“{given.collection.name}”"
        verbs[given.group_id, where, kind].append(VERBS.get(verb, verb))
    told: dict[int, list[str]] = defaultdict(list)
    for (group, where, kind), did in verbs.items():
        told[group].append(f"{_joined(did)} {kind}s in {where}.")
    return told


def _workflow_steps() -> dict[int, list[str]]:
    told: dict[int, list[str]] = defaultdict(list)
    by_name = dict(Group.objects.values_list("name", "pk"))
    for task in Task.objects.filter(active=True).specific():
        role = ROLES.get(getattr(task, "role", ""))
        if isinstance(task, GroupApprovalTask):
            deciding = list(task.groups.values_list("pk", flat=True))
        else:
            deciding = [by_name[role.name]] if role and role.name in by_name else []
        for group in deciding:
            told[group].append(f"Decide in the workflow step “{task.name}”.")
    return told


def _joined(verbs: list[str]) -> str:
    verbs = list(dict.fromkeys(verbs))
    text = verbs[0] if len(verbs) == 1 else f"{', '.join(verbs[:-1])} and {verbs[-1]}"
    return text.capitalize()
