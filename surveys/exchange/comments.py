"""Comments of a file: identifiers masked, themes tagged by the machine, counted, and shuffled for reading."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from surveys.analysis.redaction import redact
from surveys.exchange.coding import Coded, Comment, Item
from surveys.exchange.mapping import CommentColumn
from surveys.exchange.reading import ReadWith

if TYPE_CHECKING:
    import pandas as pd

    from surveys.analysis.themes.codebook import Codebook

ANY = "ANY"
"""The code of all open questions together."""

BATCH = 200
"""Comments read at a time: models read many together far faster than one by one."""


@dataclass(frozen=True)
class Read:
    """A comment as it may be read: masked, with the codes of its themes. ``unsure``: the machine could not tell."""

    code: str
    place: int
    text: str
    themes: tuple[str, ...]
    language: str
    unsure: bool


def read_comments(
    comments: Sequence[Comment], read_with: ReadWith, *, step: Callable[[], Any] = lambda: None
) -> tuple[Read, ...]:
    """Mask and tag each comment, in their order; ``step`` is called once for each."""
    if not comments:
        return ()
    tagger = read_with.tagger
    found = []
    for start in range(0, len(comments), BATCH):
        batch = comments[start : start + BATCH]
        texts = [redact(comment.text).text for comment in batch]
        for comment, text, tagged in zip(batch, texts, tagger.predict(texts), strict=True):
            found.append(
                Read(comment.code, comment.place, text, tagged.labels, tagged.language, tagged.abstained)
            )
            step()
    return tuple(found)


def theme_items(
    coded: Coded, columns: Sequence[CommentColumn], read: Sequence[Read], codebook: Codebook
) -> Coded:
    """Themes as questions with several answers: people who wrote to each open question, and to any of them.

    A person counts once for each theme. The result has the same people in the same order.
    """
    names = tuple(theme.public_name for theme in codebook.themes)
    name_of = {theme.code: theme.public_name for theme in codebook.themes}
    questions = [Item(f"theme:{column.code}", column.label, "multiple", names) for column in columns]
    if len(columns) > 1:
        questions.insert(0, Item(f"theme:{ANY}", "All open questions together", "multiple", names))
    answers: dict[str, list[list[str] | None]] = {item.code: [None] * len(coded.people) for item in questions}
    for comment in read:
        for item in questions:
            if item.code in (f"theme:{ANY}", f"theme:{comment.code}"):
                before = answers[item.code][comment.place] or []
                new = [name_of[code] for code in comment.themes if name_of[code] not in before]
                answers[item.code][comment.place] = before + new
    return Coded(
        people=_with(coded.people, answers),
        items=tuple(questions),
        demographics=(),
        bands=coded.bands,
        comments=coded.comments,
        rows=coded.rows,
        left_out=coded.left_out,
    )


def _with(people: pd.DataFrame, columns: dict[str, list[list[str] | None]]) -> pd.DataFrame:
    import pandas as pd

    made = {name: pd.Series(values, index=people.index, dtype=object) for name, values in columns.items()}
    return people.assign(**made)


def shuffled(read: Sequence[Read]) -> list[Read]:
    """The comments in an order nobody can work out: not that of the file, nor that of a person's answers."""
    order = list(read)
    secrets.SystemRandom().shuffle(order)
    return order
