"""Multiple imputation where people come already counted by cell: the cost does not grow with their number."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.errors import MissingDemographic
from surveys.analysis.targets import Targets
from surveys.analysis.weighting.collapse import Collapse, label_of
from surveys.analysis.weighting.distances import Bounds
from surveys.analysis.weighting.imputations import CellImputations
from surveys.analysis.weighting.impute import DONORS, checked_number
from surveys.analysis.weighting.missing import MissingReport
from surveys.analysis.weighting.rake import rake_cells
from surveys.analysis.weighting.reading import Outside
from surveys.analysis.weighting.soft import Soft

Ints = npt.NDArray[np.intp]


def impute_cells(
    cells: pd.DataFrame,
    targets: Targets,
    *,
    count: str = "n",
    m: int = 20,
    seed: int = 1,
    bounds: Bounds | None = None,
    outside: Outside | None = None,
    collapse: Collapse | None = None,
    soft: Soft | None = None,
) -> CellImputations:
    """Complete the weighting answers of counted people ``m`` times and rake each completed sample.

    The same as ``impute`` on the rows spread out, with people alike in the weighting answers as donors; ``soft`` as in
    ``calibrate``. Raises what ``impute`` raises.
    """
    checked_number(m)
    variables = targets.variables
    people = cells[count].to_numpy(dtype=np.int64)
    labels: list[list[str]] = []
    codes = np.full((len(variables), len(cells)), -1, dtype=np.intp)
    reports = []
    for v, name in enumerate(variables):
        beside = set((outside or {}).get(name, ()))
        given = [label_of(value) for value in cells[name]]
        known = list(dict.fromkeys(label for label in given if label is not None and label not in beside))
        if not known:
            raise MissingDemographic(
                f"Nobody answered {name!r}, so there is nobody to draw an answer from.",
                variable=name,
                n=0,
                reason="nobody_left",
            )
        place: dict[str | None, int] = {label: at for at, label in enumerate(known)}
        codes[v] = [place.get(label, -1) for label in given]
        labels.append(known)
        other = float(people[[label in beside for label in given]].sum())
        reports.append(MissingReport(name, float(people[codes[v] < 0].sum()) - other, other))
    chance = np.random.default_rng(seed)
    made, rows = [], []
    for _ in range(m):
        row, full, n = _completed(codes, people, [len(known) for known in labels], chance)
        columns: dict[str, Any] = {
            name: np.array(labels[v], dtype=object)[full[v]] for v, name in enumerate(variables)
        }
        frame = pd.DataFrame({**columns, count: n})
        made.append(rake_cells(frame, targets, count=count, bounds=bounds, collapse=collapse, soft=soft))
        rows.append(row)
    return CellImputations(
        weights=tuple(made),
        missing=tuple(reports),
        seed=seed,
        sample=cells,
        rows=tuple(rows),
        count=people.astype(np.float64),
        variables=variables,
    )


def _completed(
    codes: Ints, people: npt.NDArray[np.int64], sizes: list[int], chance: np.random.Generator
) -> tuple[Ints, Ints, npt.NDArray[np.int64]]:
    """One completed sample: for each of its cells the row it came from, its codes and its people."""
    row = np.arange(codes.shape[1], dtype=np.intp)
    full, n = codes.copy(), people.copy()
    for v, size in enumerate(sizes):
        empty = full[v] < 0
        if not empty.any():
            continue
        known = np.flatnonzero(~empty)
        # One bootstrap of the donors a round: what their shares are is not known exactly either.
        donors = chance.multinomial(int(n[known].sum()), n[known] / n[known].sum())
        others = np.delete(full, v, axis=0)
        patterns, which = np.unique(others[:, empty], axis=1, return_inverse=True)
        which = which.reshape(-1)
        gaps = np.flatnonzero(empty)
        parts = [(row[known], full[:, known], n[known])]
        for p in range(patterns.shape[1]):
            alike = _alike(others[:, known], donors, patterns[:, p])
            share = np.bincount(full[v][known][alike], donors[alike], minlength=size)
            here = gaps[which == p]
            drawn = chance.multinomial(n[here], share / share.sum())
            at, category = np.nonzero(drawn)
            codes_of = full[:, here[at]]
            codes_of[v] = category
            parts.append((row[here[at]], codes_of, drawn[at, category]))
        row = np.concatenate([part[0] for part in parts])
        full = np.concatenate([part[1] for part in parts], axis=1)
        n = np.concatenate([part[2] for part in parts])
        order = np.argsort(row, kind="stable")
        row, full, n = row[order], full[:, order], n[order]
    return row, full, n


def _alike(known: Ints, donors: npt.NDArray[np.int64], pattern: Ints) -> npt.NDArray[np.bool_]:
    """Donors alike in as many variables as leave enough of them; the variable that excludes most gives way first."""
    hits = {v: known[v] == code for v, code in enumerate(pattern.tolist()) if code >= 0}
    everybody = np.ones(len(donors), dtype=bool)
    while hits:
        alike: npt.NDArray[np.bool_] = np.logical_and.reduce([everybody, *hits.values()])
        if donors[alike].sum() >= DONORS:
            return alike
        without = {
            v: int(donors[np.logical_and.reduce([everybody, *(h for o, h in hits.items() if o != v)])].sum())
            for v in hits
        }
        del hits[max(without, key=lambda v: (without[v], v))]
    return everybody
