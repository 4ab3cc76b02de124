"""Reads for the page of one area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import now

from cms.incidents import awake
from cms.models import DirectoryPage, EventPage, FaithAllianceMember
from cms.results.present import Cell, ResultView, TableView, present
from cms.shapes import Area
from engagement.delivery.plan import plan_of_area
from engagement.delivery.selectors import Promise, commitments
from engagement.delivery.status import STATES
from engagement.directory.models import Service
from engagement.directory.selectors import of_area
from engagement.support.models import SupportLine
from engagement.support.selectors import support_lines
from surveys.models import PublishedResult
from surveys.publication.selectors import published_results

FIRST_SHOWN = 3
MOST_EVENTS = 3
MOST_SERVICES = 6


@dataclass(frozen=True)
class AnswerHere:
    """One answer: its share in the area beside its share in the whole region."""

    label: str
    here: Cell
    everywhere: Cell


@dataclass(frozen=True)
class QuestionHere:
    """One published question as the area answered it, and how many people there that rests on."""

    label: str
    question: str
    base: int | str | None
    low_base: bool
    answers: tuple[AnswerHere, ...]


@dataclass(frozen=True)
class PlannedHere:
    """One action of the delivery plan in this area: what is done, its place on the plan's page, how it stands."""

    says: str
    slug: str
    state: str
    state_label: str


@dataclass(frozen=True)
class AreaView:
    """Everything the page of an area shows beside its own words."""

    result: PublishedResult | None
    first: tuple[QuestionHere, ...]
    more: tuple[QuestionHere, ...]
    promises: list[Promise]
    planned: list[PlannedHere]
    events: list[EventPage]
    members: list[FaithAllianceMember]
    services: list[Service]
    services_in_all: int
    directory: DirectoryPage | None
    lines: list[SupportLine]


def area_view(area: Area, *, today: date) -> AreaView:
    """What is published, promised, on and open in one area."""
    result = next(iter(published_results()), None)
    asked = answered_here(present(result.snapshot), area) if result else ()
    services = of_area(area.code, today=today)
    return AreaView(
        result=result,
        first=asked[:FIRST_SHOWN],
        more=asked[FIRST_SHOWN:],
        promises=commitments(today, area=area.code),
        planned=[
            PlannedHere(action.says, action.slug, state, STATES[state])
            for action, state in plan_of_area(area.code, today)
        ],
        events=awake(
            EventPage.objects.live()
            .filter(area=area.code, starts_at__gte=now(), cancelled=False)
            .order_by("starts_at")[:MOST_EVENTS]
        ),
        members=list(FaithAllianceMember.objects.filter(area=area.code, page__live=True).order_by("name")),
        services=services[:MOST_SERVICES],
        services_in_all=len(services),
        directory=DirectoryPage.objects.live().filter(locale__language_code="en").first(),
        lines=[line for line in support_lines(area.code) if line.area == area.code],
    )


def answered_here(result: ResultView, area: Area) -> tuple[QuestionHere, ...]:
    """The questions of a published result that were released for this area. Signs stay signs."""
    found = (_here(table, area) for table in result.tables)
    return tuple(question for question in found if question is not None)


def _here(table: TableView, area: Area) -> QuestionHere | None:
    row = next(
        (
            row
            for breakdown in table.breakdowns
            for row in breakdown.rows
            if row.variable == "authority" and row.label == area.name
        ),
        None,
    )
    if row is None or table.everyone is None or not any(cell.shown for cell in row.cells):
        return None
    answers = zip(table.options, row.cells, table.everyone.cells, strict=False)
    return QuestionHere(
        label=table.label,
        question=table.question,
        base=row.base,
        low_base=row.low_base,
        answers=tuple(AnswerHere(label, here, everywhere) for label, here, everywhere in answers),
    )
