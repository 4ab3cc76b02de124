"""What people decided about comments, for whoever counts by it: one final decision a comment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from surveys.models import CodingSample, HumanCoding, SurveyPage, ThemeReading, ThemeTag

Basis = Literal["adjudicated", "agreed", "first"]


@dataclass(frozen=True)
class FinalCoding:
    """What people finally say about a comment.

    ``basis``: settled by adjudication, agreed by two coders, or the first coder's word where there is no other or two
    differ and nobody has settled it. ``readable`` is False where it cannot be read or nobody can tell what it is about;
    ``themes`` is empty then, as it is where no theme applies.
    """

    comment: int
    themes: frozenset[str]
    stances: Mapping[str, str]
    readable: bool
    basis: Basis
    codebook: str


@dataclass(frozen=True)
class Measured:
    """A comment of the measuring sample: the chance with which it was drawn, and what people finally say of it.

    ``themes`` is None while nobody has coded it; ``machine`` is None while the machine has not read it.
    """

    comment: int
    probability: float
    themes: frozenset[str] | None
    readable: bool
    machine: frozenset[str] | None


def human_codings(survey: SurveyPage) -> dict[int, FinalCoding]:
    """The final decision on each comment that somebody has coded, by the comment's key; one query.

    Adjudicated, else agreed by two, else the first coder's.
    """
    found: dict[int, list[HumanCoding]] = defaultdict(list)
    for coding in HumanCoding.objects.filter(comment__response__survey=survey).iterator():
        found[coding.comment_id].append(coding)
    return {comment: final_of(codings) for comment, codings in found.items()}


def final_of(codings: Sequence[HumanCoding]) -> FinalCoding:
    """The final decision from everything people decided about one comment."""
    by_role = {coding.role: coding for coding in codings}
    first, second = by_role.get(HumanCoding.Role.FIRST), by_role.get(HumanCoding.Role.SECOND)
    settled = by_role.get(HumanCoding.Role.ADJUDICATION)
    chosen = settled or first or second
    if chosen is None:
        raise ValueError("Nobody has coded this comment, so there is no decision.")
    basis: Basis = "first"
    if settled is not None:
        basis = "adjudicated"
    elif first is not None and second is not None and agree(first, second):
        basis = "agreed"
    return FinalCoding(
        comment=chosen.comment_id,
        themes=frozenset(chosen.themes),
        stances=chosen.stances,
        readable=chosen.judgement == HumanCoding.Judgement.CODED,
        basis=basis,
        codebook=chosen.codebook,
    )


def agree(one: HumanCoding, other: HumanCoding) -> bool:
    """Whether two people found the same themes, or the same reason to find none. Stance is not compared."""
    return set(one.themes) == set(other.themes) and one.judgement == other.judgement


def measuring_sample_of(survey: SurveyPage) -> list[Measured]:
    """Every comment of the measuring sample, coded or not, in the order of its random key; four queries."""
    decided = human_codings(survey)
    machine = machine_tags(survey)
    rows = CodingSample.objects.filter(
        comment__response__survey=survey, purpose=CodingSample.Purpose.MEASURE
    ).order_by("pk")
    found = []
    for comment, probability in rows.values_list("pk", "probability"):
        final = decided.get(comment)
        found.append(
            Measured(
                comment,
                float(probability or 0),
                final.themes if final else None,
                final.readable if final else True,
                machine.get(comment),
            )
        )
    return found


def final_tags(survey: SurveyPage) -> dict[int, frozenset[str]]:
    """The themes of every comment that a person has coded or the machine has read: a person's word before the
    machine's; three queries."""
    tags = machine_tags(survey)
    tags.update({comment: final.themes for comment, final in human_codings(survey).items()})
    return tags


def machine_tags(survey: SurveyPage) -> dict[int, frozenset[str]]:
    """What the machine read in each comment that it has read; two queries."""
    found: dict[int, set[str]] = {
        comment: set()
        for comment in ThemeReading.objects.filter(comment__response__survey=survey).values_list(
            "comment_id", flat=True
        )
    }
    tags = ThemeTag.objects.filter(comment__response__survey=survey).values_list("comment_id", "theme")
    for comment, theme in tags.iterator():
        found.setdefault(comment, set()).add(theme)
    return {comment: frozenset(themes) for comment, themes in found.items()}
