"""What the machine may learn from here: settled codings of the comments that were chosen to teach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from surveys.codebooks.selectors import active_codebook, codebook_called
from surveys.coding.selectors import final_of
from surveys.models import CodingSample, Comment, HumanCoding

if TYPE_CHECKING:
    from surveys.analysis.themes.codebook import Codebook
    from surveys.analysis.themes.refitting import Taught

MEASURE, TEACH = CodingSample.Purpose.MEASURE, CodingSample.Purpose.TEACH


@dataclass(frozen=True)
class Lesson:
    """The comments to learn from, how many were left out because an earlier codebook lacked a theme of today's, and
    whether made-up comments of an example survey are among them."""

    comments: tuple[Taught, ...]
    left_out: int
    is_example: bool


def settled_to_teach() -> int:
    """About how much there is to learn from, for the screen: as many comments as ``lesson`` of the codebook in use has.

    The database counts; only what two people decided and nobody settled is read, since themes are compared as sets.
    """
    rows, book = _codings(), active_codebook()
    versions = rows.order_by().values_list("codebook", flat=True).distinct()
    known = {version for version in versions if _has_every_theme(version, book)}
    beside = HumanCoding.objects.filter(purpose=TEACH, comment=OuterRef("comment"))
    settled_by_one = Q(role=HumanCoding.Role.ADJUDICATION) | ~Exists(beside.exclude(pk=OuterRef("pk")))
    readable = rows.filter(judgement=HumanCoding.Judgement.CODED, codebook__in=known)
    of_two = rows.filter(
        Exists(beside.exclude(pk=OuterRef("pk"))),
        ~Exists(beside.filter(role=HumanCoding.Role.ADJUDICATION)),
    )
    agreed = [
        final
        for codings in _by_comment(of_two).values()
        if (final := final_of(codings)).readable and not _is_disputed(codings) and final.codebook in known
    ]
    return readable.filter(settled_by_one).count() + len(agreed)


def lesson(book: Codebook) -> Lesson:
    """Every settled coding a model of a codebook may learn from, in the order of the comments' random keys.

    Of comments that were chosen to teach, and never of anybody who has a comment in a measuring sample: published
    shares are corrected by those, so that the machine must not know them.
    """
    from surveys.analysis.themes.refitting import Taught

    settled, left_out = _settled(book)
    rows = Comment.objects.filter(pk__in=list(settled)).order_by("pk")
    told = rows.values_list("pk", "text", "language", "response", "response__survey__is_example")
    comments = [
        (
            Taught(text, tuple(code for code in book.codes if code in settled[key]), language, person),
            is_example,
        )
        for key, text, language, person, is_example in told
    ]
    return Lesson(
        tuple(comment for comment, _ in comments), left_out, any(is_example for _, is_example in comments)
    )


def _settled(book: Codebook) -> tuple[dict[int, frozenset[str]], int]:
    found = _by_comment(_codings())
    settled, left_out = {}, 0
    knows = {
        version: _has_every_theme(version, book)
        for version in {c.codebook for cs in found.values() for c in cs}
    }
    for comment, codings in found.items():
        final = final_of(codings)
        if not final.readable or _is_disputed(codings):
            continue
        if knows[final.codebook]:
            settled[comment] = final.themes
        else:
            left_out += 1
    return settled, left_out


def _codings() -> QuerySet[HumanCoding]:
    """What people decided about comments that may teach."""
    measured = CodingSample.objects.filter(purpose=MEASURE).values("comment__response")
    rows = HumanCoding.objects.filter(purpose=TEACH, comment__passed_on=False)
    return rows.exclude(comment__response__in=measured)


def _by_comment(rows: QuerySet[HumanCoding]) -> dict[int, list[HumanCoding]]:
    found: dict[int, list[HumanCoding]] = defaultdict(list)
    for coding in rows:
        found[coding.comment_id].append(coding)
    return found


def _is_disputed(codings: Sequence[HumanCoding]) -> bool:
    """Whether two people differ and nobody has settled it."""
    return len(codings) > 1 and final_of(codings).basis == "first"


def _has_every_theme(version: str, book: Codebook) -> bool:
    """Whether somebody who coded by a version could have given every theme of a codebook."""
    found = codebook_called(version)
    return found is not None and set(book.codes) <= set(found.codes)
