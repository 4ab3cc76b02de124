"""How an upload is refused."""

from __future__ import annotations


class Refused(ValueError):
    """A file that is not taken; the message says what is wrong with it and what to do, in one or two sentences."""
