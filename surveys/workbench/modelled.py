"""Modelled figures of small groups as files: every line says that it is modelled, the head says what that means."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO

from surveys.exchange.cells import safe
from surveys.models import SurveyPage
from surveys.reports.asked import Asked, Choice, questionnaire
from surveys.reports.plans import in_words, scheme_of
from surveys.reports.provenance import code_version
from surveys.reports.scheme import NAMES
from surveys.reports.small_groups import SmallGroups
from surveys.workbench.files import EXAMPLE

CAUTIONS = (
    "Modelled: informed estimates of a statistical model, not counts of what people in these groups answered.",
    "The ranges assume that people who answered are like people of the same groups who did not. Do not rank groups "
    "whose ranges overlap.",
    "Keep the word “modelled” beside every figure. Do not publish these figures.",
)
VALIDATION = (
    "Validated on simulated populations whose true shares are known (python -m benchmarks.small_area): the error is at "
    "most half of that of weighted counts for area by age, and about a third for area by age by ethnic group."
)


@dataclass(frozen=True)
class Sheet:
    """A file's worth: lines of the head, the headings, and a line for each group."""

    head: tuple[str, ...]
    headings: tuple[str, ...]
    lines: tuple[tuple[object, ...], ...]


def sheet_of(survey: SurveyPage, asked: Asked, choice: Choice, found: SmallGroups) -> Sheet:
    """The figures on the screen with where they come from."""
    return Sheet(
        tuple(_head(survey, asked, choice, found)),
        (*(NAMES[name] for name in found.variables), "%", "from %", "to %", "kind", "note"),
        tuple(
            (
                *bands,
                round(100 * cell.share),
                round(100 * cell.low),
                round(100 * cell.high),
                "modelled",
                "mostly from groups like it" if cell.mostly_model else "",
            )
            for bands, cell in found.groups
        ),
    )


def _head(survey: SurveyPage, asked: Asked, choice: Choice, found: SmallGroups) -> Iterator[str]:
    if survey.is_example:
        yield EXAMPLE
    scheme = scheme_of(survey)
    version = questionnaire(survey)
    yield survey.title
    yield f"{asked.code}: {asked.label} Answer: {choice.label}"
    yield from CAUTIONS
    yield VALIDATION
    yield f"About {5 * round(found.n / 5):,} people answered. Together: {round(100 * found.overall)}%, weighted."
    yield f"Weighted by: {in_words(scheme)}"
    yield f"Residents in the groups: {found.residents}"
    yield (
        f"Survey version {version.number} ({version.digest[:12]}), method {code_version()}"
        if version
        else f"Method {code_version()}"
    )


def modelled_as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a byte-order mark, so that spreadsheets read names rightly."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerows([[safe(line)] for line in sheet.head])
    writer.writerow([safe(heading) for heading in sheet.headings])
    writer.writerows([[safe(value) for value in line] for line in sheet.lines])
    return ("\ufeff" + out.getvalue()).encode()


def modelled_as_excel(sheet: Sheet) -> bytes:
    """One sheet with a frozen heading row; text stays text."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # A file knows when it was made and by which program: only what the register says is to be in it.
    book.set_properties({"created": datetime(2000, 1, 1)})
    page = book.add_worksheet("Modelled")
    bold = book.add_format({"bold": True})
    for row, line in enumerate(sheet.head):
        page.write(row, 0, safe(line))
    start = len(sheet.head)
    page.write_row(start, 0, [safe(heading) for heading in sheet.headings], bold)
    page.freeze_panes(start + 1, 0)
    for row, values in enumerate(sheet.lines, start=start + 1):
        page.write_row(row, 0, [safe(value) for value in values])
    page.set_column(0, len(sheet.headings) - 1, 16)
    book.close()
    return out.getvalue()
