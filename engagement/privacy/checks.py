"""System checks of what an installation writes down of its visitors. ``check --deploy`` runs them, and every start."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import DatabaseError

from engagement.privacy.database_log import database_log_facts
from engagement.privacy.facts import Fact
from engagement.privacy.logs import log_facts
from engagement.privacy.visits import cache_facts, visit_facts

FORGEABLE = frozenset({"REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", ""})
"""Where an address is the proxy's own, or whatever a visitor wrote."""


def _errors(facts: Iterable[Fact], *, id: str) -> list[CheckMessage]:
    return [
        Error(f"{fact.about}: {fact.found}.", hint=fact.remedy, id=id)
        for fact in facts
        if fact.is_safe is False
    ]


@register(deploy=True)
def nothing_is_written_down_of_visitors(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Logs, reports of faults, mail and the application server's list of visits."""
    return _errors(log_facts(), id="engagement.E030")


@register(deploy=True)
def public_pages_set_nothing(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Cookies, headers and what pages may load."""
    return _errors(visit_facts(), id="engagement.E031")


@register(deploy=True)
def the_database_writes_down_no_answer(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """PostgreSQL's log and its promise that what it acknowledged is stored, as this connection sees them."""
    try:
        return _errors(database_log_facts(), id="engagement.E032")
    except DatabaseError:
        # No database answers: nothing is stored there either, and the application says so itself.
        return []


@register(deploy=True)
def the_cache_stays_in_memory(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A Redis that writes to disk keeps, for a while, from where staff tried to sign in. No answer is ever in it."""
    return [
        Warning(f"{fact.about}: {fact.found}.", hint=fact.remedy, id="engagement.W033")
        for fact in cache_facts()
        if fact.is_safe is False
    ]


@register(deploy=True)
def the_limits_see_the_visitor(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The limits on sending and signing in need an address that the proxy sets and a visitor cannot write."""
    named = str(getattr(settings, "CLIENT_ADDRESS", ""))
    trusted = str(getattr(settings, "ALLAUTH_TRUSTED_CLIENT_IP_HEADER", "") or "")
    if named not in FORGEABLE and named == f"HTTP_{trusted.upper().replace('-', '_')}":
        return []
    return [
        Error(
            f"A visitor's address is read from {named or 'nowhere'}, and on signing in from {trusted or 'nowhere'}:"
            " everybody would share one limit, or anybody could write another's address.",
            hint='CLIENT_ADDRESS = "HTTP_X_REAL_IP", ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP", and a proxy that'
            " sets X-Real-IP anew on every request.",
            id="engagement.E034",
        )
    ]


@register(deploy=True)
def the_site_answers_to_its_own_names(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A wildcard among the hosts lets redirects and links in mails lead elsewhere; links in mails go over HTTPS."""
    wild = [host for host in settings.ALLOWED_HOSTS if host == "*" or host.startswith(".")]
    errors: list[CheckMessage] = []
    if wild or not settings.ALLOWED_HOSTS:
        errors.append(
            Error(
                f"ALLOWED_HOSTS is {', '.join(settings.ALLOWED_HOSTS) or 'empty'}: name each host in full.",
                id="engagement.E035",
            )
        )
    if not settings.WAGTAILADMIN_BASE_URL.startswith("https://"):
        errors.append(
            Error(
                f"SITE_URL is {settings.WAGTAILADMIN_BASE_URL}: links in mails to staff would go unencrypted.",
                hint="Set SITE_URL to the https address of the site.",
                id="engagement.E036",
            )
        )
    return errors


@register(deploy=True)
def somebody_can_be_told(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Whoever finds a weakness has to find somebody to tell."""
    if settings.SECURITY_CONTACT.startswith(("mailto:", "https://")):
        return []
    return [
        Warning(
            f"SECURITY_CONTACT is {settings.SECURITY_CONTACT or 'empty'}: who finds a weakness can tell nobody.",
            hint="Set SECURITY_CONTACT to mailto:... or https://..., as /.well-known/security.txt shows it.",
            id="engagement.W040",
        )
    ]
