"""Who reads, who may take down: by role, asked once a request."""

from __future__ import annotations

from typing import Any

from engagement.accounts.roles import ROLES

PLAIN_ENGLISH = "moderator"
SAFEGUARDING = "safeguarding_lead"
EVERY_SECTION = ("moderator", "admin")
"""The roles that open and change drafts everywhere."""


def has_role(user: Any, *slugs: str) -> bool:
    """Whether somebody has one of these roles. A superuser has none for being one."""
    if not user.is_authenticated or not user.is_active:
        return False
    held = getattr(user, "_names_of_groups", None)
    if held is None:
        held = user._names_of_groups = frozenset(user.groups.values_list("name", flat=True))
    return any(ROLES[slug].name in held for slug in slugs)


def is_reviewer(user: Any) -> bool:
    """Whether somebody reads one of the two steps."""
    return has_role(user, PLAIN_ENGLISH, SAFEGUARDING)


def may_take_down_anything(user: Any) -> bool:
    """Whether somebody may take down pages of every section."""
    return has_role(user, PLAIN_ENGLISH, SAFEGUARDING, "admin")
