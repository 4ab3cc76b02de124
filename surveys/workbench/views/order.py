"""Answers by the order they were shown in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from surveys.analysis.disclosure import ProtectedTable
from surveys.reports.order import ByOrder, arms_of, by_order
from surveys.workbench.access import USE, only
from surveys.workbench.views.frame import screen, survey_or_404

TITLE = "Order of answers"
SIGN = 0.05
"""Below this adjusted p the screen says that the order seems to matter."""


@dataclass(frozen=True)
class Shown:
    """One question as the screen shows it: a sentence, and a table of per cents by order."""

    label: str
    anchor: str
    p: str
    matters: bool | None
    first: int | None
    elsewhere: int | None
    is_ranking: bool
    columns: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]
    reason: str


@only(USE)
def order(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Every question in which something changes places; nothing to show where nothing does."""
    survey = survey_or_404(survey_id)
    shown = [_shown(each) for each in by_order(survey)]
    context = {
        "arms": arms_of(survey),
        "questions": shown,
        "mattering": [each for each in shown if each.matters],
        "tested": sum(each.matters is not None for each in shown),
    }
    return screen(request, survey, "quality", TITLE, context, template="surveys/workbench/order.html")


def _shown(each: ByOrder) -> Shown:
    table = each.table
    return Shown(
        label=each.asked.label,
        anchor=each.asked.code.replace(".", "-"),
        p="" if each.p is None else "under 0.001" if each.p < 0.001 else f"{each.p:.3f}",
        matters=None if each.p is None else each.p < SIGN,
        first=None if each.first is None else round(100 * each.first),
        elsewhere=None if each.elsewhere is None else round(100 * each.elsewhere),
        is_ranking=each.asked.kind == "ranking",
        columns=tuple(option.label for option in table.options),
        rows=tuple(_rows(table)),
        reason=table.reason,
    )


def _rows(table: ProtectedTable) -> Sequence[tuple[str, str, tuple[str, ...]]]:
    rows = [*([table.all_row] if table.all_row else []), *table.group_rows]
    return [(row.label, str(row.base), tuple(str(cell.percent) for cell in row.cells)) for row in rows]
