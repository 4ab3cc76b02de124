"""The weighting plan of each survey: the one an analyst chose, else the standard one."""

from __future__ import annotations

from dataclasses import replace

from surveys.models import PopulationTable, SurveyPage, WeightingPlan
from surveys.reports.scheme import IMPUTATIONS, NAMES, PUBLIC, Margin, Scheme, names_of


def plan_of(survey: SurveyPage) -> WeightingPlan | None:
    """What somebody chose for this survey, with who, when and why; None where nobody did. One query."""
    return WeightingPlan.objects.filter(survey=survey).first()


def scheme_of(survey: SurveyPage) -> Scheme:
    """How this survey is weighted. One query."""
    plan = plan_of(survey)
    return PUBLIC if plan is None else as_scheme(plan)


def as_scheme(plan: WeightingPlan) -> Scheme:
    """A stored plan as the analysis takes it: the population and the rare answers are those of the standard one."""
    read = [(_margin(names), softness, table) for names, softness, table in plan.margins]
    margins = tuple(margin for margin, _, _ in read)
    variables = {name for names, _, _ in plan.margins for name in names}
    return replace(
        PUBLIC,
        name="a plan chosen for this survey",
        margins=margins,
        kept_outside=tuple(pair for pair in PUBLIC.kept_outside if pair[0] in variables),
        missing=plan.missing,
        usual_cap=plan.cap,
        keep_cap=plan.keep_cap,
        soft=tuple((margin, softness) for margin, softness, _ in read if softness),
        figures=tuple((margin, table) for margin, _, table in read if table),
    )


SOFTNESS = {0.0: "met exactly", 0.1: "nearly met", 1.0: "loosely met"}
"""How a margin may be met, from a list: how softly, and what that is called."""


UNSAID = {
    "soft": "count in part in each group",
    "own_share": "keep their share as a group of their own",
    "impute": f"are filled in by chance, {IMPUTATIONS} times over",
    "complete": "are left out",
}
"""What becomes of people who did not say, by the name of the policy."""


def in_words(scheme: Scheme) -> str:
    """A plan in one sentence of terms, for a record that outlives it."""
    soft = dict(scheme.soft)
    chosen = {sha for margin in scheme.margins if (sha := scheme.figures_for(margin))}
    kept = PopulationTable.objects.filter(sha256__in=chosen) if chosen else ()
    names = {table.sha256: f"{table.name}, {table.date}, " for table in kept}
    margins = []
    for margin in scheme.margins:
        table = scheme.figures_for(margin)
        margins.append(
            f"{margin_name(margin).lower()} {SOFTNESS.get(soft.get(margin, 0.0), 'softly met')}"
            + (f" (table {names.get(table, '')}{table[:12]})" if table else "")
        )
    over = "kept, gaps left open" if scheme.keep_cap else "raised where the targets need it"
    words = "; ".join(margins)
    return (
        f"{words[:1].upper()}{words[1:]}. People who did not say {UNSAID[scheme.missing]}. Limit "
        f"{scheme.usual_cap:g} times the mean, {over}. Residents aged {scheme.ages}. Plan {scheme.key}."
    )


def margin_name(margin: Margin) -> str:
    """What a margin is called on a screen: "Sex by age"."""
    first, *rest = names_of(margin)
    return " by ".join([NAMES[first], *(NAMES[name].lower() for name in rest)])


def _margin(names: list[str]) -> Margin:
    return names[0] if len(names) == 1 else (names[0], names[1])
