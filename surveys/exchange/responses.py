"""Reading a file of responses into rows of text, with the number each row has in a spreadsheet."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveys.exchange.mapping import Mapping
from surveys.exchange.problems import Problems, Unreadable, did_you_mean, quoted

LONGEST_CELL = 1_000_000


@dataclass(frozen=True)
class Responses:
    """The rows of a file. ``numbers`` count as spreadsheets do: the heading is row 1.

    ``digest`` is the SHA-256 of the file.
    """

    name: str
    columns: dict[str, tuple[str, ...]]
    numbers: tuple[int, ...]
    digest: str

    def __len__(self) -> int:
        return len(self.numbers)


def read_responses(path: Path, mapping: Mapping) -> Responses:
    """The columns a mapping names, from a CSV or Excel file. Raises Unreadable with up to twenty sentences."""
    problems = Problems()
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable((f"The file {path} cannot be read: {error.strerror or error}.",)) from error
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        lines = _excel(path, content, mapping)
    else:
        lines = _csv(path, _decoded(path, content, mapping), mapping)
    numbered = [(number, line) for number, line in enumerate(lines, 1) if any(cell.strip() for cell in line)]
    if not numbered:
        raise Unreadable((f"The file {path.name} is empty: it has neither headings nor answers.",))
    heading_row, header = numbered[0]
    header = [" ".join(name.split()) for name in header]
    if len(numbered) == 1:
        raise Unreadable(
            (f"The file {path.name} has headings in row {heading_row} but no answers below them.",)
        )
    wanted = _places(header, mapping, problems)
    if problems and len(header) == 1:
        _suspect_delimiter(header[0], mapping, problems)
    rows = []
    for number, line in numbered[1:]:
        if len(line) != len(header):
            problems.add(
                f"Row {number} has {len(line)} cells, but there are {len(header)} headings. A quotation mark or a "
                "separator inside an answer may be missing or too many."
            )
        rows.append(line)
    problems.refuse_if_any()
    return Responses(
        name=path.name,
        columns={name: tuple(row[place] for row in rows) for name, place in wanted.items()},
        numbers=tuple(number for number, _line in numbered[1:]),
        digest=hashlib.sha256(content).hexdigest(),
    )


def _places(header: list[str], mapping: Mapping, problems: Problems) -> dict[str, int]:
    found = {}
    for name, where in mapping.columns.items():
        places = [place for place, heading in enumerate(header) if heading == " ".join(name.split())]
        if not places:
            problems.add(
                f"{where} names the column {quoted(name)}, which the file does not have."
                + (did_you_mean(name, header) or f" Its columns are {_listed(header)}.")
            )
        elif len(places) > 1:
            problems.add(
                f"The column {quoted(name)} stands {len(places)} times in the file, as columns "
                f"{', '.join(str(place + 1) for place in places)}. Give each its own heading, and map the right one."
            )
        else:
            found[name] = places[0]
    return found


def _listed(header: list[str]) -> str:
    names = [quoted(name) for name in header[:12]]
    return ", ".join(names) + (f" and {len(header) - 12} more" if len(header) > 12 else "")


def _suspect_delimiter(heading: str, mapping: Mapping, problems: Problems) -> None:
    for other, name in ((";", "semicolons"), ("\t", "tabs"), (",", "commas"), ("|", "bars")):
        if other != mapping.delimiter and heading.count(other) > 1:
            written = "\\t" if other == "\t" else other
            problems.add(
                f'The file seems to be separated by {name}: write delimiter = "{written}" in the mapping.'
            )


def _decoded(path: Path, content: bytes, mapping: Mapping) -> str:
    encoding = mapping.encoding
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) and not encoding.startswith("utf-16"):
        raise Unreadable(
            (f'{path.name} is UTF-16 and not {encoding}: write encoding = "utf-16" in the mapping.',)
        )
    if content.startswith(b"PK\x03\x04"):
        raise Unreadable((f"{path.name} is an Excel workbook or a zip file; give it the ending .xlsx.",))
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        byte = content[error.start]
        raise Unreadable(
            (
                f"{path.name} is not {encoding}: line {row} holds the byte 0x{byte:02X}, which {encoding} cannot read "
                f"(near {quoted(_near(content, error.start))}). Files saved by Excel in Britain are often cp1252: "
                'write encoding = "cp1252" in the mapping, or save the file as "CSV UTF-8".',
            )
        ) from error
    if encoding not in ("utf-8", "ascii") and not encoding.startswith("utf-16") and _is_utf8(content):
        raise Unreadable(
            (
                f"{path.name} is UTF-8, but the mapping says {encoding}, which would garble its letters: write "
                'encoding = "utf-8" in the mapping.',
            )
        )
    if "\x00" in text:
        row = text[: text.index("\x00")].count("\n") + 1
        raise Unreadable(
            (
                f"{path.name} holds a NUL character in line {row}; it is damaged or not a text file. Export it again.",
            )
        )
    return text


def _near(content: bytes, at: int) -> str:
    return (
        content[max(at - 12, 0) : at + 12]
        .decode("cp1252", errors="replace")
        .replace("\n", " ")
        .replace("\r", "")
    )


def _is_utf8(content: bytes) -> bool:
    """Whether bytes beyond ASCII are there and form UTF-8 throughout, which no other text does by accident."""
    if content.isascii():
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _csv(path: Path, text: str, mapping: Mapping) -> list[list[str]]:
    lines: list[list[str]] = []
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mapping.delimiter, strict=True)
        lines.extend(reader)
    except csv.Error as error:
        raise Unreadable(
            (
                f"{path.name} cannot be read after row {len(lines)}: {error}. A quotation mark may be missing or stand "
                "alone inside a cell; write it twice there.",
            )
        ) from error
    finally:
        csv.field_size_limit(before)
    return lines


def _excel(path: Path, content: bytes, mapping: Mapping) -> list[list[str]]:
    import warnings
    from zipfile import BadZipFile

    import openpyxl

    try:
        with warnings.catch_warnings():
            # Styles and validations openpyxl does not know concern nobody who reads values alone.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise Unreadable((f"{path.name} is not an Excel workbook that can be read: {error}.",)) from error
    try:
        if mapping.sheet and mapping.sheet not in book.sheetnames:
            raise Unreadable(
                (
                    f"{path.name} has no sheet {quoted(mapping.sheet)}; its sheets are "
                    f"{', '.join(quoted(name) for name in book.sheetnames)}.",
                )
            )
        sheet = book[mapping.sheet] if mapping.sheet else book.worksheets[0]
        lines = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    finally:
        book.close()
    width = max((place + 1 for line in lines for place, cell in enumerate(line) if cell), default=0)
    return [(line + [""] * width)[:width] for line in lines]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
