"""The door of the public plan: nobody who is signed in writes its tables, except by confirming what another wrote.

The rule stands at the tables, so that no form, list, bulk action or screen of Wagtail goes round it. What runs on the
server with nobody signed in passes: the example site, and commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from wagtail.log_actions import get_active_log_context

ALONE = "A change of the delivery plan takes two people: one writes it, another confirms it."

_confirmed: ContextVar[bool] = ContextVar("plan_confirmed", default=False)


@contextmanager
def opened() -> Iterator[None]:
    """Let what a second person confirmed into the plan."""
    token = _confirmed.set(True)
    try:
        yield
    finally:
        _confirmed.reset(token)


def refuse_alone(**_: Any) -> None:
    """Refuse whoever is signed in and writes alone. Connected to what is saved or deleted, row by row.

    Raises:
        PermissionDenied: with the rule as a sentence.
    """
    if get_active_log_context().user is not None and not _confirmed.get():
        raise PermissionDenied(ALONE)


class ByTwo(models.QuerySet[Any]):
    """Writes of many rows at once, which no signal tells of, pass the same door."""

    def update(self, **changes: Any) -> int:
        refuse_alone()
        return super().update(**changes)

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        refuse_alone()
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        refuse_alone()
        return super().bulk_update(*args, **kwargs)
