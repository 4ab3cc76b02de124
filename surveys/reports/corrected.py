"""How many people wrote about each theme, corrected by what people coded, with the machine's precision and recall.

Somebody wrote about a theme if any of their comments is about it, so a person is the unit: coded once all they wrote is
coded. Sampling is by person; while the coding goes on, those who wrote more are complete less often, which
weights by the number of comments take away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from surveys.codebooks.selectors import active_codebook
from surveys.coding.selectors import human_codings, machine_tags, measuring_sample_of
from surveys.models import HumanCoding, SurveyPage
from surveys.reports.counts import NOT_STATED, count_comments, digest_of_keys
from surveys.reports.memory import remembered
from surveys.reports.plans import scheme_of
from surveys.reports.prevalence import as_question, standing_alone
from surveys.reports.scheme import Scheme
from surveys.reports.tables import Figure, Group, QuestionTable
from surveys.reports.weighing import Weighted, weigh
from surveys.reports.writers import by_cell, comments_by_writer, writers

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from surveys.analysis.themes.codebook import Codebook
    from surveys.analysis.themes.prevalence import CorrectedShare

FEWEST_CODED = 200
"""With fewer people coded, intervals for rare themes cover too little; where fewer wrote, all of them are enough."""
FEWEST_COMPLETE = 5
"""People who wrote so many comments stand apart once five of them are coded, before that with those who wrote fewer."""
FEWEST_BEHIND = 10
"""Precision and recall are told where so many people are behind them."""
COLUMNS_EACH = 10
"""The weighting variables take their part out of the variance once ten people are coded for each of their bands."""


@dataclass(frozen=True)
class Accuracy:
    """How well the machine reads one theme, by person, from 0 to 1; None where fewer than ten people tell."""

    precision: float | None
    recall: float | None


@dataclass(frozen=True)
class Corrected:
    """Corrected shares, or how many people have still to be coded for them.

    ``table`` has the themes for which enough coded people are found; ``too_rare`` names the others. Counts in it are
    people with the final tag: what people coded, else what the machine read. ``own`` are groups and themes with a share
    of their own; the others carry the share of everybody. ``coded`` people are coded, ``wanted`` more are to be.
    """

    coded: int
    wanted: int
    table: QuestionTable | None = None
    too_rare: tuple[str, ...] = ()
    own: frozenset[tuple[str, str]] = frozenset()
    accuracy: Mapping[str, Accuracy] = field(default_factory=dict)
    codebook: str = ""


def corrected(survey: SurveyPage, *, by: str | None = None, scheme: Scheme | None = None) -> Corrected:
    """Corrected shares of themes overall and by one breakdown. Raises what ``weigh`` raises."""
    scheme = scheme or scheme_of(survey)
    codebook = active_codebook()
    codings = digest_of_keys(HumanCoding.objects.filter(comment__response__survey=survey))
    subject = ("corrected", by, codebook.version, codings)
    return remembered(survey, scheme, subject, lambda: _corrected(survey, by, scheme, codebook))


@dataclass(frozen=True, eq=False)
class _Written:
    """People who wrote, in one order: their rows and weights, whether they are coded, and what each wrote about."""

    people: pd.DataFrame
    weights: npt.NDArray[np.float64]
    is_coded: npt.NDArray[np.bool_]
    human: Mapping[int, frozenset[str]]
    machine: Mapping[int, frozenset[str]]
    final: Mapping[int, frozenset[str]]

    def of(self, found: Mapping[int, frozenset[str]], theme: str) -> npt.NDArray[np.float64]:
        import numpy as np

        return np.array([theme in found.get(person, ()) for person in self.people.index], dtype=float)


def _corrected(survey: SurveyPage, by: str | None, scheme: Scheme, codebook: Codebook) -> Corrected:
    from surveys.analysis.themes.prevalence import corrected_share, shares_by_group

    weighted = weigh(survey, scheme)
    written = _written(survey, by, scheme, weighted)
    coded = int(written.is_coded.sum())
    wanted = max(0, min(FEWEST_CODED, len(written.people)) - coded)
    if wanted or not coded:
        return Corrected(coded, wanted)
    here, there = written.is_coded, ~written.is_coded
    weights, others = written.weights[here], written.weights[there]
    margins = _margins(written.people[here], scheme)
    groups = _groups(written.people, by)
    shares: dict[str, tuple[CorrectedShare, dict[str, CorrectedShare]]] = {}
    accuracy: dict[str, Accuracy] = {}
    for theme in codebook.codes:
        human = written.of(written.human, theme)[here]
        machine = written.of(written.machine, theme)
        overall = corrected_share(
            human, machine[here], machine[there], weights=weights, weights_elsewhere=others, margins=margins
        )
        own: dict[str, CorrectedShare] = {}
        if groups is not None:
            found = shares_by_group(
                human,
                machine[here],
                [group for group, is_coded in zip(groups, here, strict=True) if is_coded],
                machine[there],
                [group for group, is_coded in zip(groups, here, strict=True) if not is_coded],
                weights=weights,
                weights_elsewhere=others,
            )
            own = {str(one.group): one.share for one in found if one.own and not one.share.suppressed}
        shares[theme] = (overall, own)
        accuracy[theme] = Accuracy(
            overall.precision if machine[here].sum() >= FEWEST_BEHIND else None,
            overall.recall if human.sum() >= FEWEST_BEHIND else None,
        )
    table = standing_alone(
        count_comments(survey, scheme, by=by),
        by_cell(written.people, written.final),
        as_question(codebook),
        weighted,
        by=by,
    )
    rare = tuple(theme for theme, (overall, _) in shares.items() if overall.suppressed)
    return Corrected(
        coded=coded,
        wanted=0,
        table=_with(table, {theme: found for theme, found in shares.items() if theme not in rare}),
        too_rare=tuple(codebook[theme].public_name for theme in rare),
        own=frozenset((group, theme) for theme, (_, found) in shares.items() for group in found),
        accuracy=accuracy,
        codebook=codebook.version,
    )


def _written(survey: SurveyPage, by: str | None, scheme: Scheme, weighted: Weighted) -> _Written:
    import numpy as np

    people = writers(survey, scheme, by=by)
    comments = {person: said for person, said in comments_by_writer(survey).items() if person in people.index}
    machine = machine_tags(survey)
    decided = {comment: final.themes for comment, final in human_codings(survey).items()}
    measured = {row.comment: row.themes for row in measuring_sample_of(survey) if row.themes is not None}
    coded = {
        person: _union(measured[comment] for comment in said)
        for person, said in comments.items()
        if all(comment in measured for comment in said)
    }
    is_coded = np.array([person in coded for person in people.index], dtype=bool)
    of_cell = dict(
        zip(
            weighted.cells[list(scheme.variables)].itertuples(index=False, name=None),
            map(float, weighted.weights.normalised),
            strict=True,
        )
    )
    cells = people[list(scheme.variables)].itertuples(index=False, name=None)
    weights = np.array([of_cell[cell] for cell in cells], dtype=float)
    return _Written(
        people=people,
        weights=weights * _by_how_much([len(comments[person]) for person in people.index], is_coded),
        is_coded=is_coded,
        human=coded,
        machine={
            person: _union(machine.get(comment, frozenset()) for comment in said)
            for person, said in comments.items()
        },
        final={
            person: _union(decided.get(comment, machine.get(comment, frozenset())) for comment in said)
            for person, said in comments.items()
        },
    )


def _union(found: object) -> frozenset[str]:
    return frozenset().union(*found)  # type: ignore[misc]


def _by_how_much(said: Sequence[int], is_coded: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """What the weights of coded people, and of the others, are multiplied by, so that each side has as many people who
    wrote one comment, two and so on as everybody."""
    import numpy as np

    counts = Counter(n for n, done in zip(said, is_coded, strict=True) if done)
    kept: list[int] = []
    for n in sorted(set(said)):
        if counts[n] >= FEWEST_COMPLETE or not kept:
            kept.append(n)
    stratum = np.array([max((n for n in kept if n <= one), default=kept[0]) for one in said])
    factor = np.ones(len(said))
    for one in np.unique(stratum):
        members = stratum == one
        for side in (members & is_coded, members & ~is_coded):
            if side.any():
                factor[side] = members.sum() / side.sum()
    return factor


def _margins(coded: pd.DataFrame, scheme: Scheme) -> npt.NDArray[np.float64] | None:
    """The bands of the weighting variables as columns; None while too few people are coded for them."""
    import pandas as pd

    bands = coded[list(scheme.variables)].fillna(NOT_STATED).astype(str)
    columns = pd.get_dummies(bands, drop_first=True, dtype=float)
    return columns.to_numpy() if len(coded) >= COLUMNS_EACH * columns.shape[1] else None


def _groups(people: pd.DataFrame, by: str | None) -> list[str] | None:
    return None if by is None else [NOT_STATED if band is None else str(band) for band in people[by]]


def _with(
    table: QuestionTable, shares: Mapping[str, tuple[CorrectedShare, Mapping[str, CorrectedShare]]]
) -> QuestionTable:
    """The table with the corrected shares in place of the shares of tags, without the themes that have none."""

    def figure(one: Figure, share: CorrectedShare) -> Figure:
        assert share.share is not None and share.lower is not None and share.upper is not None
        return replace(one, share=share.share, low=share.lower, high=share.upper, letters=())

    def group(one: Group) -> Group:
        told = []
        for found in one.figures:
            if found.option in shares:
                overall, own = shares[found.option]
                told.append(figure(found, own.get(one.code, overall)))
        return replace(one, figures=tuple(told))

    choices = tuple(choice for choice in table.asked.choices if choice.code in shares)
    return replace(
        table,
        asked=replace(table.asked, choices=choices),
        everybody=group(table.everybody),
        groups=tuple(group(one) for one in table.groups),
    )
