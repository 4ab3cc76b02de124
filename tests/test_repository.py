"""The repository keeps its own rules: reasons beside dependencies, telling names, nothing left half done."""

from __future__ import annotations

import re
import subprocess
import tomllib
from io import StringIO
from itertools import chain
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

ROOT = Path(__file__).resolve().parent.parent


def tracked(*patterns: str) -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [ROOT / name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_the_top_level_holds_what_was_agreed():
    folders = {path.relative_to(ROOT).parts[0] for path in tracked() if len(path.relative_to(ROOT).parts) > 1}
    assert folders == {
        "engagement",
        "surveys",
        "cms",
        "static",
        "templates",
        "tests",
        "docs",
        "benchmarks",
        ".ci",
    }


def every_requirement(project: dict) -> list[str]:
    return [*project["project"]["dependencies"], *chain.from_iterable(project["dependency-groups"].values())]


def test_every_dependency_has_its_reason_beside_it():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    project = tomllib.loads("\n".join(lines))
    for requirement in every_requirement(project):
        (row,) = [number for number, line in enumerate(lines) if line.strip() == f'"{requirement}",']
        while lines[row - 1].strip().startswith('"'):
            row -= 1
        assert lines[row - 1].strip().startswith("# "), f"{requirement} has no reason"


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = {
        re.split("==", line)[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    for requirement in every_requirement(project):
        name = re.split(r"[\[~<>=]", requirement)[0].lower().replace("_", "-")
        assert name in pins, f"{name} is not in constraints.txt"


def test_the_constraints_name_no_host():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9._+!]+", line) for line in lines)


def test_no_room_is_called_by_a_name_that_says_nothing():
    empty = {"utils", "util", "helpers", "helper", "common", "core", "misc", "shared"}
    named = [
        path for path in tracked("*.py") if empty & {part.removesuffix(".py") for part in path.parts[-3:]}
    ]
    assert not named


def test_nothing_is_left_to_be_done_later():
    marks = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    for path in tracked("*.py", "*.html", "*.css", "*.js"):
        if path.name != Path(__file__).name:
            assert not marks.search(path.read_text(encoding="utf-8")), path


@pytest.mark.django_db
def test_no_model_changed_without_its_migration():
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_the_documentation_names_every_command_of_ours():
    told = "\n".join(path.read_text(encoding="utf-8") for path in tracked("README.md", "docs/*.md"))
    ours = [name for name, app in get_commands().items() if app in ("engagement", "surveys", "cms")]
    assert {"demo", "jobs", "mix"} <= set(ours)
    for name in ours:
        assert f"manage.py {name}" in told, f"no document tells of manage.py {name}"


def test_no_page_of_ours_fetches_anything_from_elsewhere():
    fetch = re.compile(
        r"""(?:src|srcset|data|poster)=["']?(?:https?:)?//|@import|url\(["']?(?:https?:)?//|<link[^>]+href=["']?https?://"""
    )
    for path in tracked("templates/*", "static/*"):
        if path.suffix in {".html", ".css", ".js", ".svg", ".txt", ".xml"}:
            assert not fetch.search(path.read_text(encoding="utf-8")), path


def test_every_room_that_writes_tables_disarms_the_same_beginnings():
    """Three rooms that may not import each other hold the same rule; it must stay one."""
    from cms.results import files
    from engagement.audit import views
    from surveys.exchange import cells

    assert files.FORMULA_STARTS == views.FORMULA_STARTS == cells.FORMULA_STARTS
