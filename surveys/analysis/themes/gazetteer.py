"""Names of authorities, towns and wards, and the authority each lies in: what a coarse area is read by.

``gazetteer.csv`` is made by ``python -m surveys.analysis.themes.gazetteer FOLDER`` from the ward names in the table
``lsoa_imd2025.csv`` of FOLDER (wards of December 2024; Source: Office for National Statistics licensed under the Open
Government Licence v.3.0). A name that lies in two authorities, or that is an everyday word, is left out.
"""

from __future__ import annotations

import csv
import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from surveys.analysis.themes.normalise import fold, word_set

PATH = Path(__file__).parent.parent / "data" / "gazetteer.csv"

_SIDES = re.compile(
    r"^(?:North|South|Upper|Lower)\s+|\s+(?:North|South|East|West|Central|Town|Regis|Wightwick)$"
)
_EVERYDAY = word_set(
    "park castle priory abbey town paddock victoria norton newton newtown holyhead bromford heartlands henley radford "
    "longford holbrook sherbourne westwood woodlands langley rowley blythe penn oxley lyng old great stoke regis grove "
    "trinity vesey sutton soho bentley short sheldon highgate heath yew-tree charlemont north south central"
)
_SUTTON = "Sutton "
_TOWNS_OF_SEVERAL_WARDS = {"Sutton Coldfield": "Birmingham", "Tipton": "Sandwell"}
"""Towns whose name no ward carries alone."""


@dataclass(frozen=True)
class Place:
    """A name as it is written, the kind of place (authority, town or ward) and the authority it lies in."""

    name: str
    kind: str
    area_code: str
    area_name: str


def names_of_ward(ward: str) -> set[str]:
    """The names in a ward's name: "Bilston North" also speaks of Bilston, "Soho & Jewellery Quarter" of both."""
    names: set[str] = set()
    for part in re.split(r"\s*(?:&|,|\band\b|\bwith\b|-)\s*", ward):
        part = part.strip()
        shorter = _SIDES.sub("", part)
        if part.startswith(_SUTTON):
            names.add(part.removeprefix(_SUTTON))
        names |= {part, shorter}
    return {name for name in names if len(name) > 3 and name[:2] != "St" and not _everyday(name)}


def _everyday(name: str) -> bool:
    return name.casefold().replace(" ", "-") in _EVERYDAY


def build(rows: list[dict[str, str]]) -> list[Place]:
    """The gazetteer from rows with ``area_code``, ``area_name`` and ``ward24_name``."""
    found: dict[str, set[tuple[str, str, str]]] = {}
    authorities = {(row["area_code"], row["area_name"]) for row in rows}
    for row in rows:
        whole = re.split(r"\s*(?:&|\band\b)\s*", row["ward24_name"])
        for name in names_of_ward(row["ward24_name"]):
            kind = "ward" if name in whole or name == row["ward24_name"] else "town"
            found.setdefault(name, set()).add((kind, row["area_code"], row["area_name"]))
    places = [Place(name, "authority", code, name) for code, name in authorities]
    for name, entries in found.items():
        if len({code for _, code, _ in entries}) == 1 and name not in {area for _, area in authorities}:
            kind = "town" if any(entry[0] == "town" for entry in entries) else "ward"
            _, code, area = next(iter(entries))
            places.append(Place(name, kind, code, area))
    code_of = {name: code for code, name in authorities}
    for town, area in _TOWNS_OF_SEVERAL_WARDS.items():
        if area in code_of:
            places.append(Place(town, "town", code_of[area], area))
    return sorted(places, key=lambda place: (place.area_name, place.kind, place.name))


@lru_cache(maxsize=1)
def places_by_words() -> dict[str, list[tuple[tuple[str, ...], Place]]]:
    """Every place under its first word, longest first: the folded words of its name, and the place."""
    table: dict[str, list[tuple[tuple[str, ...], Place]]] = {}
    with PATH.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words = tuple(fold(row["name"]).text.replace("'", "").split())
            table.setdefault(words[0], []).append((words, Place(**row)))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


def main(arguments: list[str]) -> None:
    """Write the gazetteer from a folder of tables."""
    with (Path(arguments[0]) / "lsoa_imd2025.csv").open(encoding="utf-8-sig", newline="") as file:
        places = build(list(csv.DictReader(file)))
    with PATH.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "kind", "area_code", "area_name"))
        writer.writerows((place.name, place.kind, place.area_code, place.area_name) for place in places)


if __name__ == "__main__":
    main(sys.argv[1:])
