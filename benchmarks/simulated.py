"""Populations with a known truth, for judging estimates: everybody lives in a modelled Census cell and has an answer.

The residents are those of ``surveys.analysis.population``; how they answer and who takes part is drawn at random by a
seed, in three kinds:

* ``suits``: main effects of authority, age, sex, ethnic group and religion with modest interactions, detailed ethnic
  groups apart from their broad ones; taking part depends on the demographics alone.
* ``interactions``: as above, but the gradient of age turns round in two authorities and two ethnic groups, and strong
  interactions of up to three variables lie on top of what no published band shows.
* ``selected``: as ``suits``, but people who would say yes are more willing to take part, by given odds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from surveys.analysis.population import VARIABLES, banded, census_table

Floats = npt.NDArray[np.float64]
Rng = np.random.Generator

SHOWN = dict.fromkeys(VARIABLES, "shown")
KINDS = ("suits", "interactions", "selected")


@cache
def residents() -> pd.DataFrame:
    """The detailed cells: the five demographics, their published bands as ``in_…``, and people."""
    frame = census_table(VARIABLES).reset_index()
    for name in VARIABLES:
        frame[f"in_{name}"] = banded(frame[name], name, SHOWN)
    return frame


@cache
def _codes(columns: tuple[str, ...]) -> npt.NDArray[np.intp]:
    return residents().groupby(list(columns), sort=False).ngroup().to_numpy()


def effects(rng: Rng, sd: float, *columns: str) -> Floats:
    """Normal effects, one for each combination of the columns, spread over the cells."""
    codes = _codes(columns)
    drawn: Floats = rng.normal(0.0, sd, codes.max() + 1)[codes]
    return drawn


def answering_yes(rng: Rng, kind: str, centre: float | None = None) -> Floats:
    """The probability of a yes in every cell of a population of this kind."""
    frame = residents()
    age = pd.Categorical(frame["age_band"], categories=pd.unique(frame["age_band"])).codes / 3.5 - 1.0
    eta = np.full(len(frame), rng.normal(0.0, 0.8) if centre is None else centre)
    eta += effects(rng, 0.2, "age_band") + effects(rng, 0.25, "sex") + effects(rng, 0.3, "in_religion")
    eta += effects(rng, 0.4, "in_ethnic_group") + effects(rng, 0.15, "ethnic_group")
    pairs = [
        ("authority", "in_age_band"),
        ("authority", "in_ethnic_group"),
        ("in_age_band", "in_ethnic_group"),
        ("sex", "in_age_band"),
    ]
    if kind == "interactions":
        turned = np.where(frame["in_ethnic_group"].isin(["Asian", "Black"]), -1, 1)
        turned = turned * np.where(frame["authority"].isin(["E08000025", "E08000029"]), -1, 1)
        eta += rng.normal(0.0, 0.7) * age * turned + effects(rng, 0.3, "authority")
        for pair, sd in zip(pairs, (0.4, 0.3, 0.3, 0.2), strict=True):
            eta += effects(rng, sd, *pair)
        eta += effects(rng, 0.3, "authority", "in_age_band", "in_ethnic_group")
        eta += effects(rng, 0.2, "authority", "age_band", "ethnic_group")
    else:
        eta += rng.normal(0.0, 0.6) * age + effects(rng, 0.25, "authority")
        for pair in pairs:
            eta += effects(rng, 0.15, *pair)
        eta += effects(rng, 0.1, "authority", "in_age_band", "in_ethnic_group")
    return np.asarray(special.expit(eta), dtype=np.float64)


def willingness(rng: Rng, *, crossed: bool = True) -> Floats:
    """How readily each cell takes part, relative to others; ``crossed`` adds an interaction raking does not see."""
    eta = effects(rng, 0.3, "authority") + effects(rng, 0.4, "in_age_band") + effects(rng, 0.2, "sex")
    eta += effects(rng, 0.4, "in_ethnic_group") + effects(rng, 0.2, "in_religion")
    if crossed:
        eta += effects(rng, 0.2, "authority", "in_age_band")
    return np.asarray(np.exp(eta), dtype=np.float64)


@dataclass(frozen=True)
class Drawn:
    """People who took part (published bands, and ``cell``, their row of ``residents``)."""

    people: pd.DataFrame
    cell: npt.NDArray[np.intp]


def draw(rng: Rng, n: int, mass: Floats) -> Drawn:
    """``n`` people of the population, each cell as likely as its residents times ``mass``."""
    chance = residents()["people"].to_numpy() * mass
    cell = rng.choice(len(chance), n, p=chance / chance.sum())
    people = residents().iloc[cell][[f"in_{name}" for name in VARIABLES]].reset_index(drop=True)
    return Drawn(people.set_axis(list(VARIABLES), axis=1), cell)


def answers(rng: Rng, drawn: Drawn, yes: Floats, odds: float = 1.0) -> Floats:
    """The answers of those who took part; ``odds`` by which saying yes made people of a cell take part."""
    p = yes[drawn.cell]
    p = odds * p / (1.0 - p + odds * p)
    return (rng.random(len(p)) < p).astype(np.float64)


def truth(yes: Floats, groups: Sequence[str] = ()) -> pd.Series:
    """The population's share of yes, overall (label "All") or in each group of the published bands."""
    frame = residents()
    people = frame["people"]
    if not groups:
        return pd.Series({"All": float(people @ yes / people.sum())})
    keys = [frame[f"in_{name}"].rename(name) for name in groups]
    return (people * yes).groupby(keys, sort=False).sum() / people.groupby(keys, sort=False).sum()
