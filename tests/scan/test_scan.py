"""The scan: sixty visitors answer over HTTP, their answers are mixed, and nothing that is kept tells who or when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from engagement.jobs.requests import run_or_hand_over
from surveys.models import Comment, Intake, Nonce, Response
from tests.scan.files import markers_in_files
from tests.scan.markers import Marker
from tests.scan.report import leaks, times_of_sending, write_pages
from tests.scan.site import PATH
from tests.scan.tables import markers_in_tables, row_counts
from tests.scan.times import Window, fresh_second, times_in
from tests.scan.visitors import Sent, Visitor, served
from tests.surveys.safeguarding.leads import queue_key
from tests.surveys.safeguarding.leads import texts as opened

VISITORS = 60
BATCH = 15


def break_the_intake(visitor: Visitor) -> None:
    """Let the database refuse an answer: the visitor is told, and no log may quote the statement."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE surveys_intake RENAME TO surveys_elsewhere")
        try:
            form = visitor.open_form(PATH)
            status, _, _ = visitor.post(PATH, form | {"CHANGE": visitor.refused_word(), "to": "send"})
        finally:
            cursor.execute("ALTER TABLE surveys_elsewhere RENAME TO surveys_intake")
    assert status == 503


@pytest.fixture
def uncompressed(engine):
    """Long values lie in the files as they are, so that a search for bytes sees them."""
    if engine.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table, column in (("intake", "payload"), ("comment", "text"), ("response", "answers")):
                cursor.execute(f"ALTER TABLE surveys_{table} ALTER COLUMN {column} SET STORAGE EXTERNAL")
    return engine


def test_nothing_kept_tells_who_answered_or_when(uncompressed, tmp_path):
    engine = uncompressed
    site = tmp_path / "site"
    site.mkdir()
    sent = [Sent(number, in_danger=number % 2 == 0) for number in range(VISITORS)]
    private = queue_key()
    before = row_counts()
    with served(engine.url, site) as (port, log):
        visitor = Visitor(port)
        write_pages()
        logged = log.stat().st_size
        start = fresh_second()
        for each in sent:
            visitor.answer(PATH, each) if each.number % 10 else visitor.send_twice(PATH, each)
            if each.number == 7:
                refusals = visitor.misbehave(PATH)
            if (each.number + 1) % BATCH == 0:
                if each.number == VISITORS - 1:
                    break_the_intake(visitor)
                write_pages()  # as PostgreSQL does by itself now and then, waiting answers included
                told = run_or_hand_over("mix", {"survey": "insights", "at_least": BATCH})
                assert told == f"Insights: {BATCH} mixed."
        window = Window(start, datetime.now(UTC) + timedelta(seconds=1))

        assert all(status < 500 for status in refusals.values()), refusals
        assert (Intake.objects.count(), Response.objects.count(), Nonce.objects.count()) == (
            0,
            VISITORS,
            VISITORS,
        )
        texts = " ".join(Comment.objects.values_list("text", flat=True))
        assert all(texts.count(each.short) == texts.count(each.long) == 1 for each in sent)
        assert visitor.cookies_set == []
        # Whose words told of danger: sealed once each, whole, and masked where analysts read.
        originals = sorted(each.comments["WHERE"] for each in sent if each.in_danger)
        assert sorted(opened(private)) == originals
        markers = visitor.markers() + [Marker("original of a flagged comment", each.phone) for each in sent]
        assert leaks(engine, sent, markers=markers, window=window, before=before, private=private) == []
    # The server has ended: what it writes at the end is scanned too.
    assert markers_in_files(site, markers) == []
    assert not times_in(log.read_bytes()[logged:].decode(), window)
    assert markers_in_tables(markers) == []
    assert list(times_of_sending(window, before)) == []
