"""Sign in to the example site as one of its invented people, by pressing a button."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from engagement.demo.people import PASSPHRASE, PEOPLE


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/demo_people.html", {"people": PEOPLE, "passphrase": PASSPHRASE})


@require_POST
def sign_in(request: HttpRequest, role: str) -> HttpResponse:
    person = next((person for person in PEOPLE if person.role == role), None)
    if person is None:
        raise Http404
    user = get_object_or_404(User, username=person.username, is_active=True)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    record_authentication(request, user, method="mfa", type="totp")
    return redirect("wagtailadmin_home")
