"""What is read from an installation about its own secrecy: one fact, what was found, and whether it is as promised."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """One thing that was looked at.

    ``found`` is what stands there now. ``is_safe`` is None where this program cannot look; ``remedy`` says what to do
    where it is False.
    """

    about: str
    found: str
    is_safe: bool | None
    remedy: str = ""
