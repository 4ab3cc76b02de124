"""Reading the mapping's plan for weighting."""

from __future__ import annotations

from typing import Any, get_args

from surveys.analysis.ages import read_ages
from surveys.analysis.demographics import STANDARD
from surveys.analysis.errors import TargetError
from surveys.analysis.population import VARIABLES
from surveys.analysis.weighting.missing import Policy
from surveys.analysis.weighting.soft import FIRMEST, SOFTEST
from surveys.exchange.bands import banding
from surveys.exchange.mapping import DemographicColumn, Weighting
from surveys.exchange.problems import Problems, did_you_mean, quoted

WHERE = "[weighting]"
DEFAULT_MARGINS: tuple[str | tuple[str, ...], ...] = (
    "authority",
    ("sex", "age_band"),
    "ethnic_group",
    "religion",
)
"""The margins of the public survey's own plan; of these, those whose columns the file has."""

POLICIES = (*get_args(Policy), "impute")
"""What may become of people who left a weighting question empty."""
BY = " by "
"""What stands between the two names of a crossed margin where it is written in one word."""

_KEYS = ("margins", "missing", "soft", "bounds", "merges", "merge_below", "bands", "ages")


def read_weighting(
    given: object, demographics: tuple[DemographicColumn, ...], problems: Problems
) -> Weighting:
    """The plan, checked against the demographics the mapping has."""
    if not isinstance(given, dict):
        problems.add("The mapping: weighting is a part of its own; write [weighting] above its keys.")
        return Weighting()
    for key in given:
        if key not in _KEYS:
            problems.add(
                f"{WHERE} has the key {quoted(key)}, which means nothing here; it may have {', '.join(_KEYS)}."
                + did_you_mean(key, list(_KEYS))
            )
    missing = given.get("missing", "soft")
    if missing not in POLICIES:
        problems.add(
            f"{WHERE}: missing is {missing!r}; choose one of {', '.join(POLICIES)}."
            + did_you_mean(str(missing), list(POLICIES))
        )
    merge_below = given.get("merge_below", 0)
    if type(merge_below) is not int or merge_below < 0:
        problems.add(
            f"{WHERE}: merge_below is {merge_below!r}; write how few answers a group may have, such as 10."
        )
        merge_below = 0
    if merge_below and given.get("merges"):
        problems.add(
            f"{WHERE}: write either merges or merge_below, so that it is plain who decided what is merged."
        )
    bands = given.get("bands", {})
    if not isinstance(bands, dict) or any(wanted not in ("shown", "asked") for wanted in bands.values()):
        problems.add(
            f'{WHERE}: bands say "shown" or "asked" for a demographic, such as {{ age_band = "asked" }}.'
        )
        bands = {}
    margins = _margins(given, demographics, problems)
    return Weighting(
        margins=margins,
        missing=str(missing),
        soft=_soft(
            given.get("soft"), default_margins(demographics) if margins is None else margins, problems
        ),
        bounds=_bounds(given.get("bounds"), problems),
        merges=_merges(given.get("merges", {}), demographics, bands, problems),
        merge_below=merge_below,
        bands=bands,
        ages=_ages(given.get("ages", "13 and over"), demographics, bands, problems),
    )


def _margins(
    given: dict[str, Any], demographics: tuple[DemographicColumn, ...], problems: Problems
) -> tuple[str | tuple[str, ...], ...] | None:
    if "margins" not in given:
        return None
    have = [demographic.variable for demographic in demographics]
    margins: list[str | tuple[str, ...]] = []
    if not isinstance(given["margins"], list):
        problems.add(f'{WHERE}: margins must be a list, such as ["authority", ["sex", "age_band"]].')
        return None
    for margin in given["margins"]:
        names = margin if isinstance(margin, list) else [margin]
        for name in names:
            if name not in VARIABLES:
                problems.add(
                    f"{WHERE}: the margin {quoted(str(name))} has no Census figures for residents aged 13 and over; "
                    f"there are figures for {', '.join(VARIABLES)}."
                )
            elif name not in have:
                problems.add(
                    f"{WHERE}: the margin {quoted(name)} has no column; add [demographics.{name}] or leave it out."
                )
        margins.append(
            tuple(map(str, names)) if isinstance(margin, list) and len(names) > 1 else str(names[0])
        )
    return tuple(margins)


