"""The screens of accounts: people are invited, never given a password, and nobody gives themselves a role."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import users

from engagement.accounts.models import RoleAsked
from engagement.accounts.two_persons import NAMES, ask, confirmers, do_not_go_together, way_out

logger = logging.getLogger(__name__)


class StaffRules(forms.ModelForm):
    """What every account must keep to, new or old. There is no box that puts anybody above the roles.

    Roles that take two people are taken out of what is saved and stand in ``asked_for``, to be asked for.
    """

    asked_for: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Off the page, and so out of what is read from it.
        self.fields.pop("is_superuser", None)
        # Many people have one name.
        self.fields["last_name"].required = False
        self.fields["groups"].label = "Roles"
        self.fields["groups"].help_text = "What each may do stands under Reports, Who may do what."
        waits = self._waits()
        if waits:
            names = " and ".join(f"“{waiting.name}”" for waiting in waits)
            self.fields["groups"].help_text += f" {names} waits until a second person confirms it."
        if "is_active" in self.fields:
            self.fields["is_active"].label = "Open"
            self.fields[
                "is_active"
            ].help_text = "Untick to lock the account when somebody leaves. Nothing is lost."

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        others = User.objects.exclude(pk=self.instance.pk).filter(email__iexact=email)
        if others.exists():
            raise forms.ValidationError(
                "Another account has this address. Each person needs an address of their own."
            )
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        groups = cleaned.get("groups")
        if groups is None or self.fields["groups"].disabled:
            return cleaned
        asked = {NAMES[group.name] for group in groups if group.name in NAMES}
        if do_not_go_together(asked | {waiting.role for waiting in self._waits()}):
            self.add_error(
                "groups",
                "An administrator cannot also be an analyst or a safeguarding lead: administrators see no answers. "
                "Choose one of the two; a role that waits is turned down under Reports, Roles that wait.",
            )
            return cleaned
        self.asked_for = tuple(slug for slug in NAMES.values() if slug in asked - self._stays())
        cleaned["groups"] = groups.exclude(name__in=[name for name in NAMES if NAMES[name] in self.asked_for])
        return cleaned

    def _waits(self) -> list[RoleAsked]:
        return list(RoleAsked.objects.filter(person_id=self.instance.pk)) if self.instance.pk else []

    def _stays(self) -> set[str]:
        """Roles of two persons that need no second person now: held before, by an account that stays the same.

        With another address, or opened again, the account may belong to somebody else.
        """
        changed = set(self.changed_data)
        opened = "is_active" in changed and self.cleaned_data.get("is_active")
        if not self.instance.pk or "email" in changed or opened:
            return set()
        held = self.instance.groups.filter(name__in=NAMES).values_list("name", flat=True)
        return {NAMES[name] for name in held}


def _ask(request: HttpRequest, person: User, slugs: tuple[str, ...]) -> None:
    """Ask for the roles that take two people, and say who can confirm them, or what to do where nobody can."""
    for slug in slugs:
        asked = ask(person, slug, by=request.user)
        others = [other.get_full_name() or other.get_username() for other in confirmers(asked)]
        if others:
            messages.warning(
                request,
                f"“{asked.name}” has no effect yet: {' or '.join(others)} has to confirm it under Reports, Roles that"
                " wait. They have been told.",
            )
        else:
            messages.warning(
                request,
                f"“{asked.name}” has no effect yet, and nobody else can confirm it: that takes a second administrator"
                " or a safeguarding lead. Whoever runs the server can give it, noted and told to everybody:"
                f" {way_out(asked)}",
            )


class NewPersonForm(StaffRules, UserCreationForm):
    """A new account. Its owner chooses the password through a link in an e-mail."""

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return super().save(commit)


class PersonForm(StaffRules, UserEditForm):
    """A change to an account. Nobody changes the roles of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "is_active" not in self.fields:
            # Wagtail leaves the lock out where people change their own account.
            self.fields["groups"].disabled = True
            self.fields["groups"].help_text = "Another administrator has to change your roles."


class People(users.IndexView):
    """Everybody. Changes are made one account at a time, so that each is seen and noted."""

    @property
    def columns(self) -> list[Any]:
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]


class Invite(users.CreateView):
    """Make an account and send its owner the link with which to choose a password."""

    success_message = "Account “%(object)s” made. A link to choose a password is on its way to them."

    def save_instance(self) -> User:
        person = super().save_instance()
        link = ResetPasswordForm({"email": person.email})
        if link.is_valid():
            try:
                link.save(self.request)
            except Exception as fault:
                # A provider's library raises what it likes. The account is made, and the link can be asked for again.
                logger.error("An invitation was not sent: %s", type(fault).__name__)
                messages.warning(
                    self.request,
                    "The mail with the link could not be sent. Ask them to press “Forgot your password?”.",
                )
        _ask(self.request, person, self.form.asked_for)
        return person


class _NotAboveOneself:
    """A superuser's account is changed by a superuser alone: whoever changes its address can take it over."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if self.object.is_superuser and not request.user.is_superuser:  # type: ignore[attr-defined]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class Change(_NotAboveOneself, users.EditView):
    """Change an account."""

    def save_instance(self) -> User:
        person = super().save_instance()
        _ask(self.request, person, self.form.asked_for)
        return person


class StaffViewSet(users.UserViewSet):
    """Wagtail's screens of accounts, with our rules."""

    menu_label = "Accounts"
    index_view_class = People
    add_view_class = Invite
    edit_view_class = Change
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return PersonForm if for_update else NewPersonForm
