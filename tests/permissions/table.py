"""Reading the table of who may open what."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from tests.permissions.asking import COLUMNS, REFUSED

TABLE = Path(__file__).with_name("table.txt")


@dataclass(frozen=True)
class Row:
    """What an address, or several of like names, answers to a method: a word for each column."""

    pattern: str
    method: str
    words: tuple[str, ...]

    def expected(self, column: str) -> set[str]:
        """The words that are right in a column: ``=`` repeats the one to its left, ``*`` is any but a refusal."""
        place = COLUMNS.index(column)
        while self.words[place] == "=":
            place -= 1
        return set(self.words[place].split("|"))


@cache
def rows() -> tuple[Row, ...]:
    """Every row of the table, in its order."""
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        pattern, *words = line.split("#")[0].split() or [""]
        if not pattern:
            continue
        method = words.pop(0) if words[0] in ("GET", "POST") else "GET"
        if len(words) != len(COLUMNS):
            raise ValueError(f"{pattern} {method}: {len(words)} words in the table, {len(COLUMNS)} columns.")
        found.append(Row(pattern, method, tuple(words)))
    return tuple(found)


def row_of(name: str, method: str) -> Row | None:
    """The first row whose pattern fits an address of this name."""
    return next((row for row in rows() if row.method == method and fnmatchcase(name, row.pattern)), None)


def is_right(word: str, name: str, method: str, column: str) -> bool:
    """Whether an answer is the one the table asks for.

    A POST without a row of its own has to be refused where a GET is. Where a GET is let in, what an empty form leads to
    is no matter of rights.
    """
    row = row_of(name, method)
    if row is not None:
        expected = row.expected(column)
        return word in expected or ("*" in expected and word not in REFUSED)
    reading = row_of(name, "GET")
    if reading is None:
        return False
    allowed = reading.expected(column)
    return not allowed <= set(REFUSED) or word in (*REFUSED, "405")
