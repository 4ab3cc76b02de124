"""One line a person, for analysis elsewhere: answers and a weight, and next to nothing about who it is.

Whoever takes a line of twenty answers and five demographics can tell whose it is. So a line carries at most two
demographics, in their published bands; a combination of few people is withheld, and with it the next smallest one
where the others would give it away; and the weight is the mean of everybody with the same combination, because a
weight made for five variables gives all five back.
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.analysis.disclosure.table import DEFAULT_K as K
from surveys.models import Comment, SurveyPage
from surveys.reports.asked import Asked, questionnaire
from surveys.reports.counts import NOT_STATED, band_expression, responses
from surveys.reports.plans import scheme_of
from surveys.reports.scheme import NAMES, Scheme
from surveys.reports.series import Series, comment_columns, series_of
from surveys.reports.weighing import weigh

WITHHELD = "withheld"
MOST_SHOWN = 2
"""How many demographics a file may carry."""

WHY = {"dont_know": "don’t know", "not_apply": "does not apply", "refused": "prefers not to say"}
"""Why an answer is none, as the codebook says it."""

Combination = tuple[str, ...]


@dataclass(frozen=True)
class Lines:
    """A file's worth of lines in random order; ``n`` people, ``withheld`` of them without their groups."""

    headings: tuple[str, ...]
    lines: tuple[tuple[Any, ...], ...]
    n: int
    withheld: int = 0


def person_lines(survey: SurveyPage, shown: Sequence[str], scheme: Scheme | None = None) -> Lines:
    """Every mixed answer that stands for the population, one line each, with the demographics in ``shown``.

    Raises ValueError for more than two of them or one the survey did not ask, NotEnoughAnswers and AnalysisError where
    the survey cannot be weighted.
    """
    asked = questionnaire(survey)
    wrong = [name for name in shown if asked is None or name not in asked.demographics]
    if asked is None or wrong or len(set(shown)) != len(shown) or len(shown) > MOST_SHOWN:
        raise ValueError(f"Choose at most {MOST_SHOWN} of the groups that the survey asked for.")
    scheme = scheme or scheme_of(survey)
    weight_of = _weights(survey, scheme)
    columns = {f"band_{name}": band_expression(name) for name in {*scheme.variables, *shown}}
    people: list[tuple[Combination, float, int, Mapping[str, Any]]] = []
    for row in responses(survey, scheme).annotate(**columns).values("version", "answers", *columns):
        cell = tuple(row[f"band_{name}"] for name in scheme.variables)
        combination = tuple(row[f"band_{name}"] or NOT_STATED for name in shown)
        people.append((combination, weight_of[cell], row["version"], row["answers"]))
    hidden = rare(Counter(combination for combination, *_ in people))
    labels = [(WITHHELD,) * len(shown) if person[0] in hidden else person[0] for person in people]
    mean = _means((label, weight) for label, (_, weight, *_) in zip(labels, people, strict=True))
    # Parts of an authority are finer than any group a file may carry.
    series = [one for one in series_of(survey) if one.asked.is_public]
    columns_asked = [one.asked for one in series]
    lines = [
        (*label, mean[label], *_answers(columns_asked, version, answers))
        for label, (_, _, version, answers) in zip(labels, people, strict=True)
    ]
    secrets.SystemRandom().shuffle(lines)
    return Lines(
        (*(NAMES[name] for name in shown), "weight", *_headings(series)),
        tuple(lines),
        len(lines),
        sum(person[0] in hidden for person in people),
    )


def comment_lines(survey: SurveyPage) -> Lines:
    """Every redacted comment with its question, in random order, and nothing about who wrote it.

    A comment to what a question meant in earlier versions stands under a name of its own, such as ``CHANGE@2``.
    """
    columns = comment_columns(survey)
    comments = Comment.objects.filter(response__survey=survey)
    found = []
    for code, version, text in comments.values_list("question", "response__version", "text"):
        filed = columns.get((code, version), (code, code))
        if filed is not None:
            found.append((*filed, text))
    secrets.SystemRandom().shuffle(found)
    return Lines(("question", "wording", "comment"), tuple(found), len(found))


