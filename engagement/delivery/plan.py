"""Reads of the delivery plan: every action as it stands today, in values that can be kept for good."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from engagement.delivery.models import Action, Measure, Milestone
from engagement.delivery.priorities import PRIORITIES, Priority
from engagement.delivery.status import (
    COLOURS,
    MEASURE_STATES,
    OVERDUE,
    STATES,
    STOPPED,
    action_state,
    in_figures,
    measure_state,
    milestone_state,
)
from engagement.support.areas import AREAS


@dataclass(frozen=True)
class Estimate:
    """A published share in whole per cents with its range, the day its survey closed, and where it can be read."""

    percent: int
    low: int | None
    high: int | None
    on: date | None
    source: str
    url: str = ""


Estimates = Callable[..., Estimate | None]
"""From a stored choice to the newest published estimate that asks the same; None where there is none. With a day beside
it: the newest whose survey had closed by then."""


@dataclass(frozen=True)
class ToldMilestone:
    """A milestone and its state, a key of ``STATES``."""

    says: str
    state: str
    due_on: date
    done_on: date | None = None
    progress: str = ""
    progress_on: date | None = None
    evidence: str = ""
    evidence_link: str = ""
    why_late: str = ""
    stopped_on: date | None = None
    stopped_why: str = ""
    days_late: int = 0

    @property
    def label(self) -> str:
        """The state in words."""
        return STATES[self.state]

    @property
    def asks_why(self) -> bool:
        """Whether a reason is owed and nobody has given one."""
        return self.state == OVERDUE and not self.why_late


@dataclass(frozen=True)
class ToldMeasure:
    """A measure with where it began, where it should get and where it stands; its state is a key of MEASURE_STATES."""

    says: str
    unit: str
    state: str
    target: float
    target_by: date
    lower_is_better: bool = False
    baseline: float | None = None
    baseline_on: date | None = None
    baseline_source: str = ""
    value: float | None = None
    low: int | None = None
    high: int | None = None
    value_on: date | None = None
    source: str = ""
    url: str = ""
    caution: str = ""
    stopped_on: date | None = None
    stopped_why: str = ""

    @property
    def label(self) -> str:
        """The state in words."""
        return MEASURE_STATES[self.state]

    @property
    def shown_baseline(self) -> str:
        """Where it began, with its unit."""
        return self._shown(self.baseline)

    @property
    def shown_target(self) -> str:
        """Where it should get, with its unit."""
        return self._shown(self.target)

    @property
    def shown_value(self) -> str:
        """Where it stands, with its unit."""
        return self._shown(self.value)

    def _shown(self, value: float | None) -> str:
        if value is None:
            return ""
        return f"{in_figures(value)}%" if self.unit == "%" else f"{in_figures(value)} {self.unit}"


@dataclass(frozen=True)
class ToldAim:
    """What was aimed at before, and why it changed."""

    about: str
    what: str
    was: str
    now: str
    reason: str
    changed_on: date


@dataclass(frozen=True)
class ToldAction:
    """One action as it stands, with everything that hangs from it."""

    slug: str
    priority: int
    says: str
    owner: str
    state: str
    area: str = ""
    strategy_words: str = ""
    strategy_page: str = ""
    stopped_on: date | None = None
    stopped_why: str = ""
    milestones: tuple[ToldMilestone, ...] = ()
    measures: tuple[ToldMeasure, ...] = ()
    earlier: tuple[ToldAim, ...] = ()
    promises: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """Address and words of each promise it keeps."""

    @property
    def label(self) -> str:
        """The state in words."""
        return STATES[self.state]

    @property
    def colour(self) -> str:
        """``amber``, ``red`` or nothing."""
        return COLOURS.get(self.state, "")

    @property
    def area_name(self) -> str:
        """Where it happens; empty for the whole region."""
        return AREAS.get(self.area, "")

    @property
    def done(self) -> int:
        """How many of its milestones are done."""
        return sum(told.done_on is not None for told in self.milestones)

    @property
    def owed(self) -> int:
        """How many of its milestones were not stopped."""
        return sum(told.state != STOPPED for told in self.milestones)


def plan(today: date, estimates: Estimates) -> list[ToldAction]:
    """Every action as it stands today, by priority. Five queries, whatever the size of the plan."""
    found = Action.objects.prefetch_related("milestones", "measures", "earlier_aims", "commitments")
    return [_action(action, today, estimates) for action in found]


def plan_of_area(area: str, today: date) -> list[tuple[Action, str]]:
    """The actions of one area that were not stopped, by priority, each with its state."""
    found = Action.objects.filter(area=area, stopped_on=None).prefetch_related("milestones")
    return [(action, state_of(action, today)) for action in found]


def actions_with(words: Iterable[str]) -> list[Action]:
    """The actions that hold all of these words in what is done, what the strategy says or who answers for it."""
    wanted = [word.lower() for word in words]
    told = (
        (action, f"{action.says} {action.strategy_words} {action.owner}".lower())
        for action in Action.objects.all()
    )
    return [action for action, text in told if all(word in text for word in wanted)]


def by_priority(actions: Iterable[ToldAction]) -> list[tuple[Priority, list[ToldAction]]]:
    """Each priority that has one of these actions, with them: the most pressing first."""
    order = list(STATES)
    told = sorted(actions, key=lambda action: order.index(action.state))
    groups = [
        (priority, [action for action in told if action.priority == priority.number])
        for priority in PRIORITIES.values()
    ]
    return [(priority, group) for priority, group in groups if group]


def counted(actions: Iterable[ToldAction]) -> list[tuple[str, str, int]]:
    """How many actions are in each state that occurs: the state, its words, the number."""
    states = [action.state for action in actions]
    return [(state, label, states.count(state)) for state, label in STATES.items() if state in states]


def state_of(action: Action, today: date) -> str:
    """How one action stands today, a key of ``STATES``."""
    states = (_milestone(told, today).state for told in action.milestones.all())
    return action_state(states, stopped_on=action.stopped_on)


def _action(action: Action, today: date, estimates: Estimates) -> ToldAction:
    milestones = tuple(_milestone(told, today) for told in action.milestones.all())
    return ToldAction(
        slug=action.slug,
        priority=action.priority,
        says=action.says,
        owner=action.owner,
        state=action_state((told.state for told in milestones), stopped_on=action.stopped_on),
        area=action.area,
        strategy_words=action.strategy_words,
        strategy_page=action.strategy_page,
        stopped_on=action.stopped_on,
        stopped_why=action.stopped_why,
        milestones=milestones,
        measures=tuple(_measure(told, today, estimates) for told in action.measures.all()),
        earlier=tuple(
            ToldAim(told.about, told.what, told.was, told.now, told.reason, told.changed_on)
            for told in action.earlier_aims.all()
        ),
        promises=tuple((told.slug, told.we_did) for told in action.commitments.all()),
    )


def _milestone(told: Milestone, today: date) -> ToldMilestone:
    state = milestone_state(
        due_on=told.due_on,
        today=today,
        done_on=told.done_on,
        stopped_on=told.stopped_on,
        progress_on=told.progress_on,
    )
    is_late = state in COLOURS and today > told.due_on
    return ToldMilestone(
        says=told.says,
        state=state,
        due_on=told.due_on,
        done_on=told.done_on,
        progress=told.progress,
        progress_on=told.progress_on,
        evidence=told.evidence,
        evidence_link=told.evidence_link,
        why_late=told.why_late,
        stopped_on=told.stopped_on,
        stopped_why=told.stopped_why,
        days_late=(today - told.due_on).days if is_late else 0,
    )


def _measure(told: Measure, today: date, estimates: Estimates) -> ToldMeasure:
    found = _estimate(told, estimates) if told.estimate else None
    value: float | None = None
    if found is not None:
        value = found.percent
    elif not told.estimate and told.value is not None:
        value = float(told.value)
    low, high = (found.low, found.high) if found else (None, None)
    lower_is_better = told.better == Measure.Better.LOWER
    return ToldMeasure(
        says=told.says,
        unit=told.unit,
        state=measure_state(
            target=told.target,
            target_by=told.target_by,
            today=today,
            lower_is_better=lower_is_better,
            value=value,
            low=low,
            high=high,
            stopped_on=told.stopped_on,
        ),
        target=float(told.target),
        target_by=told.target_by,
        lower_is_better=lower_is_better,
        baseline=None if told.baseline is None else float(told.baseline),
        baseline_on=told.baseline_on,
        baseline_source=told.baseline_source,
        value=value,
        low=low,
        high=high,
        value_on=found.on if found else (told.value_on if value is not None else None),
        source=found.source if found else (told.value_source if value is not None else ""),
        url=found.url if found else "",
        caution=told.caution,
        stopped_on=told.stopped_on,
        stopped_why=told.stopped_why,
    )


def _estimate(told: Measure, estimates: Estimates) -> Estimate | None:
    """A measure that was stopped keeps the last estimate from before: a later survey does not move it."""
    return estimates(told.estimate, told.stopped_on) if told.stopped_on else estimates(told.estimate)


# --- Keeping a year, and reading it again ----------------------------------------------------------------------------

FORMAT = 1


def as_content(actions: Iterable[ToldAction]) -> dict[str, Any]:
    """A plan as JSON: days as ISO dates."""
    return {"format": FORMAT, "actions": [_plain(asdict(action)) for action in actions]}


def from_content(content: Mapping[str, Any]) -> list[ToldAction]:
    """A kept plan as it was told then. Keys that a later program would add are left out."""
    return [
        _read(
            ToldAction,
            {
                **told,
                "milestones": tuple(_read(ToldMilestone, each) for each in told.get("milestones", ())),
                "measures": tuple(_read(ToldMeasure, each) for each in told.get("measures", ())),
                "earlier": tuple(_read(ToldAim, each) for each in told.get("earlier", ())),
                "promises": tuple(tuple(each) for each in told.get("promises", ())),
            },
        )
        for told in content.get("actions", ())
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _read(kind: type, told: Mapping[str, Any]) -> Any:
    known = kind.__dataclass_fields__
    return kind(
        **{
            name: date.fromisoformat(value) if _is_day(name) and isinstance(value, str) else value
            for name, value in told.items()
            if name in known
        }
    )


def _is_day(name: str) -> bool:
    return name.endswith("_on") or name == "target_by"
