"""What stands around the figures of a report: cautions, the technical appendix, and where everything comes from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from surveys.exchange.analysis import Analysis
from surveys.exchange.provenance import code_version
from surveys.exchange.weighing import Weighed
from surveys.reports.scheme import NAMES


def cautions(analysis: Analysis) -> Iterator[str]:
    """What to mind, without naming groups: the groups that are small are among those hidden."""
    yield (
        "These are people who chose to answer. Weighting makes them match residents in the groups named below, and in "
        "nothing else."
        if analysis.weighed
        else "These are people who chose to answer, counted as they came. They do not stand for the residents of any "
        "place."
    )
    if analysis.weighed is None:
        return
    yield (
        "Ranges are modelled uncertainty, not margins of error: they hold if people who answered are like people of "
        "the same groups who did not."
    )
    codes = {caution.code for caution in analysis.weighed.weights.warnings}
    if "more_than_population" in codes:
        yield "More people answered than the population figures hold. Check the figures before using anything here."
    if "heavy_weight" in codes:
        yield "A few people count for more than five times the average: what they said moves figures noticeably."
    if "dominant_person" in codes:
        yield "One person alone counts for more than 2% of the total. Do not quote small differences."
    if "low_efficiency" in codes:
        yield "Weighting costs more than half of what the answers are worth: people who answered are unlike residents."
    if "few_respondents" in codes:
        yield "Some groups used in weighting have fewer than 10 people in them. What is known about them is thin."
    if "gap_of_soft_targets" in codes:
        yield "A soft target is missed by more than half a percentage point: see the margins in the appendix."
    if "vanishing_weight" in codes:
        yield "Some people count for almost nothing, because the targets can only just be met."


_POLICY = {
    "soft": "in part in each group, in population shares given the other answers (soft)",
    "own_share": "a group of their own with its share of the answers (own_share)",
    "impute": "filled in by chance from people like them, {m} times over, combined by Rubin's rules (impute)",
    "complete": "left out and counted (complete)",
}


def _miss(error: float, iterations: int) -> str:
    told = "below 0.000001%" if error < 1e-8 else f"{100 * error:.6f}%"
    return f"{told} of it, after {iterations} iterations"


def technical(weighed: Weighed) -> Iterator[tuple[str, str]]:
    """Names and values for a statistician."""
    weights, scheme = weighed.weights, weighed.scheme
    lightest, heaviest = weights.range
    yield (
        "Method",
        "Raking, as calibration with bounds on the weights (Deming and Stephan 1940, Deville and Särndal 1992)",
    )
    yield "Population", f"{weighed.targets.base_population}: {weighed.targets.total:,.0f} people"
    yield "Margins", "; ".join(" × ".join(NAMES[n].lower() for n in key) for key in weighed.targets.margins)
    yield "Bounds on weight over mean", f"{weighed.lowest:g} to {weighed.cap:.2f}"
    if scheme.soft:
        yield (
            "Soft targets",
            "; ".join(
                f"{margin if isinstance(margin, str) else ' × '.join(margin)}: {softness:g}"
                for margin, softness in scheme.soft
            )
            + " (a ridge: each is missed by so many times its multiplier)",
        )
    yield "Missing demographics", _POLICY[scheme.missing].format(m=weights.provenance.get("imputations", 0))
    yield "Weights over mean", f"{lightest:.3f} to {heaviest:.3f}"
    yield "Design effect from weighting (Kish)", f"{weights.deff_kish:.3f}"
    yield (
        "Effective sample size",
        f"{5 * round(weights.ess / 5):,} (efficiency {100 * weights.efficiency:.0f}%)",
    )
    yield "Largest miss of any exact target", _miss(weights.max_margin_error, weights.iterations)
    yield (
        "Ranges",
        "95%, linearised with the calibration taken into account; logit, or Korn–Graubard for shares near 0 or 1 and "
        "bases under 30. Modelled uncertainty: assumes no selection beyond the weighting variables.",
    )
    yield (
        "Differences",
        "t tests with the weights' covariance, false discovery rate 5% in each table; bases from 30",
    )
    for note in weighed.targets.notes:
        yield "Note on targets", note


def margins(weighed: Weighed) -> Iterator[tuple[str, str, str, str]]:
    """Variable, category, target and weighted share. The share before weighting stands in the protected comparison."""
    total = weighed.targets.total
    for row in weighed.weights.margins.itertuples():
        names = (row.variable,) if isinstance(row.variable, str) else tuple(row.variable)
        parts = (row.category,) if isinstance(row.category, str) else tuple(row.category)
        yield (
            " by ".join(NAMES[name].lower() for name in names).capitalize(),
            ", ".join(map(str, parts)),
            f"{100 * row.target / total:.1f}%",
            f"{100 * row.after / total:.1f}%",
        )


def provenance(analysis: Analysis, made: date) -> Iterator[tuple[str, str]]:
    """What would have to be the same for the figures to come out the same."""
    yield "File", analysis.responses.name
    yield "File, SHA-256", analysis.responses.digest
    yield "Mapping, SHA-256", analysis.mapping.digest
    yield (
        "Targets, checksum",
        analysis.weighed.targets.checksum if analysis.weighed else "none: nothing was weighted",
    )
    if analysis.codebook:
        yield "Codebook of themes", analysis.codebook
    yield "Code", code_version()
    yield "Made on", f"{made.day} {made:%B %Y}"
