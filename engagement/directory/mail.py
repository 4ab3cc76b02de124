"""The one mail the directory sends: a link to an organisation, with nothing that tells whether it was read."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from engagement.directory.models import Organisation


class NotSent(Exception):
    """The mail could not be handed on."""


def mail_link(organisation: Organisation, *, secret: str, to: str, ends_on: date) -> None:
    """Send the link. Raises ``NotSent``, which holds no address, where the mail server does not take it."""
    context = {
        "organisation": organisation.name,
        "site": settings.WAGTAIL_SITE_NAME,
        "address": f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('directory-keep', args=[secret])}",
        "ends_on": ends_on,
    }
    subject, _, body = render_to_string("directory/mail/link.txt", context).strip().partition("\n")
    message = EmailMessage(
        subject.strip(), body.strip() + "\n", to=[to], headers={"Auto-Submitted": "auto-generated"}
    )
    try:
        message.send()
    except Exception as fault:
        # What a provider's library raises may hold the address, so its type alone is told.
        raise NotSent(type(fault).__name__) from None
