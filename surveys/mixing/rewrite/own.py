"""What is said when a mix cannot have its turn."""

from __future__ import annotations


class WritersBusy(Exception):
    """Somebody is writing to the answers at this moment. Nothing has been mixed; try again shortly."""
