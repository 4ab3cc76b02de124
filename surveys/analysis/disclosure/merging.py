"""Merging rare options and small groups before protection, which loses less than hiding them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

from surveys.analysis.disclosure.publication import ProtectedTable, protect
from surveys.analysis.disclosure.table import Breakdown, Option, Policy, Row, Table

_Z95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Net:
    """Several options, or several groups, shown as one from here on. It replaces its parts everywhere."""

    code: str
    label: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Merges:
    """The merges a survey's author declares for one question and one breakdown."""

    options: tuple[Net, ...] = ()
    groups: tuple[Net, ...] = ()


@dataclass(frozen=True)
class Estimate:
    """A weighted proportion and its 95% interval, all from 0 to 1."""

    share: float
    ci_low: float
    ci_high: float


Estimator = Callable[[tuple[str, ...] | None, tuple[str, ...]], Estimate]
"""Estimates from the answers, given the codes of the merged groups (None: everybody) and options."""

_Part = tuple[str, str, tuple[int, ...]]
"""Code, label and the positions in the old table of one option or group of the new."""


def protect_merged(
    table: Table, merges: Merges, *, policy: Policy | None = None, estimate: Estimator | None = None
) -> ProtectedTable:
    """Merge first, then protect: see ``merge`` and ``protect``."""
    return protect(merge(table, merges, estimate=estimate), policy=policy)


def merge(table: Table, merges: Merges, *, estimate: Estimator | None = None) -> Table:
    """The table with each net in the place of its first part.

    ``estimate`` gives the weighted share and interval of a merged cell from the answers. Without it shares
    are added (exact) and the interval is Wilson's on Kish's effective sample size, for which rows need
    ``weighted_base`` and ``effective_base``. Letters of merged rows and options are dropped: their tests were
    of other figures. Raises ValueError for unknown or repeated codes, for merged options of a multi-select
    question (people may have ticked both: count them from the answers), and for missing weights.
    """
    if table.multi and merges.options:
        raise ValueError(
            f"Table {table.question}: options of a multi-select question cannot be merged by adding, since "
            "people may tick several. Count who ticked any of them, and build the table from that."
        )
    where = f"Table {table.question}"
    options = _parts(
        where, "option", [(option.code, option.label) for option in table.options], merges.options
    )
    groups = _parts(where, "group", [(row.code, row.label) for row in table.groups], merges.groups)
    all_row = _merge_rows(table, (table.all_row,), options, None, estimate)
    breakdown = table.breakdown
    if breakdown is not None:
        rows = []
        for code, label, positions in groups:
            old = tuple(breakdown.rows[position] for position in positions)
            row = _merge_rows(table, old, options, tuple(part.code for part in old), estimate)
            rows.append(replace(row, code=code, label=label))
        kept = {code for code, _, positions in groups if len(positions) == 1}
        rows = [
            replace(
                row, letters=tuple(tuple(code for code in codes if code in kept) for codes in row.letters)
            )
            for row in rows
        ]
        breakdown = Breakdown(breakdown.variable, breakdown.label, tuple(rows))
    return Table(
        question=table.question,
        options=tuple(Option(code, label) for code, label, _ in options),
        all_row=all_row,
        breakdown=breakdown,
        structural_zeros=_merged_zeros(table, options, groups),
        multi=table.multi,
    )


def _parts(where: str, what: str, old: Sequence[tuple[str, str]], nets: Sequence[Net]) -> list[_Part]:
    position = {code: place for place, (code, _) in enumerate(old)}
    net_of: dict[str, Net] = {}
    for net in nets:
        if not net.parts:
            raise ValueError(f"{where}: the merge {net.label} has no parts. Name the {what}s it replaces.")
        for part in net.parts:
            if part not in position:
                raise ValueError(
                    f"{where}: the merge {net.label} names the {what} {part}, which the table does not have."
                )
            if part in net_of:
                raise ValueError(
                    f"{where}: the {what} {part} is in the merges {net_of[part].label} and {net.label}. "
                    "Overlapping merges give small counts away: keep it in one."
                )
            net_of[part] = net
    parts: list[_Part] = []
    done: set[str] = set()
    for place, (code, label) in enumerate(old):
        owner = net_of.get(code)
        if owner is None:
            parts.append((code, label, (place,)))
        elif owner.code not in done:
            done.add(owner.code)
            parts.append((owner.code, owner.label, tuple(sorted(position[part] for part in owner.parts))))
    return parts


