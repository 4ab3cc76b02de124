"""The files an analysis is written to, apart from the report."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from surveys.analysis.population import is_modelled
from surveys.exchange.analysis import Analysis
from surveys.exchange.cells import write_csv
from surveys.exchange.comments import shuffled
from surveys.exchange.tables import Group, ItemTable
from surveys.reports.scheme import NAMES

SYNTHETIC = "synthetic example"

GAP_HEADINGS = (
    *(
        "variable",
        "group",
        "answers",
        "answers %",
        "residents %",
        "gap in points",
        "gap from",
        "gap to",
        "ratio",
    ),
    *(
        "ratio from",
        "ratio to",
        "reading",
        "more answers needed for 4/5 of its share",
        "population figures",
        "note",
    ),
)
TABLE_HEADINGS = (
    *("question", "wording", "by", "group", "letter", "base", "weighted base", "effective base", "base mark"),
    *("answer", "measure", "people", "weighted", "from", "to", "unweighted", "higher than", "order", "note"),
)
THEME_HEADINGS = (
    *("question", "wording", "theme code", "theme", "people who wrote", "people with the theme", "% of them"),
    *("weighted %", "from %", "to %", "read by", "codebook", "note"),
)
COMMENT_HEADINGS = ("question", "text", "themes", "language", "read by", "note")


def note(analysis: Analysis) -> str:
    """What every row of every file says where the mapping calls the answers synthetic."""
    return SYNTHETIC if analysis.mapping.synthetic else ""


def write_files(analysis: Analysis, folder: Path) -> None:
    """gaps.csv and weights.csv (where something was weighted), tables.csv, themes.csv and comments.csv."""
    if analysis.weighed is not None:
        write_csv(folder / "gaps.csv", GAP_HEADINGS, gap_rows(analysis))
        write_csv(folder / "weights.csv", ("row", "weight", "note"), weight_rows(analysis))
    if analysis.tables:
        write_csv(folder / "tables.csv", TABLE_HEADINGS, table_rows(analysis))
    if analysis.mapping.comments:
        write_csv(folder / "themes.csv", THEME_HEADINGS, theme_rows(analysis))
        write_csv(folder / "comments.csv", COMMENT_HEADINGS, comment_rows(analysis))


def gap_rows(analysis: Analysis) -> Iterator[tuple[object, ...]]:
    """Each group's share of the answers beside its share of residents, before weighting."""
    assert analysis.weighed is not None
    extra = {
        (row.variable, row.category): int(row.extra)
        for row in analysis.weighed.recruitment.categories.itertuples()
    }
    for row in analysis.weighed.gaps.categories.itertuples():
        reading = "fewer" if row.gap_upper < 0 else "more" if row.gap_lower > 0 else "within range"
        yield (
            row.variable,
            row.category,
            round(row.n),
            percent(row.sample_share),
            percent(row.population_share),
            *(rounded(value, 2) for value in (row.gap_pp, row.gap_lower, row.gap_upper)),
            *(rounded(value, 4) for value in (row.ratio, row.ratio_lower, row.ratio_upper)),
            reading,
            extra[(row.variable, row.category)],
            "modelled from Census 2021"
            if is_modelled(str(row.variable))
            else "Census 2021, published counts",
            note(analysis),
        )


def weight_rows(analysis: Analysis) -> Iterator[tuple[object, ...]]:
    """The row of the file and its weight with mean 1; 0 for people who stand for nobody of the population."""
    assert analysis.weighed is not None
    weights = dict(zip(analysis.coded.people.index, analysis.weighed.weights.normalised, strict=True))
    weights.update(dict.fromkeys(analysis.coded.out_rows, 0.0))
    for number in analysis.responses.numbers:
        yield number, float(f"{weights[number]:.12g}"), note(analysis)


def table_rows(analysis: Analysis) -> Iterator[tuple[object, ...]]:
    """One row for each answer of each group of each question, everybody first."""
    for table in analysis.tables:
        yield from _rows(table, "", table.everybody, note(analysis))
        for variable, groups in table.by:
            for group in groups:
                yield from _rows(table, NAMES[variable], group, note(analysis))


def _rows(table: ItemTable, by: str, group: Group, remark: str) -> Iterator[tuple[object, ...]]:
    head = (
        table.item.code,
        table.item.label,
        by,
        group.label,
        group.letter,
        group.base,
        rounded(group.weighted_base, 3),
        rounded(group.effective_base, 3),
        group.mark,
    )
    for figure in group.figures:
        flipped = "weighting changes the order" if not by and figure.option in table.flips else ""
        yield (
            *head,
            figure.option,
            "per cent",
            figure.count,
            *(percent(value) for value in (figure.share, figure.low, figure.high, figure.unweighted)),
            " ".join(figure.letters),
            flipped,
            remark,
        )
    if not by and table.mean is not None:
        mean = table.mean
        figures = (mean.estimate, mean.low, mean.high, mean.unweighted)
        yield *head, "Mean", "mean", group.base, *(rounded(value, 6) for value in figures), "", "", remark


def theme_rows(analysis: Analysis) -> Iterator[tuple[object, ...]]:
    """The share of people who wrote about each theme, as the machine read them."""
    codes = {theme.public_name: theme.code for theme in analysis.read_with.codebook.themes}
    for table in analysis.themes:
        for figure in table.everybody.figures:
            yield (
                table.item.code.removeprefix("theme:"),
                table.item.label,
                codes[figure.option],
                figure.option,
                table.everybody.base,
                figure.count,
                *(percent(value) for value in (figure.unweighted, figure.share, figure.low, figure.high)),
                "machine",
                analysis.codebook,
                note(analysis),
            )


def comment_rows(analysis: Analysis) -> Iterator[tuple[object, ...]]:
    """Masked comments with their themes in a random order: no row numbers, no demographics, nobody's two answers."""
    names = {theme.code: theme.public_name for theme in analysis.read_with.codebook.themes}
    for comment in shuffled(analysis.comments):
        yield (
            comment.code,
            comment.text,
            "; ".join(names[code] for code in comment.themes),
            comment.language,
            "machine, unsure: read it yourself" if comment.unsure else "machine",
            note(analysis),
        )


def percent(share: float) -> float | None:
    """A share as a per cent with six digits after the point; None where there is none."""
    return rounded(100 * share, 6)


def rounded(value: float, digits: int) -> float | None:
    """A number rounded; None where there is none."""
    return None if math.isnan(value) or math.isinf(value) else round(float(value), digits)
