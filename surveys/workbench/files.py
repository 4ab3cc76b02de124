"""Tables as files: the figures on the screen, no more, in cells no spreadsheet will run."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO, StringIO

from surveys.exchange.cells import safe
from surveys.reports.lines import Lines
from surveys.workbench.figures import CellView, GroupView, TableView

HEADINGS = (
    "question",
    "wording",
    "group",
    "letter",
    "base (nearest 5)",
    "effective base (nearest 5)",
    "low base",
    "answer",
    "weighted %",
    "from %",
    "to %",
    "unweighted %",
    "higher than",
    "note",
)
EXAMPLE = "Synthetic example: every answer in this file is invented."
CAVEAT = (
    "People who chose to answer, weighted to the Census. Ranges are modelled uncertainty and assume no selection "
    "beyond the weighting variables. Not protected for publication: do not pass on."
)


def lines(views: Sequence[TableView]) -> Iterator[list[object]]:
    """One line an answer and group, everybody first; hidden groups carry the sign and no figures."""
    for view in views:
        for place, group in enumerate(view.columns):
            for row in view.rows:
                yield [safe(value) for value in _line(view, group, row.label, row.cells[place], row.flipped)]


def _line(
    view: TableView, group: GroupView, answer: str, cell: CellView, flipped: bool
) -> tuple[object, ...]:
    hidden = "[c]" if group.hidden else None
    return (
        view.code,
        view.label,
        group.label,
        group.letter,
        hidden or group.base,
        hidden or group.effective_base,
        "low base" if group.low_base else "",
        answer,
        hidden or cell.percent,
        hidden or cell.low,
        hidden or cell.high,
        hidden or cell.unweighted,
        cell.letters,
        "weighting changes the order" if flipped and group is view.columns[0] else "",
    )


LINES_CAVEAT = (
    "Answers of people who were promised that nobody can tell who they are. Do not join this file with another, do not"
    " pass it on, delete it by the day in the register."
)


def lines_as_csv(lines: Lines) -> bytes:
    """One heading row and nothing above it, so that other programs read the file as it is."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(heading) for heading in lines.headings])
    writer.writerows([safe(value) for value in line] for line in lines.lines)
    return ("\ufeff" + out.getvalue()).encode()


def lines_as_excel(lines: Lines, codebook: Lines, *, title: str, is_example: bool) -> bytes:
    """A sheet of lines, a sheet that says what the codes mean, and a sheet with the promise that goes with them."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # A file knows when it was made and by which program: only what the register says is to be in it.
    book.set_properties({"created": datetime(2000, 1, 1)})
    bold = book.add_format({"bold": True})
    for name, part in (("Answers", lines), ("Codebook", codebook)):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, [safe(heading) for heading in part.headings], bold)
        sheet.freeze_panes(1, 0)
        for place, line in enumerate(part.lines, start=1):
            sheet.write_row(place, 0, [safe(value) for value in line])
        sheet.set_column(0, len(part.headings) - 1, 18)
    about = book.add_worksheet("About")
    told = [title, LINES_CAVEAT, *([EXAMPLE] if is_example else [])]
    for place, text in enumerate(told):
        about.write(place, 0, safe(text), bold if not place else None)
    about.set_column(0, 0, 110)
    book.close()
    return out.getvalue()


def _head(title: str, n: int, is_example: bool) -> list[list[object]]:
    head: list[list[object]] = [[safe(title)], [f"About {n} answers"], [CAVEAT]]
    return [[EXAMPLE], *head] if is_example else head


def as_csv(views: Sequence[TableView], *, title: str, is_example: bool, n: int) -> bytes:
    """UTF-8 with a byte-order mark, so that spreadsheets read names rightly."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerows([*_head(title, n, is_example), list(HEADINGS), *lines(views)])
    return ("\ufeff" + out.getvalue()).encode()


def as_excel(views: Sequence[TableView], *, title: str, is_example: bool, n: int) -> bytes:
    """One sheet with a frozen heading row; text stays text."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("Tables")
    bold = book.add_format({"bold": True})
    head = _head(title, n, is_example)
    for place, row in enumerate(head):
        sheet.write_row(place, 0, row, bold)
    sheet.write_row(len(head), 0, HEADINGS, bold)
    sheet.freeze_panes(len(head) + 1, 0)
    for place, line in enumerate(lines(views), start=len(head) + 1):
        sheet.write_row(place, 0, line)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 13, 16)
    book.close()
    return out.getvalue()
