"""From an official table to weighting targets: areas, categories and ages matched by label, totals told from parts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from surveys.analysis.ages import Ages, band_limits, read_ages
from surveys.analysis.demographics import AUTHORITIES, STANDARD
from surveys.analysis.errors import TargetError
from surveys.analysis.margins import MarginKey, margin_key, named
from surveys.analysis.official.formats import AREA, COUNT, OfficialTable
from surveys.analysis.official.labels import (
    NOBODY,
    NOT_ANSWERED,
    OLDEST,
    TOTAL,
    Range,
    ages_of,
    authority_of,
    broad_group,
    code_of,
    is_total,
    variable_of,
)
from surveys.analysis.population import Bands, banded
from surveys.analysis.targets import OGL, Provenance, Targets

NOISE = 15
"""People by which a printed total may differ from its parts, by the ONS's disclosure control."""


def targets_from(
    table: OfficialTable,
    *,
    ages: Ages | str | None,
    margins: Sequence[MarginKey] | None = None,
    bands: Bands | None = None,
    date: str = "",
) -> Targets:
    """Weighting targets for residents of the seven authorities of these ages (None: of all ages), from one table.

    ``margins`` defaults to everything the table crosses, together; ``bands`` as for ``census_targets``. A table without
    ages counts people of all ages and is refused, as is one whose age groups cut across the range asked for: its
    shares would be those of other people. Totals and subtotals are recognised, checked against their parts (within
    ``NOISE`` people for each cell added) and left out; what was left out is in the notes. The provenance of every
    margin names the file and its SHA-256. Raises TargetError that names the geography, population, variable or label
    in the way.
    """
    asked = read_ages(ages) if isinstance(ages, str) else ages
    if table.unit and table.unit.lower() not in ("person", "persons", "people", "usual residents"):
        raise TargetError(
            f"{table.name} counts {table.unit.lower()}s, not people; choose a table of usual residents.",
            reason="wrong_population",
        )
    notes: list[str] = []
    frame = _in_the_authorities(table, notes)
    names = _names(table)
    frame = frame.rename(columns=names)
    variables = ["authority", *names.values()]
    if asked is None and "age_band" in variables:
        raise TargetError(
            f"{table.name} splits by age: say of which ages the population is.",
            variable="age_band",
            reason="wrong_population",
        )
    if asked is not None and "age_band" not in variables:
        raise TargetError(
            f"{table.name} does not split by age, so it counts people of all ages; the population asked for is aged "
            f"{asked}. Download the table crossed with age.",
            variable="age_band",
            reason="wrong_population",
        )
    for name in names.values():
        frame = (
            _by_age(frame, variables, asked, table, notes)
            if name == "age_band" and asked is not None
            else _by_category(frame, name, variables, table, notes)
        )
    counts = frame.groupby(variables, sort=False)[COUNT].sum()
    found = counts.reset_index()
    rules = bands or {}
    for name in variables:
        if name in rules and set(found[name]) <= set(STANDARD[name].codes):
            found[name] = banded(found[name], name, rules)
    keys = [margin_key(margin) for margin in margins or [tuple(variables)]]
    for key in keys:
        lost = [name for name in key if name not in variables]
        if lost:
            raise TargetError(
                f"{table.name} has no figures for {lost[0]!r}; it crosses {named(tuple(variables))}.",
                variable=lost[0],
                reason="unknown_variable",
            )
    day = date or table.date
    if not day:
        raise TargetError(
            f"{table.name} does not say of which date its figures are; give date=.", reason="no_date"
        )
    record = Provenance(
        source=f"ONS, {table.format} {table.name}, SHA-256 {table.sha256}", date=day, licence=OGL
    )
    return Targets.from_margins(
        {key: _margin(found, key) for key in keys},
        kind="totals",
        source=record.source,
        date=day,
        base_population=f"usual residents {_aged(asked)}, West Midlands police force area",
        provenance=dict.fromkeys(keys, record),
        notes=notes,
    )


def _aged(ages: Ages | None) -> str:
    return "of all ages" if ages is None else f"aged {ages}"


