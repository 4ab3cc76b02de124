"""The codebook in use, and earlier ones: what codes comments, what coders read, what figures name."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from surveys.analysis.themes.codebook import Codebook, Theme, default_codebook
from surveys.analysis.themes.edition import codebook_of, shipped_digest, shipped_version
from surveys.models import CodebookDraft, CodebookVersion

if TYPE_CHECKING:
    from surveys.analysis.themes.tagger import ThemeTagger

KEPT_READY = 2
"""So many taggers are kept in memory: the one in use, and the one a draft is tried with."""


def active_codebook() -> Codebook:
    """The codebook in use: its themes, and the ``version`` that tags and codings made with it must name."""
    return _codebook(*_in_use())


def active_tagger() -> ThemeTagger:
    """The tagger of the codebook in use, made once a process."""
    return _tagger(*_in_use())


def edition_in_use() -> tuple[str, str]:
    """Version and digest of the codebook in use: what a tag made with it depends on beside the code."""
    return _in_use()


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


def _in_use() -> tuple[str, str]:
    newest = CodebookVersion.objects.filter(taken_up=True).order_by("-number")
    return newest.values_list("version", "digest").first() or (shipped_version(), shipped_digest())


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
    from surveys.analysis.themes import default_tagger
    from surveys.analysis.themes.edition import tagger_of

    if digest == shipped_digest():
        return default_tagger()
    return tagger_of(_content(version), version)
