"""What the Partnership promised and planned, one module a subject."""

from engagement.delivery.models.changes import PlanChange
from engagement.delivery.models.commitments import Commitment
from engagement.delivery.models.plan import Action, EarlierAim, Measure, Milestone
from engagement.delivery.models.snapshots import PlanSnapshot

__all__ = ["Action", "Commitment", "EarlierAim", "Measure", "Milestone", "PlanChange", "PlanSnapshot"]
