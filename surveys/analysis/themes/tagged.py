"""What a tagger says about one answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """Evidence: a half-open range of the original text and the theme it speaks for."""

    start: int
    end: int
    label: str
    text: str


@dataclass(frozen=True)
class Tagged:
    """What the tagger reads in one answer.

    ``labels`` follow the codebook's order; ``scores`` hold every theme with any evidence, between 0 and 1, and a
    label begins at 0.5 (the tagger's ``predict_proba`` gives calibrated probabilities); each label has at least one
    span. ``abstained``: the tagger cannot say, a person should read the answer. ``uncertainty`` runs from 0 (certain)
    to 1 (on the edge of at least one decision) and orders what people should read first.
    """

    labels: tuple[str, ...]
    scores: dict[str, float]
    spans: tuple[Span, ...]
    abstained: bool
    language: str
    uncertainty: float = 0.0
