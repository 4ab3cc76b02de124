"""One run from a file to a folder: either everything is there in the end, or nothing."""

from __future__ import annotations

import secrets
import shutil
from datetime import date
from pathlib import Path

from surveys.exchange.analysis import Analysis, Bar, analyse
from surveys.exchange.files import write_files
from surveys.exchange.problems import Unreadable
from surveys.exchange.reading import ReadWith
from surveys.exchange.report import report
from surveys.exchange.workbook import write_workbook

OURS = frozenset(
    ("gaps.csv", "weights.csv", "tables.csv", "tables.xlsx", "themes.csv", "comments.csv", "report.html")
)
"""The files a run writes, and all that --replace will take away."""


def run(
    file: Path,
    mapping: Path,
    out: Path,
    *,
    replace: bool = False,
    bar: Bar | None = None,
    read_with: ReadWith | None = None,
) -> Analysis:
    """Analyse a file into a folder. Raises Unreadable, with sentences, before anything is written.

    Comments are read with the shipped codebook unless ``read_with`` names another.

    The outputs are written into a new folder beside ``out`` and moved there when all of them are complete.
    """
    out = out.resolve()
    _check_place(out, replace=replace)
    if bar is None:
        analysis = analyse(file, mapping, read_with=read_with)
    else:
        analysis = analyse(file, mapping, bar=bar, read_with=read_with)
    half = out.parent / f".{out.name}.{secrets.token_hex(4)}.unfinished"
    try:
        half.mkdir(parents=True)
        write_files(analysis, half)
        if analysis.tables:
            write_workbook(analysis, half / "tables.xlsx")
        (half / "report.html").write_text(report(analysis, made=date.today()), encoding="utf-8")
        _put(half, out)
    except OSError as error:
        raise Unreadable((f"The folder {out} cannot be written: {error.strerror or error}.",)) from error
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return analysis


def _check_place(out: Path, *, replace: bool) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise Unreadable((f"{out} is a file; name a folder for the results.",))
    inside = sorted(path.name for path in out.iterdir())
    if inside and not replace:
        raise Unreadable((f"The folder {out} is not empty; name a new one, or write --replace.",))
    strange = [name for name in inside if name not in OURS]
    if strange:
        raise Unreadable(
            (
                f"The folder {out} holds {strange[0]}, which is not a result of this command; nothing was replaced.",
            )
        )


def _put(half: Path, out: Path) -> None:
    """The finished folder takes the place of the old one; if that fails, the old one is put back."""
    old = half.with_suffix(".old")
    if not out.exists():
        half.rename(out)
        return
    out.rename(old)
    try:
        half.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)
