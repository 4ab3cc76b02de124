"""How well the coders of a survey agree."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.analysis.themes.codebook import Codebook
from surveys.coding.selectors import agree, pairs_of
from surveys.models import HumanCoding, SurveyPage

FEWEST = 10
"""With fewer comments that two have coded, and for a theme seen less often, nothing is shown."""

RELIABLE, TENTATIVE = 0.8, 0.667
"""From where on Krippendorff (2004, "Content Analysis") calls codings reliable, or good for tentative conclusions."""


@dataclass(frozen=True)
class ThemeLine:
    """Agreement on one theme in whole hundredths; None: seen too rarely to say."""

    name: str
    alpha: str | None
    lower: str
    upper: str
    percent: int
    word: str


@dataclass(frozen=True)
class CodersAgree:
    """Agreement on every theme and on average.

    ``texts`` were coded by two people who both found them readable; ``same`` per cent of all that two have coded were
    decided alike in everything.
    """

    lines: tuple[ThemeLine, ...]
    mean: str | None
    lower: str
    upper: str
    word: str
    texts: int
    coders: int
    same: int


def agreement_of(survey: SurveyPage, codebook: Codebook) -> CodersAgree | None:
    """From every comment that two people have coded blind; None where they are too few."""
    from surveys.analysis.themes.agreement import agreement

    pairs = pairs_of(survey)
    coded = HumanCoding.Judgement.CODED
    readable = {key: pair for key, pair in pairs.items() if all(one.judgement == coded for one in pair)}
    if len(readable) < FEWEST:
        return None
    codings = [(key, one.coder or one.role, one.themes) for key, pair in readable.items() for one in pair]
    found = agreement(codings, codebook.codes)
    lines = []
    for code in codebook.codes:
        theme = found.themes[code]
        rare = theme.alpha is None or theme.seen < FEWEST
        lines.append(
            ThemeLine(
                codebook[code].name,
                None if rare else _two(theme.alpha),
                _two(theme.lower),
                _two(theme.upper),
                round(100 * theme.agreed),
                "" if rare else word_for(theme.alpha),
            )
        )
    return CodersAgree(
        lines=tuple(lines),
        mean=None if found.mean is None else _two(found.mean),
        lower=_two(found.lower),
        upper=_two(found.upper),
        word=word_for(found.mean),
        texts=found.texts,
        coders=found.coders,
        same=round(100 * sum(agree(*pair) for pair in pairs.values()) / len(pairs)),
    )


def word_for(alpha: float | None) -> str:
    """What a value of alpha is good for, in a word or two."""
    if alpha is None:
        return ""
    return "reliable" if alpha >= RELIABLE else "tentative" if alpha >= TENTATIVE else "too low"


def _two(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
