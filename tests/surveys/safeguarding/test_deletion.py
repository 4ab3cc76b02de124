"""A decided text is gone from the files themselves, not only from the table."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from surveys.mixing.retention import purge
from surveys.models import OwedVacuum, Referral
from surveys.safeguarding.keys import key_in_use
from surveys.safeguarding.services import Alarm, queue, sealed
from tests.scan.files import content, files_below
from tests.surveys.safeguarding.leads import DISCLOSED, queue_key, texts

pytestmark = pytest.mark.long


def places(engine, needles: list[bytes]) -> list[str]:
    """Files of the database in which some bytes stand; PostgreSQL's log of writing left out, as said in the docs."""
    if engine.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
    return [
        path.name
        for path in files_below(engine.folder, leave_out=("pg_wal",))
        if any(needle in content(path) for needle in needles)
    ]


def test_no_byte_of_a_purged_text_is_left_in_any_file(engine):
    private = queue_key()
    today = timezone.localdate()
    made = sealed(
        [Alarm(DISCLOSED + " and again" * 200, False) for _ in range(12)], key_in_use(), today=today
    )
    if engine.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE surveys_referral ALTER COLUMN sealed SET STORAGE EXTERNAL")
    queue(made)
    needles = [bytes(referral.sealed)[:24] for referral in made]
    decided = [referral.pk for referral in made[:6]]
    Referral.objects.filter(pk__in=decided).update(decision="police", decided_on=today)
    assert places(engine, needles[:6]), "the search sees nothing"
    assert purge(now=timezone.now() + timedelta(days=31)) == 6
    assert not OwedVacuum.objects.exists()
    assert places(engine, needles[:6]) == []
    assert places(engine, needles[6:]), "what is undecided stays"
    assert len(texts(private)) == 6
