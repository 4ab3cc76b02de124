"""A role that reaches answers, or that gives such roles, takes two people: one asks, another confirms.

Until then the role waits and has no effect. The rule stands at the table of roles itself, so that no screen goes round
it; what runs on the server with nobody signed in passes, is noted and is told (``manage.py give_role``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.urls import reverse
from wagtail.admin.utils import get_admin_base_url
from wagtail.log_actions import get_active_log_context

from engagement.accounts.models import RoleAsked
from engagement.accounts.roles import ADMIN, ANSWER_ROLES, ROLES, holders
from engagement.accounts.watch import about_answers
from engagement.audit.services import record

BY_TWO = (*ANSWER_ROLES, "admin")
"""Roles that a second person confirms. Administrators are among them, or one could make their own second person."""

CONFIRMERS = ("admin", "safeguarding_lead")
"""Whoever holds one of these may confirm what somebody else asked for."""

NAMES = {ROLES[slug].name: slug for slug in BY_TWO}
RIGHTS = {right for slug in ANSWER_ROLES for right in ROLES[slug].permissions} - {ADMIN}
"""Rights over answers. They belong to the roles of the code and are given to no other."""

_confirmed: ContextVar[bool] = ContextVar("confirmed", default=False)


@contextmanager
def _confirming() -> Iterator[None]:
    token = _confirmed.set(True)
    try:
        yield
    finally:
        _confirmed.reset(token)


# --- Asking and confirming -------------------------------------------------------------------------------------------


@transaction.atomic
def ask(person: User, slug: str, *, by: User) -> RoleAsked:
    """Ask for a role for somebody. Whoever may confirm it is told; asked twice, the first asking stands."""
    role = ROLES[slug]
    asked, new = RoleAsked.objects.get_or_create(person=person, role=slug, defaults={"asked_by": by})
    if new:
        record("role.asked", by=by, of=person, about=role.name)
        about_answers(
            person,
            f"The role “{role.name}” was asked for, for the account “{person.get_username()}”.",
            f"The role has no effect until a second administrator or a safeguarding lead confirms it: {address()}",
        )
    return asked


@transaction.atomic
def confirm(key: int, user: User) -> RoleAsked:
    """Give a role that somebody else asked for.

    Raises:
        PermissionDenied: this person may not confirm it, with the reason as a sentence.
    """
    asked = _locked(key)
    reason = why_not(user, asked)
    if reason:
        raise PermissionDenied(reason)
    record("role.confirmed", by=user, of=asked.person, about=asked.name)
    with _confirming():
        asked.person.groups.add(Group.objects.get(name=asked.name))
    RoleAsked.objects.filter(pk=asked.pk).delete()
    return asked


@transaction.atomic
def turn_down(key: int, user: User) -> RoleAsked:
    """Drop what was asked for: by whoever may confirm, whoever asked among them."""
    asked = _locked(key)
    if not may_look(user):
        raise PermissionDenied("An administrator or a safeguarding lead decides this.")
    record("role.turned-down", by=user, of=asked.person, about=asked.name)
    about_answers(
        asked.person,
        f"The role “{asked.name}” for the account “{asked.person.get_username()}” was turned down.",
    )
    RoleAsked.objects.filter(pk=asked.pk).delete()
    return asked


@transaction.atomic
def let_rest(person: User, *, by: User) -> list[str]:
    """Take roles of two persons away until somebody else confirms them anew; their names are returned.

    For whatever would let another person in: whoever resets the second step of an analyst could become the analyst.
    """
    held = [name for name in NAMES if person.groups.filter(name=name).exists()]
    for name in held:
        person.groups.remove(Group.objects.get(name=name))
        ask(person, NAMES[name], by=by)
    return held


def _locked(key: int) -> RoleAsked:
    # One at a time: two who press at the same moment find it decided.
    asked = RoleAsked.objects.select_for_update(of=("self",)).select_related("person", "asked_by").get(pk=key)
    return asked


# --- Reading ---------------------------------------------------------------------------------------------------------


def waiting() -> QuerySet[RoleAsked]:
    """Every role that waits, the oldest first."""
    return RoleAsked.objects.select_related("person", "asked_by").order_by("asked_at", "pk")


def may_look(user: Any) -> bool:
    """Whether somebody sees what waits. A superuser does not for being one."""
    names = [ROLES[slug].name for slug in CONFIRMERS]
    return bool(user.is_authenticated and user.is_active and user.groups.filter(name__in=names).exists())


def why_not(user: Any, asked: RoleAsked) -> str:
    """Why somebody may not confirm a role, as a sentence; empty if they may."""
    if not may_look(user):
        return "An administrator or a safeguarding lead confirms roles."
    if user.pk == asked.asked_by_id:
        return "You asked for this role. Somebody else has to confirm it."
    if user.pk == asked.person_id:
        return "This is your own account. Somebody else has to confirm its roles."
    if not asked.asked_by.is_active:
        return "Whoever asked for it has no open account any more. Turn it down, and let somebody ask anew."
    if not asked.person.is_active:
        return "The account is locked. Open it first, or turn this down."
    if do_not_go_together({asked.role, *roles_of(asked.person)}):
        return "An administrator sees no answers. Take the other role away first, or turn this down."
    return ""


def confirmers(asked: RoleAsked) -> list[User]:
    """Everybody who could confirm a role now."""
    found = {person.pk: person for slug in CONFIRMERS for person in holders(slug)}
    return [person for person in found.values() if not why_not(person, asked)]


def roles_of(person: User) -> set[str]:
    """The roles of two persons somebody holds."""
    return {NAMES[name] for name in person.groups.filter(name__in=NAMES).values_list("name", flat=True)}


def do_not_go_together(slugs: set[str]) -> bool:
    """Whether these are the administrators' role and one over answers."""
    return "admin" in slugs and bool(slugs & set(ANSWER_ROLES))


def way_out(asked: RoleAsked) -> str:
    """What to do where nobody else can confirm: the command for whoever has the server."""
    return f"manage.py give_role {asked.person.get_username()} {asked.role}"


def address() -> str:
    """Where roles that wait are confirmed."""
    return f"{get_admin_base_url() or ''}{reverse('who_may:waiting')}"


# --- At the tables themselves ----------------------------------------------------------------------------------------


def roles_change(
    sender: Any, instance: Model, action: str, reverse: bool, pk_set: Any, **kwargs: Any
) -> None:
    """Refuse such a role to whoever is signed in and gives it alone. Connected to the signal of roles."""
    if action != "pre_add" or _confirmed.get() or get_active_log_context().user is None:
        return
    groups = (
        [instance.name] if reverse else Group.objects.filter(pk__in=pk_set).values_list("name", flat=True)
    )
    if pk_set and any(name in NAMES for name in groups):
        raise PermissionDenied("This role takes two people: one asks, another confirms.")


def rights_of_roles_change(
    sender: Any, instance: Model, action: str, reverse: bool, pk_set: Any, **kwargs: Any
) -> None:
    """Refuse to give a right over answers to any role by a screen. Connected to the signal of roles' rights."""
    if action != "pre_add" or get_active_log_context().user is None or not pk_set:
        return
    rights = (
        [instance] if reverse else Permission.objects.filter(pk__in=pk_set).select_related("content_type")
    )
    if any(f"{right.content_type.app_label}.{right.codename}" in RIGHTS for right in rights):
        raise PermissionDenied(
            "Rights over answers belong to the roles of this product. No screen gives them."
        )
