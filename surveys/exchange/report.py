"""The report: one page of HTML that needs nothing else, for people who were not there when it was made.

Every figure in it has passed disclosure control; the working tables beside it have not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from surveys.analysis.disclosure import ProtectedTable, PublishedCell, protect
from surveys.exchange.analysis import Analysis
from surveys.exchange.appendix import cautions, margins, provenance, technical
from surveys.exchange.pictures import WORDS, Bar, Gap, bars, full_width, gap_dots
from surveys.exchange.tables import ItemTable, for_protection
from surveys.exchange.weighing import cells_of
from surveys.reports.representation import Gap as Missing
from surveys.reports.representation import Representation, representation_of
from surveys.reports.scheme import NAMES

MOST_DIFFERENCES = 4
LEAST_DIFFERENCE = 5
"""Points below which a difference is not worth a sentence."""


@dataclass(frozen=True)
class Line:
    """One answer in a table of the report, as written."""

    label: str
    percent: str
    range: str
    unweighted: str


@dataclass(frozen=True)
class Section:
    """One question of the report; without a chart where nothing of it may be shown."""

    code: str
    label: str
    chart: SafeString | None
    lines: tuple[Line, ...]
    base: str
    low_base: bool
    mean: str
    notes: tuple[str, ...]
    differences: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """One group beside the Census, as written."""

    category: str
    answers: str
    residents: str
    reading: str
    range: str
    flag: str


@dataclass(frozen=True)
class Comparison:
    """One demographic beside the Census."""

    name: str
    chart: SafeString
    gaps: tuple[Compared, ...]
    modelled: bool


def report(analysis: Analysis, *, made: date) -> str:
    """The report as a page of HTML."""
    views = {
        table.item.code: protect(for_protection(table)) for table in (*analysis.tables, *analysis.themes)
    }
    people = None
    if analysis.weighed is not None:
        people = representation_of(cells_of(analysis.weighed), analysis.weighed.scheme)
    weighted = analysis.weighed is not None
    breakdowns = {
        table.item.code: {
            variable: protect(for_protection(table, variable)) for variable, _groups in table.by
        }
        for table in analysis.tables
        if weighted
    }
    sections, themes = (
        tuple(
            _section(table, views[table.item.code], weighted, breakdowns.get(table.item.code, {}))
            for table in tables
        )
        for tables in (analysis.tables, analysis.themes)
    )
    context: dict[str, Any] = {
        "mapping": analysis.mapping,
        "weighted": weighted,
        "n": _people(len(analysis.coded.people)),
        "in_short": tuple(_in_short(analysis, people, views)),
        "comparisons": () if people is None else tuple(_comparisons(people)),
        "invitations": () if people is None else people.invitations[:8],
        "ages": analysis.mapping.weighting.ages,
        "sources": "" if people is None else people.sources,
        "sections": sections,
        "themes": themes,
        "not_compared": _not_compared(breakdowns),
        "no_theme": _no_theme(analysis),
        "codebook": analysis.codebook,
        "method": analysis.method,
        "cautions": tuple(cautions(analysis)),
        "technical": () if analysis.weighed is None else tuple(technical(analysis.weighed)),
        "margins": () if analysis.weighed is None else tuple(margins(analysis.weighed)),
        "provenance": tuple(provenance(analysis, made)),
    }
    return render_to_string("surveys/report/report.html", context)


def _people(n: int) -> str:
    return f"About {5 * round(n / 5):,}" if n >= 10 else "Fewer than 10"


def _section(
    table: ItemTable, view: ProtectedTable, weighted: bool, breakdowns: dict[str, ProtectedTable]
) -> Section:
    item = table.item
    is_theme = item.code.startswith("theme:")
    cells = view.all_row.cells if view.all_row else ()
    if is_theme:
        # Hidden ones last and in the order of the codebook: where they stand must not tell their size.
        cells = tuple(sorted(cells, key=lambda cell: -_share(cell, weighted) if cell.shown else 1))
    names = {option.code: option.label for option in view.options}
    notes = []
    if view.all_row is None:
        notes.append(
            "Not shown, to protect the people who answered: too few did, or nearly all said the same."
        )
    if item.kind == "multiple" and not is_theme:
        notes.append("People could choose several answers, so the shares add to more than 100%.")
    if view.all_row is not None and view.all_row.order_flips and weighted:
        notes.append(
            "Weighting changes the order of some answers here: compare weighted and unweighted before quoting."
        )
    chart = None
    if cells:
        drawn = [_bar(names[cell.option], cell, weighted) for cell in cells if cell.shown or not is_theme]
        title = f"What people wrote about: {item.label}" if is_theme else item.label
        chart = bars(drawn, title=title, full=full_width(drawn) if is_theme else 100)
    mean = ""
    if table.mean is not None and view.all_row is not None:
        value = view.mean(table.mean.estimate if weighted else table.mean.unweighted)
        mean = "" if isinstance(value, str) else f"{value:g}"
    return Section(
        code=item.code.removeprefix("theme:"),
        label=item.label,
        chart=chart,
        lines=tuple(_line(names[cell.option], cell) for cell in cells),
        base="" if view.all_row is None else str(view.all_row.base),
        low_base=bool(view.all_row and view.all_row.low_base),
        mean=mean,
        notes=tuple(notes),
        differences=tuple(_differences(table, breakdowns)) if weighted and cells else (),
    )


def _share(cell: PublishedCell, weighted: bool) -> int:
    return int(cell.percent if weighted else cell.unweighted_percent)


def _bar(label: str, cell: PublishedCell, weighted: bool) -> Bar:
    if not cell.shown:
        return Bar(label, None)
    if not weighted:
        return Bar(label, int(cell.unweighted_percent))
    return Bar(label, int(cell.percent), int(cell.ci_low), int(cell.ci_high))


def _line(label: str, cell: PublishedCell) -> Line:
    if not cell.shown:
        sign = str(cell.percent)
        return Line(label, sign, sign, sign)
    return Line(label, f"{cell.percent}%", f"{cell.ci_low} to {cell.ci_high}", f"{cell.unweighted_percent}%")


def _differences(table: ItemTable, breakdowns: dict[str, ProtectedTable]) -> Iterator[str]:
    """The largest difference of each breakdown that is more than chance and may be shown, largest first."""
    found: list[tuple[int, str]] = []
    for view in breakdowns.values():
        best: tuple[int, str] | None = None
        of = {row.code: {cell.option: cell for cell in row.cells} for row in view.group_rows}
        for row in view.group_rows:
            for cell in row.cells:
                for other in cell.letters if cell.shown else ():
                    lower = of[other][cell.option]
                    points = int(cell.percent) - int(lower.percent)
                    if points >= LEAST_DIFFERENCE and (best is None or points > best[0]):
                        best = (
                            points,
                            f"“{cell.option}”: {row.label} {cell.percent}%, {other} {lower.percent}%",
                        )
        if best is not None:
            found.append(best)
    found.sort(key=lambda each: -each[0])
    yield from (sentence for _points, sentence in found[:MOST_DIFFERENCES])


def _not_compared(breakdowns: dict[str, dict[str, ProtectedTable]]) -> str:
    """Which demographics could be compared in no question, because too few people are in their groups."""
    comparable: dict[str, bool] = {}
    for views in breakdowns.values():
        for variable, view in views.items():
            shown = [row for row in view.group_rows if any(cell.shown for cell in row.cells)]
            comparable[variable] = comparable.get(variable, False) or len(shown) > 1
    names = [NAMES[variable].lower() for variable, found in comparable.items() if not found]
    if not names:
        return ""
    return (
        f"Groups by {', '.join(names[:-1])}{' and ' if names[:-1] else ''}{names[-1]} are not compared on this page: "
        "too few people are in some of them, or did not state it. Analysts find them in tables.xlsx."
    )


def _no_theme(analysis: Analysis) -> str:
    """How much the machine left alone, so that a reader can judge what the shares rest on."""
    without = sum(not comment.themes for comment in analysis.comments)
    unsure = sum(comment.unsure for comment in analysis.comments)
    told = []
    for n, what in ((without, "carry no theme"), (unsure, "the machine was not sure how to read")):
        if n:
            told.append(f"{'fewer than 10' if n < 10 else f'about {5 * round(n / 5):,}'} {what}")
    whole = f"Of about {5 * round(len(analysis.comments) / 5):,} comments, "
    return f"{whole}{' and '.join(told)}." if told and len(analysis.comments) >= 10 else ""


def _in_short(
    analysis: Analysis, people: Representation | None, views: dict[str, ProtectedTable]
) -> Iterator[tuple[str, str]]:
    if analysis.weighed is None:
        yield (
            "Who answered",
            f"{_people(len(analysis.coded.people))} people who chose to answer. Nothing was weighted.",
        )
    else:
        worth = 5 * round(analysis.weighed.weights.ess / 5)
        yield (
            "Who answered",
            f"{_people(len(analysis.coded.people))} people who chose to answer. Weighted to Census 2021, their "
            f"answers are worth about {worth:,} equally weighted ones.",
        )
    if people is not None:
        fewer = sorted(
            (gap for gap in people.gaps if gap.flag == "fewer" and gap.points is not None),
            key=lambda gap: gap.points or 0,
        )
        if fewer:
            told = "; ".join(f"{gap.category} ({_signed(gap.points or 0)} points)" for gap in fewer[:4])
            yield "Who is missing", f"Fewer than their share of residents: {told}."
        else:
            yield "Who is missing", "No group that may be shown falls short of its share of residents."
    weighted = analysis.weighed is not None
    said = [
        f"{table.item.label} {top}"
        for table in analysis.tables
        if (top := _top(views[table.item.code], weighted))
    ]
    if said:
        yield "What people said most often", " ".join(said[:2])
    for table in analysis.themes[:1]:
        view = views[table.item.code]
        shown = sorted(_shown(view, weighted), key=lambda each: -each[0])[:3]
        if shown:
            told = "; ".join(f"{label} ({share}%)" for share, label in shown)
            yield "What people wrote about most", f"{told}. Read by machine, of people who wrote something."


def _shown(view: ProtectedTable, weighted: bool) -> list[tuple[int, str]]:
    names = {option.code: option.label for option in view.options}
    cells = view.all_row.cells if view.all_row else ()
    return [(_share(cell, weighted), names[cell.option]) for cell in cells if cell.shown]


def _top(view: ProtectedTable, weighted: bool) -> str:
    shown = _shown(view, weighted)
    if len(shown) < 2 or len(shown) < len(view.options):
        return ""
    share, label = max(shown, key=lambda each: each[0])
    if sum(each[0] == share for each in shown) > 1:
        return ""
    return f"“{label}” ({share}%)."


def _signed(points: int) -> str:
    return f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0"


def _comparisons(people: Representation) -> Iterator[Comparison]:
    ends = [abs(v) for gap in people.gaps for v in (gap.points, gap.low, gap.high) if v is not None]
    scale = max([5, *ends])
    for variable in people.variables:
        gaps = people.of(variable)
        yield Comparison(
            name=NAMES[variable],
            chart=gap_dots(
                [Gap(gap.category, gap.points, gap.low, gap.high, gap.flag) for gap in gaps],
                title=f"{NAMES[variable]}: who answered, beside who lives here",
                scale=scale,
            ),
            gaps=tuple(_compared(gap) for gap in gaps),
            modelled=variable in people.modelled,
        )


def _compared(gap: Missing) -> Compared:
    if gap.points is None or gap.low is None or gap.high is None:
        return Compared(gap.category, "[c]", f"{gap.population}%", "[c]", "", "hidden")
    return Compared(
        category=gap.category,
        answers=f"{gap.sample}%",
        residents=f"{gap.population}%",
        reading=f"{_signed(gap.points)} {WORDS[gap.flag]}",
        range=f"({_signed(gap.low)} to {_signed(gap.high)})",
        flag=gap.flag,
    )
