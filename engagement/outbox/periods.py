"""How long the outbox tries and keeps. Told to the public from here, and kept to from here."""

from datetime import timedelta

GIVE_UP = timedelta(days=2)
"""Tried for more than so many whole days, so for 48 hours at least."""
KEEP_FAILED = timedelta(days=14)
"""How long a mail that was given up stays, so that staff can have it sent again."""
KEEP_STOPPED = timedelta(days=365)
"""How long an address stays stopped: it may belong to somebody else by then."""
