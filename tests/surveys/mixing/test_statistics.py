"""The planner of PostgreSQL keeps no sample of an answer, of its key or of a used form."""

from __future__ import annotations

import pytest
from django.db import connection

from surveys.mixing.statistics import unsampled
from surveys.models import Nonce, Response


@pytest.mark.usefixtures("own_postgresql")
def test_analysing_the_database_samples_no_column_of_an_answer():
    tables = [model._meta.db_table for model in unsampled()]
    assert {Response._meta.db_table, Nonce._meta.db_table} < set(tables)
    for key in range(1, 40):
        Nonce.objects.create(id=key, expires_on="2026-01-01")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename = ANY(%s)", [tables])
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM pg_stats WHERE schemaname = 'public'")
        assert cursor.fetchone()[0] > 0
