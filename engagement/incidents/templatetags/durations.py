"""How long a step took, in words."""

from __future__ import annotations

from datetime import timedelta

from django import template

register = template.Library()


@register.filter
def minutes(time: timedelta | None) -> str:
    """``4 min 12 s``; empty for None."""
    if time is None:
        return ""
    whole = int(time.total_seconds())
    return f"{whole // 60} min {whole % 60} s" if whole >= 60 else f"{whole} s"
