"""Migrations that a release ran are never changed, and none takes answers away in silence."""

from __future__ import annotations

import shutil
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import migrations, models

from tests.upgrade.losses import answer_tables, unsaid
from tests.upgrade.releases import ROOT, faults, migrations_of, releases


def modules_of_ours():
    return {
        (path.parts[-3], path.stem): import_module(".".join(path.with_suffix("").parts))
        for path in migrations_of()
    }


def test_every_migration_of_a_recorded_release_is_as_it_was():
    assert faults(releases()) == []


def test_a_changed_and_a_deleted_migration_are_found(tmp_path):
    for path in migrations_of():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    assert faults(releases(), tmp_path) == []
    with (tmp_path / "surveys/migrations/0001_initial.py").open("a", encoding="utf-8") as file:
        file.write("# Only a word.\n")
    (tmp_path / "cms/migrations/0001_initial.py").unlink()
    told = " ".join(faults(releases(), tmp_path))
    assert "surveys/migrations/0001_initial.py was changed" in told
    assert "cms/migrations/0001_initial.py was deleted" in told


def test_no_migration_takes_answers_away_without_saying_so():
    assert unsaid(modules_of_ours(), answer_tables()) == []


@pytest.mark.parametrize(
    ("operation", "lost"),
    [
        (migrations.RemoveField("response", "religion"), "surveys_response.religion"),
        (migrations.RenameField("Comment", "text", "words"), "surveys_comment.text"),
        (migrations.DeleteModel("Nonce"), "surveys_nonce"),
        (migrations.RenameModel("Intake", "Waiting"), "surveys_intake"),
        (migrations.RunSQL("ALTER TABLE surveys_response DROP COLUMN sex"), "surveys_response"),
        (
            migrations.SeparateDatabaseAndState([migrations.RemoveField("response", "arm")]),
            "surveys_response.arm",
        ),
    ],
)
def test_each_way_of_taking_a_column_away_is_found_and_passes_only_with_a_reason(operation, lost):
    silent = SimpleNamespace(Migration=SimpleNamespace(operations=[operation]))
    (told,) = unsaid({("surveys", "0099_less"): silent}, answer_tables())
    assert f"takes {lost} away" in told
    silent.GIVES_UP = {lost: " "}
    assert unsaid({("surveys", "0099_less"): silent}, answer_tables())
    silent.GIVES_UP = {lost: "The question was withdrawn; the young people's panel agreed."}
    assert unsaid({("surveys", "0099_less"): silent}, answer_tables()) == []


def test_adding_a_column_takes_nothing_away():
    adds = migrations.AddField("response", "more", models.TextField(db_default=""))
    module = SimpleNamespace(Migration=SimpleNamespace(operations=[adds]))
    assert unsaid({("surveys", "0099_more"): module}, answer_tables()) == []
