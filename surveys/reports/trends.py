"""The same questions in several surveys: what changed from one to the next, for everybody or group by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.conf import settings

from surveys.analysis.demographics import STANDARD
from surveys.models import Fieldwork, SurveyPage
from surveys.reports.asked import Asked, questionnaire
from surveys.reports.counts import ANSWER, NOT_STATED, count_answers, stamp
from surveys.reports.memory import remembered
from surveys.reports.plans import scheme_of
from surveys.reports.scheme import Scheme
from surveys.reports.weighing import weigh

if TYPE_CHECKING:
    from surveys.analysis.trends import Wave

ALPHA = 0.05
"""Of the changes told, at most this share is expected to be chance."""
MOST_WAVES = 6
EVERYBODY = ""
NO_CHANGE = "no clear change"


@dataclass(frozen=True)
class Point:
    """One answer in one wave: the weighted share from 0 to 1 with its 95% range, and how many answered the question.

    ``segment`` counts the meanings of the question: points of one segment can be compared.
    """

    share: float
    low: float
    high: float
    base: int
    segment: int


@dataclass(frozen=True)
class Change:
    """From one wave to the next: shares from 0 to 1, the change with its 95% range, and what to call it.

    ``verdict`` is "higher", "lower" or "no clear change", with the number of comparisons on the screen taken into
    account. ``wave`` is the place of the later one.
    """

    label: str
    wave: int
    before: float
    now: float
    change: float
    low: float
    high: float
    verdict: str


@dataclass(frozen=True)
class Series:
    """One answer of one group (or of everybody) over the waves; None where a wave did not ask or nobody answered."""

    option: str
    group: str
    points: tuple[Point | None, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class QuestionTrend:
    """One question over the waves. ``breaks`` are pairs of wave and wording where it was asked in other words or with
    other answers than in the next wave: nobody can tell what changed there, people or the question.
    """

    code: str
    label: str
    series: tuple[Series, ...]
    breaks: tuple[tuple[str, str], ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every change of every answer and group."""
        return tuple(change for one in self.series for change in one.changes)

    @property
    def moved(self) -> bool:
        """Whether some answer changed by more than chance."""
        return any(change.verdict != NO_CHANGE for change in self.changes)


@dataclass(frozen=True)
class Trends:
    """Every question that the newest survey shares with another, over all of them, oldest first."""

    waves: tuple[str, ...]
    by: str | None
    questions: tuple[QuestionTrend, ...]
    cautions: tuple[str, ...]


def others_asking_the_same(survey: SurveyPage) -> list[SurveyPage]:
    """Other surveys with at least one question of the same code, the newest first."""
    found = questionnaire(survey)
    codes = {asked.code for asked in comparable(found.questions)} if found else set()
    others = SurveyPage.objects.filter(
        locale__language_code=settings.LANGUAGE_CODE, alias_of__isnull=True, versions__isnull=False
    ).exclude(pk=survey.pk)
    sharing = []
    for other in others.distinct().order_by("-first_published_at", "-pk"):
        theirs = questionnaire(other)
        if theirs and codes & {asked.code for asked in comparable(theirs.questions)}:
            sharing.append(other)
    return sharing


def opened_after(other: SurveyPage, survey: SurveyPage) -> bool:
    """Whether the other survey opened later than this one; no where nobody said when."""
    opened = dict(Fieldwork.objects.filter(survey__in=[other, survey]).values_list("survey_id", "opens_on"))
    theirs, ours = opened.get(other.pk), opened.get(survey.pk)
    return theirs is not None and ours is not None and theirs > ours


def in_order(surveys: Sequence[SurveyPage]) -> list[SurveyPage]:
    """Surveys by the day they opened, oldest first; those without a day stand where they were published."""
    opened = dict(Fieldwork.objects.filter(survey__in=surveys).values_list("survey_id", "opens_on"))

    def day(survey: SurveyPage) -> tuple[str, int]:
        date = opened.get(survey.pk) or (
            survey.first_published_at.date() if survey.first_published_at else None
        )
        return (date.isoformat() if date else "", survey.pk)

    return sorted(surveys, key=day)


def comparable(questions: Sequence[Asked]) -> list[Asked]:
    """The questions whose answers can be followed: answers to choose from that may be published."""
    return [one for one in questions if one.kind in ("single", "multiple") and one.is_public]


def trends(
    survey: SurveyPage,
    earlier: SurveyPage | Sequence[SurveyPage],
    scheme: Scheme | None = None,
    *,
    by: str | None = None,
    only: str | None = None,
) -> Trends:
    """Compare every question that a survey shares with earlier ones (given oldest first), each with the wave before.

    Each survey is weighted by its own plan unless one is given. ``by`` names one breakdown, ``only`` one question.
    Raises what ``weigh`` raises, of any of them.
    """
    before = [earlier] if isinstance(earlier, SurveyPage) else list(earlier)
    pages = [*before, survey]
    schemes = [scheme or scheme_of(page) for page in pages]
    # The other surveys' answers are part of the subject: new ones there make new changes here.
    subject = (
        "trends",
        by,
        only,
        *((page.pk, stamp(page), one.key) for page, one in zip(pages, schemes, strict=True)),
    )
    return remembered(survey, schemes[-1], subject, lambda: _compared(pages, schemes, by, only))


