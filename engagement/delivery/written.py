"""An action as it is kept beside the plan: with its milestones and measures, their keys and every value, as JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from engagement.delivery.models import Action, PlanChange
from engagement.delivery.models.snapshots import digest_of


def content_of(action: Action) -> dict[str, Any]:
    """An action with its parts, equal for equal ones on either database."""
    return json.loads(json.dumps(_plain(action.serializable_data()), cls=DjangoJSONEncoder))


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two contents say the same, in whatever order their parts were written."""
    return _in_order(one) == _in_order(other)


def mark(live: Action | None, change: PlanChange | None) -> str:
    """A mark of what a writer has before them: what the public reads, and what waits beside it."""
    return digest_of(
        {
            "live": content_of(live) if live else None,
            "waiting": [change.pk, change.content] if change else None,
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    # 30 and 30.0 are one number, however a form or a database writes it.
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _in_order(content: dict[str, Any]) -> dict[str, Any]:
    return {
        name: sorted(value, key=lambda part: json.dumps(part, sort_keys=True))
        if isinstance(value, list)
        else value
        for name, value in content.items()
    }
