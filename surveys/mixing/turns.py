"""Taking turns with whoever else writes to the answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from engagement.database.files import StillInUse
from surveys.mixing.rewrite.own import WritersBusy

TURNS = 50
PAUSE = 0.2
"""How often, and after how many seconds, a mix tries to find the answers unused by other writers."""

Done = TypeVar("Done")


def take_turns(work: Callable[[], Done], *, refusal: str) -> Done:
    """Do a transaction that needs the answers to itself, as soon as nobody else writes to them.

    Raises ``StillInUse``, its message beginning with ``refusal``, when somebody writes without a pause.
    """
    for turn in range(TURNS):
        if turn:
            time.sleep(PAUSE)
        try:
            return work()
        except WritersBusy:
            continue
    raise StillInUse(
        f"{refusal}, because something writes to the answers without a pause."
        " Nothing is lost; the next run of the jobs tries again."
    )
