"""System checks: a promise that words about danger are read needs somebody who can read them."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from surveys.models import Fieldwork, SafeguardingKey
from surveys.safeguarding.selectors import leads


@register(Tags.database, deploy=True)
def somebody_can_read(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """``check --deploy --database default`` fails while a survey is open and nobody could read of danger in it."""
    if not databases or "default" not in databases:
        return []
    if SafeguardingKey._meta.db_table not in connections["default"].introspection.table_names():
        return []
    if not Fieldwork.objects.filter(state=Fieldwork.State.OPEN).exists():
        return []
    found: list[CheckMessage] = []
    if not SafeguardingKey.objects.filter(in_use=True).exists():
        found.append(
            Error(
                "A survey is open and the safeguarding queue has no key: answers that may tell of danger wait unread.",
                hint="A safeguarding lead makes the key under Safeguarding in the admin.",
                id="safeguarding.E001",
            )
        )
    if not any(lead.email for lead in leads()):
        found.append(
            Error(
                "A survey is open and no safeguarding lead with an e-mail address could be alerted.",
                hint="Give somebody the role of safeguarding lead, and their account an address.",
                id="safeguarding.E002",
            )
        )
    return found
