"""The mail providers an installation can name in MAIL_PROVIDER, and the secret each one's reports are proved with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

CONSOLE, SMTP = "console", "smtp"


@dataclass(frozen=True)
class Provider:
    """A provider: anymail's classes for it, and the setting without which its reports cannot be believed.

    ``can_be_told`` names what it lets us switch off for each mail; where it does not, it is switched off in its own
    settings.
    """

    backend: str
    webhook: str
    secret: str = "WEBHOOK_SECRET"
    can_be_told: tuple[str, ...] = ("track_opens", "track_clicks")


def _anymail(name: str, view: str, **more: Any) -> Provider:
    return Provider(
        f"anymail.backends.{name}.EmailBackend", f"anymail.webhooks.{name}.{view}TrackingWebhookView", **more
    )


PROVIDERS: dict[str, Provider] = {
    "brevo": _anymail("brevo", "Brevo", can_be_told=()),
    "mailersend": _anymail("mailersend", "MailerSend", secret="MAILERSEND_SIGNING_SECRET"),
    "mailgun": _anymail("mailgun", "Mailgun", secret="MAILGUN_WEBHOOK_SIGNING_KEY"),
    "mailjet": _anymail("mailjet", "Mailjet"),
    "postmark": _anymail("postmark", "Postmark"),
    "sparkpost": _anymail("sparkpost", "SparkPost"),
}
"""By the name in MAIL_PROVIDER. ``smtp`` and ``console`` need none of this: they report nothing back."""


def transport_of(name: str) -> str:
    """The e-mail backend that talks to a provider; that of the console for a name nobody knows, which a check tells."""
    own = {
        CONSOLE: "django.core.mail.backends.console.EmailBackend",
        SMTP: "django.core.mail.backends.smtp.EmailBackend",
    }
    return PROVIDERS[name].backend if name in PROVIDERS else own.get(name, own[CONSOLE])


def anymail_settings(environment: Mapping[str, str], name: str) -> dict[str, Any]:
    """Anymail's settings from every variable that begins with ANYMAIL_, with tracking of readers switched off."""
    told: dict[str, Any] = {
        variable.removeprefix("ANYMAIL_"): value
        for variable, value in environment.items()
        if variable.startswith("ANYMAIL_") and value
    }
    if name in PROVIDERS:
        told["SEND_DEFAULTS"] = dict.fromkeys(PROVIDERS[name].can_be_told, False)
    return told


def missing_secret() -> str:
    """The setting without which the provider in use could be impersonated; empty when nothing is missing."""
    provider = PROVIDERS.get(settings.MAIL_PROVIDER)
    if provider is None:
        return ""
    return "" if settings.ANYMAIL.get(provider.secret) else f"ANYMAIL_{provider.secret}"
