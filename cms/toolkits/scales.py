"""The words toolkits are filed and rated by."""

from __future__ import annotations

from dataclasses import dataclass

PHASES: dict[str, str] = {
    "primary": "Primary school",
    "secondary": "Secondary school",
    "post16": "Post-16 and college",
    "youth_work": "Youth work",
}

TOPICS: dict[str, str] = {
    "belonging": "Belonging and feeling safe",
    "bullying": "Bullying and falling out",
    "knives": "Knives and weapons",
    "exploitation": "Being used by others: exploitation",
    "harassment": "Harassment and violence against women and girls",
    "relationships": "Healthy relationships",
    "online": "What happens online",
    "loss": "Fear, shock and loss",
    "workforce": "For staff: noticing, asking, passing on",
}

LENGTHS: dict[str, int] = {"20": 20, "40": 40, "60": 60}
"""What a session may take at most, in minutes, as the list offers it."""


@dataclass(frozen=True)
class Rating:
    """One step of the public scale: a word, what it means, and what is asked before it may be given."""

    word: str
    means: str
    needs_source: bool


EVIDENCE: dict[str, Rating] = {
    "strong": Rating(
        "Strong",
        "At least two careful studies, with a group to compare with, found less violence or harm. One of them was in "
        "places like ours.",
        True,
    ),
    "promising": Rating(
        "Promising",
        "One careful study found a good effect, or several found changes in what people know or feel.",
        True,
    ),
    "mixed": Rating(
        "Mixed",
        "Studies disagree, or it helped some and not others. Read when it helps before you use it.",
        True,
    ),
    "untested": Rating(
        "Untested",
        "It rests on good reasons and experience. Nobody has tested it yet. If you use it, tell us what happened.",
        False,
    ),
}
"""The scale, best first. Its words are ours; what each study found stands with the toolkit."""
EVIDENCE_CHOICES = [(code, rating.word) for code, rating in EVIDENCE.items()]
