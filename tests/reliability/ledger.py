"""What visitors know of their own answers, held against what the database holds."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field

import psycopg

from tests.scan.engines import Engine


def comments_of(word: str) -> dict[str, str]:
    """What somebody with this word writes: it stands in both boxes, so that half an answer shows."""
    return {
        "WHERE": f"the corner with the {word} sign feels least safe",
        "CHANGE": f"a {word} lamp on every corner",
    }


WORD = re.compile(r"with the ([a-z]+) sign")
SLUG = "insights"
CHOSEN = {"SAFEDAY": "very_safe"}


@dataclass
class Ledger:
    """The words that were sent, those whose sender was thanked, and what should never have been seen."""

    sent: set[str] = field(default_factory=set)
    thanked: set[str] = field(default_factory=set)
    told_unsaved: int = 0
    broken_off: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, word: str = "") -> None:
        """Write down one thing that happened to a visitor: a field of this ledger by its name."""
        with self._lock:
            kept = getattr(self, what)
            if isinstance(kept, set):
                kept.add(word)
            else:
                setattr(self, what, kept + 1)

    def fault(self, what: str) -> None:
        """Write down something that must not happen."""
        with self._lock:
            self.faults[what] += 1

    def faults_with(self, engine: Engine) -> list[str]:
        """Sentences on everything lost, doubled, halved or made up; empty when the database is right.

        May be asked while visitors come: who is thanked after the look at the database began is not looked for.
        """
        with self._lock:
            thanked = set(self.thanked)
        stored = stored_answers(engine)
        with self._lock:
            sent, faults = set(self.sent), self.faults.most_common()
        found: Counter[str] = Counter()
        halves = []
        for payload in stored:
            word = next(iter(WORD.findall(payload["comments"].get("WHERE", ""))), "")
            found[word] += 1
            if payload["comments"] != comments_of(word) or payload["answers"] != CHOSEN:
                halves.append(f"half stored: {payload}")
        told = [f"lost: {word}" for word in sorted(thanked - set(found))]
        told += [f"stored {n} times: {word}" for word, n in sorted(found.items()) if n > 1]
        told += [f"never sent: {word}" for word in sorted(set(found) - sent)]
        told += halves
        return told + [f"{n} x {what}" for what, n in faults]


def stored_answers(engine: Engine) -> list[dict]:
    """Every answer, waiting or mixed, at one moment, read past the product by the database's own driver."""
    rows = _read(
        engine,
        "SELECT 'waiting', 0, '', CAST(payload AS TEXT) FROM surveys_intake"
        " UNION ALL SELECT 'mixed', id, '', CAST(answers AS TEXT) FROM surveys_response WHERE survey_id IN"
        f" (SELECT id FROM wagtailcore_page WHERE slug = '{SLUG}')"
        " UNION ALL SELECT 'comment', response_id, question, text FROM surveys_comment",
    )
    comments: dict[int, dict[str, str]] = defaultdict(dict)
    for _, key, question, text in (row for row in rows if row[0] == "comment"):
        comments[key][question] = text
    answers = []
    for kind, key, _, value in rows:
        if kind == "waiting":
            answers.append(json.loads(value))
        elif kind == "mixed":
            answers.append({"answers": json.loads(value), "comments": comments[key]})
    return answers


def used_forms(engine: Engine) -> int:
    """How many forms were sent."""
    return _read(engine, "SELECT count(*) FROM surveys_nonce")[0][0]


def _read(engine: Engine, sql: str) -> list[tuple]:
    if engine.vendor == "sqlite":
        with closing(sqlite3.connect(str(engine.file))) as connection:
            return connection.execute(sql).fetchall()
    with psycopg.connect(engine.url) as connection:
        return connection.execute(sql).fetchall()
