"""The formats of official tables: Nomis bulk files, files of the Nomis API, and ONS datasets as CSV or Excel.

Every reader ends in the same tidy table: an area, one label for each variable, a count. Codes are dropped: the same
category has other codes in other tables and releases.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from surveys.analysis.errors import TargetError

AREA = "area"
COUNT = "count"
LARGEST = 200_000_000
"""Bytes; the largest Census file for every local authority is a tenth of this."""

_CENSUS_DAY = "2021-03-21"
_MEASURE = re.compile(r"\s*;\s*measures\s*:\s*value\s*$", re.IGNORECASE)
_HEADER = re.compile(
    r"^(?P<name>.*?)\s*(?:\((?:\w+\)\s*\()?\d+ categories\)|\(\d+[a-z]?\))?\s*$", re.IGNORECASE
)


@dataclass(frozen=True, eq=False)
class OfficialTable:
    """One official table: ``frame`` has a column "area", one for each variable as the file calls it, and "count".

    ``date`` is an ISO day or a year, "" where the file does not say; ``geography`` is what the file calls its areas.
    ``sha256`` is the checksum of the bytes read.
    """

    frame: pd.DataFrame = field(repr=False)
    variables: tuple[str, ...]
    format: str
    name: str
    geography: str
    date: str
    sha256: str
    unit: str = ""

    @property
    def areas(self) -> tuple[str, ...]:
        """Names of the areas, in the order of the file."""
        return tuple(dict.fromkeys(self.frame[AREA]))


def read_table(content: bytes, name: str) -> OfficialTable:
    """Read a downloaded table, recognising its format by its columns.

    ``name`` is the file's name, for messages and provenance. Raises TargetError, in a sentence that names row and
    column where there is one, for files that are none of the formats, cut short, or have counts that are missing,
    hidden, negative or no numbers.
    """
    if not content:
        raise _refused(name, "is empty", "empty_file")
    if len(content) > LARGEST:
        raise _refused(
            name,
            f"is larger than {LARGEST // 1_000_000} MB; download the local authorities alone",
            "too_large",
        )
    rows, unit = _excel(content, name) if content[:2] == b"PK" else (_csv_rows(content, name), "")
    header = [cell.strip() for cell in rows[0]]
    body = rows[1:]
    if not body:
        raise _refused(name, "has column names but no figures", "empty_file")
    lower = [column.lower() for column in header]
    for number, row in enumerate(body, start=2):
        if len(row) != len(header):
            raise _refused(
                name,
                f"has {len(row)} values in row {number}, where there are {len(header)} columns. It seems cut short or "
                "edited; download it again",
                "ragged",
            )
    if lower[:3] == ["date", "geography", "geography code"]:
        frame, variables, date = _nomis_bulk(header, body, name)
        found = ("Nomis bulk file", "areas")
    elif "obs_value" in lower:
        frame, variables, date, geography = _nomis_api(lower, body, name)
        found = ("Nomis API file", geography)
    elif lower[-1] in ("observation", "count") or re.fullmatch(r"v4_\d+", lower[0]):
        frame, variables, date, geography = _ons(header, body, name)
        found = ("ONS dataset", geography)
    else:
        raise _refused(
            name,
            "is not a table this can read. Download it from ONS (“Create a custom dataset” or a dataset’s CSV) or from "
            f"Nomis (bulk file or API), and do not edit it. Its columns begin {', '.join(header[:4])}",
            "unknown_format",
        )
    twice = frame.duplicated([AREA, *variables])
    if twice.any():
        first = frame[twice].iloc[0]
        raise _refused(
            name,
            f"has two figures for {', '.join(str(first[column]) for column in [AREA, *variables])}",
            "repeated_category",
        )
    return OfficialTable(
        frame, variables, found[0], name, found[1], date, hashlib.sha256(content).hexdigest(), unit
    )


def _refused(name: str, what: str, reason: str) -> TargetError:
    return TargetError(f"{name} {what}.", reason=reason)


def _csv_rows(content: bytes, name: str) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Files saved again from Excel on Windows.
        text = content.decode("cp1252", errors="replace")
    if "\0" in text or text.lstrip()[:1] == "<":
        raise _refused(
            name, "is not a CSV or Excel file; it may be a web page that says why", "unknown_format"
        )
    try:
        rows = [
            row for row in csv.reader(io.StringIO(text), strict=True) if any(cell.strip() for cell in row)
        ]
    except csv.Error as fault:
        raise _refused(name, f"cannot be read as CSV ({fault}); download it again", "ragged") from None
    if not rows:
        raise _refused(name, "is empty", "empty_file")
    return rows


def _excel(content: bytes, name: str) -> tuple[list[list[str]], str]:
    import openpyxl  # type: ignore[import-untyped]

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError) as fault:
        raise _refused(
            name, f"cannot be opened as an Excel file ({type(fault).__name__})", "unknown_format"
        ) from None
    sheet = next((book[title] for title in book.sheetnames if title.strip().lower() == "dataset"), None)
    if sheet is None:
        raise _refused(name, f"has no sheet “Dataset”; it has {', '.join(book.sheetnames)}", "unknown_format")
    rows = [
        ["" if cell is None else str(cell) for cell in row]
        for row in sheet.iter_rows(values_only=True)
        if any(cell is not None for cell in row)
    ]
    unit = ""
    for title in book.sheetnames:
        if title.strip().lower() == "metadata":
            for row in book[title].iter_rows(values_only=True):
                if row and str(row[0]).strip().lower() == "unit of measure" and len(row) > 1:
                    unit = str(row[1]).strip()
    if not rows:
        raise _refused(name, "has an empty sheet “Dataset”", "empty_file")
    return rows, unit


def _nomis_bulk(
    header: Sequence[str], body: list[list[str]], name: str
) -> tuple[pd.DataFrame, tuple[str, ...], str]:
    """Columns like "Sex: Female; Age: Aged 13 years; measures: Value", a row for each area."""
    parsed: list[dict[str, str]] = []
    for column in header[3:]:
        if not _MEASURE.search(column):
            raise _refused(
                name,
                f"has the column “{column}”, where “Variable: category; measures: Value” was expected",
                "bad_column",
            )
        parts: dict[str, str] = {}
        for part in _MEASURE.sub("", column).split(";"):
            variable, colon, label = part.partition(":")
            if not colon:
                raise _refused(name, f"has the column “{column}” without a category", "bad_column")
            parts[variable.strip()] = label.strip()
        parsed.append(parts)
    if not parsed:
        raise _refused(name, "has areas but no figures", "empty_file")
    variables = tuple(parsed[0])
    if any(tuple(parts) != variables for parts in parsed):
        raise _refused(name, "names other variables in some columns than in others", "bad_column")
    records = []
    for number, row in enumerate(body, start=2):
        for column, parts, value in zip(header[3:], parsed, row[3:], strict=True):
            records.append((row[1].strip(), *parts.values(), _count(value, name, number, column)))
    return pd.DataFrame(records, columns=[AREA, *variables, COUNT]), variables, _dated(body, 0)


def _nomis_api(
    lower: list[str], body: list[list[str]], name: str
) -> tuple[pd.DataFrame, tuple[str, ...], str, str]:
    """A row for each figure, each dimension with its …_NAME; rows of other measures than counts are left out."""
    place = {column: at for at, column in enumerate(lower)}
    if "geography_name" not in place:
        raise _refused(name, "does not name its areas (GEOGRAPHY_NAME); ask Nomis for it", "bad_column")
    names = [
        column.removesuffix("_name")
        for column in lower
        if column.endswith("_name")
        and column.removesuffix("_name") not in ("geography", "date", "measures", "obs_status", "obs_conf")
    ]
    measure = place.get("measures_name")
    numbered = [
        (number, row)
        for number, row in enumerate(body, start=2)
        if measure is None or row[measure] == "Value"
    ]
    kept = [row for _number, row in numbered]
    if not kept:
        raise _refused(name, "has no counts (MEASURES_NAME “Value”), only other measures", "no_counts")
    if "record_count" in place:
        of = row_count(kept[0][place["record_count"]])
        if of is not None and of != len(body):
            raise _refused(
                name,
                f"holds {len(body):,} of {of:,} records: Nomis cuts long answers short. Download it in parts, or leave "
                "columns out",
                "cut_short",
            )
    variables = []
    for dimension in names:
        kind = place.get(f"{dimension}_type")
        title = kept[0][kind].strip() if kind is not None else ""
        variables.append(title if title and title.lower() not in ("total", dimension) else dimension)
    if len(set(variables)) < len(variables):
        variables = names
    records = [
        (
            row[place["geography_name"]].strip(),
            *(row[place[f"{dimension}_name"]].strip() for dimension in names),
            _count(row[place["obs_value"]], name, number, "OBS_VALUE"),
        )
        for number, row in numbered
    ]
    kind = place.get("geography_type")
    geography = kept[0][kind].strip() if kind is not None else "areas"
    census = any(dimension.startswith("c2021") for dimension in names)
    date = _dated(kept, place.get("date_name", place.get("date")), census=census)
    return pd.DataFrame(records, columns=[AREA, *variables, COUNT]), tuple(variables), date, geography


def row_count(text: str) -> int | None:
    """A whole number, or None for anything else."""
    return int(text) if re.fullmatch(r"\d+", text.strip()) else None


def _ons(
    header: Sequence[str], body: list[list[str]], name: str
) -> tuple[pd.DataFrame, tuple[str, ...], str, str]:
    """Pairs of columns, code and label, and "Observation"; the first pair are the areas.

    Estimates between Censuses come the other way round: "v4_0" first, then pairs of code and label.
    """
    first = re.fullmatch(r"v4_(\d+)", header[0].lower())
    if first:
        start, value = 1 + int(first[1]), 0
        pairs = [(at, at + 1) for at in range(start, len(header) - 1, 2)]
    else:
        value = len(header) - 1
        pairs = [(at, at + 1) for at in range(0, value - 1, 2)]
        for code, label in pairs:
            if header[code].lower() != f"{header[label].lower()} code":
                raise _refused(
                    name,
                    f"has the column “{header[code]}” before “{header[label]}”, where its codes were expected",
                    "bad_column",
                )
    names = {label: _HEADER.fullmatch(header[label]) for _code, label in pairs}
    titles = {label: (found["name"] if found else header[label]).strip() for label, found in names.items()}
    areas = [label for label, title in titles.items() if first and title.lower() == "geography"]
    area = areas[0] if areas else pairs[0][1]
    times = [label for label, title in titles.items() if title.lower() in ("time", "calendar years")]
    variables = [label for _code, label in pairs if label != area and label not in times]
    if not variables:
        raise _refused(name, "has areas but no variable", "bad_column")
    records = [
        (
            row[area].strip(),
            *(row[label].strip() for label in variables),
            _count(row[value], name, number, header[value]),
        )
        for number, row in enumerate(body, start=2)
    ]
    columns = tuple(titles[label] for label in variables)
    date = _dated(body, times[0], census=not first) if times else ("" if first else _CENSUS_DAY)
    return pd.DataFrame(records, columns=[AREA, *columns, COUNT]), columns, date, titles[area]


def _count(value: str, name: str, row: int, column: str) -> float:
    text = value.strip().replace(",", "")
    if re.fullmatch(r"\d+(\.0+)?", text):
        return float(text)
    what = "no figure" if not text else f"{value.strip()!r}"
    raise TargetError(
        f"{name} has {what} in row {row}, column “{column}”; a count of people was expected. Hidden or missing figures "
        "cannot be weighted to: choose fewer categories or larger areas.",
        reason="not_a_number",
    )


def _dated(body: list[list[str]], column: int | None, *, census: bool = True) -> str:
    """The one date of a file as an ISO day: Census day, or the middle of the year for estimates in between."""
    if column is None:
        return ""
    days = {row[column].strip() for row in body}
    if len(days) > 1:
        raise TargetError(
            f"The file holds several dates ({', '.join(sorted(days)[:3])}…); download one.",
            reason="several_dates",
        )
    day = days.pop()
    if not re.fullmatch(r"20\d\d", day):
        return day
    return _CENSUS_DAY if census and day == "2021" else f"{day}-06-30"
