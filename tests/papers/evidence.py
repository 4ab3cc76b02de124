"""What a paper names as its evidence: files, tests in them, and links to other papers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def tests_in(path: Path) -> set[str]:
    """The names of the tests of a file, those inside classes included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test_")
    }


def missing_evidence(paper: Path, *, below: str = "") -> Iterator[str]:
    """A sentence for each file, test or link that a paper names and that does not exist.

    ``below`` is the folder that paths of tests start from: empty where they are written in full (``tests/...``).
    """
    text = paper.read_text(encoding="utf-8")
    for told in CODE.findall(text):
        path, _, name = told.partition("::")
        if below:
            is_evidence = re.fullmatch(r"(?!tests/)\w[\w/-]*/(?:test_\w+\.py)?", path) is not None
        else:
            is_evidence = path.startswith("tests/")
        if not is_evidence or " " in path:
            continue
        file = ROOT / below / path
        if not file.exists():
            yield f"{paper.name} names {told}, which does not exist."
        elif name and name not in tests_in(file):
            yield f"{paper.name} names {told}: no test of that file has this name."
    for target in LINK.findall(text):
        if "://" not in target and not target.startswith("#"):
            file = paper.parent / target.partition("#")[0]
            if not file.exists():
                yield f"{paper.name} links {target}, which does not exist."
