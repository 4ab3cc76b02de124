"""The facts of a weighted survey, for the method statement of its results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from surveys.analysis.method import Facts, WeightingFacts, statement
from surveys.populations.targets import told
from surveys.reports.scheme import NAMES, Margin, names_of
from surveys.reports.weighing import Weighted

if TYPE_CHECKING:
    from surveys.analysis.targets import Targets
    from surveys.analysis.weighting import Imputations, Weights

INVITED = "the survey stood on the web, and anybody with its address could answer."


def method_statement(
    weighted: Weighted,
    *,
    title: str,
    opened: date | None,
    closed: date | None,
    languages: tuple[str, ...] = (),
    machine_read: tuple[str, ...] = (),
    coded: int = 0,
    places: bool = False,
    is_example: bool = False,
) -> list[str]:
    """Paragraphs on who answered, how they were weighted, and what the figures cannot carry."""
    facts = Facts(
        title=title,
        n=weighted.n,
        left_out=weighted.left_out,
        opened=opened,
        closed=closed,
        invited=INVITED,
        languages=len(languages),
        weighting=_weighting(weighted),
        codebook=", ".join(machine_read),
        coded=coded,
        places=places,
        is_example=is_example,
    )
    return [f"{paragraph.heading}. {paragraph.text}" for paragraph in statement(facts)]


def _weighting(weighted: Weighted) -> WeightingFacts:
    scheme = weighted.scheme
    margins: list[Margin] = [
        key[0] if len(key) == 1 else (key[0], key[1]) for key in weighted.targets.margins
    ]
    return weighting_facts(
        weighted.weights,
        weighted.targets,
        cap=weighted.cap,
        missing=scheme.missing,
        soft=list(scheme.softness_of(margins)),
        figures=told(scheme),
        # Every variable, stated by all or not: that one person left it out would be a small number too.
        not_stated=weighted.targets.variables,
        decisions=weighted.decisions,
    )


def largest_gap(weights: Weights | Imputations) -> float:
    """The most by which any target is missed, in percentage points of the population."""
    margins = weights.margins
    total = margins.groupby("variable", sort=False)["target"].sum().max()
    return 100 * float((margins["after"] - margins["target"]).abs().max()) / float(total)


def weighting_facts(
    weights: Weights | Imputations,
    targets: Targets,
    *,
    cap: float,
    missing: str,
    not_stated: Iterable[str],
    decisions: Sequence[str],
    soft: Iterable[str | tuple[str, ...]] = (),
    figures: str = "Census 2021",
) -> WeightingFacts:
    """What weighting did, with every variable by the name readers know."""
    lightest, heaviest = weights.range
    modelled = [key for key, record in targets.provenance.items() if record.modelled]
    return WeightingFacts(
        margins=[" by ".join(NAMES[name].lower() for name in key) for key in targets.margins],
        modelled=list(dict.fromkeys(NAMES[name].lower() for key in modelled for name in key)),
        base_population=targets.base_population,
        population=targets.total,
        lightest=lightest,
        heaviest=heaviest,
        cap=cap,
        ess=weights.ess,
        deff=weights.deff_kish,
        missing=missing,
        not_stated=[NAMES[name].lower() for name in not_stated],
        soft=[" by ".join(NAMES[name].lower() for name in names_of(key)) for key in soft],
        gap=largest_gap(weights),
        figures=figures,
        decisions=decisions,
    )
