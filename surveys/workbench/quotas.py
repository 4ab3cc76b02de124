"""Soft quotas: setting them, counting them once a day, and what the board shows of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from surveys.models import Channel, Fieldwork, QuotaPlan, SurveyPage
from surveys.reports.quotas import (
    FEW,
    FULL,
    MOST_VARIABLES,
    MOST_WANTED,
    NEARLY,
    OVER_HALF,
    UNDER_HALF,
    cells_of,
    count_cells_of,
    how_far,
    reached_by,
    variables_to_choose,
    wanted_by_census,
)
from surveys.workbench.tallies import OPEN_LINK

CHANGED = "surveys.fieldwork.change"

WORDS = {
    FEW: "fewer than 10 so far",
    UNDER_HALF: "less than half",
    OVER_HALF: "more than half",
    NEARLY: "more than three quarters",
    FULL: "reached",
}
WIDTHS = {FEW: 0, UNDER_HALF: 25, OVER_HALF: 60, NEARLY: 85, FULL: 100}
"""How far the bar of a band is drawn: its middle, never the count."""


class QuotasRefused(ValueError):
    """Quotas cannot be set like this. The text says why, and what to do."""


@dataclass(frozen=True)
class CellView:
    """One group with how many answers are wanted of it and about how far that is."""

    name: str
    field: str
    wanted: int
    band: str
    word: str
    width: int
    links: tuple[str, ...]


@dataclass(frozen=True)
class QuotaBoard:
    """Every group of a plan, and those still missing, the farthest from its number first."""

    variables: tuple[str, ...]
    from_census: bool
    counted_on: date | None
    total: int
    cells: tuple[CellView, ...]

    @property
    def missing(self) -> tuple[CellView, ...]:
        """Groups that have not reached their number."""
        order = (FEW, UNDER_HALF, OVER_HALF, NEARLY)
        short = [cell for cell in self.cells if cell.band != FULL and cell.wanted]
        return tuple(sorted(short, key=lambda cell: (order.index(cell.band), -cell.wanted)))

    @property
    def full(self) -> int:
        """How many groups have reached their number."""
        return sum(cell.band == FULL for cell in self.cells)


@transaction.atomic
def plan_by_census(survey: SurveyPage, *, user: Any, variables: Sequence[str], total: str) -> QuotaPlan:
    """Share a number of answers out by the Census shares of residents.

    Raises QuotasRefused for groups the survey does not ask for, the same one twice, a number that is none.
    """
    chosen = tuple(name for name in variables if name)
    if not chosen or len(chosen) > MOST_VARIABLES or len(set(chosen)) != len(chosen):
        raise QuotasRefused("Choose one group, or two different ones.")
    if not set(chosen) <= set(variables_to_choose(survey)):
        raise QuotasRefused("Choose groups that the survey asks for and the Census has figures for.")
    number = _number(total, "How many answers do you hope for in all? Write a whole number")
    if not number:
        raise QuotasRefused("How many answers do you hope for in all? Write a number above 0.")
    wanted = wanted_by_census(chosen, number)
    return _save(survey, user, chosen, wanted, from_census=True)


@transaction.atomic
def plan_by_hand(survey: SurveyPage, *, user: Any, given: Mapping[str, str]) -> QuotaPlan:
    """Change the numbers of a plan, group by group. Raises QuotasRefused naming the group."""
    plan = QuotaPlan.objects.filter(survey=survey).first()
    if plan is None:
        raise QuotasRefused("Choose the groups first.")
    wanted = {}
    for place, (cell, _) in enumerate(plan.wanted):
        name = " · ".join(cell)
        wanted[tuple(cell)] = _number(given.get(f"cell-{place}", ""), f"{name}: write a whole number")
    return _save(survey, user, tuple(plan.variables), wanted, from_census=False)


@transaction.atomic
def drop_plan(survey: SurveyPage, *, user: Any) -> None:
    """Take the quotas of a survey away."""
    QuotaPlan.objects.filter(survey=survey).delete()
    log(instance=survey, action=CHANGED, user=user, data={"what": "the quotas: taken away"})


def board_of(survey: SurveyPage) -> QuotaBoard | None:
    """How far each group is, as counted at the beginning of the day; None without a plan."""
    plan = QuotaPlan.objects.filter(survey=survey).first()
    if plan is None:
        return None
    names = {"": OPEN_LINK, **dict(Channel.objects.filter(survey=survey).values_list("code", "name"))}
    cells = []
    for place, (cell, wanted) in enumerate(plan.wanted):
        n = plan.counted[place] if place < len(plan.counted) else 0
        codes = plan.reached[place] if place < len(plan.reached) else []
        band = how_far(n, wanted)
        cells.append(
            CellView(
                name=" · ".join(cell),
                field=f"cell-{place}",
                wanted=wanted,
                band=band,
                word=WORDS[band],
                width=WIDTHS[band],
                links=tuple(names[code] for code in codes if code in names),
            )
        )
    return QuotaBoard(
        variables=tuple(plan.variables),
        from_census=plan.from_census,
        counted_on=plan.counted_on,
        total=sum(cell.wanted for cell in cells),
        cells=tuple(cells),
    )


def links_that_reach(survey: SurveyPage, variables: Sequence[str]) -> dict[tuple[str, str], list[str]]:
    """The names of the links that bring people of a group, by variable and band: the outreach list's last column."""
    names = {"": OPEN_LINK, **dict(Channel.objects.filter(survey=survey).values_list("code", "name"))}
    return {
        (variable, band): [names[code] for code in codes if code in names]
        for variable in variables
        for (band,), codes in reached_by(survey, [variable]).items()
    }


def count_all(*, now: datetime | None = None) -> int:
    """Count the quotas of every survey that is not over: timed work, once a day. How many were counted is returned."""
    today = timezone.localdate(now)
    plans = QuotaPlan.objects.exclude(
        survey__fieldwork__state=Fieldwork.State.CLOSED, counted_on__isnull=False
    )
    done = 0
    for plan in plans.select_related("survey"):
        _count(plan, today)
        plan.save(update_fields=["counted", "reached", "counted_on"])
        done += 1
    return done


def _count(plan: QuotaPlan, today: date) -> None:
    counts = count_cells_of(plan.survey, plan.variables)
    links = reached_by(plan.survey, plan.variables)
    plan.counted = [counts[tuple(cell)] for cell, _ in plan.wanted]
    plan.reached = [links.get(tuple(cell), []) for cell, _ in plan.wanted]
    plan.counted_on = today


def _save(
    survey: SurveyPage,
    user: Any,
    variables: tuple[str, ...],
    wanted: Mapping[tuple[str, ...], int],
    *,
    from_census: bool,
) -> QuotaPlan:
    plan = QuotaPlan.objects.select_for_update().filter(survey=survey).first()
    same_groups = plan is not None and tuple(plan.variables) == variables
    plan = plan or QuotaPlan(survey=survey)
    plan.variables, plan.from_census = list(variables), from_census
    plan.wanted = [[list(cell), wanted[cell]] for cell in cells_of(variables)]
    if not same_groups:
        # Only other groups are counted at once: saving again and again would show single answers come.
        _count(plan, timezone.localdate())
    plan.save()
    log(instance=survey, action=CHANGED, user=user, data={"what": "the quotas"})
    return plan


def _number(given: str, what: str) -> int:
    text = given.strip().replace(",", "")
    if not (text.isascii() and text.isdecimal()) or int(text[:9]) > MOST_WANTED or len(text) > 9:
        raise QuotasRefused(f"{what} from 0 to {MOST_WANTED:,}.")
    return int(text)
