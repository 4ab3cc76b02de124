"""Which codebook and tagger read the comments of a file: those of this installation, or one that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import DatabaseError

from surveys.analysis.themes.codebook import Codebook, default_codebook
from surveys.exchange.problems import Unreadable

if TYPE_CHECKING:
    from surveys.analysis.themes.tagger import ThemeTagger
    from surveys.codebooks.selectors import Edition


@dataclass(frozen=True)
class ReadWith:
    """A codebook, what its tags are called (``1.0.2+m1``), and its tagger, which is made when it is first needed."""

    codebook: Codebook
    name: str
    edition: Edition | None = None

    @cached_property
    def tagger(self) -> ThemeTagger:
        """What reads comments by this codebook; some seconds the first time."""
        if self.edition is None:
            from surveys.analysis.themes.tagger import default_tagger

            return default_tagger()
        from surveys.codebooks.selectors import active_tagger

        return active_tagger(self.edition)


def shipped() -> ReadWith:
    """The codebook and models that come with the product."""
    return ReadWith(default_codebook(), default_codebook().version)


def in_use() -> ReadWith:
    """The codebook and model that read the comments of surveys here; the shipped ones where there is no database."""
    from surveys.codebooks.selectors import active_codebook, edition_in_use

    try:
        return _read_with(active_codebook(), edition_in_use())
    except DatabaseError:
        return shipped()


def called(version: str) -> ReadWith:
    """A version of the codebook kept here, such as the one a survey was read with.

    Raises Unreadable for a version that is not kept here, and names those that are.
    """
    from surveys.codebooks.selectors import codebook_called, edition_called, versions

    try:
        book, edition = codebook_called(version), edition_called(version)
        known = [row.version for row in versions()]
    except DatabaseError:
        book, edition, known = None, None, []
        if version == shipped().name:
            return shipped()
    if book is None or edition is None:
        kept = ", ".join(known) or default_codebook().version
        raise Unreadable((f"There is no codebook {version!r} here; there are: {kept}.",))
    return _read_with(book, edition)


def _read_with(book: Codebook, edition: Edition) -> ReadWith:
    return ReadWith(book, edition.name, edition)
