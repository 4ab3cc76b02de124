"""How long this app keeps what. Told to the public from here, and kept to from here."""

from datetime import timedelta

KEEP_UNCONFIRMED = timedelta(days=2)
"""After so many whole days without a word an address that was never confirmed goes."""
KEEP_SUBSCRIPTION = timedelta(days=730)
"""Two years after its choices were last saved an address leaves the list."""
KEEP_DECIDED = timedelta(days=90)
"""After the answer to a request to join."""
KEEP_UNANSWERED = timedelta(days=180)
"""After a request to join came, if nobody answers."""
