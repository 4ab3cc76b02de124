"""The example's fieldwork: its surveys, their channels, and answers that went through the real mix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from surveys.analysis.quality.flags import Flag
from surveys.example import first_questions
from surveys.models import (
    Channel,
    DailyCount,
    Fieldwork,
    Intake,
    LanguageCount,
    SectionStop,
    SurveyPage,
)

KIND = Channel.Kind
CHANNELS = (
    ("k4m7p", KIND.BUS_STOP, "Bus stop posters"),
    ("x2b9w", KIND.CLUB, "Brindle Street youth club (invented)"),
    ("t8c3r", KIND.SCHOOL, "Hollow Lane college (invented)"),
    ("g6n5d", KIND.MOSQUE, "Peace Road mosque (invented)"),
    ("b7v2h", KIND.OTHER, "St Aldwyn's church hall (invented)"),
)
STOPS = (0.06, 0.02, 0.05, 0.03, 0.04)
"""Of those who answered, how many more left at each of the first sections."""
SHARES = (0.22, 0.12, 0.16, 0.09, 0.08)


@dataclass(frozen=True)
class Wave:
    """One survey of the example: how many answered, over which days, from which seed."""

    slug: str
    title: str
    answers: int
    state: str
    first_day: date
    last_day: date
    seed: int
    shift: float


def waves(today: date) -> tuple[Wave, Wave]:
    """Last year's survey, closed, and this year's, open for three weeks now."""
    last = today.year - 1
    return (
        Wave(
            slug=f"insights-{last}",
            title=f"Insights {last}",
            answers=1_200,
            state=Fieldwork.State.CLOSED,
            first_day=today - timedelta(days=380),
            last_day=today - timedelta(days=338),
            seed=20_231,
            shift=-0.05,
        ),
        Wave(
            slug="insights",
            title=f"Insights {today.year}",
            answers=340,
            state=Fieldwork.State.OPEN,
            first_day=today - timedelta(days=21),
            last_day=today - timedelta(days=1),
            seed=20_262,
            shift=0.05,
        ),
    )


def first_wave(today: date) -> Wave:
    """The short survey before those two: closed long ago, with a published result."""
    return Wave(
        slug=first_questions.SLUG,
        title=first_questions.TITLE,
        answers=900,
        state=Fieldwork.State.CLOSED,
        first_day=today - timedelta(days=560),
        last_day=today - timedelta(days=530),
        seed=20_217,
        shift=0.0,
    )


def fill(survey: SurveyPage, wave: Wave) -> int:
    """Give a survey its channels and synthetic answers, once; return how many answers were made."""
    if survey.responses.exists() or survey.intake.exists():
        return 0
    for code, kind, name in CHANNELS:
        Channel.objects.get_or_create(
            survey=survey, code=_code(survey, code), defaults={"name": name, "kind": kind}
        )
    # Imported when there is something to make: its libraries cost a second at every start.
    from engagement.demo.respondents import respondents
    from surveys.mixing.services import mix
    from surveys.workbench.quotas import plan_by_census

    version = survey.versions.order_by("-number").first()
    days = _days(wave)
    tally: Counter[tuple[str, date]] = Counter()
    spoken: Counter[tuple[str, date]] = Counter()
    rows = []
    people = respondents(wave.answers, seed=wave.seed, definition=version.definition, shift=wave.shift)
    for place, person in enumerate(people):
        channel = _channel(place, wave.seed)
        channel = _code(survey, channel) if channel else ""
        tally[channel, days[place % len(days)]] += 1
        spoken[person.language, days[place % len(days)]] += 1
        rows.append(Intake(survey=survey, payload=_payload(version.pk, channel, person, _flags(place))))
    Intake.objects.bulk_create(rows, batch_size=500)
    DailyCount.objects.bulk_create(
        DailyCount(survey=survey, channel=channel, date=day, n=n)
        for (channel, day), n in sorted(tally.items())
    )
    LanguageCount.objects.bulk_create(
        LanguageCount(survey=survey, language=language, date=day, n=n)
        for (language, day), n in sorted(spoken.items())
    )
    SectionStop.objects.bulk_create(
        SectionStop(survey=survey, section=section, date=wave.first_day, n=round(wave.answers * share))
        for section, share in enumerate(STOPS[: len(version.definition["sections"])], start=1)
    )
    mix(survey)
    if wave.state == Fieldwork.State.OPEN:
        plan_by_census(survey, user=None, variables=("age_band", "authority"), total=str(2 * wave.answers))
    return len(rows)


def _code(survey: SurveyPage, code: str) -> str:
    """The code of a link in one survey: posters of two surveys never share one."""
    return f"{code[:-1]}{'23456789bcdfghjkmnpqrstvwxz'[survey.pk % 27]}"


def set_dates(survey: SurveyPage, wave: Wave) -> None:
    """When the survey opened and closed, so that a closed one stays closed for the mixing."""
    closed = wave.state == Fieldwork.State.CLOSED
    Fieldwork.objects.filter(survey=survey).update(
        opens_on=wave.first_day,
        closes_at=timezone.now() - (timezone.localdate() - wave.last_day) if closed else None,
    )


def _days(wave: Wave) -> list[date]:
    """The days of the fieldwork, the early ones more often: answers come in when posters go up."""
    span = (wave.last_day - wave.first_day).days + 1
    return [
        wave.first_day + timedelta(days=day) for day in range(span) for _ in range(1 + 12 // (2 + day % 14))
    ]


def _channel(place: int, seed: int) -> str:
    spot = ((place * 7_919 + seed) % 1_000) / 1_000
    for (code, *_), share in zip(CHANNELS, SHARES, strict=True):
        if spot < share:
            return code
        spot -= share
    return ""


def _flags(place: int) -> list[str]:
    """One answer in fifty looks like a machine's, so that the example shows how such answers are treated."""
    return {17: [Flag.HONEYPOT.value], 67: [Flag.FAST.value]}.get(place % 100, [])


def _payload(version: int, channel: str, person: Any, flags: list[str]) -> Mapping[str, Any]:
    return {
        "version": version,
        "language": person.language,
        "arm": 0,
        "channel": channel,
        "flags": flags,
        "demographics": person.demographics,
        "answers": person.answers,
        "comments": person.comments,
    }
