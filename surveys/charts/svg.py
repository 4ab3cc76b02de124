"""Writing SVG: escaped, without style attributes, with a title and a description for those who listen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

FILLS = {"fewer": "#c4321a", "within": "#4b2be0", "more": "#006b5f", "hidden": "#574f6b"}
"""The presentation attribute of each meaning; a stylesheet overrides it by class, for dark screens."""

TEXT = "currentColor"


def element(name: str, content: str = "", **attributes: object) -> str:
    """One element. Underscores at the end of a name are dropped, others become hyphens; ``content`` is markup."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(
    content: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    class_: str = "chart__text",
    colour: str = TEXT,
) -> str:
    """A line of text; the content is escaped."""
    return element(
        "text", escape(content), x=x, y=y, text_anchor=anchor, class_=class_, fill=colour, font_size=14
    )


def drawing(
    parts: Iterable[str], *, width: float, height: float, title: str, description: str, kind: str
) -> SafeString:
    """A whole chart, named by its title and described in words."""
    content = "".join(parts)
    mark = hashlib.sha256(f"{title}{description}{content}".encode()).hexdigest()[:8]
    head = element("title", escape(title), id=f"t{mark}") + element(
        "desc", escape(description), id=f"d{mark}"
    )
    # Every text and attribute above is escaped.
    return mark_safe(
        element(
            "svg",
            head + content,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {_number(width)} {_number(height)}",
            role="img",
            aria_labelledby=f"t{mark} d{mark}",
            class_=f"chart chart--{kind}",
            preserveAspectRatio="xMinYMin meet",
        )
    )


def signed(points: int) -> str:
    """Points with their sign, a true minus included."""
    return f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0"


def _number(value: object) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
