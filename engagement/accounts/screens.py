"""Screens about accounts: who may do what, ending sessions, and starting a second step anew."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import permission_required

from engagement.accounts.models import RoleAsked
from engagement.accounts.notices import tell
from engagement.accounts.refusals import say_no
from engagement.accounts.sessions import end_all
from engagement.accounts.two_persons import (
    confirm,
    confirmers,
    let_rest,
    may_look,
    turn_down,
    waiting,
    way_out,
    why_not,
)
from engagement.accounts.watch import about_answers, sees_answers
from engagement.accounts.who_may import UNUSED_AFTER, people_now, roles_now
from engagement.audit.services import record

CHANGE = "auth.change_user"


class SecondSteps(IndexView):
    """One's own second steps; whoever needs one and has none is led to the first."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        has_one = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN} & context["authenticators"].keys()
        context["second_step_is_missing"] = settings.REQUIRE_SECOND_FACTOR and not has_one
        context["address_is_a_number"] = _is_a_number(self.request.get_host())
        return context


class RemovePasskey(RemoveWebAuthnView):
    """Remove a passkey; the only second step stays until there is another, as it does for codes."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        adapter = get_adapter()
        stays = not adapter.can_delete_authenticator(self.object)
        told = adapter.error_messages["cannot_delete_authenticator"] if stays else ""
        return super().get_context_data(**kwargs) | {"refusal": told}

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            # One at a time, so that the last two keys are not removed at the same moment.
            User.objects.select_for_update().get(pk=self.request.user.pk)
            if not get_adapter().can_delete_authenticator(self.object):
                return self.render_to_response(self.get_context_data(), status=409)
            return super().form_valid(form)


def _is_a_number(host: str) -> bool:
    """Whether the site was opened by its numeric address, which browsers give no key for."""
    try:
        ip_address(host.rsplit(":", 1)[0].strip("[]"))
    except ValueError:
        return False
    return True


@require_safe
@permission_required(CHANGE)
def who_may(request: HttpRequest) -> HttpResponse:
    """Every account and every role, as the rights stand now."""
    return render(
        request,
        "accounts/who_may.html",
        {
            "people": people_now(),
            "roles": roles_now(),
            "days": UNUSED_AFTER.days,
            "header_title": "Who may do what",
            "header_icon": "group",
            "breadcrumbs_items": [{"url": "", "label": "Who may do what"}],
        },
    )


def _another(request: HttpRequest, user_id: int) -> User:
    """The account to act on: never one's own, and a superuser's for superusers alone."""
    person = get_object_or_404(User, pk=user_id)
    if person == request.user or (person.is_superuser and not request.user.is_superuser):
        raise PermissionDenied
    return person


@require_POST
@permission_required(CHANGE)
def sign_out_another(request: HttpRequest, user_id: int) -> HttpResponse:
    """End every session of somebody: a laptop is lost, a person has left."""
    person = _another(request, user_id)
    end_all(person, by=request.user)
    messages.success(request, f"{person.get_username()} is signed out everywhere.")
    return redirect("who_may:index")


@require_POST
@permission_required(CHANGE)
def renew_second_step(request: HttpRequest, user_id: int) -> HttpResponse:
    """Take somebody's lost second step away, so that they can set up another with their password."""
    person = _another(request, user_id)
    with transaction.atomic():
        gone, _ = Authenticator.objects.filter(user=person).delete()
        if gone:
            record("factor.removed", by=request.user, of=person, about="all of them, by an administrator")
            end_all(person, by=request.user)
            text = f"The second step of the account “{person.get_username()}” was taken away."
            tell([person], "Set up your second step anew", text)
            if sees_answers(person):
                about_answers(person, text)
            rests = let_rest(person, by=request.user)
            if rests:
                messages.warning(
                    request,
                    f"{' and '.join(rests)}: the role waits until somebody else confirms that the account is still"
                    " theirs (Reports, Roles that wait).",
                )
    messages.success(
        request,
        f"{person.get_username()} sets up a new second step at the next sign-in."
        if gone
        else f"{person.get_username()} has no second step yet.",
    )
    return redirect("who_may:index")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of one's own, this one included."""
    if request.method != "POST":
        return render(request, "account/sign_out_everywhere.html")
    end_all(request.user, by=request.user)
    logout(request)
    return redirect("account_login")


@require_safe
def roles_that_wait(request: HttpRequest) -> HttpResponse:
    """Every role that one person asked for and another has to confirm."""
    if not may_look(request.user):
        return say_no(request)
    return _waiting(request)


def _waiting(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    rows = [
        {
            "asked": asked,
            "reason": why_not(request.user, asked),
            "others": [person.get_full_name() or person.get_username() for person in confirmers(asked)],
            "way_out": way_out(asked),
        }
        for asked in waiting()
    ]
    context = {
        "rows": rows,
        "refusal": refusal,
        "header_title": "Roles that wait",
        "header_icon": "group",
        "breadcrumbs_items": [{"url": "", "label": "Roles that wait"}],
    }
    return render(request, "accounts/waiting.html", context, status=status)


@require_POST
def confirm_role(request: HttpRequest, asked_id: int) -> HttpResponse:
    """Give a role that somebody else asked for."""
    return _decide(request, asked_id, confirm, "“{role}” is given to {person}.")


@require_POST
def turn_role_down(request: HttpRequest, asked_id: int) -> HttpResponse:
    """Drop a role that somebody asked for."""
    return _decide(request, asked_id, turn_down, "“{role}” is not given to {person}.")


def _decide(request: HttpRequest, key: int, act: Callable[[int, Any], RoleAsked], done: str) -> HttpResponse:
    if not may_look(request.user):
        return say_no(request)
    try:
        asked = act(key, request.user)
    except RoleAsked.DoesNotExist:
        raise Http404 from None
    except PermissionDenied as denied:
        return _waiting(request, str(denied), 403)
    messages.success(request, done.format(role=asked.name, person=asked.person.get_username()))
    return redirect("who_may:waiting")
