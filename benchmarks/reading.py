"""A hundred thousand comments read by the timed work, cut off in the middle: python -m benchmarks.reading [COMMENTS]

Fills a new installation, on SQLite and, where one answers, on a PostgreSQL, lets a process read as the timed work does,
kills it (-9) when half is read, and lets a second one go on. Then the ledger: every comment is read, none twice. What
is printed is the second process's half, whose comments lie among as many read ones, and the tagger alone on texts of
the same kind in the same process. Quote the ratio; texts a second are this machine's.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.load import environment, throw_away_database
from tests import services

COMMENTS = 100_000
ALONE = 10_000
"""So many texts the tagger reads alone, for comparison."""
SETTINGS = "engagement.settings.dev"

Count = Callable[[str], int]


def written(n: int) -> list[str]:
    """Comments of one to three remarks from the project's own examples, drawn anew for each."""
    from surveys.analysis.themes.coded_texts import training_texts

    draw, remarks = random.Random(0), [text.text for text in training_texts()]
    return [" ".join(draw.choices(remarks, k=draw.randint(1, 3))) for _ in range(n)]


def fill(n: int) -> None:
    """So many people with a comment each, as a mix would have left them."""
    from benchmarks.installation import prepare

    prepare(Path(os.environ["VAR_DIR"]), settings=SETTINGS, database_url=os.environ.get("DATABASE_URL", ""))
    from surveys.models import Comment, Response, SurveyPage

    survey = SurveyPage.objects.get(slug="insights")
    version = survey.versions.get()
    texts = written(n)
    for start in range(0, n, 5_000):
        part = texts[start : start + 5_000]
        people = [Response(survey=survey, version=version) for _ in part]
        Response.objects.bulk_create(people, batch_size=500)
        Comment.objects.bulk_create(
            [
                Comment(response=person, question="Q14", text=text)
                for person, text in zip(people, part, strict=True)
            ],
            batch_size=500,
        )


def read() -> dict[str, float]:
    """Read what is unread; comments, seconds and processor seconds of it, and processor seconds a text alone."""
    import django

    django.setup()
    from surveys.codebooks.selectors import active_tagger
    from surveys.workbench.services import tag_all_comments

    tagger, texts = active_tagger(), written(ALONE)
    tagger.predict(texts[:100])
    begun, busy = time.monotonic(), time.process_time()
    n = tag_all_comments()
    passed, whole = time.monotonic() - begun, time.process_time() - busy
    busy = time.process_time()
    tagger.predict(texts)
    return {"n": n, "passed": passed, "whole": whole, "alone": (time.process_time() - busy) / len(texts)}


def _started(what: str, n: int, told: dict[str, str], **how: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.reading", what, str(n)]
    return subprocess.Popen(command, env=told, text=True, **how)


def run(name: str, n: int, told: dict[str, str], count: Count, tags: Callable[[], set[int]]) -> bool:
    """One database; whether the ledger is right."""
    print(f"\n{name}: {n:,} comments", flush=True)
    if _started("fill", n, told, stdout=subprocess.DEVNULL).wait():
        raise SystemExit("The comments could not be filled in.")
    first = _started("read", n, told, stdout=subprocess.DEVNULL)
    begun, shown = time.monotonic(), 0
    while (done := count("surveys_themereading")) < n / 2:
        if first.poll() is not None:
            raise SystemExit("The first process ended before it could be killed.")
        if done * 10 // n > shown:
            shown = done * 10 // n
            print(f"  {done:>9,} read after {time.monotonic() - begun:.0f} s", flush=True)
        time.sleep(0.5)
    first.send_signal(signal.SIGKILL)
    first.wait()
    # What a server process of PostgreSQL has begun to commit it commits, though its client is dead.
    time.sleep(2)
    half, kept = count("surveys_themereading"), tags()
    print(f"  {half:>9,} read, and killed", flush=True)
    second = _started("read", n, told, stdout=subprocess.PIPE)
    found = json.loads(second.communicate()[0].splitlines()[-1])
    after = tags()
    right = found["n"] == n - half and count("surveys_themereading") == n and kept <= after
    print(
        f"  the second read {found['n']:,.0f}: {found['n'] / found['passed']:,.0f} texts/s,"
        f" {found['n'] / found['whole']:,.0f} a second of its processor; the tagger alone"
        f" {1 / found['alone']:,.0f}: the whole costs"
        f" {found['whole'] / found['n'] / found['alone']:.2f} times the tagger"
    )
    print(f"  ledger: {'every comment read once' if right else 'WRONG'}; {len(after):,} tags")
    return bool(right)


def main(n: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "db.sqlite3"

        def in_file(sql: str) -> list[tuple[int]]:
            with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
                return connection.execute(sql).fetchall()

        right = _measured("SQLite", n, environment(folder, ""), in_file)
    url, why_not = services.postgresql()
    if url is None:
        print(f"\nPostgreSQL was not measured: {why_not}")
        return 0 if right else 1
    with tempfile.TemporaryDirectory() as folder, throw_away_database(url) as own:

        def in_server(sql: str) -> list[tuple[int]]:
            import psycopg

            with psycopg.connect(own) as connection:
                return connection.execute(sql).fetchall()

        right &= _measured("PostgreSQL", n, environment(folder, own), in_server)
    return 0 if right else 1


def _measured(name: str, n: int, told: dict[str, str], ask: Callable[[str], list[tuple[int]]]) -> bool:
    def tags() -> set[int]:
        return {row[0] for row in ask("SELECT id FROM surveys_themetag")}

    return run(name, n, told, lambda table: ask(f"SELECT count(*) FROM {table}")[0][0], tags)


if __name__ == "__main__":
    if sys.argv[1:2] == ["fill"]:
        fill(int(sys.argv[2]))
    elif sys.argv[1:2] == ["read"]:
        print(json.dumps(read()))
    else:
        sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else COMMENTS))
