"""Invented local support lines: they show how local help looks, and never meet a real visitor."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction

from engagement.support.models import SupportLine

FILE = Path(__file__).with_name("example.toml")


class NotTheExample(RuntimeError):
    """Somebody asked for invented lines where real people look for help."""


def example_lines(today: date) -> tuple[SupportLine, ...]:
    """One invented line for each authority, unsaved, checked today."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        SupportLine(
            need=SupportLine.Need.LOCAL,
            says=told["says"],
            owner=told["owner"],
            source=told["source"],
            website="https://www.example.org",
            reviewed_on=today,
            is_example=True,
            order=100 + place,
            **line,
        )
        for place, line in enumerate(told["line"])
    )


@transaction.atomic
def load_example_lines(today: date) -> int:
    """Store the invented lines, or bring their day up to today; returns how many were new.

    An authority that has a line of its own gets none. Raises ``NotTheExample`` in a real installation.
    """
    if not settings.DEMO_SIGN_IN:
        raise NotTheExample("Invented support lines are for the example site. Nothing was stored.")
    real = set(SupportLine.objects.filter(is_example=False).values_list("area", flat=True))
    made = 0
    for line in example_lines(today):
        stored = SupportLine.objects.filter(is_example=True, area=line.area)
        if line.area in real:
            stored.delete()
        elif not stored.update(reviewed_on=today):
            line.save()
            made += 1
    return made


def remove_example_lines() -> int:
    """Delete every invented line; returns how many there were."""
    return SupportLine.objects.filter(is_example=True).delete()[0]
