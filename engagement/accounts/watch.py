"""What is told at once, beside being noted: whoever may see answers or sign results has changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db.models import Model
from wagtail.log_actions import get_active_log_context

from engagement.accounts.notices import tell
from engagement.accounts.roles import ANSWER_ROLES, ROLES, holders

NAMES = {ROLES[slug].name for slug in (*ANSWER_ROLES, "admin")}
"""Roles over answers, and the one that asks for them and confirms them."""


def roles_change(
    sender: Any, instance: Model, action: str, reverse: bool, pk_set: Any, **kwargs: Any
) -> None:
    """A role with a right over answers was given, or is about to be taken. Connected to the signal of groups."""
    if action not in ("post_add", "pre_remove", "pre_clear"):
        return
    groups: Iterable[Group]
    if isinstance(instance, User):
        groups = instance.groups.filter(name__in=NAMES)
        groups = groups if pk_set is None else groups.filter(pk__in=pk_set)
        pairs = [(instance, group) for group in groups]
    elif isinstance(instance, Group) and instance.name in NAMES:
        people = instance.user_set.all()
        pairs = [
            (person, instance) for person in (people if pk_set is None else people.filter(pk__in=pk_set))
        ]
    else:
        pairs = []
    for person, group in pairs:
        did = "given the role" if action == "post_add" else "taken out of the role"
        about_answers(person, f"The account “{person.get_username()}” was {did} “{group.name}”.")


def account_saved(sender: Any, instance: User, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """Something of an account changes that lets another person in: its address, its lock. Before it is saved."""
    if raw or instance.pk is None or (update_fields and set(update_fields) <= {"last_login", "password"}):
        return
    before = User.objects.filter(pk=instance.pk).first()
    if before is None:
        return
    if before.email != instance.email:
        text = f"The e-mail address of the account “{instance.get_username()}” was changed."
        tell([before, instance], "The address of your account was changed", text)
        if sees_answers(instance):
            about_answers(instance, text)
    if instance.is_active and not before.is_active and sees_answers(instance):
        about_answers(instance, f"The account “{instance.get_username()}” was opened again.")
    if before.is_active and not instance.is_active and sees_answers(instance):
        # Whoever would notice something might have been shut out before it.
        about_answers(before, f"The account “{instance.get_username()}” was locked.")


def account_deleted(sender: Any, instance: User, **kwargs: Any) -> None:
    """An account with such a role goes. Before it is deleted, while it is known what it held."""
    if sees_answers(instance):
        about_answers(instance, f"The account “{instance.get_username()}” was deleted.")


def sees_answers(person: Any) -> bool:
    """Whether a role of this account has to do with answers or with signing results."""
    return person.groups.filter(name__in=NAMES).exists()


def about_answers(person: Any, text: str, then: str = "") -> None:
    """Tell safeguarding leads, administrators and the person concerned; whoever did it may read along.

    ``text`` is one sentence, to which the name of whoever did it is added; ``then`` says what is to be done.
    """
    actor = get_active_log_context().user
    if actor is None and settings.DEMO_SIGN_IN:
        # The example site making its own people.
        return
    next_step = f"{then}\n\n" if then else ""
    who = f" by “{actor.get_username()}”" if actor is not None else ", by nobody who was signed in"
    tell(
        {*holders("safeguarding_lead"), *holders("admin"), person},
        "Who may see answers has changed",
        f"{text[:-1]}{who}. {next_step}If this is not as agreed, speak to the safeguarding lead today.",
    )
