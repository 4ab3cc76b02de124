"""The account for emergencies: the one superuser production lets in, and everybody hears of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from engagement.accounts.notices import tell
from engagement.accounts.roles import holders
from engagement.audit.services import record


def is_above_the_roles(user: Any) -> bool:
    """Whether this is a superuser the settings do not name. None there lets every superuser in: not production."""
    named = settings.BREAK_GLASS_ACCOUNT
    return bool(user.is_superuser and named is not None and user.get_username() != named)


def announce(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Note the sign-in of a superuser and tell every administrator. Connected to the signal of signing in."""
    if user.is_superuser and not is_above_the_roles(user):
        record("sign-in.break-glass", by=user, of=user)
        tell(
            holders("admin"),
            "The account for emergencies is in use",
            f"Somebody signed in with the account “{user.get_username()}”, which stands above the roles. If you do"
            " not know why, lock the account and change its password now.",
        )
