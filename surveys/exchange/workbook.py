"""The tables as an Excel workbook: a first sheet that says what they are, banners by group, and every figure."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from surveys.exchange.analysis import Analysis
from surveys.exchange.cells import safe
from surveys.exchange.files import SYNTHETIC, TABLE_HEADINGS, note, percent, table_rows
from surveys.exchange.provenance import code_version
from surveys.exchange.tables import EVERYBODY, Group, ItemTable
from surveys.reports.scheme import NAMES

INK, VIOLET, LILAC, CORAL = "#1b1530", "#4b2be0", "#e4dcff", "#c4321a"

KEY = (
    "Weighted per cents are what to quote, with their range; unweighted ones stand beside them.",
    "A letter under “higher than” names the groups whose share is lower by more than chance would explain (5% level, "
    "adjusted for the number of comparisons in each table). Groups under 30 people are not tested.",
    "Low base: fewer than 100 people answered; very low: fewer than 30. Do not quote very low bases.",
    "These are working tables for analysts and are not protected for publication: small groups can be recognised. "
    "The report beside this file is protected.",
)


def write_workbook(analysis: Analysis, path: Path) -> None:
    """Sheets: About, Overall, one for each demographic, All figures."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": analysis.mapping.title, "comments": note(analysis)})
        sheets = _Sheets(book)
        _about(analysis, sheets)
        _overall(analysis, sheets)
        for variable in analysis.coded.demographics:
            if any(variable in dict(table.by) for table in analysis.tables):
                _banner(analysis, variable, sheets)
        _everything(analysis, sheets)


