"""Bands: which of our codes a word of the file stands for, and the bands both sides can be weighed in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from surveys.analysis.demographics import STANDARD
from surveys.exchange.mapping import DECLINED, OUTSIDE, Codes, DemographicColumn
from surveys.exchange.problems import Problems, did_you_mean, quoted

YOUNGEST = 13
_OLDEST = 150
_RANGE = re.compile(r"\b(\d{1,3})\s*(?:-|–|—|to|until|bis)\s*(\d{1,3})\b", re.IGNORECASE)
_UNDER = re.compile(r"^\D*\b(?:under|below|less than|younger than)\s*(\d{1,3})\b", re.IGNORECASE)
_UP_TO = re.compile(
    r"^\D*\b(?:up to|at most)\s*(\d{1,3})\b|\b(\d{1,3})\s*(?:or|and)\s*(?:under|below|younger)\b", re.I
)
_OVER = re.compile(
    r"\b(\d{1,3})\s*(?:\+|plus\b|(?:or|and)\s*(?:over|older|above|more)\b)|^\D*\bover\s*(\d{1,3})\b",
    re.IGNORECASE,
)


def codes_of(variable: str, given: object, where: str, problems: Problems) -> Codes:
    """The codes a mapping names: a code, a published band, a list of either, "prefer_not" or "outside_population"."""
    words = given if isinstance(given, list) else [given]
    standard = STANDARD[variable]
    found: list[str] = []
    for word in words:
        if word in (DECLINED[0], OUTSIDE[0]):
            if len(words) > 1:
                problems.add(f"{where}: {quoted(str(word))} stands alone, never in a list with other codes.")
            return (str(word),)
        if word in standard.codes:
            found.append(str(word))
        elif word in standard.shown:
            found += [category.code for category in standard.categories if category.shown == word]
        else:
            problems.add(
                f"{where}: {quoted(str(word))} is not a code of {variable}; the codes are "
                f"{', '.join(standard.codes)}, {DECLINED[0]} and {OUTSIDE[0]}."
                + did_you_mean(str(word), [*standard.codes, *standard.shown])
            )
    return tuple(sorted(set(found), key=standard.codes.index))


def ages_of_code(code: str) -> tuple[int, int]:
    """First and last year of an age code."""
    first, _, last = code.removesuffix("+").partition("-")
    return int(first), int(last) if last else _OLDEST


def ages_of_word(word: str) -> tuple[int, int] | None:
    """First and last year a word of a file names, or None where it names none."""
    if found := _RANGE.search(word):
        return int(found[1]), int(found[2])
    if found := _UNDER.search(word):
        return 0, int(found[1]) - 1
    if found := _UP_TO.search(word):
        return 0, int(found[1] or found[2])
    if found := _OVER.search(word):
        return int(found[1] or found[2]), _OLDEST
    return None


def check_bands(demographic: DemographicColumn, problems: Problems) -> None:
    """Refuse words whose codes overlap, and age bands whose years are not those of the codes they are mapped to."""
    where = f"[demographics.{demographic.variable}]"
    standard = STANDARD[demographic.variable]
    meant: dict[str, tuple[str, Codes]] = {}
    for word, codes in demographic.values.items():
        if codes in (DECLINED, OUTSIDE) or not codes:
            continue
        if demographic.variable == "age_band" and not demographic.approximate:
            _check_years(where, word, codes, problems)
        for code in codes:
            other, others = meant.setdefault(code, (word, codes))
            if others != codes:
                problems.add(
                    f"{where}: the bands {quoted(other)} and {quoted(word)} straddle each other: both hold {code}. "
                    "Give both the same list of codes, so that they are weighed as one band."
                )
                break
    for word, codes in demographic.values.items():
        outside = [
            code
            for code in codes
            if code in standard.codes and standard.categories[standard.codes.index(code)].census is None
        ]
        if len(codes) > 1 and outside:
            problems.add(
                f"{where}: {quoted(word)} joins {outside[0]}, which the Census has no category for, with others that "
                "it has. Map it to one or the other."
            )


def _check_years(where: str, word: str, codes: Codes, problems: Problems) -> None:
    years = ages_of_word(word)
    if years is None:
        return
    spans = [ages_of_code(code) for code in codes]
    first, last = spans[0][0], spans[-1][1]
    gap = any(before[1] + 1 != after[0] for before, after in pairwise(spans))
    starts = max(years[0], YOUNGEST) == first
    if starts and min(years[1], _OLDEST) == last and not gap:
        return
    told = f"{first} and over" if last == _OLDEST else f"{first} to {last}"
    problems.add(
        f"{where}: the band {quoted(word)} straddles ours: {' with '.join(codes)} covers ages {told}. "
        "Our bands begin at "
        f"{', '.join(str(ages_of_code(code)[0]) for code in STANDARD['age_band'].codes)}. Map it to the bands it fills "
        "exactly, or write approximate = true: the report then says so."
    )


def banding(demographic: DemographicColumn, wanted: str = "shown") -> dict[str, str]:
    """The band of each of our codes: the published bands where the file's fit into them, else the file's own.

    ``wanted`` is "shown" or "asked"; "asked" keeps the file's own bands in any case.
    """
    standard = STANDARD[demographic.variable]
    shown = {category.code: category.shown for category in standard.categories}
    sets: dict[Codes, str] = {}
    for word, codes in demographic.values.items():
        if codes not in (DECLINED, OUTSIDE):
            sets.setdefault(codes, demographic.written.get(word, word))
    if wanted == "shown" and all(len({shown[code] for code in codes}) == 1 for codes in sets):
        return shown
    labels = {category.code: category.label for category in standard.categories}
    for codes, word in sets.items():
        label = _band_label(demographic.variable, codes, word)
        labels.update(dict.fromkeys(codes, label))
    return labels


def _band_label(variable: str, codes: Codes, word: str) -> str:
    if variable == "age_band":
        (first, _), (_, last) = ages_of_code(codes[0]), ages_of_code(codes[-1])
        return f"{first} or over" if last == _OLDEST else f"{first} to {last}"
    standard = STANDARD[variable]
    if len(codes) == 1:
        return standard.categories[standard.codes.index(codes[0])].label
    shown = {standard.band_of(code) for code in codes}
    if len(shown) == 1 and {c.code for c in standard.categories if c.shown in shown} == set(codes):
        return str(shown.pop())
    return word


def in_order(variable: str, bands: dict[str, str], present: Iterable[str]) -> list[str]:
    """Bands in the order of the form, those that occur."""
    here = set(present)
    return [band for band in dict.fromkeys(bands[code] for code in STANDARD[variable].codes) if band in here]


def code_of_age(years: int) -> str | None:
    """The age code of an exact age; None below 13."""
    for code in STANDARD["age_band"].codes:
        first, last = ages_of_code(code)
        if first <= years <= last:
            return code
    return None
