"""What people decided about comments, for whoever counts by it: one final decision a comment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from surveys.models import CodingSample, CodingTurn, HumanCoding, SurveyPage, ThemeReading, ThemeTag

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


def machine_tags_of(comment: int) -> frozenset[str] | None:
    """What the machine read in one comment; None if it has not read it."""
    if not ThemeReading.objects.filter(comment=comment).exists():
        return None
    return frozenset(ThemeTag.objects.filter(comment=comment).values_list("theme", flat=True))


CODERS = (HumanCoding.Role.FIRST, HumanCoding.Role.SECOND)


def waiting_for(survey: SurveyPage, purpose: str, *, user: Any) -> QuerySet[CodingSample]:
    """What is left for one coder, ``free`` places each that no colleague has in front of them.

    Comments that two people code come first, so that coders find out early where they differ; otherwise in the order of
    the random keys.
    """
    codings = HumanCoding.objects.filter(comment=OuterRef("pk"), role__in=CODERS)
    done = codings.order_by().values("comment").annotate(n=Count("pk")).values("n")
    turns = CodingTurn.objects.filter(comment=OuterRef("pk")).exclude(coder=user)
    taken = turns.order_by().values("comment").annotate(n=Count("pk")).values("n")
    rows = CodingSample.objects.filter(comment__response__survey=survey, purpose=purpose)
    rows = rows.exclude(Exists(codings.filter(coder=user.pk))).annotate(
        left=Case(When(twice=True, then=Value(2)), default=Value(1)) - Coalesce(Subquery(done), 0)
    )
    rows = rows.filter(left__gt=0).annotate(free=F("left") - Coalesce(Subquery(taken), 0))
    return rows.select_related("comment").order_by("-twice", "pk")


def disputed(survey: SurveyPage) -> list[int]:
    """The keys of comments about which two coders differ and nobody has settled it, in the order of the random keys."""
    pairs = pairs_of(survey, HumanCoding.objects.filter(Q(role__in=CODERS), comment__in=_unsettled(survey)))
    return sorted(comment for comment, (first, second) in pairs.items() if not agree(first, second))


def pairs_of(
    survey: SurveyPage, codings: QuerySet[HumanCoding] | None = None
) -> dict[int, tuple[HumanCoding, HumanCoding]]:
    """What the first and the second coder decided, for each comment that two have coded."""
    found: dict[int, dict[str, HumanCoding]] = defaultdict(dict)
    rows = HumanCoding.objects.filter(role__in=CODERS) if codings is None else codings
    for coding in rows.filter(comment__response__survey=survey):
        found[coding.comment_id][coding.role] = coding
    return {
        comment: (both[HumanCoding.Role.FIRST], both[HumanCoding.Role.SECOND])
        for comment, both in found.items()
        if len(both) == 2
    }


def _unsettled(survey: SurveyPage) -> QuerySet[HumanCoding]:
    """Comments with a second coding and no adjudication."""
    settled = HumanCoding.objects.filter(comment=OuterRef("comment"), role=HumanCoding.Role.ADJUDICATION)
    rows = HumanCoding.objects.filter(comment__response__survey=survey, role=HumanCoding.Role.SECOND)
    return rows.exclude(Exists(settled)).values("comment")


@dataclass(frozen=True)
class Progress:
    """How far one coder is in one queue: what they have coded, and what is left for them."""

    mine: int
    left: int


def progress(survey: SurveyPage, purpose: str, *, user: Any) -> Progress:
    """A coder's own work in a queue; two queries."""
    mine = HumanCoding.objects.filter(
        comment__response__survey=survey, purpose=purpose, coder=user.pk, role__in=CODERS
    )
    return Progress(mine.count(), waiting_for(survey, purpose, user=user).count())


@dataclass(frozen=True)
class Queue:
    """How far everybody is in one queue: comments in it, those coded at least once, and second codings wanted."""

    comments: int
    coded: int
    seconds: int


def queue_of(survey: SurveyPage, purpose: str) -> Queue:
    """How far a queue is; one query."""
    rows = CodingSample.objects.filter(comment__response__survey=survey, purpose=purpose)
    first = HumanCoding.objects.filter(comment=OuterRef("pk"), role=HumanCoding.Role.FIRST)
    second = HumanCoding.objects.filter(comment=OuterRef("pk"), role=HumanCoding.Role.SECOND)
    found = rows.annotate(has_first=Exists(first), has_second=Exists(second)).aggregate(
        comments=Count("pk"),
        coded=Count("pk", filter=Q(has_first=True)),
        seconds=Count("pk", filter=Q(twice=True, has_second=False)),
    )
    return Queue(**found)
