"""Soft targets: margins that may be missed a little, so that they cost less in the spread of the weights."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from surveys.analysis.errors import AnalysisError, EmptyCategory
from surveys.analysis.targets import Targets
from surveys.analysis.weighting.problem import Problem

Soft = Mapping[str | tuple[str, ...], float]

SOFTEST, FIRMEST = 1e4, 1e-4


def softened(problem: Problem, soft: Soft) -> Problem:
    """The problem with some of its targets soft.

    A softness of s lets a category be missed by s times its multiplier, relative to its target; a continuous total by s
    times the multiplier of its mean. A soft category that nobody answered from no longer stands in the way. Raises
    AnalysisError for a name that is no margin, a softness out of range, and where nothing would be met exactly.
    """
    names = [margin.name for margin in problem.margins]
    for name, value in soft.items():
        if name not in names and name not in problem.continuous:
            raise AnalysisError(
                f"'soft' speaks of {name!r}, which is not a margin; the margins are "
                f"{', '.join(map(str, [*names, *problem.continuous]))}.",
                variable=name,
                reason="unknown_variable",
            )
        if not (math.isfinite(value) and FIRMEST <= value <= SOFTEST):
            raise AnalysisError(
                f"The softness of {name!r} is {value!r}; give a number from {FIRMEST:g} (hardly soft) to {SOFTEST:g}, "
                "or leave it out to meet its figures exactly.",
                variable=name,
                reason="softness",
            )
    if all(name in soft for name in names):
        raise AnalysisError(
            "Every margin is soft, so the weights need not add up to the population; keep one exact.",
            reason="all_soft",
        )
    softness = [soft.get(margin.name, 0.0) for margin in problem.margins for _ in margin.categories]
    softness += [
        soft.get(name, 0.0) * abs(total) / problem.total
        for name, total in zip(problem.continuous, problem.targets[len(softness) :], strict=True)
    ]
    return replace(
        problem,
        ridge=np.array(softness) * np.abs(problem.targets),
        refusals=tuple(
            refusal
            for refusal in problem.refusals
            if not (isinstance(refusal, EmptyCategory) and refusal.variable in soft)
        ),
    )


def exact_targets(targets: Targets, soft: Soft) -> Targets:
    """The targets without the soft ones."""
    kept = [key for key in targets.margins if (key[0] if len(key) == 1 else key) not in soft]
    return Targets(
        kind=targets.kind,
        total=targets.total,
        base_population=targets.base_population,
        margins={key: targets.margins[key] for key in kept},
        provenance={key: targets.provenance[key] for key in kept},
        notes=targets.notes,
    )
