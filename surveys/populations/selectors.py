"""Tables that were taken in, and which of them can stand for a margin."""

from __future__ import annotations

from surveys.models import PopulationTable, WeightingPlan
from surveys.reports.scheme import Margin, names_of


def population_tables() -> list[PopulationTable]:
    """Every table taken in, the newest figures first."""
    return list(PopulationTable.objects.all())


def tables_for(margin: Margin, tables: list[PopulationTable]) -> list[PopulationTable]:
    """Those of the tables that cross at least the variables of a margin."""
    return [table for table in tables if set(names_of(margin)) <= set(table.variables)]


def surveys_weighted_to(table: PopulationTable) -> list[str]:
    """The titles of the surveys whose plan takes figures from a table."""
    return [
        plan.survey.title
        for plan in WeightingPlan.objects.select_related("survey")
        if any(sha == table.sha256 for _, _, sha in plan.margins)
    ]