def _margin(found: pd.DataFrame, key: tuple[str, ...]) -> pd.Series[Any]:
    return found.groupby(list(key), sort=False)[COUNT].sum()


def _in_the_authorities(table: OfficialTable, notes: list[str]) -> pd.DataFrame:
    codes = {area: authority_of(area) for area in table.areas}
    here = [code for code in codes.values() if code is not None]
    if not here:
        some = ", ".join(table.areas[:3])
        raise TargetError(
            f"{table.name} is about {some}{' and others' if len(table.areas) > 3 else ''} ({table.geography}), not "
            "about the seven authorities of the West Midlands police force area. Choose “lower tier local "
            "authorities”.",
            variable="authority",
            category=table.areas[0],
            reason="wrong_geography",
        )
    absent = [name for code, name in AUTHORITIES.items() if code not in here]
    if absent:
        raise TargetError(
            f"{table.name} has no figures for {', '.join(absent)}.",
            variable="authority",
            category=absent[0],
            reason="area_missing",
        )
    others = len(codes) - len(here)
    if others:
        notes.append(f"{others} other areas of {table.name} are left out.")
    frame = table.frame.assign(authority=table.frame[AREA].map(codes))
    return frame[frame["authority"].notna()].drop(columns=AREA)


def _names(table: OfficialTable) -> dict[str, str]:
    """The standard demographic of every variable of the table."""
    names: dict[str, str] = {}
    for title in table.variables:
        name = variable_of(title)
        if name is None:
            raise TargetError(
                f"{table.name} splits by “{title}”, which is no standard demographic; download it without.",
                variable=title,
                reason="unknown_variable",
            )
        if name in names.values():
            raise TargetError(
                f"{table.name} has two variables for {name}.", variable=name, reason="repeated_variable"
            )
        names[title] = name
    return names


def _by_category(
    frame: pd.DataFrame, name: str, variables: Sequence[str], table: OfficialTable, notes: list[str]
) -> pd.DataFrame:
    """The rows of the finest categories, with codes for labels; totals and subtotals checked and dropped."""
    labels = list(dict.fromkeys(frame[name]))
    codes = {label: code_of(name, label) for label in labels}
    unknown = [label for label, code in codes.items() if code is None]
    if name == "ethnic_group" and unknown:
        broad = {label: broad_group(label) for label in unknown}
        fine = any(code in STANDARD[name].codes for code in codes.values())
        # Beside detailed groups a broad one is a subtotal; alone it is the category itself.
        codes |= {label: f"({band})" if fine else band for label, band in broad.items() if band is not None}
        unknown = [label for label in unknown if broad[label] is None]
    if unknown:
        raise TargetError(
            f"{table.name} has the category “{unknown[0]}” for {name.replace('_', ' ')}, which is not one of those "
            "asked in the surveys.",
            variable=name,
            category=unknown[0],
            reason="unknown_category",
        )
    coded = frame.assign(**{name: frame[name].map(codes)})
    empty = coded[name] == NOBODY
    if coded.loc[empty, COUNT].sum() > 0:
        raise TargetError(
            f"{table.name} counts {coded.loc[empty, COUNT].sum():,.0f} people to whom {name.replace('_', ' ')} does "
            "not apply: it is about another population than usual residents.",
            variable=name,
            category="Does not apply",
            reason="wrong_population",
        )
    silent = coded[name] == NOT_ANSWERED
    total = coded[name] == TOTAL
    subtotal = coded[name].str.startswith("(")
    parts = coded[~(empty | total | subtotal)]
    rest = [v for v in variables if v != name]
    _check_total(coded[total], parts, rest, name, table)
    if subtotal.any():
        bands = parts.assign(**{name: "(" + banded(parts[name], name, {name: "shown"}) + ")"})
        _check_total(coded[subtotal], bands, [*rest, name], name, table)
        notes.append(f"The subtotals of {name.replace('_', ' ')} in {table.name} are left out.")
    if silent.any():
        share = coded.loc[silent, COUNT].sum() / parts[COUNT].sum()
        notes.append(
            f"{name.replace('_', ' ').capitalize()} is over residents who answered the Census question; {share:.1%} "
            "did not."
        )
    return parts[parts[name] != NOT_ANSWERED]


