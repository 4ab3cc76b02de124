"""Margins of a population table: reading them, and bringing several to agree with each other."""

from __future__ import annotations

import math
import numbers
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any, Literal

import numpy as np
import pandas as pd

from surveys.analysis.errors import TargetError

AGREEMENT = 1e-6
"""Largest relative difference between the totals of two margins that counts as equal."""

RECONCILABLE = 1e-4
"""Largest relative difference put down to rounding or disclosure control and scaled away, with a note."""

MarginKey = str | tuple[str, ...]
MarginValues = Mapping[Any, Any] | pd.Series | pd.DataFrame


def named(key: tuple[str, ...]) -> str:
    """How a margin is called in a message: "age_band by sex"."""
    return " by ".join(key)


def plain(key: tuple[str, ...]) -> str | tuple[str, ...]:
    """A name as error fields carry it: a string for one variable or label, else the tuple."""
    return key[0] if len(key) == 1 else key


def margin_key(given: object) -> tuple[str, ...]:
    """The trimmed variable names of a key given as a name or a tuple; TargetError if it is neither."""
    parts = given if isinstance(given, tuple) else (given,)
    names = tuple(part.strip() if isinstance(part, str) else "" for part in parts)
    if not names or not all(names):
        raise TargetError(
            f"{given!r} is not the name of a variable or a tuple of names.", reason="bad_variable"
        )
    if len(set(names)) < len(names):
        raise TargetError(
            f"The margin {named(names)} crosses a variable with itself.",
            variable=names,
            reason="repeated_variable",
        )
    return names


def read_margin(key: tuple[str, ...], values: MarginValues) -> pd.Series:
    """The margin as a float Series with trimmed labels, or TargetError naming the category at fault."""
    figures: dict[tuple[str, ...], float] = {}
    for given_category, given_value in _pairs(key, values):
        parts = given_category if isinstance(given_category, tuple) else (given_category,)
        if len(parts) != len(key):
            raise TargetError(
                f"{given_category!r} in the margin {named(key)} has {len(parts)} labels; "
                f"{len(key)} are needed, one for each variable.",
                variable=plain(key),
                category=str(given_category),
                reason="bad_category",
            )
        category = tuple(_label(key, part) for part in parts)
        if category in figures:
            raise TargetError(
                f"The category {named(category)!r} of {named(key)} stands twice (labels are compared without "
                "spaces around them); add the two figures up or rename one.",
                variable=plain(key),
                category=plain(category),
                reason="repeated_category",
            )
        figures[category] = _figure(key, category, given_value)
    if not figures:
        raise TargetError(
            f"The margin {named(key)} has no categories.", variable=plain(key), reason="empty_margin"
        )
    subtotal = sum(figures.values())
    if not math.isfinite(subtotal):
        raise TargetError(
            f"The figures of {named(key)} are too large to add up.",
            variable=plain(key),
            reason="not_finite",
        )
    # A total this small cannot be divided by without losing every digit.
    if subtotal < np.finfo(float).tiny / np.finfo(float).eps:
        raise TargetError(
            f"The figures of {named(key)} add up to zero, so they describe no population.",
            variable=plain(key),
            target=0.0,
            reason="zero_total",
        )
    return pd.Series(list(figures.values()), index=_index(key, list(figures)), dtype=float)


def _pairs(key: tuple[str, ...], values: MarginValues) -> Iterable[tuple[Any, Any]]:
    if isinstance(values, pd.DataFrame):
        if len(key) != 2:
            raise TargetError(
                f"The margin {named(key)} is a table of rows and columns, which needs exactly two variables; "
                "give a Series or a dictionary.",
                variable=plain(key),
                reason="bad_table",
            )
        cells = values.to_numpy()
        return [
            ((row, column), cells[i, j])
            for i, row in enumerate(values.index)
            for j, column in enumerate(values.columns)
        ]
    if isinstance(values, pd.Series):
        return list(zip(values.index.tolist(), values.tolist(), strict=True))
    if isinstance(values, Mapping):
        return list(values.items())
    raise TargetError(
        f"The margin {named(key)} is a {type(values).__name__}; give a dictionary, a Series or a DataFrame.",
        variable=plain(key),
        reason="bad_table",
    )


def _label(key: tuple[str, ...], part: object) -> str:
    is_whole = isinstance(part, numbers.Integral) and not isinstance(part, bool)
    label = unicodedata.normalize("NFC", str(part).strip()) if isinstance(part, str) or is_whole else ""
    if not label:
        raise TargetError(
            f"The margin {named(key)} has the category {part!r}, which is not a label.",
            variable=plain(key),
            category=str(part),
            reason="bad_category",
        )
    return label


def _figure(key: tuple[str, ...], category: tuple[str, ...], given: object) -> float:
    where = f"The figure for {named(category)!r} of {named(key)}"
    if not isinstance(given, numbers.Real) or isinstance(given, bool):
        raise TargetError(
            f"{where} is {given!r}, which is not a number.",
            variable=plain(key),
            category=plain(category),
            reason="not_a_number",
        )
    try:
        figure = float(given)
    except OverflowError:
        figure = math.inf
    if not math.isfinite(figure):
        raise TargetError(
            f"{where} is {figure}; every figure must be finite.",
            variable=plain(key),
            category=plain(category),
            reason="not_finite",
        )
    if figure < 0:
        raise TargetError(
            f"{where} is {figure:g}; a population cannot be negative.",
            variable=plain(key),
            category=plain(category),
            target=figure,
            reason="negative",
        )
    return figure + 0.0  # minus zero becomes zero