def _compared(
    pages: Sequence[SurveyPage], schemes: Sequence[Scheme], by: str | None, only: str | None
) -> Trends:
    from surveys.analysis.estimates import benjamini_hochberg

    asked_in = [questionnaire(page) for page in pages]
    newest = asked_in[-1]
    assert newest is not None
    weighted = [weigh(page, one).weights for page, one in zip(pages, schemes, strict=True)]
    names = _names(pages)
    found: list[tuple[Asked, _Followed]] = []
    cautions: dict[str, None] = {}
    for asked in comparable(newest.questions):
        if only is not None and asked.code != only:
            continue
        theirs = [one.question(asked.code) if one else None for one in asked_in]
        places = [
            at for at, one in enumerate(theirs) if one is not None and one.kind in ("single", "multiple")
        ]
        if len(places) < 2:
            continue
        waves = []
        for at in places:
            question = theirs[at]
            assert question is not None
            counts = count_answers(pages[at], schemes[at], question, by=by)
            if by is not None:
                # A column of its own: who did not say is a group here, also where it is filled in for weighting.
                counts[f"by_{by}"] = [NOT_STATED if band is None else band for band in counts[by]]
            waves.append((at, names[at], weighted[at].design_for(counts), question))
        followed = _follow(asked, waves, by)
        if followed is not None:
            found.append((asked, followed))
            cautions |= dict.fromkeys(followed.cautions)
    tested = [row for _, one in found for row in one.changes if row["p"] == row["p"]]
    for row, p in zip(tested, benjamini_hochberg([row["p"] for row in tested]), strict=True):  # type: ignore[arg-type]
        row["p"] = float(p)
    return Trends(
        waves=tuple(names),
        by=by,
        questions=tuple(_question(asked, one, len(pages), by) for asked, one in found),
        cautions=tuple(cautions),
    )


def _names(pages: Sequence[SurveyPage]) -> list[str]:
    """Titles, numbered where two surveys share one: a wave is known by its name."""
    titles = [page.title for page in pages]
    return [
        f"{title} ({titles[: at + 1].count(title)})" if titles.count(title) > 1 else title
        for at, title in enumerate(titles)
    ]


@dataclass(frozen=True)
class _Followed:
    """What the analysis found of one question: points and changes by group and option, with places of the waves."""

    points: dict[tuple[str, str], dict[int, Point]]
    changes: list[dict[str, Any]]
    breaks: tuple[tuple[str, str], ...]
    cautions: tuple[str, ...]


def _follow(asked: Asked, waves: Sequence[tuple[int, str, Any, Asked]], by: str | None) -> _Followed | None:
    from surveys.analysis.errors import AnalysisError
    from surveys.analysis.trends import Wave, trend

    place = {name: at for at, name, _, _ in waves}
    breaks = tuple(
        (name, question.label)
        for (_, name, _, question), (_, _, _, after) in pairwise(waves)
        if _meaning(question) != _meaning(after)
    )
    made: list[Wave] = [Wave(name, design, _meaning(question)) for _, name, design, question in waves]
    codes = [choice.code for choice in asked.choices]
    column = f"by_{by}" if by else None
    points: dict[tuple[str, str], dict[int, Point]] = {}
    try:
        compared = trend(made, ANSWER, by=column, options=codes)
    except AnalysisError:
        # Nobody answered it in one of them, or the answers were others: what is left has nothing to be compared with.
        return _Followed({}, [], breaks, ()) if breaks else None
    for row in compared.points.itertuples():
        group = str(row.group) if by else EVERYBODY
        if row.estimate == row.estimate:
            points.setdefault((group, str(row.option)), {})[place[row.wave]] = Point(
                *_within(row.estimate, row.lower, row.upper), round(float(row.n)), int(row.segment)
            )
    changes = [
        {
            "group": str(row.group) if by else EVERYBODY,
            "option": str(row.option),
            "before": place[row.before],
            "after": place[row.after],
            "change": float(row.change),
            "low": float(row.lower),
            "high": float(row.upper),
            "p": float(row.p),
        }
        for row in compared.changes.itertuples()
    ]
    return _Followed(points, changes, breaks, compared.cautions)


def _within(*shares: float) -> tuple[float, ...]:
    return tuple(share if share != share else min(max(float(share), 0.0), 1.0) for share in shares)


def _meaning(asked: Asked) -> str:
    """What must be equal for two answers to be comparable: the wording of the question and of every answer."""
    return repr((asked.label, asked.kind, [(choice.code, choice.label) for choice in asked.choices]))


def _question(asked: Asked, followed: _Followed, waves: int, by: str | None) -> QuestionTrend:
    groups = [*STANDARD[by].shown, NOT_STATED] if by else [EVERYBODY]
    series = []
    for choice in asked.choices:
        for group in groups:
            points = followed.points.get((group, choice.code))
            if not points:
                continue
            mine = [row for row in followed.changes if (row["group"], row["option"]) == (group, choice.code)]
            series.append(
                Series(
                    option=choice.label,
                    group=group,
                    points=tuple(points.get(at) for at in range(waves)),
                    changes=tuple(_change(choice.label, row, points) for row in mine),
                )
            )
    return QuestionTrend(asked.code, asked.label, tuple(series), followed.breaks)


def _change(label: str, row: dict[str, Any], points: dict[int, Point]) -> Change:
    before, now = points.get(row["before"]), points.get(row["after"])
    real = row["p"] <= ALPHA
    return Change(
        label=label,
        wave=row["after"],
        before=before.share if before else float("nan"),
        now=now.share if now else float("nan"),
        change=row["change"],
        low=row["low"],
        high=row["high"],
        verdict=("higher" if row["change"] > 0 else "lower") if real else NO_CHANGE,
    )