def _soft(
    given: object, margins: tuple[str | tuple[str, ...], ...], problems: Problems
) -> dict[str | tuple[str, ...], float]:
    """The margins that may be missed a little, with how much; at least one other is met exactly."""
    if given is None:
        return {}
    if not isinstance(given, dict):
        problems.add(
            f"{WHERE}: soft says for a margin how softly it is met, such as {{ religion = 0.5 }}; a crossed one is "
            f'written "sex{BY}age_band".'
        )
        return {}
    called = {(margin if isinstance(margin, str) else BY.join(margin)): margin for margin in margins}
    found: dict[str | tuple[str, ...], float] = {}
    for name, value in given.items():
        if name not in called:
            problems.add(
                f"{WHERE}: soft speaks of {quoted(name)}, which is not one of the margins "
                f"({', '.join(called) or 'there is none'})." + did_you_mean(name, list(called))
            )
        elif type(value) not in (int, float) or not FIRMEST <= value <= SOFTEST:
            problems.add(
                f"{WHERE}: soft gives {value!r} for {quoted(name)}; write a number from {FIRMEST:g} (hardly soft) to "
                f"{SOFTEST:g}, such as 0.5, or leave it out to meet its figures exactly."
            )
        else:
            found[called[name]] = float(value)
    if found and len(found) == len(called):
        problems.add(
            f"{WHERE}: every margin is soft, so nothing would be met exactly; leave one out of soft."
        )
    return found


def _ages(
    given: object, demographics: tuple[DemographicColumn, ...], bands: dict[str, str], problems: Problems
) -> str:
    """The population by age, where it is one that the file's own age bands can be cut to."""
    column = next((one for one in demographics if one.variable == "age_band"), None)
    try:
        kept = set(read_ages(str(given)).bands)
    except TargetError as refusal:
        problems.add(f"{WHERE}: {refusal}")
        return "13 and over"
    if len(kept) == len(STANDARD["age_band"].codes):
        return str(given)
    if column is None:
        problems.add(f"{WHERE}: ages is {given!r}, but nobody's age is known; add [demographics.age_band].")
        return "13 and over"
    for word, codes in column.values.items():
        inside = kept & set(codes)
        if inside and inside != set(codes):
            problems.add(
                f"{WHERE}: ages is {given!r}, but the answer {quoted(column.written.get(word, word))} holds ages on "
                "both sides of it."
            )
    for shown in STANDARD["age_band"].shown:
        parts = {category.code for category in STANDARD["age_band"].categories if category.shown == shown}
        if kept & parts and parts - kept and bands.get("age_band", "shown") == "shown":
            problems.add(
                f"{WHERE}: ages is {given!r}, which cuts the published band {quoted(shown)}; write "
                'bands = { age_band = "asked" } beside it.'
            )
    return str(given)


def _bounds(given: object, problems: Problems) -> tuple[float, float] | None:
    if given is None:
        return None
    numbers = given if isinstance(given, list) else []
    if (
        len(numbers) == 2
        and all(type(n) in (int, float) for n in numbers)
        and 0 <= numbers[0] < 1 < numbers[1]
    ):
        return float(numbers[0]), float(numbers[1])
    problems.add(
        f"{WHERE}: bounds are {given!r}; write the lightest and the heaviest weight relative to the mean, such as "
        "[0.2, 5.0], one below 1 and one above."
    )
    return None


def _merges(
    given: object,
    demographics: tuple[DemographicColumn, ...],
    bands: dict[str, str],
    problems: Problems,
) -> dict[str, dict[str, tuple[str, ...]]]:
    if not isinstance(given, dict):
        problems.add(
            f'{WHERE}: merges are written as [weighting.merges.religion] with "New name" = ["A", "B"].'
        )
        return {}
    by_name = {demographic.variable: demographic for demographic in demographics}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for variable, groups in given.items():
        where = f"[weighting.merges.{variable}]"
        if variable not in by_name or not isinstance(groups, dict):
            problems.add(
                f"{where}: merges are for a demographic of the mapping ({', '.join(by_name) or 'there is none'}), "
                'written as "New name" = ["A", "B"].'
            )
            continue
        known = list(dict.fromkeys(banding(by_name[variable], bands.get(variable, "shown")).values()))
        used: list[str] = []
        for name, parts in groups.items():
            if not isinstance(parts, list) or len(parts) < 2:
                problems.add(f"{where}: {quoted(name)} must list at least two bands to merge.")
                continue
            for part in parts:
                if part not in known:
                    problems.add(
                        f"{where}: {quoted(str(part))} is not a band of {variable}; the bands are {', '.join(known)}."
                        + did_you_mean(str(part), known)
                    )
                elif part in used:
                    problems.add(f"{where}: {quoted(part)} is merged twice; name it once.")
                used.append(str(part))
            if name in known and name not in parts:
                problems.add(f"{where}: {quoted(name)} is the name of another band; choose a new name.")
            found.setdefault(variable, {})[name] = tuple(str(part) for part in parts)
    return found


def default_margins(demographics: tuple[DemographicColumn, ...]) -> tuple[str | tuple[str, ...], ...]:
    """The usual margins, of the demographics a mapping has: sex and age together where both are there."""
    have = {demographic.variable for demographic in demographics} & set(VARIABLES) & set(STANDARD)
    margins: list[str | tuple[str, ...]] = []
    for margin in DEFAULT_MARGINS:
        names = (margin,) if isinstance(margin, str) else margin
        present = tuple(name for name in names if name in have)
        if len(present) == len(names):
            margins.append(margin)
        else:
            margins += present
    return tuple(margins)