def _check_total(
    printed: pd.DataFrame, parts: pd.DataFrame, by: Sequence[str], name: str, table: OfficialTable
) -> None:
    if not len(printed):
        return
    grouped = parts.groupby(list(by), sort=False)[COUNT]
    stated = printed.groupby(list(by), sort=False)[COUNT].sum()
    totals = stated.to_numpy(dtype=float)
    sums = grouped.sum().reindex(stated.index, fill_value=0.0).to_numpy(dtype=float)
    cells = grouped.size().reindex(stated.index, fill_value=0).to_numpy(dtype=float)
    off = np.abs(sums - totals) - NOISE * np.sqrt(cells)
    if off.max() > 0:
        worst = int(off.argmax())
        where: Any = stated.index[worst]
        said = ", ".join(map(str, where)) if isinstance(where, tuple) else str(where)
        raise TargetError(
            f"{table.name}: the categories of {name.replace('_', ' ')} add up to {sums[worst]:,.0f} for {said}, but "
            f"the total printed is {totals[worst]:,.0f}. A category seems to be missing.",
            variable=name,
            n=float(sums[worst]),
            target=float(totals[worst]),
            reason="total_disagrees",
        )


def _by_age(
    frame: pd.DataFrame, variables: Sequence[str], asked: Ages, table: OfficialTable, notes: list[str]
) -> pd.DataFrame:
    """Ages added up to the stored bands of the range asked for; a band no age group fits into is refused."""
    labels = list(dict.fromkeys(frame["age_band"]))
    ranges: dict[str, Range] = {}
    for label in labels:
        if is_total(label) or label.strip().lower() == "does not apply":
            continue
        found = ages_of(label)
        if found is None:
            raise TargetError(
                f"{table.name} has “{label}” where an age was expected.",
                variable="age_band",
                category=label,
                reason="unknown_category",
            )
        ranges[label] = found
    finest = {
        label: ages
        for label, ages in ranges.items()
        if not any(o != ages and ages[0] <= o[0] and o[1] <= ages[1] for o in ranges.values())
    }
    _check_cover(list(finest.values()), table)
    rest = [v for v in variables if v != "age_band"]
    parts = frame[frame["age_band"].isin(finest)]
    whole = min(a for a, _ in finest.values()) == 0 and max(b for _, b in finest.values()) == OLDEST
    if whole:
        _check_total(frame[frame["age_band"].map(is_total)], parts, rest, "age_band", table)
    if len(ranges) > len(finest):
        notes.append(f"{len(ranges) - len(finest)} subtotals of age in {table.name} are left out.")
    to_band: dict[str, str] = {}
    for code in asked.bands:
        low, high = band_limits(code)
        end = OLDEST if high is None else high + 1
        inside = [label for label, (a, b) in finest.items() if low <= a and b <= end]
        if sum(min(finest[label][1], end) - finest[label][0] for label in inside) != end - low:
            across = next(
                (label for label, (a, b) in finest.items() if a < end and b > low and label not in inside),
                None,
            )
            what = f"“{across}” lies on both sides of it" if across else "some of these ages are missing"
            raise TargetError(
                f"{table.name} cannot be added up to the age band {code} of the surveys: {what}. Download it by single "
                "year of age, or with age groups that begin and end at 13, 16, 18, 25, 35, 50, 65 and 75.",
                variable="age_band",
                category=across or code,
                reason="cut_band",
            )
        to_band |= dict.fromkeys(inside, code)
    younger = parts[~parts["age_band"].isin(to_band)]
    if len(younger):
        notes.append(f"Residents who are not aged {asked} are left out of {table.name}.")
    kept = parts[parts["age_band"].isin(to_band)]
    return kept.assign(age_band=kept["age_band"].map(to_band))


def _check_cover(ranges: list[Range], table: OfficialTable) -> None:
    """Age groups must follow each other without overlap."""
    for (first, end), (start, _after) in pairwise(sorted(set(ranges))):
        if start < end:
            raise TargetError(
                f"{table.name} has age groups that overlap: {first} to {end - 1} and one that begins at {start}.",
                variable="age_band",
                reason="overlapping_ages",
            )
