"""What the screens read that is no figure of the analysis: fieldwork, comments, what to do next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, F, QuerySet, Sum
from django.utils import timezone

from surveys.models import (
    Channel,
    Comment,
    DailyCount,
    Fieldwork,
    Response,
    SurveyPage,
    ThemeReading,
)
from surveys.workbench.tallies import (
    Completion,
    Stop,
    Tally,
    about,
    by_channel,
    by_language,
    completion,
    stops,
)

DAYS_SHOWN_SINGLY = 21


def surveys() -> QuerySet[SurveyPage]:
    """Every survey in the site's first language, translations left out, newest first."""
    return SurveyPage.objects.filter(
        locale__language_code=settings.LANGUAGE_CODE, alias_of__isnull=True
    ).order_by("-first_published_at", "-pk")


@dataclass(frozen=True)
class Stretch:
    """Answers that came in on a day or in a week, rounded down to the nearest 5; None: fewer than ten, or none."""

    first: date
    last: date
    n: int | None


@dataclass(frozen=True)
class FieldworkBoard:
    """The state of a survey's fieldwork in numbers no single person can move.

    ``mixed`` counts answers that have been mixed. Today is left out of everything else: whoever looked twice would
    know when an answer came. None stands for fewer than ten wherever a number may stand.
    """

    state: str
    state_label: str
    opens_on: date | None
    closes_on: date | None
    mixed: int
    stretches: tuple[Stretch, ...]
    by_week: bool
    channels: tuple[Tally, ...]
    languages: tuple[Tally, ...]
    stops: tuple[Stop, ...]
    completion: Completion


def fieldwork_board(survey: SurveyPage) -> FieldworkBoard:
    """How collection goes."""
    fieldwork = Fieldwork.objects.filter(survey=survey).first() or Fieldwork(survey=survey)
    today = timezone.localdate()
    days = DailyCount.objects.filter(survey=survey, date__lt=today)
    per_day = {row["date"]: row["n"] for row in days.order_by("date").values("date").annotate(n=Sum("n"))}
    stretches, by_week = _stretches(per_day)
    return FieldworkBoard(
        state=fieldwork.state,
        state_label=fieldwork.get_state_display(),
        opens_on=fieldwork.opens_on,
        closes_on=timezone.localtime(fieldwork.closes_at).date() if fieldwork.closes_at else None,
        mixed=Response.objects.filter(survey=survey).count(),
        stretches=stretches,
        by_week=by_week,
        channels=tuple(by_channel(survey, before=today)),
        languages=tuple(by_language(survey, before=today)),
        stops=tuple(stops(survey, before=today)),
        completion=completion(survey, before=today),
    )


@dataclass(frozen=True)
class LinkView:
    """One link with about how many answers it has brought up to yesterday; None: fewer than ten."""

    channel: Channel
    n: int | None


def links_of(survey: SurveyPage) -> list[LinkView]:
    """Every link of a survey, those in use first.

    A number stands beside a link only where the fieldwork board shows it by itself.
    """
    shown = {tally.name: tally.n for tally in by_channel(survey, before=timezone.localdate())}
    rows = Channel.objects.filter(survey=survey).order_by(
        F("retired_on").asc(nulls_first=True), "kind", "name"
    )
    return [LinkView(channel, shown.get(channel.name)) for channel in rows]


def _stretches(per_day: dict[date, int]) -> tuple[tuple[Stretch, ...], bool]:
    """Days while they are few, else weeks that begin on a Monday."""
    if not per_day:
        return (), False
    first, last = min(per_day), max(per_day)
    by_week = (last - first).days >= DAYS_SHOWN_SINGLY
    step = 7 if by_week else 1
    start = first - timedelta(days=first.weekday()) if by_week else first
    sums: dict[date, int] = defaultdict(int)
    for day, n in per_day.items():
        sums[start + timedelta(days=(day - start).days // step * step)] += n
    found = []
    while start <= last:
        n = sums[start]
        found.append(Stretch(start, start + timedelta(days=step - 1), about(n)))
        start += timedelta(days=step)
    return tuple(found), by_week


@dataclass(frozen=True)
class Piece:
    """A stretch of a comment, part of the evidence or not."""

    text: str
    evidence: bool


def comments_of_theme(survey: SurveyPage, theme: str) -> QuerySet[Comment]:
    """The comments tagged with a theme, in the order of their random keys: no order of arrival, no demographics."""
    return (
        Comment.objects.filter(response__survey=survey, tags__theme=theme)
        .annotate(tag_spans=F("tags__spans"))
        .only("text", "language", "question", "passed_on")
        .order_by("pk")
    )


def pieces(text: str, spans: list[list[int]]) -> Iterator[Piece]:
    """A comment cut at its evidence. Spans that overlap become one; spans beyond the text are cut off."""
    at = 0
    for start, end in _joined(spans, len(text)):
        if start > at:
            yield Piece(text[at:start], False)
        yield Piece(text[start:end], True)
        at = end
    if at < len(text):
        yield Piece(text[at:], False)


def _joined(spans: list[list[int]], length: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted((max(0, s), min(e, length)) for s, e in spans):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


@dataclass(frozen=True)
class Reading:
    """How far the machine has read: comments, read ones and those it could not place."""

    comments: int
    read: int
    unsure: int


def reading_of(survey: SurveyPage) -> Reading:
    """How many comments there are, how many have been read, and how many the machine could not place."""
    counted = ThemeReading.objects.filter(comment__response__survey=survey).aggregate(n=Count("pk"))
    unsure = ThemeReading.objects.filter(comment__response__survey=survey, unsure=True).count()
    return Reading(Comment.objects.filter(response__survey=survey).count(), counted["n"], unsure)
