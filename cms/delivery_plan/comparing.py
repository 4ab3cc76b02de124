"""The plan of one year beside a later one, action by action."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engagement.delivery.plan import ToldAction, ToldMeasure


@dataclass(frozen=True)
class MeasurePair:
    """One measure then and later; ``later`` is None where the later plan does not hold it."""

    then: ToldMeasure
    later: ToldMeasure | None

    @property
    def target_changed(self) -> bool:
        """Whether it was aimed at something else later."""
        later = self.later
        return later is not None and (later.target, later.target_by) != (
            self.then.target,
            self.then.target_by,
        )


@dataclass(frozen=True)
class Pair:
    """One action then and later."""

    then: ToldAction | None
    later: ToldAction | None
    measures: tuple[MeasurePair, ...] = ()

    @property
    def action(self) -> ToldAction:
        """Whichever there is, the earlier one first."""
        found = self.then or self.later
        assert found is not None
        return found


def compared(then: Iterable[ToldAction], later: Iterable[ToldAction]) -> list[Pair]:
    """Every action of either plan, by priority; those that were added since stand after those that were there."""
    by_slug = {action.slug: action for action in later}
    pairs = []
    for action in then:
        match = by_slug.pop(action.slug, None)
        measures = {told.says: told for told in match.measures} if match else {}
        pairs.append(
            Pair(action, match, tuple(MeasurePair(told, measures.get(told.says)) for told in action.measures))
        )
    pairs += [Pair(None, action) for action in by_slug.values()]
    return sorted(pairs, key=lambda pair: (pair.action.priority, pair.then is None))