def _merge_rows(
    table: Table,
    rows: tuple[Row, ...],
    options: Sequence[_Part],
    codes: tuple[str, ...] | None,
    estimate: Estimator | None,
) -> Row:
    counts = [tuple(sum(row.counts[place] for place in places) for row in rows) for _, _, places in options]
    estimates = []
    for _, _, places in options:
        if len(rows) == 1 and len(places) == 1:
            (row,), (place,) = rows, places
            estimates.append(Estimate(row.shares[place], row.ci_low[place], row.ci_high[place]))
        elif estimate is not None:
            estimates.append(estimate(codes, tuple(table.options[place].code for place in places)))
        else:
            estimates.append(_added(table, rows, places))
    letters: tuple[tuple[str, ...], ...] = ()
    if len(rows) == 1 and rows[0].letters:
        letters = tuple(rows[0].letters_of(places[0]) if len(places) == 1 else () for _, _, places in options)
    weighted, effective = _bases(rows)
    return Row(
        code=rows[0].code,
        label=rows[0].label,
        base=sum(row.base for row in rows),
        counts=tuple(sum(parts) for parts in counts),
        shares=tuple(cell.share for cell in estimates),
        ci_low=tuple(cell.ci_low for cell in estimates),
        ci_high=tuple(cell.ci_high for cell in estimates),
        letters=letters,
        weighted_base=weighted,
        effective_base=effective,
    )


def _bases(rows: Sequence[Row]) -> tuple[float | None, float | None]:
    """Sum of weights and Kish's effective sample size of several rows together, where each row has both."""
    total = squares = 0.0
    for row in rows:
        if row.base == 0:
            continue
        if not row.weighted_base or not row.effective_base:
            return None, None
        total += row.weighted_base
        # Kish's effective size is (sum w)^2 / (sum w^2), and sums of squares add up over groups.
        squares += row.weighted_base**2 / row.effective_base
    return total, (total**2 / squares if squares else 0.0)


def _added(table: Table, rows: Sequence[Row], places: Sequence[int]) -> Estimate:
    people = [row for row in rows if row.base]
    total, effective = _bases(people)
    if not people:
        return Estimate(math.nan, math.nan, math.nan)
    if total is None or effective is None:
        raise ValueError(
            f"Table {table.question}, row {rows[0].label}: merging needs each row's weighted_base and "
            "effective_base, or an estimate from the answers."
        )
    share = 0.0
    for row in people:
        assert row.weighted_base is not None
        share += row.weighted_base / total * math.fsum(row.shares[place] for place in places)
    return _wilson(min(max(share, 0.0), 1.0), effective)


def _wilson(share: float, n: float) -> Estimate:
    """Wilson's 95% interval (1927) for a proportion on an effective sample of n."""
    spread = _Z95**2 / n
    centre = (share + spread / 2) / (1 + spread)
    half = math.sqrt(share * (1 - share) * spread + spread**2 / 4) / (1 + spread)
    return Estimate(share, max(centre - half, 0.0), min(centre + half, 1.0))


def _merged_zeros(
    table: Table, options: Sequence[_Part], groups: Sequence[_Part]
) -> frozenset[tuple[str | None, str]]:
    """A merged cell is impossible only where all its parts are."""
    zeros: set[tuple[str | None, str]] = set()
    for code, _, places in options:
        parts = [table.options[place] for place in places]
        if all(table.is_structural_zero(table.all_row, part) for part in parts):
            zeros.add((None, code))
        for group, _, positions in groups:
            rows = [table.groups[position] for position in positions]
            if all(table.is_structural_zero(row, part) for row in rows for part in parts):
                zeros.add((group, code))
    return frozenset(zeros)
