"""What a mail says, written at the moment it is sent: each kind has a function that writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Letter:
    """The words of one mail. ``html`` is a simple second form of the same words, or empty."""

    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    sender: str = ""


Writer = Callable[[Mapping[str, Any]], Letter | None]
"""From what was told when the mail was put by, to its words; None when there is no reason left to send it."""

PLAIN = "plain"
_writers: dict[str, Writer] = {}


def register(kind: str, writer: Writer) -> None:
    """Say who writes mails of a kind. An app does so as it starts."""
    _writers[kind] = writer


def write(kind: str, told: Mapping[str, Any]) -> Letter | None:
    """The words of a mail. Raises KeyError for a kind that nobody writes."""
    return _writers[kind](told)


def _plain(told: Mapping[str, Any]) -> Letter:
    return Letter(
        subject=told["subject"],
        text=told["text"],
        html=told.get("html", ""),
        headers=told.get("headers", {}),
        sender=told.get("sender", ""),
    )


register(PLAIN, _plain)
