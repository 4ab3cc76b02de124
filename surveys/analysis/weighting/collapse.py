"""Merging sparse categories before weighting, always said and never silent."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from surveys.analysis.demographics import PREFER_NOT_TO_SAY, STANDARD
from surveys.analysis.errors import AnalysisError, MissingDemographic, UnknownCategory
from surveys.analysis.targets import Targets
from surveys.analysis.weighting.cells import read_column

Collapse = Mapping[str, Mapping[str, str]]
Ladder = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True)
class Collapses:
    """Which categories became which: ``mapping`` for ``collapse=``, ``log`` in sentences."""

    mapping: dict[str, dict[str, str]] = field(default_factory=dict)
    log: tuple[str, ...] = ()


def label_of(value: Hashable) -> str | None:
    """The trimmed label of a stored answer; None for an empty one or one that declines."""
    if isinstance(value, str):
        text = value.strip()
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    elif value is None or value != value:
        return None
    else:
        text = str(value)
    # Accents may be stored in two ways that look alike.
    text = text if text.isascii() else unicodedata.normalize("NFC", text)
    return None if text in ("", PREFER_NOT_TO_SAY) else text


def collapsed_margins(targets: Targets, collapse: Collapse | None) -> dict[tuple[str, ...], pd.Series[Any]]:
    """The margins with merged categories added together, in the order of their first member."""
    margins = dict(targets.margins)
    for variable, mapping in (collapse or {}).items():
        known = _categories(margins, variable)
        if not known:
            raise UnknownCategory(
                f"Categories of {variable!r} are to be merged, but the targets do not use it.",
                variable=variable,
                reason="unknown_variable",
            )
        for old in mapping:
            if old not in known:
                raise UnknownCategory(
                    f"The category {old!r} of {variable!r} is to be merged, but the targets do not have it.",
                    variable=variable,
                    category=old,
                    reason="unknown_category",
                )
        for key, margin in margins.items():
            if variable in key:
                margins[key] = _merge(margin, key, variable, mapping)
    return margins


def _categories(margins: Mapping[tuple[str, ...], pd.Series[Any]], variable: str) -> list[str]:
    found: dict[str, None] = {}
    for key, margin in margins.items():
        if variable in key:
            found.update(dict.fromkeys(margin.index.get_level_values(key.index(variable))))
    return list(found)


def _merge(
    margin: pd.Series[Any], key: tuple[str, ...], variable: str, mapping: Mapping[str, str]
) -> pd.Series[Any]:
    sums: dict[Any, float] = {}
    for label, figure in margin.items():
        if len(key) == 1:
            new: Any = mapping.get(str(label), label)
        else:
            parts = list(label)  # type: ignore[call-overload]
            at = key.index(variable)
            parts[at] = mapping.get(parts[at], parts[at])
            new = tuple(parts)
        sums[new] = sums.get(new, 0.0) + float(figure)
    index = (
        pd.Index(list(sums), name=key[0])
        if len(key) == 1
        else pd.MultiIndex.from_tuples(list(sums), names=list(key))
    )
    return pd.Series(list(sums.values()), index=index, dtype=float)


def collapse_sparse(
    sample: pd.DataFrame,
    targets: Targets,
    *,
    min_n: int = 10,
    ladder: Ladder | None = None,
    count: str | None = None,
) -> Collapses:
    """Merge categories with fewer than ``min_n`` respondents until none is left.

    A sparse category climbs its ladder: a list of mappings category -> group, finest first; all categories of
    its group merge. The standard demographics have their published bands as a ladder. Without a rung left it
    joins the smaller of its neighbours in the order of the targets. ``count`` names a column of counts when
    the sample is already collapsed. Works on single variables, so that every margin stays consistent; a
    sparse combination of a crossed margin is for the caller to judge.
    """
    if min_n < 1:
        raise AnalysisError("min_n must be at least 1.", reason="min_n")
    mapping: dict[str, dict[str, str]] = {}
    log: list[str] = []
    margins = dict(targets.margins)
    for variable in targets.variables:
        if variable not in sample.columns:
            raise MissingDemographic(
                f"The targets use {variable!r}, but the sample has no such column.",
                variable=variable,
                reason="no_column",
            )
        categories = _categories(margins, variable)
        counts = dict.fromkeys(categories, 0.0)
        for label, n in count_labels(sample, variable, count).items():
            if label in counts:
                counts[label] += n
        rungs = list((ladder or {}).get(variable, _standard_ladder(variable)))
        merged = _climb(variable, categories, counts, min_n, rungs, log)
        changed = {old: new for old, new in merged.items() if old != new}
        if changed:
            mapping[variable] = {old: new for old, new in merged.items() if new in set(changed.values())}
    return Collapses(mapping, tuple(log))


def count_labels(sample: pd.DataFrame, variable: str, count: str | None) -> dict[str, float]:
    """Respondents by trimmed label, empty and declined answers left out."""
    codes, labels = read_column(sample[variable])
    ones = pd.Series(1.0, index=sample.index) if count is None else sample[count].astype(float)
    sums = pd.Series(ones.to_numpy()).groupby(codes).sum()
    out: dict[str, float] = {}
    for code, n in sums.items():
        label = label_of(labels[int(str(code))]) if int(str(code)) >= 0 else None
        if label is not None:
            out[label] = out.get(label, 0.0) + float(n)
    return out


def _standard_ladder(variable: str) -> list[Mapping[str, str]]:
    standard = STANDARD.get(variable)
    return [] if standard is None else [{c.code: c.shown for c in standard.categories}]


def _climb(
    variable: str,
    categories: list[str],
    counts: dict[str, float],
    min_n: int,
    rungs: list[Mapping[str, str]],
    log: list[str],
) -> dict[str, str]:
    groups: list[tuple[str, list[str]]] = [(c, [c]) for c in categories]

    def size(group: tuple[str, list[str]]) -> float:
        return sum(counts[c] for c in group[1])

    while len(groups) > 1:
        sparse = [g for g in groups if size(g) < min_n]
        if not sparse:
            break
        group = min(sparse, key=size)
        at = groups.index(group)
        joining, name = _by_ladder(group, groups, rungs)
        if not joining:
            beside = [i for i in (at - 1, at + 1) if 0 <= i < len(groups)]
            other = min(beside, key=lambda i: size(groups[i]))
            joining = [groups[i] for i in sorted((at, other))]
            name = " or ".join(g[0] for g in joining)
        members = [c for g in joining for c in g[1]]
        sizes = ", ".join(f"{g[0]} (n={size(g):g})" for g in joining)
        log.append(f"{variable}: {sizes} merged into {name}, because {group[0]} has fewer than {min_n}.")
        first = groups.index(joining[0])
        groups[first] = (name, members)
        groups = [g for g in groups if g not in joining]
    return {c: name for name, members in groups for c in members}


def _by_ladder(
    group: tuple[str, list[str]], groups: list[tuple[str, list[str]]], rungs: list[Mapping[str, str]]
) -> tuple[list[tuple[str, list[str]]], str]:
    for rung in rungs:
        names = {rung.get(c) for c in group[1]}
        name = next(iter(names))
        if len(names) != 1 or name is None:
            continue
        joining = [g for g in groups if {rung.get(c) for c in g[1]} == {name}]
        if len(joining) > 1:
            return joining, name
    return [], ""
