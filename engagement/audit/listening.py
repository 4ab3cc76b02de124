"""What writes the audit: signals of sign-in, accounts, roles and second steps, and every entry of Wagtail's log."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.models import Group, Permission, User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from wagtail.models import GroupCollectionPermission, GroupPagePermission, ModelLogEntry, PageLogEntry

from engagement.audit.acts import is_kept
from engagement.audit.services import count_failed_sign_in, record

METHODS = {"password": "password", "totp": "code", "webauthn": "passkey", "recovery_codes": "recovery code"}
"""Ways of proving who one is, by their names in the session."""


def connect() -> None:
    """Listen from now on. Called once, when the apps are ready."""
    user_logged_in.connect(signed_in, dispatch_uid="audit")
    user_logged_out.connect(signed_out, dispatch_uid="audit")
    user_login_failed.connect(sign_in_failed, dispatch_uid="audit")
    authentication_failed.connect(sign_in_failed, dispatch_uid="audit")
    authenticator_added.connect(_factor("factor.added"), weak=False, dispatch_uid="audit")
    authenticator_removed.connect(_factor("factor.removed"), weak=False, dispatch_uid="audit")
    authenticator_reset.connect(_factor("factor.renewed"), weak=False, dispatch_uid="audit")
    pre_save.connect(account_changes, sender=User, dispatch_uid="audit")
    post_save.connect(account_made, sender=User, dispatch_uid="audit")
    post_delete.connect(account_deleted, sender=User, dispatch_uid="audit")
    m2m_changed.connect(roles_change, sender=User.groups.through, dispatch_uid="audit")
    m2m_changed.connect(rights_change, sender=User.user_permissions.through, dispatch_uid="audit")
    m2m_changed.connect(rights_of_roles_change, sender=Group.permissions.through, dispatch_uid="audit")
    for model in (GroupPagePermission, GroupCollectionPermission):
        post_save.connect(section_given, sender=model, dispatch_uid="audit")
        post_delete.connect(section_taken, sender=model, dispatch_uid="audit")
    for log in (PageLogEntry, ModelLogEntry):
        post_save.connect(logged, sender=log, dispatch_uid="audit")


# --- Signing in ------------------------------------------------------------------------------------------------------


def signed_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    proofs = [
        METHODS.get(told.get("type") or told.get("method"), "")
        for told in request.session.get("account_authentication_methods", [])
    ]
    record("sign-in", by=user, of=user, about=" and ".join(filter(None, dict.fromkeys(proofs))))


def signed_out(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        record("sign-out", by=user, of=user)


def sign_in_failed(sender: Any, **kwargs: Any) -> None:
    count_failed_sign_in()


def _factor(act: str) -> Any:
    def noted(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
        record(
            act, by=kwargs["request"].user, of=user, about=METHODS.get(authenticator.type, authenticator.type)
        )

    return noted


# --- Accounts and roles ----------------------------------------------------------------------------------------------


def account_changes(sender: Any, instance: Any, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """What a saved account holds that it did not hold before."""
    # A sign-in notes its day, and may write the same password in a newer hash: neither is a change by anybody.
    quiet = update_fields is not None and set(update_fields) <= {"last_login", "password"}
    before = None if raw or quiet or instance.pk is None else User.objects.filter(pk=instance.pk).first()
    if before is None:
        return
    if before.is_active != instance.is_active:
        record("account.opened" if instance.is_active else "account.locked", of=instance)
    if before.is_superuser != instance.is_superuser:
        record("superuser.given" if instance.is_superuser else "superuser.taken", of=instance)
    if before.email != instance.email:
        record("account.e-mail", of=instance)
    if (before.username, before.get_full_name()) != (instance.username, instance.get_full_name()):
        record("account.renamed", of=instance)
    if before.password != instance.password:
        record("password.changed", of=instance)


def account_made(sender: Any, instance: Any, created: bool, raw: bool, **kwargs: Any) -> None:
    if created and not raw:
        record("account.made", of=instance)
        if instance.is_superuser:
            record("superuser.given", of=instance)


def account_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    record("account.deleted", of=instance, about=instance.get_username())


GIVEN_OR_TAKEN = {"post_add": "given", "pre_remove": "taken", "pre_clear": "taken"}
"""When a list of roles or rights changes: after an addition, and before what is removed is gone."""


def roles_change(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    for person, role in _pairs(instance, action, reverse, pk_set, "groups", "user_set", Group):
        record(f"role.{GIVEN_OR_TAKEN[action]}", of=person, about=role.name)


def rights_change(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    for person, right in _pairs(
        instance, action, reverse, pk_set, "user_permissions", "user_set", Permission
    ):
        record(f"right.{GIVEN_OR_TAKEN[action]}", of=person, about=right.codename)


def rights_of_roles_change(
    sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any
) -> None:
    for role, right in _pairs(instance, action, reverse, pk_set, "permissions", "group_set", Permission):
        record(f"role-right.{GIVEN_OR_TAKEN[action]}", of=role, about=right.codename)


def _pairs(
    instance: Any, action: str, reverse: bool, pk_set: Any, forth: str, back: str, other: type[Model]
) -> list[tuple[Any, Any]]:
    """(owner, thing) for each link that comes or goes, from whichever end it was made."""
    if action not in GIVEN_OR_TAKEN:
        return []
    links = getattr(instance, back if reverse else forth)
    found = links.all() if pk_set is None else links.filter(pk__in=pk_set)
    return [(thing, instance) if reverse else (instance, thing) for thing in found]


def section_given(sender: Any, instance: Any, created: bool, raw: bool, **kwargs: Any) -> None:
    if created and not raw:
        _section("section.given", instance)


def section_taken(sender: Any, instance: Any, **kwargs: Any) -> None:
    _section("section.taken", instance)


def _section(act: str, instance: Any) -> None:
    place = instance.page if isinstance(instance, GroupPagePermission) else instance.collection
    record(act, of=place, about=f"{instance.group.name}: {instance.permission.codename}")


# --- Publishing, workflow, answers -----------------------------------------------------------------------------------


def logged(sender: Any, instance: Any, created: bool, raw: bool, **kwargs: Any) -> None:
    """Wagtail's log noted an act: keep who, what and when of it, without the words it carries."""
    on_a_page = isinstance(instance, PageLogEntry)
    if raw or not created or not is_kept(instance.action, on_a_page=on_a_page):
        return
    model = instance.content_type.model_class() if instance.content_type else None
    if model in (User, Group):
        # Noted above, finer, and wherever it was done.
        return
    record(
        instance.action,
        by=instance.user,
        of=model(pk=instance.object_id) if model else None,
        log_entry=instance.pk,
    )
