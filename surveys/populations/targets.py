"""Targets of a weighting plan: Census figures built in, and those of official tables that were taken in."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

from surveys.analysis.demographics import STANDARD
from surveys.analysis.errors import TargetError
from surveys.models import PopulationTable
from surveys.reports.scheme import Margin, Scheme, names_of

if TYPE_CHECKING:
    import pandas as pd

    from surveys.analysis.targets import Targets


def targets_of(margins: Sequence[Margin], scheme: Scheme) -> Targets:
    """The targets of some margins under a plan, all of one population.

    Where a table was taken in, the newest of them gives the number of residents, and the figures of the other margins
    are scaled to it, with a note. Raises TargetError where figures contradict each other, naming them, and for a table
    that is no longer kept.
    """
    from surveys.analysis.population import census_targets
    from surveys.analysis.targets import OGL, Provenance, Targets

    of = {margin: scheme.figures_for(margin) for margin in margins}
    kept = {
        table.sha256: table for table in PopulationTable.objects.filter(sha256__in=set(of.values()) - {""})
    }
    if set(of.values()) - {""} - set(kept):
        raise TargetError(
            "An official table that this plan takes figures from is no longer kept. Take it in again, or choose other "
            "figures in the weighting plan.",
            reason="table_gone",
        )
    built_in = [margin for margin in margins if not of[margin]]
    census = census_targets(built_in, bands=scheme.bands_of(margins), ages=scheme.ages) if built_in else None
    if not kept:
        assert census is not None
        return census
    newest = max(kept.values(), key=lambda table: (table.date, table.sha256))
    series: dict[tuple[str, ...], pd.Series] = {}
    provenance: dict[tuple[str, ...], Provenance] = {}
    notes = list(census.notes) if census else []
    for margin in margins:
        key = names_of(margin)
        if of[margin]:
            table = kept[of[margin]]
            found = margin_of(table, key)
            provenance[key] = Provenance(
                source=f"ONS, {table.format} {table.name}, SHA-256 {table.sha256}",
                date=table.date,
                licence=OGL,
            )
            notes += [note for note in table.notes if note not in notes]
        else:
            assert census is not None
            found = census.margins[key]
            provenance[key] = census.provenance[key]
        total = float(found.sum())
        if abs(total - newest.total) > 0.5:
            notes.append(
                f"The figures by {' by '.join(key)} add up to {total:,.0f} residents and were scaled to the "
                f"{newest.total:,} of {newest.name}."
            )
        series[key] = found * (newest.total / total)
    return Targets.from_margins(
        series,
        kind="totals",
        source=newest.name,
        date=newest.date,
        base_population=f"usual residents aged {scheme.ages}, West Midlands police force area",
        provenance=provenance,
        total=float(newest.total),
        notes=notes,
    )


def margin_of(table: PopulationTable, key: Sequence[str]) -> pd.Series:
    """One margin of a table in the published bands, in the order of the form."""
    import pandas as pd

    from surveys.analysis.population import banded

    frame = pd.DataFrame(table.figures, columns=[*table.variables, "people"])
    columns = {name: banded(frame[name], name, {name: "shown"}) for name in key}
    counts = frame["people"].astype(float).groupby(list(columns.values()), sort=False).sum()
    counts = counts.rename_axis(list(key))
    order = [STANDARD[name].shown for name in key]
    if len(key) == 1:
        return counts.reindex([band for band in order[0] if band in counts.index])
    cells = [cell for cell in product(*order) if cell in counts.index]
    return counts.reindex(pd.MultiIndex.from_tuples(cells, names=list(key)))


def residents_by(variables: Sequence[str], scheme: Scheme) -> tuple[pd.Series, str]:
    """Residents by every combination of some variables under a plan, and sentences that say whose figures they are.

    A Series of people whose index levels are the variables, in the published bands. From the newest table of the plan
    that crosses all of them for residents of the plan's ages; where there is none, the Census figures built in.
    """
    from surveys.analysis.population import census_table, source_note
    from surveys.analysis.targets import OGL

    chosen = {sha for margin in scheme.margins if (sha := scheme.figures_for(margin))}
    words = [STANDARD[name].name.replace("_", " ") for name in variables]
    names = f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
    for table in PopulationTable.objects.filter(sha256__in=chosen).order_by("-date", "sha256"):
        if set(variables) <= set(table.variables) and table.ages == scheme.ages:
            return margin_of(table, tuple(variables)), (
                f"{names[0].upper()}{names[1:]}: the official table {table.name} ({table.format}), residents aged "
                f"{table.ages} on {table.date}, which the survey is weighted to; SHA-256 {table.sha256}. {OGL}"
            )
    built_in = census_table(tuple(variables), bands=dict.fromkeys(variables, "shown"), ages=scheme.ages)
    source = source_note(variables, scheme.ages)
    if not chosen:
        return built_in, source
    return built_in, (
        f"The survey is weighted to {told(scheme)}, but no table of its plan crosses {names} for residents aged "
        f"{scheme.ages}: the groups are made up of the Census figures built in. {source}"
    )


def told(scheme: Scheme) -> str:
    """Whose figures a plan weighs to, for a sentence: "Census 2021" and the tables that were taken in."""
    chosen = {sha for margin in scheme.margins if (sha := scheme.figures_for(margin))}
    if not chosen:
        return "Census 2021"
    names = [
        f"the official table {table.name} of {table.date}"
        for table in PopulationTable.objects.filter(sha256__in=chosen)
    ]
    own = [] if all(scheme.figures_for(margin) for margin in scheme.margins) else ["Census 2021"]
    parts = own + names
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
