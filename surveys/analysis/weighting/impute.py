"""Multiple imputation of missing weighting answers: the survey completed several times, weighted each time, combined.

An empty answer is drawn from people alike in the other answers (approximate Bayesian bootstrap hot deck: Rubin and
Schenker, 1986), each completed sample is weighted on its own, and estimates are combined by Rubin's rules (1987), so
that what is not known about the missing answers shows in the standard error.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.errors import AnalysisError, MissingDemographic
from surveys.analysis.targets import Targets
from surveys.analysis.weighting.calibrate import calibrate
from surveys.analysis.weighting.collapse import Collapse, label_of
from surveys.analysis.weighting.distances import Bounds
from surveys.analysis.weighting.imputations import Imputations
from surveys.analysis.weighting.missing import MissingReport
from surveys.analysis.weighting.reading import Outside
from surveys.analysis.weighting.soft import Soft

Floats = npt.NDArray[np.float64]

DONORS = 5
"""Fewest people alike from whom an answer is drawn; with fewer, likeness is asked in one variable less."""


def checked_number(m: int) -> None:
    """Raises AnalysisError for fewer than two completed samples."""
    if m < 2:
        raise AnalysisError(
            f"{m!r} imputations cannot show what is not known; ask for at least 2, better 20.",
            reason="too_few",
        )


def impute(
    sample: pd.DataFrame,
    targets: Targets,
    *,
    m: int = 20,
    seed: int = 1,
    given: Sequence[str] = (),
    base_weights: Sequence[float] | Floats | pd.Series[Any] | None = None,
    bounds: Bounds | None = None,
    outside: Outside | None = None,
    collapse: Collapse | None = None,
    soft: Soft | None = None,
) -> Imputations:
    """Complete the weighting answers ``m`` times and rake each completed sample.

    ``given`` names further columns (answers to the survey) that tell something about the missing demographics; donors
    are alike in these too. Answers in ``outside`` are treated as missing; ``soft`` is as in ``calibrate``. The same
    ``seed`` gives the same draws. Raises AnalysisError for m below 2, MissingDemographic where nobody at all answered a
    variable, and what ``rake`` raises.
    """
    checked_number(m)
    chance = np.random.default_rng(seed)
    variables = list(targets.variables)
    for name in (*variables, *given):
        if name not in sample.columns:
            raise MissingDemographic(
                f"There is no column {name!r} in the sample; add it or leave it out.",
                variable=name,
                reason="no_column",
            )
    columns = {name: _answers(sample[name], (outside or {}).get(name, ())) for name in variables}
    beside = {name: _answers(sample[name], ()) for name in given if name not in columns}
    reports = []
    for name, answers in columns.items():
        missing = int((answers == None).sum())  # noqa: E711  an array, compared by element
        if missing == len(answers):
            raise MissingDemographic(
                f"Nobody answered {name!r}, so there is nobody to draw an answer from.",
                variable=name,
                n=0,
                reason="nobody_left",
            )
        labels = sample[name].map(label_of, na_action=None)
        other = int(labels.isin(list((outside or {}).get(name, ()))).sum())
        reports.append(MissingReport(name, float(missing - other), float(other)))
    made = []
    for _ in range(m):
        completed = {name: answers.copy() for name, answers in columns.items()}
        for name in variables:
            _fill(completed, name, columns, beside, chance)
        made.append(
            calibrate(
                sample.assign(**completed),
                targets,
                method="raking",
                base_weights=base_weights,
                bounds=bounds,
                collapse=collapse,
                soft=soft,
            )
        )
    for weights in made:
        weights.provenance["missing"] = "impute"
        weights.provenance["imputations"] = m
    rows = np.arange(len(sample), dtype=np.intp)
    return Imputations(tuple(made), tuple(reports), seed, sample, (rows,) * m)


def _answers(column: pd.Series[Any], outside: Sequence[str]) -> npt.NDArray[np.object_]:
    labels = [label_of(value) for value in column]
    return np.array([None if label in outside else label for label in labels], dtype=object)


def _fill(
    completed: dict[str, npt.NDArray[np.object_]],
    name: str,
    known: dict[str, npt.NDArray[np.object_]],
    beside: dict[str, npt.NDArray[np.object_]],
    chance: np.random.Generator,
) -> None:
    """Draw the empty answers of one variable from donors alike in everything else that a person answered."""
    answers = known[name]
    empty = np.flatnonzero(answers == None)  # noqa: E711
    if not len(empty):
        return
    # Variables already completed in this round count as answered; the others as far as they were.
    others = {v: completed[v] for v in known if v != name} | beside
    donors = np.flatnonzero(answers != None)  # noqa: E711
    # One bootstrap of the donors a round: what their shares are is not known exactly either.
    donors = donors[chance.integers(0, len(donors), len(donors))]
    patterns: dict[tuple[Any, ...], list[int]] = {}
    for row in empty.tolist():
        patterns.setdefault(tuple(column[row] for column in others.values()), []).append(row)
    matches = {v: column[donors] for v, column in others.items()}
    for pattern, rows in patterns.items():
        stated = [(v, label) for v, label in zip(others, pattern, strict=True) if label is not None]
        pool = _alike(donors, matches, stated)
        completed[name][rows] = answers[pool[chance.integers(0, len(pool), len(rows))]]


def _alike(
    donors: npt.NDArray[np.intp],
    matches: dict[str, npt.NDArray[np.object_]],
    stated: list[tuple[str, str]],
) -> npt.NDArray[np.intp]:
    """Donors alike in as many variables as leave enough of them; the variable that excludes most gives way first."""
    hits = {v: matches[v] == label for v, label in stated}
    everybody = np.ones(len(donors), dtype=bool)
    while hits:
        alike = np.logical_and.reduce([everybody, *hits.values()])
        if alike.sum() >= DONORS:
            return donors[alike]
        without = {
            v: int(np.logical_and.reduce([everybody, *(h for o, h in hits.items() if o != v)]).sum())
            for v in hits
        }
        del hits[max(without, key=lambda v: (without[v], v))]
    return donors
