"""The codebook in use, and earlier ones: what codes comments, what coders read, what figures name."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import QuerySet

from surveys.analysis.themes.codebook import Codebook, Theme, default_codebook
from surveys.analysis.themes.edition import (
    codebook_of,
    digest_of,
    lexicon_of,
    shipped_content,
    shipped_digest,
    shipped_version,
    tagger_of,
)
from surveys.models import CodebookDraft, CodebookVersion, ThemeModel

if TYPE_CHECKING:
    from surveys.analysis.themes.tagger import ThemeTagger

KEPT_READY = 2
"""So many taggers are kept in memory: the one in use, and the one before it while a process still reads with it."""

_draft_taggers: dict[tuple[str, int], ThemeTagger] = {}


class Edition(NamedTuple):
    """What comments are read with beside the code: a codebook, and a model fitted here (0: the shipped ones)."""

    version: str
    digest: str
    model: int = 0
    model_digest: str = ""

    @property
    def name(self) -> str:
        """What a tag made with it says: the codebook's version, and the model where it was fitted here."""
        return f"{self.version}+m{self.model}" if self.model else self.version


def active_codebook() -> Codebook:
    """The codebook in use: its themes, and the ``version`` that tags and codings made with it must name."""
    version, digest, _ = _codebook_in_use()
    return _codebook(version, digest)


def _codebook_in_use() -> tuple[str, str, int]:
    newest = CodebookVersion.objects.filter(taken_up=True).order_by("-number")
    found = newest.values_list("version", "digest", "pk").first()
    return found or (shipped_version(), shipped_digest(), 0)


def edition_in_use() -> Edition:
    """The codebook in use, and the model that reads with it: what a tag depends on beside the code."""
    version, digest, key = _codebook_in_use()
    model = model_in_use(key)
    return Edition(version, digest, model.number, model.digest) if model else Edition(version, digest)


def edition_called(version: str) -> Edition | None:
    """A version of the codebook with the model in use, if that goes with it; None if there is no such version."""
    found = CodebookVersion.objects.filter(version=version).values_list("digest", "pk").first()
    if found is None:
        return Edition(version, shipped_digest()) if version == shipped_version() else None
    model = model_in_use(found[1])
    return Edition(version, found[0], model.number, model.digest) if model else Edition(version, found[0])


def model_in_use(codebook: int) -> ThemeModel | None:
    """The model in use with a codebook, by its key: fitted for that version or for one it was made from.

    Without its numbers, which are large. A model whose file this release cannot read is none.
    """
    model = (
        ThemeModel.objects.filter(state=ThemeModel.State.IN_USE).defer("numbers", "card", "effect").first()
    )
    if model is None:
        return None
    # Imported where there is a model: its libraries cost seconds at every start.
    from surveys.analysis.themes.model_file import FORMAT

    if model.format != FORMAT:
        return None
    if model.codebook_id == codebook:
        return model
    bases = dict(CodebookVersion.objects.values_list("pk", "base"))
    at: int | None = codebook
    while at is not None and at != model.codebook_id:
        at = bases.get(at)
    return model if at is not None else None


def active_tagger(edition: Edition | None = None) -> ThemeTagger:
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
    model = model_in_use(found.base_id)
    key = (digest_of(found.content), model.number if model else 0)
    kept = _draft_taggers.get(key)
    if kept is None:
        kept = tagger_with(found.content, next_version(found), model.number if model else 0)
        _draft_taggers.clear()
        _draft_taggers[key] = kept
    return kept


def tagger_with(content: dict[str, Any], version: str, model: int) -> ThemeTagger:
    """The tagger of an edition with the model of a number; with the shipped ones for 0.

    Raises what ``surveys.analysis.themes.edition.tagger_of`` raises.
    """
    if not model:
        return tagger_of(content, version)
    from surveys.analysis.themes.model_file import load_model, share_models

    row = ThemeModel.objects.select_related("codebook").get(number=model)
    fitted = _untaught(row.codebook.content, row.codebook.version)
    load_model(fitted, BytesIO(bytes(row.numbers or b"")))
    if digest_of(content) == row.codebook.digest and version == row.codebook.version:
        return fitted
    tagger = _untaught(content, version)
    share_models(tagger, fitted)
    return tagger


def _untaught(content: dict[str, Any], version: str) -> ThemeTagger:
    """The tagger of an edition with no model at all: rules alone."""
    from surveys.analysis.themes.tagger import ThemeTagger

    book = codebook_of(content, version)
    return ThemeTagger(lexicon_of(content, book), book)


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
def _tagger(version: str, digest: str, model: int, model_digest: str) -> ThemeTagger:
    # Only a codebook that is stored can have a model of its own.
    content = _content(version) if model or digest != shipped_digest() else shipped_content()
    return tagger_with(content, version, model)
