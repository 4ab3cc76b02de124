"""A failure is tried once more by itself, and nothing that is broken passes by it."""

from __future__ import annotations

import pytest

from tests import run

STARVED = """
from pathlib import Path

def test_starved_once():
    mark = Path("seen")
    seen = mark.exists()
    mark.touch()
    assert seen
"""


@pytest.fixture
def suite_of(tmp_path, monkeypatch):
    """Write a suite of one file in a directory of its own, and stand there."""

    def written(text: str) -> None:
        (tmp_path / "pytest.ini").write_text("[pytest]\n")
        (tmp_path / "test_it.py").write_text(text)
        monkeypatch.chdir(tmp_path)
        # Not the settings of this project: the suite is a stranger to it.
        for name in ("DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER"):
            monkeypatch.delenv(name, raising=False)

    return written


@pytest.mark.long
def test_what_failed_by_chance_passes_alone_and_is_named(suite_of, capfd):
    suite_of(STARVED)
    assert run.pytest() == 0
    told = capfd.readouterr().out
    assert "Once more, alone" in told
    assert "test_it.py::test_starved_once" in told


@pytest.mark.long
def test_what_is_broken_fails_twice(suite_of):
    suite_of("def test_broken():\n    assert 1 == 2\n")
    assert run.pytest() == run.FAILED


def test_many_failures_are_no_chance(suite_of, capfd):
    suite_of(
        "from pathlib import Path\nimport pytest\n\n@pytest.mark.parametrize('n', range(9))\ndef test_starved(n):\n"
        "    mark = Path(f'seen{n}')\n    seen = mark.exists()\n    mark.touch()\n    assert seen\n"
    )
    assert run.pytest() == run.FAILED
    assert "Once more, alone" not in capfd.readouterr().out
