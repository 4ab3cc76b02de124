"""No copy of the product promises what nobody can keep: templates, pages, catalogues, wording in code, docs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from surveys.analysis.promises import complaints

ROOT = Path(__file__).resolve().parent.parent
NAMED_AS_WRONG = {
    ROOT / "surveys" / "analysis" / "promises.py",
    # These tell writers what may not be said, and have to say it.
    ROOT / "docs" / "papers" / "promises.md",
    ROOT / "templates" / "editors" / "first_day.html",
}


def wording_of(path: Path) -> Iterator[tuple[str, str]]:
    """The pieces of text of a file that somebody reads, each with where it stands."""
    source = path.read_text(encoding="utf-8")
    place = str(path.relative_to(ROOT))
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield f"{place}:{node.lineno}", node.value
    elif path.suffix == ".po":
        with path.open("rb") as file:
            for message in read_po(file):
                for text in (message.id, message.string):
                    yield f"{place}: {str(message.id)[:30]!r}", str(text)
    else:
        yield place, source


def copy() -> list[Path]:
    patterns = (
        *("templates/**/*.html", "templates/**/*.txt", "static/js/*.js", "docs/**/*.md", "README.md"),
        *("cms/**/*.py", "surveys/**/*.py", "engagement/**/*.py"),
        *("cms/**/*.po", "surveys/**/*.po", "cms/**/*.toml", "surveys/**/*.toml", "engagement/**/*.toml"),
    )
    found = {path for pattern in patterns for path in ROOT.glob(pattern)}
    return sorted(path for path in found - NAMED_AS_WRONG if "migrations" not in path.parts)


def test_no_copy_promises_what_nobody_can_keep():
    paths = copy()
    assert len(paths) > 200
    assert [said for path in paths for said in complaints(wording_of(path))] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.html", "<p>It is <b>100%</b>\nanonymous.</p>"),
        ("words.py", 'SAY = "Nobody will " "ever know."'),
        ("django.po", 'msgid "Send"\nmsgstr "سو فیصد گمنام"\n'),
        ("paper.md", "The police cannot\nsee it."),
    ],
)
def test_a_promise_planted_in_any_kind_of_copy_is_found(tmp_path, monkeypatch, name, text):
    monkeypatch.setattr("tests.test_promises.ROOT", tmp_path)
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert len(complaints(wording_of(path))) == 1