def _index(key: tuple[str, ...], categories: list[tuple[str, ...]]) -> pd.Index[Any]:
    if len(key) == 1:
        return pd.Index([category[0] for category in categories], name=key[0], dtype="str")
    return pd.MultiIndex.from_tuples(categories, names=list(key))


def collapsed(margin: pd.Series, key: tuple[str, ...], wanted: tuple[str, ...]) -> pd.Series:
    """The margin summed to fewer variables, or with its variables in another order."""
    if key == wanted:
        return margin
    levels: Any = list(wanted) if len(wanted) > 1 else wanted[0]
    return margin.groupby(level=levels, sort=False).sum()


def to_one_total(
    margins: dict[tuple[str, ...], pd.Series],
    *,
    kind: Literal["totals", "shares"],
    control: float | None,
    log: list[str],
) -> dict[tuple[str, ...], pd.Series]:
    """Margins scaled to one total if they differ by rounding; TargetError naming the two furthest apart."""
    totals = {named(key): math.fsum(margin) for key, margin in margins.items()}
    if kind == "totals" and control is not None and not (math.isfinite(control) and control > 0):
        raise TargetError(
            f"The control total is {control!r}; it must be a number above zero.", reason="zero_total"
        )
    compared = dict(totals)
    if control is not None:
        compared["the whole population" if kind == "shares" else "the control total"] = float(control)
    low, high = min(compared, key=lambda n: compared[n]), max(compared, key=lambda n: compared[n])
    difference = (compared[high] - compared[low]) / compared[high]
    if difference > RECONCILABLE:
        raise TargetError(
            f"The totals disagree: {low} adds up to {compared[low]:,.10g} and "
            f"{high} to {compared[high]:,.10g}. "
            "Use tables of one population, or turn each into shares of one total first."
            + (" Shares must add up to 1, not to 100." if kind == "shares" else ""),
            variable=(low, high),
            n=compared[low],
            target=compared[high],
            reason="totals_disagree",
        )
    aim = totals[named(next(iter(margins)))] if control is None else float(control)
    result = {}
    for key, margin in margins.items():
        given = totals[named(key)]
        result[key] = margin if given == aim else margin * (aim / given)
        if abs(given - aim) > AGREEMENT * aim:
            log.append(
                f"The margin {named(key)} added up to {given:,.10g} and was scaled to {aim:,.10g} "
                f"({100 * (aim / given - 1):+.4f}%)."
            )
    return result


def to_one_figure_per_category(
    margins: dict[tuple[str, ...], pd.Series], *, log: list[str]
) -> dict[tuple[str, ...], pd.Series]:
    """Margins that share a variable agree on it: small differences yield to the coarser or earlier margin."""
    result = dict(margins)
    order = sorted(result, key=len)
    overlaps = []
    furthest = 0.0
    for coarse, fine in combinations(order, 2):
        shared = tuple(name for name in coarse if name in fine)
        if not shared:
            continue
        aim, got = (collapsed(result[key], key, shared) for key in (coarse, fine))
        difference = (got.sub(aim, fill_value=0.0)).abs()
        total = math.fsum(aim)
        worst = difference.idxmax()
        category = worst if isinstance(worst, tuple) else (str(worst),)
        if difference.max() > RECONCILABLE * total:
            first, second = float(aim.get(worst, 0.0)), float(got.get(worst, 0.0))
            raise TargetError(
                f"The category {named(category)!r} of {named(shared)} is {first:,.10g} in the margin "
                f"{named(coarse)} but {second:,.10g} in {named(fine)}; the two must agree.",
                variable=plain(shared),
                category=plain(category),
                n=second,
                target=first,
                reason="margins_disagree",
            )
        overlaps.append((coarse, fine, shared))
        furthest = max(furthest, difference.max() / total)
        if difference.max() > AGREEMENT * total:
            log.append(
                f"The margin {named(fine)} was scaled to the figures of {named(coarse)} for {named(shared)}; "
                f"the largest difference was {difference.max():,.6g} ({named(category)})."
            )
    # Even a difference too small to mention would keep raking from ever meeting both margins. Scaling to one
    # coarse margin disturbs another slightly, so rounds are made until nothing moves.
    for _ in range(100):
        if furthest < 1e-13:
            break
        furthest = 0.0
        for coarse, fine, shared in overlaps:
            aim, got = (collapsed(result[key], key, shared) for key in (coarse, fine))
            furthest = max(furthest, (got.sub(aim, fill_value=0.0)).abs().max() / math.fsum(aim))
            factor = (aim / got.where(got > 0)).fillna(0.0)
            labels: Any = result[fine].index.to_frame(index=False)[list(shared)]
            keys = labels[shared[0]] if len(shared) == 1 else pd.MultiIndex.from_frame(labels)
            result[fine] = result[fine] * factor.reindex(keys).fillna(0.0).to_numpy()
    for coarse, fine, shared in overlaps:
        aim, got = (collapsed(result[key], key, shared) for key in (coarse, fine))
        if (got.sub(aim, fill_value=0.0)).abs().max() > AGREEMENT * math.fsum(aim):
            raise TargetError(
                f"The margins {named(coarse)} and {named(fine)} cannot be brought to agree on "
                f"{named(shared)}.",
                variable=plain(shared),
                reason="margins_disagree",
            )
    return result
