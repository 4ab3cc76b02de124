"""The codebook in use, and earlier ones: what codes comments, what coders read, what figures name."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from surveys.analysis.themes.codebook import Codebook, Theme, default_codebook
from surveys.analysis.themes.edition import (
    codebook_of,
    digest_of,
    shipped_digest,
    shipped_version,
    tagger_of,
)
from surveys.models import CodebookDraft, CodebookVersion

if TYPE_CHECKING:
    from surveys.analysis.themes.tagger import ThemeTagger

KEPT_READY = 2
"""So many taggers are kept in memory: the one in use, and the one before it while a process still reads with it."""

_draft_taggers: dict[str, ThemeTagger] = {}


def active_codebook() -> Codebook:
    """The codebook in use: its themes, and the ``version`` that tags and codings made with it must name."""
    return _codebook(*edition_in_use())


def edition_in_use() -> tuple[str, str]:
    """Version and digest of the codebook in use: what a tag made with it depends on beside the code."""
    newest = CodebookVersion.objects.filter(taken_up=True).order_by("-number")
    return newest.values_list("version", "digest").first() or (shipped_version(), shipped_digest())


def active_tagger(edition: tuple[str, str] | None = None) -> ThemeTagger:
    """The tagger of the codebook in use, made once a process; of an ``edition_in_use`` found before, if given."""
    return _tagger(*(edition or edition_in_use()))


def codebook_called(version: str) -> Codebook | None:
    """The codebook of a version, published or shipped; None if there is none of that name."""
    digest = CodebookVersion.objects.filter(version=version).values_list("digest", flat=True).first()
    if digest is None:
        return default_codebook() if version == shipped_version() else None
    return _codebook(version, digest)


def theme_called(code: str) -> Theme | None:
    """A theme by its code, in the codebook in use or as the last version that had it describes it."""
    book = active_codebook()
    if code in book.codes:
        return book[code]
    for version, digest in CodebookVersion.objects.values_list("version", "digest"):
        found = _codebook(version, digest)
        if code in found.codes:
            return found[code]
    return None


def versions() -> QuerySet[CodebookVersion]:
    """Every version, the newest first, without the content, which is large."""
    return CodebookVersion.objects.defer("content").order_by("-number")


def version_in_use() -> CodebookVersion | None:
    """The row of the codebook in use; None before the first migration has stored the shipped one."""
    return versions().filter(taken_up=True).first()


def draft() -> CodebookDraft | None:
    """The draft of the next version, if somebody has started one."""
    return CodebookDraft.objects.select_related("started_by", "base").defer("base__content").first()


def content_of(version: CodebookVersion) -> dict[str, Any]:
    """Everything a version holds; a fresh copy."""
    return _content(version.version)


def draft_tagger(found: CodebookDraft) -> ThemeTagger:
    """The tagger of a draft as it stands; made anew whenever the draft has changed.

    Raises what ``surveys.analysis.themes.edition.tagger_of`` raises.
    """
    digest = digest_of(found.content)
    kept = _draft_taggers.get(digest)
    if kept is None:
        kept = tagger_of(found.content, next_version(found))
        _draft_taggers.clear()
        _draft_taggers[digest] = kept
    return kept


def next_number() -> int:
    """The number the next version gets."""
    return 1 + (CodebookVersion.objects.order_by("-number").values_list("number", flat=True).first() or 0)


def next_version(found: CodebookDraft) -> str:
    """What a draft will be called: the shipped version it goes back to, a full stop, and its number."""
    root = found.base.version if found.base.shipped else found.base.version.rpartition(".")[0]
    return f"{root}.{next_number()}"


def _content(version: str) -> dict[str, Any]:
    content: dict[str, Any] = CodebookVersion.objects.values_list("content", flat=True).get(version=version)
    return content


@lru_cache(maxsize=16)
def _codebook(version: str, digest: str) -> Codebook:
    if digest == shipped_digest():
        return default_codebook()
    return codebook_of(_content(version), version)


@lru_cache(maxsize=KEPT_READY)
def _tagger(version: str, digest: str) -> ThemeTagger:
    return tagger_of(_content(version), version)
