"""Taking official tables in, and letting them go: whole or not at all, with who did it and when."""

from __future__ import annotations

import io
import zipfile
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from surveys.models import PopulationTable
from surveys.populations.selectors import surveys_weighted_to
from surveys.reports.scheme import PUBLIC

TAKEN_IN = "surveys.population.taken_in"
LET_GO = "surveys.population.let_go"

LARGEST = 25_000_000
"""Bytes. The Census by single year of age for every local authority has a third of this."""
LARGEST_UNPACKED = 200_000_000
"""Bytes that an Excel file may unpack to."""
MOST_FIGURES = 50_000


class TableRefused(ValueError):
    """A file cannot be taken in. The text says why, and what to do."""


def take_in(upload: IO[bytes] | None, *, user: Any, name: str = "") -> PopulationTable:
    """Read a table downloaded from ONS or Nomis and keep its figures for the seven authorities.

    Raises TableRefused, with nothing kept, for a file that cannot be read, is about other places or people, contradicts
    itself, or was taken in before.
    """
    from surveys.analysis.errors import AnalysisError
    from surveys.analysis.official import beside_the_census, read_table, targets_from

    if upload is None:
        raise TableRefused("Choose a file: a table as it was downloaded from ONS or Nomis, CSV or Excel.")
    content = upload.read(LARGEST + 1)
    name = name[:160]
    if len(content) > LARGEST:
        raise TableRefused(
            f"{name} is larger than {LARGEST // 1_000_000} MB. Download the seven local authorities alone, or fewer "
            "variables."
        )
    _refuse_bombs(content, name)
    try:
        table = read_table(content, name)
        found = targets_from(table, ages=PUBLIC.ages)
        compared = beside_the_census(found, PUBLIC.ages)
    except AnalysisError as refusal:
        raise TableRefused(str(refusal)) from None
    (key,) = found.margins
    figures = found.margins[key]
    if len(figures) > MOST_FIGURES:
        raise TableRefused(
            f"{name} has {len(figures):,} figures for the seven authorities, more than weighting can use. Download "
            "fewer variables."
        )
    rows = [
        [*(cell if isinstance(cell, tuple) else (cell,)), int(people)] for cell, people in figures.items()
    ]
    try:
        with transaction.atomic():
            kept = PopulationTable.objects.create(
                sha256=table.sha256,
                name=name,
                format=table.format,
                geography=table.geography[:120],
                date=found.provenance[key].date[:10],
                ages=PUBLIC.ages,
                variables=list(key),
                figures=rows,
                total=sum(row[-1] for row in rows),
                notes=list(found.notes),
                compared=str(compared)[:300],
                taken_in_by=user,
                who=user.get_full_name() or user.get_username(),
                taken_in_on=timezone.localdate(),
            )
            log(instance=kept, action=TAKEN_IN, user=user, data=_told(kept))
    except IntegrityError:
        raise TableRefused(f"{name} was taken in before: a file with the same content is kept.") from None
    return kept


@transaction.atomic
def let_go(table: PopulationTable, *, user: Any) -> None:
    """Delete a table that no survey is weighted to. Raises TableRefused naming the surveys otherwise."""
    used = surveys_weighted_to(table)
    if used:
        raise TableRefused(
            f"{table.name} gives the figures that {' and '.join(f'“{title}”' for title in used)} is weighted to. "
            "Choose other figures there first."
        )
    log(instance=table, action=LET_GO, user=user, data=_told(table))
    table.delete()


def _told(table: PopulationTable) -> dict[str, str]:
    return {"table": table.name, "date": table.date, "sha256": table.sha256}


def _refuse_bombs(content: bytes, name: str) -> None:
    """An Excel file is a parcel: look at what it would unpack to before anything opens it."""
    if content[:2] != b"PK":
        return
    try:
        size = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(content)).infolist())
    except zipfile.BadZipFile:
        return
    if size > LARGEST_UNPACKED:
        raise TableRefused(f"{name} unpacks to more than {LARGEST_UNPACKED // 1_000_000} MB. Save it as CSV.")
