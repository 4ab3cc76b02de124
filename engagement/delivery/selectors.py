"""Reads of what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engagement.delivery.models import Commitment


@dataclass(frozen=True)
class Promise:
    """A commitment as the public sees it today: whether it is late, and by how many days."""

    commitment: Commitment
    today: date

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.commitment.stage in {Commitment.Stage.PROMISED, Commitment.Stage.UNDERWAY}

    @property
    def overdue(self) -> bool:
        """Whether its day has passed and it is neither done nor openly stopped. Nobody can switch this off."""
        return self.is_open and self.commitment.due_on < self.today

    @property
    def days_late(self) -> int:
        """Days since it was due; 0 while it is not overdue."""
        return (self.today - self.commitment.due_on).days if self.overdue else 0

    @property
    def days_left(self) -> int | None:
        """Days until it is due; None once it is done, stopped or late."""
        return (self.commitment.due_on - self.today).days if self.is_open and not self.overdue else None

    @property
    def state(self) -> str:
        """``overdue``, or the stage."""
        return "overdue" if self.overdue else str(self.commitment.stage)

    @property
    def state_label(self) -> str:
        """The state in words."""
        return "Late" if self.overdue else str(self.commitment.get_stage_display())


def commitments(today: date, *, figure: str | None = None, area: str | None = None) -> list[Promise]:
    """Every promise, those that answer one published result, or those of one area: late ones first. One query."""
    found = Commitment.objects.select_related("action")
    if figure is not None:
        found = found.filter(figure=figure)
    if area is not None:
        found = found.filter(area=area)
    promises = [Promise(commitment, today) for commitment in found]
    return sorted(promises, key=lambda told: (not told.overdue, not told.is_open, told.commitment.due_on))
