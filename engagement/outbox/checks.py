"""Whether mail can go out and its reports can be believed: asked at every start and by ``check --deploy``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from engagement.outbox.providers import CONSOLE, PROVIDERS, SMTP, missing_secret

OUTBOX = "engagement.outbox.backend.OutboxBackend"


@register(deploy=True)
def reports_of_the_provider_can_be_believed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A provider whose reports nobody can prove: its bounces would be lost, or anybody could send some."""
    missing = missing_secret()
    if not missing:
        return []
    return [
        Error(
            f"MAIL_PROVIDER is {settings.MAIL_PROVIDER}, and {missing} is empty: its reports of bounces and complaints"
            " cannot be told from anybody else's, so none is taken.",
            hint="Set it to the secret that the provider shows for its webhook: docs/deploy/README.md.",
            id="engagement.E060",
        )
    ]


@register(deploy=True)
def mail_leaves_this_machine(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Mail that is printed, or sent past the outbox."""
    found: list[CheckMessage] = []
    if settings.MAIL_PROVIDER not in (CONSOLE, SMTP, *PROVIDERS):
        found.append(
            Error(
                f"MAIL_PROVIDER is {settings.MAIL_PROVIDER}, which nobody here knows.",
                hint=f"One of {', '.join(sorted((SMTP, *PROVIDERS)))}.",
                id="engagement.E061",
            )
        )
    if settings.MAIL_PROVIDER == CONSOLE:
        found.append(
            Warning(
                "MAIL_PROVIDER is not set: mail is written to standard error and reaches nobody.",
                hint="Set it to smtp or to a provider: docs/deploy/README.md.",
                id="engagement.W062",
            )
        )
    if settings.EMAIL_BACKEND != OUTBOX:
        found.append(
            Warning(
                f"EMAIL_BACKEND is {settings.EMAIL_BACKEND}: mail to staff goes past the outbox, and is lost while the"
                " mail server is away.",
                hint="Take EMAIL_BACKEND out of the environment and name the way out in MAIL_PROVIDER.",
                id="engagement.W063",
            )
        )
    return found
