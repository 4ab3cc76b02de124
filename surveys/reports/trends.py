"""The same questions in two surveys: what changed from the earlier one to this, for everybody together."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from surveys.models import Fieldwork, SurveyPage
from surveys.reports.asked import Asked, questionnaire
from surveys.reports.counts import ANSWER, count_answers, stamp
from surveys.reports.memory import remembered
from surveys.reports.scheme import PUBLIC, Scheme
from surveys.reports.weighing import weigh

ALPHA = 0.05
"""Of the changes told, at most this share is expected to be chance."""


@dataclass(frozen=True)
class Change:
    """One answer in both surveys: weighted shares from 0 to 1, the change with its 95% range, and what to call it.

    ``verdict`` is "higher", "lower" or "no clear change", with the number of comparisons on the screen taken into
    account.
    """

    label: str
    before: float
    now: float
    change: float
    low: float
    high: float
    verdict: str


@dataclass(frozen=True)
class QuestionTrend:
    """One question asked in both surveys. ``other_words`` is its earlier wording where that was another: then there are
    no changes, because nobody can tell what changed, people or the question.
    """

    code: str
    label: str
    changes: tuple[Change, ...]
    other_words: str = ""

    @property
    def moved(self) -> bool:
        """Whether some answer changed by more than chance."""
        return any(change.verdict != "no clear change" for change in self.changes)


@dataclass(frozen=True)
class Trends:
    """Every question two surveys share, and the cautions that belong beside all of them."""

    questions: tuple[QuestionTrend, ...]
    cautions: tuple[str, ...]


def others_asking_the_same(survey: SurveyPage) -> list[SurveyPage]:
    """Other surveys with at least one question of the same code, the newest first."""
    found = questionnaire(survey)
    codes = {asked.code for asked in _comparable(found.questions)} if found else set()
    others = SurveyPage.objects.filter(
        locale__language_code=settings.LANGUAGE_CODE, alias_of__isnull=True, versions__isnull=False
    ).exclude(pk=survey.pk)
    sharing = []
    for other in others.distinct().order_by("-first_published_at", "-pk"):
        theirs = questionnaire(other)
        if theirs and codes & {asked.code for asked in _comparable(theirs.questions)}:
            sharing.append(other)
    return sharing


def opened_after(other: SurveyPage, survey: SurveyPage) -> bool:
    """Whether the other survey opened later than this one; no where nobody said when."""
    opened = dict(Fieldwork.objects.filter(survey__in=[other, survey]).values_list("survey_id", "opens_on"))
    theirs, ours = opened.get(other.pk), opened.get(survey.pk)
    return theirs is not None and ours is not None and theirs > ours


def trends(survey: SurveyPage, earlier: SurveyPage, scheme: Scheme = PUBLIC) -> Trends:
    """Compare every shared question of two surveys. Raises what ``weigh`` raises, of either survey."""
    # The other survey's answers are part of the subject: new ones there make new changes here.
    subject = ("trends", earlier.pk, stamp(earlier))
    return remembered(survey, scheme, subject, lambda: _compared(survey, earlier, scheme))


def _comparable(questions: tuple[Asked, ...]) -> list[Asked]:
    return [one for one in questions if one.kind in ("single", "multiple") and one.is_public]


def _compared(survey: SurveyPage, earlier: SurveyPage, scheme: Scheme) -> Trends:
    from surveys.analysis.errors import AnalysisError
    from surveys.analysis.estimates import benjamini_hochberg
    from surveys.analysis.trends import Wave, trend

    now, before = questionnaire(survey), questionnaire(earlier)
    assert now is not None and before is not None
    weighted = {page.pk: weigh(page, scheme).weights for page in (survey, earlier)}
    found: list[tuple[Asked, str, list[dict[str, float | str]]]] = []
    cautions: dict[str, None] = {}
    for asked in _comparable(now.questions):
        theirs = before.question(asked.code)
        if theirs is None or theirs.kind not in ("single", "multiple"):
            continue
        waves = []
        for page, question, name in ((earlier, theirs, "the earlier survey"), (survey, asked, "this survey")):
            counts = count_answers(page, scheme, question)
            waves.append(Wave(name, weighted[page.pk].design_for(counts), _meaning(question)))
        if waves[0].meaning != waves[1].meaning:
            found.append((asked, theirs.label, []))
            continue
        try:
            compared = trend(waves, ANSWER, options=[choice.code for choice in asked.choices])
        except AnalysisError:
            # Nobody answered it in one of the two: there is nothing to compare.
            continue
        cautions |= dict.fromkeys(compared.cautions)
        points = compared.points.set_index(["wave", "option"])["estimate"]
        rows: list[dict[str, float | str]] = [
            {
                "option": row.option,
                "before": float(points[("the earlier survey", row.option)]),
                "now": float(points[("this survey", row.option)]),
                "change": float(row.change),
                "low": float(row.lower),
                "high": float(row.upper),
                "p": float(row.p),
            }
            for row in compared.changes.itertuples()
        ]
        found.append((asked, "", rows))
    tested = [row for _, _, rows in found for row in rows if row["p"] == row["p"]]
    for row, p in zip(tested, benjamini_hochberg([row["p"] for row in tested]), strict=True):  # type: ignore[arg-type]
        row["p"] = float(p)
    return Trends(
        tuple(
            QuestionTrend(asked.code, asked.label, tuple(_change(asked, row) for row in rows), words)
            for asked, words, rows in found
        ),
        tuple(cautions),
    )


def _meaning(asked: Asked) -> str:
    """What must be equal for two answers to be comparable: the wording of the question and of every answer."""
    return repr((asked.label, asked.kind, [(choice.code, choice.label) for choice in asked.choices]))


def _change(asked: Asked, row: dict[str, float | str]) -> Change:
    labels = {choice.code: choice.label for choice in asked.choices}
    change = float(row["change"])
    real = float(row["p"]) <= ALPHA
    return Change(
        label=labels[str(row["option"])],
        before=float(row["before"]),
        now=float(row["now"]),
        change=change,
        low=float(row["low"]),
        high=float(row["high"]),
        verdict=("higher" if change > 0 else "lower") if real else "no clear change",
    )
