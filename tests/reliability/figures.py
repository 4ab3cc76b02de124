"""How long each trial goes on: short among the long checks, whole when ``make soak`` asks for it."""

from __future__ import annotations

import os
from dataclasses import dataclass

SOAK = os.environ.get("SOAK", "") not in ("", "0")


@dataclass(frozen=True)
class Figures:
    """What one kind of fault is tried with."""

    trials: int
    answers: int
    """Thanked visitors over all trials, at the least."""

    @property
    def each(self) -> int:
        """Thanked visitors a trial waits for before its fault strikes."""
        return -(-self.answers // self.trials)


KILLED_SERVER = Figures(50, 5_000) if SOAK else Figures(3, 150)
KILLED_WORKER = Figures(50, 5_000) if SOAK else Figures(4, 150)
KILLED_DATABASE = Figures(30, 3_000) if SOAK else Figures(2, 100)
FULL_DISK = Figures(10, 1_000) if SOAK else Figures(2, 60)
STEADY_SECONDS = 600 if SOAK else 5
LOCKED_SECONDS = 60 if SOAK else 4
WRITERS = 32


def tell(sentence: str) -> None:
    """A figure for whoever reads the run; never a condition of it."""
    print(sentence, flush=True)
