"""What becomes of a person who left a weighting question empty: four stated policies, never a silent drop.

``soft``: the person belongs to each category in part, in population shares given the other answers wherever a
crossed margin says so; every published total is met. ``own_share``: not stated is a category of its own that
keeps its share of the sample. ``complete``: the person is left out, and counted. The fourth,
multiple imputation, makes several weightings of one survey and is in ``impute``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from surveys.analysis.errors import AnalysisError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Policy = Literal["soft", "own_share", "complete"]

_POLICIES: dict[str, Policy] = {policy: policy for policy in get_args(Policy)}
NOT_STATED = "(not stated)"
ANY = "(any)"


@dataclass(frozen=True)
class MissingReport:
    """Who had no usable answer on one variable: left empty or declined, and answered outside the targets."""

    variable: str
    empty: float
    outside: float


@dataclass(frozen=True)
class Table:
    """A margin as an array: ``figures`` has one axis a variable, over all categories of that variable."""

    variables: tuple[str, ...]
    figures: Floats


def checked_policy(missing: str) -> Policy:
    """The policy of that name; AnalysisError says which there are."""
    found = _POLICIES.get(missing) if isinstance(missing, str) else None
    if found is not None:
        return found
    if missing == "impute":
        raise AnalysisError(
            "Multiple imputation makes several sets of weights: call impute() in place of rake(missing='impute').",
            reason="missing_policy",
        )
    raise AnalysisError(
        f"There is no policy {missing!r} for missing demographic answers; choose 'soft' (spread over the population "
        "shares), 'own_share' (a category of its own) or 'complete' (left out and counted).",
        reason="missing_policy",
    )


def fractional_rows(
    codes: Ints,
    variables: Sequence[str],
    tables: Sequence[Table],
    positions: Sequence[Ints],
    columns: int,
    offsets: Sequence[int],
) -> Floats:
    """The rows of X for cells with an answer missing: population shares given the other answers.

    For each margin the shares come from the margin that contains the missing variables and the most other
    variables this cell did answer; where that slice of the population is empty, from the next best.
    """
    rows = np.zeros((codes.shape[1], columns))
    place = {name: at for at, name in enumerate(variables)}
    for m, table in enumerate(tables):
        inside = [place[name] for name in table.variables]
        related = sorted(
            {
                place[n]
                for other in tables
                if set(other.variables) & set(table.variables)
                for n in other.variables
            }
        )
        patterns, inverse = np.unique(codes[related], axis=1, return_inverse=True)
        inverse = inverse.reshape(-1)
        for p in range(patterns.shape[1]):
            answers = dict(zip(related, patterns[:, p].tolist(), strict=True))
            shares = _membership(
                {table.variables[i]: answers[v] for i, v in enumerate(inside)}, answers, tables, m, place
            )
            slots = positions[m].ravel()
            row = np.zeros(columns)
            used = slots >= 0
            row[offsets[m] + slots[used]] = shares.ravel()[used]
            rows[inverse == p] += row
    return rows


def _membership(
    own: Mapping[str, int],
    answers: Mapping[int, int],
    tables: Sequence[Table],
    m: int,
    place: Mapping[str, int],
) -> Floats:
    """Shares of one cell over the array of margin ``m``."""
    table = tables[m]
    out = np.zeros(table.figures.shape)
    absent = [name for name in table.variables if own[name] < 0]
    if not absent:
        out[tuple(own[name] for name in table.variables)] = 1.0
        return out
    candidates = sorted(
        (t for t in range(len(tables)) if set(absent) <= set(tables[t].variables)),
        key=lambda t: (-sum(answers[place[n]] >= 0 for n in tables[t].variables), t != m, t),
    )
    for t in candidates:
        source = tables[t]
        part = source.figures
        # Fix what was answered, add over what was neither answered nor asked for, keep the missing variables.
        index = tuple(slice(None) if answers[place[n]] < 0 else answers[place[n]] for n in source.variables)
        part = part[index]
        left = [n for n in source.variables if answers[place[n]] < 0]
        part = part.sum(axis=tuple(i for i, n in enumerate(left) if n not in absent))
        left = [n for n in left if n in absent]
        whole = float(part.sum())
        if whole > 0.0:
            shares = np.transpose(part / whole, [left.index(n) for n in absent])
            out[tuple(slice(None) if own[n] < 0 else own[n] for n in table.variables)] = shares
            return out
    # Nobody in the population gave these answers together: fall back on the missing variables alone.
    rest = tuple(i for i, n in enumerate(table.variables) if n not in absent)
    overall = table.figures.sum(axis=rest)
    out[tuple(slice(None) if own[n] < 0 else own[n] for n in table.variables)] = overall / overall.sum()
    return out
