"""What comments without a theme have in common: candidates for the codebook."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.analysis.disclosure.table import DEFAULT_K
from surveys.models import Comment, SurveyPage, ThemeReading
from surveys.reports.memory import remembered
from surveys.reports.scheme import PUBLIC

MOST_READ = 3_000
"""So many comments tell what the rest is about; more would keep the screen waiting and change little."""


@dataclass(frozen=True)
class Candidate:
    """A topic that at least ten comments share: its words, the keys of comments that speak of it most, about how many
    comments it leads (nearest 5), and how surely it is found again in random parts of the comments (0 to 1)."""

    words: tuple[str, ...]
    comments: tuple[int, ...]
    size: int
    stability: float


@dataclass(frozen=True)
class Rest:
    """The comments without a theme: about how many there are (nearest 5), how many were read, and their topics."""

    comments: int
    read: int
    candidates: tuple[Candidate, ...]


def topics_of_the_rest(survey: SurveyPage) -> Rest:
    """Stable topics of the comments that the machine read and found no theme in; two queries, then remembered.

    The same comments give the same topics, whatever order the database has them in.
    """
    counted = ThemeReading.objects.filter(comment__response__survey=survey).count()
    return remembered(survey, PUBLIC, ("topics", counted), lambda: _rest(survey))


def _rest(survey: SurveyPage) -> Rest:
    from surveys.analysis.themes.topics import emergent_topics

    rows = list(
        Comment.objects.filter(
            response__survey=survey, reading__isnull=False, tags__isnull=True, passed_on=False
        ).values_list("pk", "text")
    )
    texts = _in_an_order_of_their_own(rows)[:MOST_READ]
    found = emergent_topics([text for _, text in texts])
    return Rest(
        comments=5 * round(len(rows) / 5),
        read=len(texts),
        candidates=tuple(
            Candidate(
                topic.words,
                tuple(texts[place][0] for place in topic.examples),
                5 * round(topic.size / 5),
                topic.stability,
            )
            for topic in found
            if topic.size >= DEFAULT_K
        ),
    )


def _in_an_order_of_their_own(rows: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """By a digest of the words: the same for the same comments, and a random part of them from the start."""
    return sorted(rows, key=lambda row: (hashlib.sha256(row[1].encode()).digest(), row[0]))
