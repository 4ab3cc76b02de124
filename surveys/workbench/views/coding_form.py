"""The form with which a comment is coded: a key for each theme, and what was chosen before a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from surveys.analysis.themes.codebook import Codebook
from surveys.models import HumanCoding

KEYS = "1234567890qwertasdfgyhjklpi"
"""The keys of the themes, in the order of the codebook. Themes beyond have none."""

INSTEAD = (
    ("none", "n", "None of these", "I have read it, and no theme applies."),
    (
        HumanCoding.Judgement.CANNOT_TELL.value,
        "c",
        "Cannot tell",
        "It may be about something, but not clearly.",
    ),
    (HumanCoding.Judgement.UNREADABLE.value, "b", "Cannot be read", "Another language, or no words at all."),
)

STANCES = (
    ("neutral", "asked for, or only mentioned"),
    ("complaint", "something is wrong or missing"),
    ("praise", "something is good or has helped"),
)


@dataclass(frozen=True)
class Line:
    """One theme on the form. ``stance`` is empty for a theme of concern, whose stance needs no asking."""

    code: str
    name: str
    definition: str
    key: str
    chosen: bool
    stance: str


@dataclass(frozen=True)
class Form:
    """Every theme, and what can be said instead of one."""

    codebook: str
    lines: tuple[Line, ...]
    instead: tuple[tuple[str, str, str, str, bool], ...]
    stances: tuple[tuple[str, str], ...] = STANCES

    @classmethod
    def of(
        cls, book: Codebook, posted: Any = None, *, both: tuple[HumanCoding, HumanCoding] | None = None
    ) -> Form:
        """Empty, or with what was posted; where two coders are compared, with the themes that both chose."""
        chosen = set(posted.getlist("themes")) if posted is not None else set()
        instead = set(posted.getlist("instead")) if posted is not None else set()
        if posted is None and both is not None:
            chosen = set(both[0].themes) & set(both[1].themes)
        stances = {value for value, _ in STANCES}
        lines = []
        for place, theme in enumerate(book.themes):
            given = posted.get(f"stance_{theme.code}", "") if posted is not None else ""
            lines.append(
                Line(
                    theme.code,
                    theme.name,
                    theme.definition,
                    KEYS[place] if place < len(KEYS) else "",
                    theme.code in chosen,
                    "" if theme.directional else given if given in stances else STANCES[0][0],
                )
            )
        return cls(
            book.version,
            tuple(lines),
            tuple((value, key, name, says, value in instead) for value, key, name, says in INSTEAD),
        )