def codebook_lines(survey: SurveyPage) -> Lines:
    """What the columns and codes of the other files mean, and in which versions it was asked. It holds no answer.

    A question whose meaning changed has a column for each meaning: ``SAFEDAY`` for the newest, ``SAFEDAY@2`` for what
    it meant up to version 2.
    """
    found = [
        (column, one.asked.label, one.versions, choice, label)
        for one in series_of(survey)
        if one.asked.is_public
        for column, choice, label in _meanings(one)
    ]
    return Lines(("column", "wording", "versions", "code", "meaning"), tuple(found), 0)


def rare(counts: Mapping[Combination, int]) -> frozenset[Combination]:
    """The combinations that are withheld: those of fewer than ten people, and as many more as hide them.

    Alone, a withheld combination would be known by being the one that is missing; together they are ten people or more
    of two combinations or more.
    """
    by_size = sorted(counts, key=lambda combination: (counts[combination], combination))
    hidden = [combination for combination in by_size if counts[combination] < K]
    rest = by_size[len(hidden) :]
    while hidden and rest and (len(hidden) < 2 or sum(counts[one] for one in hidden) < K):
        hidden.append(rest.pop(0))
    return frozenset(hidden)


def _weights(survey: SurveyPage, scheme: Scheme) -> dict[tuple[str | None, ...], float]:
    """The weight of one person in each cell, with mean 1."""
    weighted = weigh(survey, scheme)
    cells = weighted.cells[list(scheme.variables)].itertuples(index=False, name=None)
    return dict(zip(cells, map(float, weighted.weights.normalised), strict=True))


def _means(weights: Iterator[tuple[Combination, float]]) -> dict[Combination, float]:
    found = defaultdict(list)
    for label, weight in weights:
        found[label].append(weight)
    return {label: round(sum(these) / len(these), 3) for label, these in found.items()}


def _headings(series: Sequence[Series]) -> Iterator[str]:
    for one in series:
        if one.asked.multiple or one.asked.kind == "ranking":
            yield from (f"{one.column}:{code}" for choice in one.asked.choices for code in choice.codes)
        else:
            yield one.column


def _answers(questions: Sequence[Asked], version: int, answers: Mapping[str, Any]) -> Iterator[Any]:
    """The answers of one person in the order of the headings; empty where a question meant something else then."""
    for question in questions:
        answer = (
            answers.get(question.code) if question.every_version or version in question.versions else None
        )
        if question.multiple:
            codes = [code for choice in question.choices for code in choice.codes]
            yield from (None if answer is None else int(code in answer) for code in codes)
        elif question.kind == "ranking":
            order = answer or []
            codes = [code for choice in question.choices for code in choice.codes]
            yield from (order.index(code) + 1 if code in order else None for code in codes)
        elif question.is_coarse and answer is not None:
            yield question.choice_of()(str(answer))
        else:
            yield answer


def _meanings(series: Series) -> Iterator[tuple[str, str, str]]:
    if series.asked.kind == "number" and not series.asked.is_coarse:
        yield series.column, "", "the number that was chosen"
        return
    if series.asked.is_coarse:
        yield from ((series.column, choice.code, choice.label) for choice in series.asked.choices)
        return
    if series.asked.kind == "ranking":
        for choice in series.asked.choices:
            yield (
                f"{series.column}:{choice.code}",
                "1",
                f"{choice.label} was put first (2: second, and so on)",
            )
        return
    for choice in series.asked.choices:
        label = f"{choice.label} (counts as missing: {WHY[choice.why]})" if choice.why else choice.label
        for code in choice.codes:
            if series.asked.multiple:
                yield f"{series.column}:{code}", "1", label
            else:
                yield series.column, code, label