class _Sheets:
    """The formats shared by the sheets."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": INK})
        self.question = book.add_format({"bold": True, "font_size": 12, "font_color": VIOLET, "top": 2})
        self.head = book.add_format(
            {"bold": True, "bg_color": LILAC, "font_color": INK, "text_wrap": True, "valign": "top"}
        )
        self.percent = book.add_format({"num_format": "0.0"})
        self.base = book.add_format({"num_format": "#,##0", "italic": True, "font_color": "#574f6b"})
        self.low = book.add_format({"font_color": CORAL, "italic": True})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.bold = book.add_format({"bold": True, "font_color": CORAL})

    def add(self, name: str) -> Any:
        return self.book.add_worksheet(name[:31])


def _write(sheet: Any, row: int, column: int, value: object, form: Any = None) -> None:
    value = safe(value)
    if isinstance(value, int | float):
        sheet.write_number(row, column, value, form)
    else:
        sheet.write_string(row, column, str(value), form)


def _about(analysis: Analysis, sheets: _Sheets) -> None:
    sheet = sheets.add("About")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    _write(sheet, 0, 0, analysis.mapping.title, sheets.title)
    row = 1
    if analysis.mapping.synthetic:
        _write(sheet, row, 0, f"{SYNTHETIC.capitalize()}: every answer is invented.", sheets.bold)
        row += 1
    lines = [("How to read", line) for line in KEY]
    lines += [(paragraph.heading, paragraph.text) for paragraph in analysis.method]
    lines += [
        ("File", f"{analysis.responses.name}, SHA-256 {analysis.responses.digest}"),
        ("Mapping", f"SHA-256 {analysis.mapping.digest}"),
        ("Targets", analysis.weighed.targets.checksum if analysis.weighed else "none: nothing was weighted"),
        ("Code", code_version()),
    ]
    for heading, text in lines:
        row += 1
        _write(sheet, row, 0, heading, sheets.head)
        _write(sheet, row, 1, text, sheets.wrap)


def _overall(analysis: Analysis, sheets: _Sheets) -> None:
    sheet = sheets.add("Overall")
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, 5, 13)
    sheet.set_column(6, 6, 28)
    row = _sheet_head(sheet, sheets, analysis, f"{EVERYBODY}: weighted beside unweighted")
    for table in analysis.tables:
        row = _question(sheet, sheets, row, table)
        for place, head in enumerate(
            ("Answer", "weighted %", "from %", "to %", "unweighted %", "people", "note")
        ):
            _write(sheet, row, place, head, sheets.head)
        for figure in table.everybody.figures:
            row += 1
            _write(sheet, row, 0, figure.option)
            for place, share in enumerate((figure.share, figure.low, figure.high, figure.unweighted), 1):
                _write(sheet, row, place, percent(share), sheets.percent)
            _write(sheet, row, 5, figure.count, sheets.base)
            if figure.option in table.flips:
                _write(sheet, row, 6, "weighting changes the order", sheets.low)
        if table.mean is not None:
            row += 1
            _write(sheet, row, 0, "Mean", sheets.base)
            mean = table.mean
            for place, value in enumerate((mean.estimate, mean.low, mean.high, mean.unweighted), 1):
                _write(sheet, row, place, value, sheets.percent)
        row = _bases(sheet, sheets, row + 1, [table.everybody], 1) + 1


def _banner(analysis: Analysis, variable: str, sheets: _Sheets) -> None:
    name = NAMES[variable]
    sheet = sheets.add(f"By {name.lower()}")
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, 40, 13)
    row = _sheet_head(sheet, sheets, analysis, f"By {name.lower()}: weighted %")
    for table in analysis.tables:
        groups = dict(table.by).get(variable, ())
        if not groups:
            continue
        shown = [table.everybody, *groups]
        row = _question(sheet, sheets, row, table)
        _write(sheet, row, 0, "Answer", sheets.head)
        for place, group in enumerate(shown):
            letter = f" ({group.letter})" if group.letter else ""
            _write(sheet, row, 1 + 2 * place, f"{group.label}{letter}", sheets.head)
            _write(sheet, row, 2 + 2 * place, "higher than" if place else "", sheets.head)
        for position, option in enumerate(table.item.options):
            row += 1
            _write(sheet, row, 0, option)
            for place, group in enumerate(shown):
                figure = group.figures[position]
                share = figure.unweighted if math.isnan(group.weighted_base) else figure.share
                _write(sheet, row, 1 + 2 * place, percent(share), sheets.percent)
                _write(sheet, row, 2 + 2 * place, " ".join(figure.letters))
        row = _bases(sheet, sheets, row + 1, shown, 2) + 1


def _sheet_head(sheet: Any, sheets: _Sheets, analysis: Analysis, told: str) -> int:
    _write(sheet, 0, 0, told, sheets.title)
    _write(sheet, 1, 0, f"{analysis.mapping.title}. People who chose to answer.", None)
    if analysis.weighed is None:
        _write(sheet, 2, 0, "Nothing was weighted: these are plain counts.", sheets.low)
    if analysis.mapping.synthetic:
        _write(sheet, 3, 0, SYNTHETIC.capitalize(), sheets.bold)
    sheet.freeze_panes(4, 1)
    return 5


def _question(sheet: Any, sheets: _Sheets, row: int, table: ItemTable) -> int:
    _write(sheet, row, 0, f"{table.item.code}  {table.item.label}", sheets.question)
    return row + 1


def _bases(sheet: Any, sheets: _Sheets, row: int, groups: list[Group], step: int) -> int:
    for name, values in (
        ("People who answered", [group.base for group in groups]),
        ("Effective base", [group.effective_base for group in groups]),
    ):
        _write(sheet, row, 0, name, sheets.base)
        for place, value in enumerate(values):
            _write(sheet, row, 1 + step * place, value, sheets.base)
        row += 1
    if any(group.mark for group in groups):
        _write(sheet, row, 0, "Mark", sheets.base)
        for place, group in enumerate(groups):
            _write(sheet, row, 1 + step * place, group.mark, sheets.low)
        row += 1
    return row


def _everything(analysis: Analysis, sheets: _Sheets) -> None:
    sheet = sheets.add("All figures")
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 50)
    sheet.set_column(2, len(TABLE_HEADINGS) - 1, 14)
    for place, head in enumerate(TABLE_HEADINGS):
        _write(sheet, 0, place, head, sheets.head)
    row = 0
    for line in table_rows(analysis):
        row += 1
        for place, value in enumerate(line):
            _write(sheet, row, place, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, row, len(TABLE_HEADINGS) - 1)
