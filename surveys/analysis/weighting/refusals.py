"""The reasons for which weights do not exist, or should not, as errors ready to be raised."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from surveys.analysis.errors import AnalysisError, EmptyCategory, InfeasibleTargets, UnknownCategory

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Category = str | tuple[str, ...]


def unknown_answer(name: str, answer: str, n: float) -> UnknownCategory:
    """Respondents gave an answer the targets have no category for."""
    return UnknownCategory(
        f"{n:g} respondents gave {answer!r} for {name!r}, which the targets do not have. Map it to a category of the "
        f"targets, leave these people out, or keep them unweighted on {name!r} with "
        f"outside={{{name!r}: [{answer!r}]}}.",
        variable=name,
        category=answer,
        n=n,
        reason="unknown_category",
    )


def note_absent_rows(
    index: Ints,
    codes: Ints,
    key: tuple[str, ...],
    categories: list[tuple[str, ...]],
    people: Floats,
    refusals: list[AnalysisError],
) -> None:
    """Respondents whose answers, each known alone, form a combination the margin does not list."""
    lost = np.flatnonzero((codes >= 0).all(axis=0) & (index < 0) & (people > 0.0))
    for combination in dict.fromkeys(map(tuple, codes[:, lost].T.tolist())):
        label = tuple(categories[i][code] for i, code in enumerate(combination))
        here = lost[(codes[:, lost] == np.array(combination)[:, None]).all(axis=0)]
        n = float(people[here].sum())
        refusals.append(
            UnknownCategory(
                f"{n:g} respondents are {' and '.join(label)}, a combination the margin "
                f"{' x '.join(key)} does not have.",
                variable=key,
                category=label,
                n=n,
                reason="unknown_category",
            )
        )


def note_impossible(
    key: tuple[str, ...],
    labels: tuple[Category, ...],
    figures: Floats,
    n: Floats,
    refusals: list[AnalysisError],
) -> None:
    """Categories with a target but nobody in them, and those with people but a target of zero."""
    if np.minimum(figures, n).min() > 0.0:
        return
    name: Any = key[0] if len(key) == 1 else key
    for i in np.flatnonzero((figures > 0.0) & (n <= 0.0)):
        refusals.append(
            EmptyCategory(
                f"Nobody answered {said(labels[i])} for {said(name)}, but the population has {figures[i]:,.6g}. "
                "No weight reaches a group without respondents: merge it with a neighbour (collapse=) or leave it out "
                "of the targets.",
                variable=name,
                category=labels[i],
                n=0,
                target=float(figures[i]),
                reason="empty_category",
            )
        )
    for i in np.flatnonzero((figures <= 0.0) & (n > 0.0)):
        refusals.append(
            InfeasibleTargets(
                f"{n[i]:g} respondents answered {said(labels[i])} for {said(name)}, but the population target is 0. "
                "Their weight would be nothing: correct the target, merge the category, or leave these people out "
                "yourself.",
                variable=name,
                category=labels[i],
                n=float(n[i]),
                target=0.0,
                reason="zero_target",
            )
        )


def said(label: Category) -> str:
    """A category or variable as it stands in a sentence."""
    return repr(label) if isinstance(label, str) else " x ".join(label)
