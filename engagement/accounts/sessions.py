"""How long a person stays signed in: twelve hours from signing in, and never past signing out everywhere."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from engagement.accounts.models import SignedOutEverywhere
from engagement.audit.services import record

BEGAN = "signed_in_at"
"""Where a session keeps the second at which its person signed in."""


def begin(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Note when the session began. Connected to the signal of signing in."""
    if request is not None:
        request.session[BEGAN] = time.time()


def proved(sender: Any, request: HttpRequest, user: Any, authenticator: Authenticator, **kwargs: Any) -> None:
    """Setting up a second step is using it: a code was typed, a key was touched. Connected to its signal."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, method="mfa", type=authenticator.type)


def still_holds(request: HttpRequest) -> bool:
    """Whether the session may go on. Using it does not lengthen it, unlike Django's own expiry."""
    began = request.session.get(BEGAN)
    if not isinstance(began, float) or not 0 <= time.time() - began < settings.SESSION_COOKIE_AGE:
        return False
    ended = SignedOutEverywhere.objects.filter(user=request.user).first()
    return ended is None or ended.at.timestamp() < began


def end_all(user: Any, *, by: Any = None) -> None:
    """End every session of a person, wherever they are signed in."""
    SignedOutEverywhere.objects.update_or_create(user=user, defaults={"at": timezone.now()})
    record("sign-out.everywhere", by=by, of=user)
