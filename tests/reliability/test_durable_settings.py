"""Thanked means stored, through a power cut too: the settings that make a commit wait for the disk are in force."""

from __future__ import annotations

from django.db import connection


def test_a_commit_waits_for_the_disk(engine):
    with connection.cursor() as cursor:
        if engine.vendor == "sqlite":
            for pragma, wanted in (("synchronous", 2), ("journal_mode", "wal"), ("secure_delete", 1)):
                cursor.execute(f"PRAGMA {pragma}")
                assert cursor.fetchone() == (wanted,), pragma
            return
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {setting}")
            assert cursor.fetchone() == ("on",), setting
