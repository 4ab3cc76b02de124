"""Combinations of answers set against the targets: which category each belongs to, and who has none."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from surveys.analysis.errors import AnalysisError
from surveys.analysis.weighting.cells import Cells, Side
from surveys.analysis.weighting.collapse import Collapse, label_of
from surveys.analysis.weighting.layout import Layout, TargetMargin
from surveys.analysis.weighting.missing import ANY, NOT_STATED, MissingReport, Policy, Table, fractional_rows
from surveys.analysis.weighting.refusals import Category, note_absent_rows, note_impossible, unknown_answer

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Outside = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Margin:
    """One margin as weighted: its categories, target totals and respondents who answered it in full."""

    variables: tuple[str, ...]
    categories: tuple[Category, ...]
    target: Floats
    n: Floats

    @property
    def name(self) -> str | tuple[str, ...]:
        """The variable, or the tuple of crossed variables."""
        return self.variables[0] if len(self.variables) == 1 else self.variables


@dataclass(frozen=True)
class Request:
    """What the caller said, apart from the sample."""

    layout: Layout
    policy: Policy
    outside: Outside
    collapse: Collapse
    total: float
    shares: bool


@dataclass(frozen=True)
class Reading:
    """Combinations of answers set against some of the margins."""

    variables: tuple[str, ...]
    codes: Ints
    taking_part: npt.NDArray[np.bool_]
    indices: list[Ints]
    margins: list[Margin]
    reports: list[MissingReport]
    refusals: list[AnalysisError]
    whole: npt.NDArray[np.bool_] | None
    """Which combinations have a place in every margin; None for all of them."""


def read_margins(side: Side, margins: Sequence[TargetMargin], known: Request) -> Reading:
    """Read the answers of each combination, count each category, and note what stands in the way."""
    layout = known.layout
    used = [v for v, name in enumerate(side.variables) if name in layout.variables]
    variables = tuple(side.variables[v] for v in used)
    categories = dict(zip(layout.variables, layout.categories, strict=True))
    refusals: list[AnalysisError] = []
    reports: list[MissingReport] = []
    codes = np.empty((len(used), len(side.n)), dtype=np.intp)
    stated = {}
    for v, name in enumerate(variables):
        codes[v], stated[name], report = _recode(
            side,
            v,
            name,
            categories[name],
            known.outside.get(name, ()),
            known.collapse.get(name, {}),
            refusals,
        )
        reports.append(report)
    taking_part = side.base > 0.0
    if known.policy == "complete":
        taking_part &= (codes >= 0).all(axis=0)
    people = side.n if taking_part.all() else np.where(taking_part, side.n, 0.0)
    place = {name: v for v, name in enumerate(variables)}
    indices: list[Ints] = []
    built: list[Margin] = []
    partial = False
    for margin in margins:
        key, labels, figures = margin.variables, margin.categories, margin.figures
        inside = [place[name] for name in key]
        index = _index(codes, inside, margin)
        complete = (margin.in_order and stated[key[0]]) or int(index.min()) >= 0
        if complete:
            n = _add(people, index, len(labels))
        else:
            note_absent_rows(index, codes[inside], key, [categories[name] for name in key], side.n, refusals)
            n = _add(np.where(index >= 0, people, 0.0), np.maximum(index, 0), len(labels))
        if known.policy == "own_share" and not complete:
            index, figures, labels, n = _own_share(
                index, codes[inside], key, figures, labels, n, side, known.total
            )
        note_impossible(key, labels, figures, n, refusals)
        indices.append(index)
        partial |= not complete
        built.append(Margin(key, labels, figures, n))
    whole = np.minimum.reduce(indices) >= 0 if partial else None
    return Reading(variables, codes, taking_part, indices, built, reports, refusals, whole)


def rows_of_x(
    read: Reading, rows: Ints, margins: Sequence[TargetMargin], known: Request, *, extra: int = 0
) -> Floats:
    """The rows of X in full, for combinations that may have answers missing."""
    offsets = [0, *accumulate(len(margin.categories) for margin in read.margins)]
    out = np.zeros((len(rows), offsets[-1] + extra))
    if not len(rows):
        return out
    for index, offset in zip(read.indices, offsets, strict=False):
        at = index[rows]
        out[np.flatnonzero(at >= 0), offset + at[at >= 0]] = 1.0
    if known.policy == "soft" and read.whole is not None:
        partly = np.flatnonzero(np.minimum.reduce(read.indices)[rows] < 0)
        if len(partly):
            out[partly] = fractional_rows(
                read.codes[:, rows[partly]],
                read.variables,
                [Table(m.variables, m.array) for m in margins],
                [m.slots for m in margins],
                out.shape[1],
                offsets,
            )
    return out


def _add(values: Floats, index: Ints, size: int) -> Floats:
    return np.bincount(index, values, minlength=size).astype(np.float64, copy=False)


def _recode(
    side: Side,
    v: int,
    name: str,
    categories: tuple[str, ...],
    outside: Sequence[str],
    merge: Mapping[str, str],
    refusals: list[AnalysisError],
) -> tuple[Ints, bool, MissingReport]:
    """Codes in the order of the target categories (-1 not usable), whether all are usable, and who had none."""
    labels = side.labels[v]
    if set(map(type, labels)) == {str}:
        read, lookup, kind = _known_places(labels, categories, tuple(outside), tuple(merge.items()))
    else:
        # A number and a truth value may be equal and yet have two labels: nothing is remembered of them.
        read, lookup, kind = _places(labels, categories, outside, merge)
    raw_codes = side.codes[v]
    codes: Ints = lookup[raw_codes]
    if codes.min() >= 0:
        return codes, True, MissingReport(name, 0.0, 0.0)
    by_kind = np.bincount(kind[raw_codes], side.n, minlength=4)
    if by_kind[3]:
        counts = np.bincount(raw_codes[raw_codes >= 0], side.n[raw_codes >= 0], minlength=len(labels))
        for i in np.flatnonzero((kind[:-1] == 3) & (counts > 0)).tolist():
            refusals.append(unknown_answer(name, read[i], float(counts[i])))
    report = MissingReport(name, float(by_kind[0]), float(by_kind[2]))
    return codes, False, report


@lru_cache(maxsize=256)
def _known_places(
    labels: tuple[str, ...],
    categories: tuple[str, ...],
    outside: tuple[str, ...],
    merge: tuple[tuple[str, str], ...],
) -> tuple[list[str], Ints, Ints]:
    """``_places``, worked out once for answers that are read many times."""
    return _places(labels, categories, outside, dict(merge))


def _places(
    labels: Sequence[Hashable],
    categories: tuple[str, ...],
    outside: Sequence[str],
    merge: Mapping[str, str],
) -> tuple[list[str], Ints, Ints]:
    """Each label as read, its category (-1: none) and its kind: 0 empty, 1 usable, 2 outside, 3 unknown.

    The place after the last label is that of an empty answer.
    """
    place = {category: i for i, category in enumerate(categories)}
    lookup = np.full(len(labels) + 1, -1, dtype=np.intp)
    kind = np.zeros(len(labels) + 1, dtype=np.intp)
    read: list[str] = []
    for i, raw in enumerate(labels):
        label = label_of(raw)
        read.append(label or "")
        if label is None:
            continue
        if label in outside:
            kind[i] = 2
            continue
        found = place.get(merge.get(label, label))
        kind[i] = 3 if found is None else 1
        lookup[i] = -1 if found is None else found
    return read, lookup, kind


def read_numbers(cells: Cells, v: int, name: str) -> Floats:
    """The number of each cell for a continuous variable; AnalysisError where there is none."""
    raw = cells.codes[v]
    try:
        values = np.array([float(x) for x in cells.labels[v]], dtype=np.float64)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        values = np.array([np.nan])
    if (raw < 0).any() or not np.isfinite(values).all():
        raise AnalysisError(
            f"The continuous variable {name!r} has empty answers or answers that are not numbers; it needs one number "
            "a person.",
            variable=name,
            n=float(cells.n[raw < 0].sum()),
            reason="not_a_number",
        )
    found: Floats = values[raw]
    return found


def _index(codes: Ints, inside: list[int], margin: TargetMargin) -> Ints:
    """The place of each cell in a margin; -1 where an answer is missing or the combination is not in it."""
    slots = margin.slots
    if len(inside) == 1:
        only: Ints = codes[inside[0]]
        if margin.in_order:
            return only
        # The slot appended at the end is the one that -1 leads to.
        found: Ints = np.append(slots, -1)[only]
        return found
    index = np.full(codes.shape[1], -1, dtype=np.intp)
    known = np.asarray((codes[inside] >= 0).all(axis=0))
    index[known] = slots[tuple(codes[inside][:, known])]
    return index


def _own_share(
    index: Ints,
    codes: Ints,
    key: tuple[str, ...],
    figures: Floats,
    labels: tuple[Category, ...],
    n: Floats,
    side: Side,
    total: float,
) -> tuple[Ints, Floats, tuple[Category, ...], Floats]:
    """Add a category for each pattern of missing answers, at its share of the sample.

    The full answers share what is left in population proportions, so crossed and single margins of the same
    variable still agree.
    """
    absent = codes < 0
    pattern = (absent * (1 << np.arange(len(key)))[:, None]).sum(axis=0)
    whole = float(side.base.sum())
    out = index.copy()
    new_labels, new_n, new_figures = list(labels), list(n), []
    stated = 1.0
    for code in np.unique(pattern[pattern > 0]):
        here = pattern == code
        share = float(side.base[here].sum()) / whole
        if share <= 0.0:
            continue
        out[here] = len(new_labels)
        parts = tuple(NOT_STATED if code >> i & 1 else ANY for i in range(len(key)))
        new_labels.append(parts[0] if len(key) == 1 else parts)
        new_n.append(float(side.n[here].sum()))
        new_figures.append(share * total)
        stated -= share
    return out, np.array([*(figures * stated), *new_figures]), tuple(new_labels), np.array(new_n)
