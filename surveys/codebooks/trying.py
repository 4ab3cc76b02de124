"""What a codebook makes of one text that somebody pastes: read once, shown once, kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from surveys.codebooks.selectors import tagger_with

LONGEST = 5_000


@dataclass(frozen=True)
class Found:
    """One tag: its theme, how strong the evidence is in per cent, who decided it, and where it stands."""

    code: str
    name: str
    percent: int
    by_model: bool
    spans: tuple[tuple[int, int], ...]
    words: tuple[str, ...]
    """Pieces of the text that spoke for it."""
    weighed: tuple[str, ...] = ()
    """Words that weighed most with a trained model."""


@dataclass(frozen=True)
class Tried:
    """One text as an edition reads it. ``near``: themes with evidence that was too weak; ``taken_back``: themes whose
    evidence was denied, or meant something else."""

    text: str
    found: tuple[Found, ...]
    near: tuple[tuple[str, int], ...]
    taken_back: tuple[str, ...]
    language: str
    unsure: bool


def try_text(text: str, content: dict[str, Any], *, model: int = 0) -> Tried:
    """Read one text with an edition and a model fitted here (0: the shipped ones), and say why each tag was given.

    Raises CodebookError, LexiconError or LineError for an edition that cannot be used.
    """
    from surveys.analysis.themes.lexicon_tagger import LexiconTagger

    text = text[:LONGEST]
    tagger = tagger_with(content, "draft", model)
    book = tagger.codebook
    tagged, reasons = tagger.tag(text), {reason.label: reason for reason in tagger.explain(text)}
    rules = LexiconTagger(tagger.lexicon, book).read(text)
    return Tried(
        text=text,
        found=tuple(
            Found(
                code=label,
                name=book[label].name,
                percent=round(100 * tagged.scores[label]),
                by_model=reasons[label].by == "model",
                spans=tuple((span.start, span.end) for span in tagged.spans if span.label == label),
                words=tuple(dict.fromkeys(span.text for span in tagged.spans if span.label == label)),
                weighed=tuple(word.text for word in reasons[label].words if word.weight > 0)[:4]
                if reasons[label].by == "model"
                else (),
            )
            for label in tagged.labels
        ),
        near=tuple(
            (book[code].name, round(100 * score))
            for code, score in tagged.scores.items()
            if code not in tagged.labels and score >= 0.05
        ),
        taken_back=tuple(book[code].name for code in book.codes if code in rules.taken_back),
        language=tagged.language,
        unsure=tagged.abstained,
    )
