"""The whole analysis of a file, from its rows to everything the outputs say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from surveys.analysis.method import Facts, Paragraph, WeightingFacts, statement
from surveys.exchange.bands import YOUNGEST, ages_of_word
from surveys.exchange.coding import Coded, code_responses
from surveys.exchange.comments import Read, read_comments, theme_items
from surveys.exchange.mapping import Mapping
from surveys.exchange.read_mapping import read_mapping
from surveys.exchange.reading import ReadWith, shipped
from surveys.exchange.responses import Responses, read_responses
from surveys.exchange.tables import ItemTable, tables_of
from surveys.exchange.weighing import Weighed, weigh
from surveys.reports.method import weighting_facts

if TYPE_CHECKING:
    from surveys.analysis.estimates.completed import CompletedDesign
    from surveys.analysis.estimates.design import Design

Bar = Callable[[int, str], Callable[[], Any]]
"""Opens a progress bar of so many steps with a title, and gives what to call after each."""


@dataclass(frozen=True, eq=False)
class Analysis:
    """Everything the outputs are written from. ``weighed`` is None where nothing was weighted."""

    mapping: Mapping
    responses: Responses
    coded: Coded
    weighed: Weighed | None
    tables: tuple[ItemTable, ...]
    themes: tuple[ItemTable, ...]
    comments: tuple[Read, ...]
    method: tuple[Paragraph, ...]
    read_with: ReadWith

    @property
    def codebook(self) -> str:
        """The version the comments were read with; empty where there are none."""
        return self.read_with.name if self.comments else ""


def _silent(_steps: int, _title: str) -> Callable[[], Any]:
    return lambda: None


def analyse(
    file: Path, mapping_file: Path, *, bar: Bar = _silent, read_with: ReadWith | None = None
) -> Analysis:
    """Read, weigh and tabulate a file. Raises Unreadable with up to twenty sentences.

    Comments are read with the shipped codebook unless ``read_with`` names another.
    """
    read_with = read_with or shipped()
    mapping = read_mapping(mapping_file)
    responses = read_responses(file, mapping)
    coded = code_responses(responses, mapping)
    weighed = weigh(coded, mapping)
    design = None if weighed is None else weighed.weights.to_design()
    tables = tables_of(coded, design, step=bar(len(coded.items), "tables"))
    read = read_comments(coded.comments, read_with, step=bar(len(coded.comments), "comments"))
    themed = theme_items(coded, mapping.comments, read, read_with.codebook)
    themes = tables_of(themed, _on(design, themed))
    return Analysis(
        mapping=mapping,
        responses=responses,
        coded=coded,
        weighed=weighed,
        tables=tables,
        themes=themes,
        comments=read,
        method=tuple(statement(_facts(mapping, coded, weighed, read_with.name if read else ""))),
        read_with=read_with,
    )


def _on(design: Design | CompletedDesign | None, themed: Coded) -> Design | CompletedDesign | None:
    """The same weights over the same people with their themes beside their answers."""
    return None if design is None else design.on(themed.people)


def _facts(mapping: Mapping, coded: Coded, weighed: Weighed | None, codebook: str) -> Facts:
    return Facts(
        title=mapping.title,
        n=len(coded.people),
        left_out=coded.left_out,
        opened=mapping.opened,
        closed=mapping.closed,
        invited=mapping.invited,
        weighting=None if weighed is None else _weighting_facts(mapping, weighed),
        codebook=codebook,
    )


def _weighting_facts(mapping: Mapping, weighed: Weighed) -> WeightingFacts:
    return weighting_facts(
        weighed.weights,
        weighed.targets,
        cap=weighed.cap,
        missing=mapping.weighting.missing,
        soft=tuple(mapping.weighting.soft),
        not_stated=[report.variable for report in weighed.weights.missing if report.empty],
        decisions=[*weighed.decisions, *_ages(mapping)],
    )


def _ages(mapping: Mapping) -> list[str]:
    """What was taken for what, where the ages of the file are not quite the ages of the Census bands."""
    told = []
    for demographic in mapping.demographics:
        if demographic.variable != "age_band" or demographic.number:
            continue
        if demographic.approximate:
            told.append(
                "Some age groups of the file do not begin and end with those of the Census used here and were "
                "taken for the nearest."
            )
        for word, written in demographic.written.items():
            years = ages_of_word(word)
            codes = demographic.values.get(word, ())
            if years and years[0] < YOUNGEST and codes and codes[0] == "13-15":
                told.append(f"“{written}” is taken for people aged {YOUNGEST} and over in that group.")
    return told
