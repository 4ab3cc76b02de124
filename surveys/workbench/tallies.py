"""How many answers came by link and by language: never crossed, never today's, small ones together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import QuerySet, Sum

from surveys.analysis.disclosure.table import DEFAULT_K as K
from surveys.authoring.easy import EASY
from surveys.authoring.easy import NAME as EASY_NAME
from surveys.authoring.selectors import newest_text, newest_version
from surveys.models import Channel, DailyCount, LanguageCount, SectionStop, SurveyPage

OPEN_LINK = "The open link"
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Tally:
    """About how many answers came one way, or several small ways together.

    ``n`` is rounded down to the nearest 5; None stands for fewer than ten. ``recent`` is the same for the last seven
    whole days. ``names`` has more than one name where small ones were put together.
    """

    names: tuple[str, ...]
    n: int | None
    recent: int | None = None

    @property
    def name(self) -> str:
        """What stands in the first column."""
        if len(self.names) == 1:
            return self.names[0]
        if len(self.names) > 3:
            return f"{len(self.names)} together"
        return f"{', '.join(self.names[:-1])} and {self.names[-1]} together"


@dataclass(frozen=True)
class Stop:
    """How many people left at a section, in fives from ten on, and how many got at least that far."""

    number: int
    title: str
    left: int | None
    reached: int | None

    @property
    def percent(self) -> int | None:
        """Of those who got to this section, how many in a hundred left there; None where either is small."""
        if self.left is None or not self.reached:
            return None
        return min(100, round(100 * self.left / self.reached))


@dataclass(frozen=True)
class Completion:
    """How many of those who began sent their answers: whole per cent and a rounded base; None below the base of 30."""

    percent: int | None
    base: int | None


def about(n: int) -> int | None:
    """A count that may be shown: from ten on, rounded down to the nearest 5."""
    return n - n % 5 if n >= K else None


def together(counts: Mapping[str, int], recent: Mapping[str, int] | None = None) -> list[Tally]:
    """Counts by name, the largest first, with those below ten put together.

    Where only one is small, or all small ones are fewer than ten, the next smallest joins them: what is left out
    cannot be worked out from what is shown and the sum of all.
    """
    lately = recent or {}
    rest = sorted(((n, name) for name, n in counts.items() if n), reverse=True)
    small: list[tuple[int, str]] = []
    while rest and (rest[-1][0] < K or (small and (len(small) < 2 or sum(n for n, _ in small) < K))):
        small.append(rest.pop())
    shown = [Tally((name,), about(n), about(lately.get(name, 0))) for n, name in rest]
    if small:
        names = tuple(sorted(name for _, name in small))
        shown.append(
            Tally(names, about(sum(n for n, _ in small)), about(sum(lately.get(name, 0) for name in names)))
        )
    return shown


def by_channel(survey: SurveyPage, *, before: date) -> list[Tally]:
    """About how many answers each link brought, retired ones under their own name."""
    names = dict(Channel.objects.filter(survey=survey).values_list("code", "name"))
    rows = DailyCount.objects.filter(survey=survey, date__lt=before)
    return _tallied(rows, "channel", lambda code: names.get(code, code) or OPEN_LINK, before)


def by_language(survey: SurveyPage, *, before: date) -> list[Tally]:
    """About how many answers came in each language; Easy Read is one."""
    names = {**dict(settings.LANGUAGES), EASY: EASY_NAME}
    rows = LanguageCount.objects.filter(survey=survey, date__lt=before)
    return _tallied(rows, "language", lambda code: names.get(code, code), before)


def _tallied(rows: QuerySet, by: str, name_of: Callable[[str], str], before: date) -> list[Tally]:
    whole: Counter[str] = Counter()
    recent: Counter[str] = Counter()
    for code, n in _sums(rows, by):
        whole[name_of(code)] += n
    for code, n in _sums(rows.filter(date__gte=before - WEEK), by):
        recent[name_of(code)] += n
    return together(whole, recent)


def stops(survey: SurveyPage, *, before: date) -> list[Stop]:
    """Where people left, section by section in the order of the form."""
    version = newest_version(survey)
    if version is None:
        return []
    text = newest_text(version, settings.LANGUAGE_CODE)
    left = dict(_sums(SectionStop.objects.filter(survey=survey, date__lt=before), "section"))
    if not left:
        return []
    sent = _sent(survey, before)
    found = []
    for number, section in enumerate(version.definition["sections"], start=1):
        got_here = sent + sum(n for at, n in left.items() if at >= number)
        found.append(
            Stop(
                number,
                text.texts.get(f"section:{section['code']}", section["code"]) if text else section["code"],
                about(left.get(number, 0)),
                about(got_here),
            )
        )
    return found


def completion(survey: SurveyPage, *, before: date) -> Completion:
    """Of those who sent or were counted leaving, how many sent."""
    sent = _sent(survey, before)
    left = sum(n for _, n in _sums(SectionStop.objects.filter(survey=survey, date__lt=before), "section"))
    base = sent + left
    if base < 3 * K or sent < K or 0 < left < K:
        return Completion(None, None)
    return Completion(round(100 * sent / base), base - base % 5)


def _sent(survey: SurveyPage, before: date) -> int:
    return DailyCount.objects.filter(survey=survey, date__lt=before).aggregate(n=Sum("n"))["n"] or 0


def _sums(rows: QuerySet, by: str) -> Iterable[tuple]:
    return rows.order_by().values(by).annotate(sum=Sum("n")).values_list(by, "sum")
