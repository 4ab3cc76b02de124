"""What the mail provider reports back: addresses that bounce, and people who say that our mail is unwanted.

Only the address of the provider in use exists, and only when its secret is set; anymail checks the signature (or the
shared password, where a provider signs nothing) before a word of it is believed. An open or a click is never asked for
and, if a provider reports one all the same, thrown away.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from engagement.outbox.models import StoppedAddress
from engagement.outbox.providers import PROVIDERS, missing_secret
from engagement.outbox.services import stop


@cache
def _view(provider: str) -> Any:
    return import_string(PROVIDERS[provider].webhook).as_view()


@csrf_exempt  # The provider's signature stands in for it.
def mail_reports(request: HttpRequest, provider: str) -> HttpResponse:
    """Take a report of the provider in use; any other address of this kind does not exist."""
    if provider != settings.MAIL_PROVIDER or provider not in PROVIDERS or missing_secret():
        raise Http404
    # Whatever is wrong with it, anymail raises SuspiciousOperation for a bad signature; nonsense is a bad request too.
    try:
        return _view(provider)(request)
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponse("This report cannot be read.", status=400, content_type="text/plain")


def listen() -> None:
    """Hear what anymail makes of reports."""
    from anymail.signals import tracking

    tracking.connect(_heard, dispatch_uid="outbox.reports")


def _heard(sender: Any, event: Any, esp_name: str, **kwargs: Any) -> None:
    if not event.recipient:
        return
    if event.event_type == "complained" or event.reject_reason == "spam":
        stop(event.recipient, StoppedAddress.Why.COMPLAINED)
    elif event.event_type in ("bounced", "rejected") and event.reject_reason in ("bounced", "invalid"):
        stop(event.recipient, StoppedAddress.Why.BOUNCED)
    elif event.event_type == "unsubscribed":
        stop(event.recipient, StoppedAddress.Why.COMPLAINED)
