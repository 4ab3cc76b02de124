"""The weights of several completed samples, told and used as one set of weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.errors import AnalysisError
from surveys.analysis.weighting.collapse import label_of
from surveys.analysis.weighting.missing import MissingReport
from surveys.analysis.weighting.trim import trim
from surveys.analysis.weighting.weights import Caution, CellWeights, Weights

if TYPE_CHECKING:
    from surveys.analysis.estimates.completed import CompletedDesign

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Imputations:
    """Weights of each completed sample. Made by ``impute``.

    Reads like ``Weights``: ``values`` is the weight of one person in each row of ``sample``, averaged over the
    completed samples, and ``ess``, ``range`` and so on are those of these averages; ``margins`` are averages too, since
    every completed sample meets every target. Estimates come from ``to_design()``.
    """

    weights: tuple[Weights, ...] = field(repr=False)
    missing: tuple[MissingReport, ...]
    seed: int
    sample: pd.DataFrame = field(repr=False)
    rows: tuple[Ints, ...] = field(repr=False)
    count: Floats | None = field(default=None, repr=False)

    @property
    def m(self) -> int:
        """Number of completed samples."""
        return len(self.weights)

    @cached_property
    def people(self) -> Floats:
        """People in each row of the sample."""
        return np.ones(len(self.sample)) if self.count is None else self.count

    @cached_property
    def values(self) -> Floats:
        """The average weight of a person in each row over the completed samples."""
        parts = []
        for weights, rows in zip(self.weights, self.rows, strict=True):
            counted = weights.problem.cells.row_count
            total = weights.values if counted is None else weights.values * counted
            parts.append(np.bincount(rows, total, minlength=len(self.sample)))
        average: Floats = np.mean(parts, axis=0)
        return np.divide(average, self.people, out=np.zeros_like(average), where=self.people > 0)

    @property
    def n(self) -> float:
        """People who take part: everybody."""
        return float(self.people.sum())

    @property
    def dropped(self) -> float:
        """Nobody is left out."""
        return 0.0

    @property
    def normalised(self) -> Floats:
        """The same weights with mean 1."""
        return self.values * (self.n / float(self.people @ self.values))

    @property
    def ess(self) -> float:
        """Effective sample size of the averaged weights (Kish, 1965)."""
        return float(self.people @ self.values) ** 2 / float(self.people @ self.values**2)

    @property
    def efficiency(self) -> float:
        """The effective sample size over the number of people."""
        return self.ess / self.n

    @property
    def deff_kish(self) -> float:
        """The number of people over the effective sample size."""
        return self.n / self.ess

    @property
    def range(self) -> tuple[float, float]:
        """The smallest and the largest weight relative to the mean."""
        here = self.normalised[self.people > 0]
        return float(here.min()), float(here.max())

    @property
    def max_margin_error(self) -> float:
        """The largest miss of any target in any completed sample, relative to it."""
        return max(weights.max_margin_error for weights in self.weights)

    @property
    def iterations(self) -> int:
        """The most iterations any completed sample took."""
        return max(weights.iterations for weights in self.weights)

    @property
    def margins(self) -> pd.DataFrame:
        """As of ``Weights``, averaged over the completed samples."""
        frames = [weights.margins for weights in self.weights]
        told = ["n", "target", "before", "after"]
        average = np.mean([frame[told].to_numpy(dtype=np.float64) for frame in frames], axis=0)
        return frames[0].assign(**dict(zip(told, average.T, strict=True)))

    @property
    def warnings(self) -> tuple[Caution, ...]:
        """The cautions that hold in more than half of the completed samples."""
        found: dict[tuple[Any, ...], Caution] = {}
        times: Counter[tuple[Any, ...]] = Counter()
        for weights in self.weights:
            here = {(c.code, c.variable, c.category): c for c in weights.warnings}
            times.update(here.keys())
            found = here | found
        return tuple(caution for key, caution in found.items() if 2 * times[key] > self.m)

    @property
    def provenance(self) -> dict[str, Any]:
        """What was done, as of ``Weights``, with the number of completed samples and the seed."""
        return {
            **self.weights[0].provenance,
            "missing": "impute",
            "imputations": self.m,
            "seed": self.seed,
            "n": self.n,
        }

    def trimmed(self, cap: float) -> Imputations:
        """The same with no weight above ``cap`` times the mean in any completed sample: see ``trim``."""
        return replace(self, weights=tuple(trim(weights, cap=cap) for weights in self.weights))

    def to_design(self) -> CompletedDesign:
        """A design whose estimates add what is not known about the missing answers."""
        from surveys.analysis.estimates.completed import CompletedDesign

        return CompletedDesign(
            data=self.sample,
            designs=tuple(
                replace(design, data=design.data.reset_index(drop=True))
                for design in (weights.to_design() for weights in self.weights)
            ),
            rows=self.rows,
            count=self.count,
            provenance=self.provenance,
        )

    def mean(self, y: str | pd.Series[Any], by: str | None = None, *, level: float = 0.95) -> pd.DataFrame:
        """As ``Design.mean``, over the completed samples, with ``missing_information``."""
        return self.to_design().mean(y, by, level=level)

    def total(self, y: str | pd.Series[Any], by: str | None = None, *, level: float = 0.95) -> pd.DataFrame:
        """As ``Design.total``, over the completed samples."""
        return self.to_design().total(y, by, level=level)

    def proportion(
        self,
        y: str | pd.Series[Any],
        by: str | None = None,
        *,
        level: float = 0.95,
        options: Sequence[Any] | None = None,
    ) -> pd.DataFrame:
        """As ``Design.proportion``, over the completed samples."""
        return self.to_design().proportion(y, by, level=level, options=options)


@dataclass(frozen=True, eq=False)
class CellImputations(Imputations):
    """The same for answers that come already counted. Made by ``impute_cells``."""

    variables: tuple[str, ...] = ()

    def design_for(self, cells: pd.DataFrame, *, count: str = "n") -> CompletedDesign:
        """A design over another count of the same people, for example weighting variables x one question.

        Which people of a cell were completed in which way is drawn by chance, the same for the same seed. Raises
        AnalysisError where the people in a cell are not as many as were completed.
        """
        from surveys.analysis.estimates.completed import CompletedDesign

        people = cells[count].to_numpy(dtype=np.float64)
        of = self._cell_of(cells)
        given = np.bincount(of, people, minlength=len(self.sample))
        if not np.array_equal(given, self.people):
            raise AnalysisError(
                f"{given.sum():g} people are counted here, {self.n:g} were weighted; take both counts at one moment.",
                n=float(given.sum()),
                reason="other_people",
            )
        designs, rows = [], []
        for k, (weights, completed) in enumerate(zip(self.weights, self.rows, strict=True)):
            assert isinstance(weights, CellWeights)
            chance = np.random.default_rng([self.seed, k])
            row, place, n = _allotted(of, people, completed, weights.sample[count].to_numpy(), chance)
            here = cells.iloc[row].reset_index(drop=True)
            answers = weights.sample[list(self.variables)].iloc[place].reset_index(drop=True)
            split = here.assign(**{name: answers[name] for name in self.variables}, **{count: n})
            designs.append(weights.design_for(split, count=count))
            rows.append(row)
        return CompletedDesign(cells, tuple(designs), tuple(rows), people, self.provenance)

    def _cell_of(self, cells: pd.DataFrame) -> Ints:
        place = pd.Series(np.arange(len(self.sample)), index=_names(self.sample, self.variables))
        found = place.reindex(_names(cells, self.variables))
        if found.isna().any():
            lost = found.index[found.isna()][0]
            raise AnalysisError(
                "These cells hold people who were not weighted: "
                + ", ".join(f"{v} {label!r}" for v, label in zip(self.variables, lost, strict=True))
                + ". Weight again with the answers that have arrived.",
                reason="unweighted_cell",
            )
        return found.to_numpy(dtype=np.intp)


def _names(frame: pd.DataFrame, variables: Sequence[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays(
        [np.array([label_of(value) or "" for value in frame[name]], dtype=object) for name in variables]
    )


def _allotted(
    of: Ints, people: Floats, completed: Ints, sizes: npt.NDArray[Any], chance: np.random.Generator
) -> tuple[Ints, Ints, Ints]:
    """Rows of a finer count shared out over the completions of their cells, by chance.

    ``of`` is the cell of each row, ``completed`` that of each completion. Gives row, completion and people.
    """
    once = np.bincount(completed, minlength=int(of.max()) + 1) == 1
    whole = np.flatnonzero(once[of])
    first = np.zeros(len(once), dtype=np.intp)
    first[completed] = np.arange(len(completed))
    split = np.flatnonzero(~once[of])
    split = split[np.argsort(of[split], kind="stable")]
    persons = np.repeat(split, people[split].astype(np.intp))
    parts = np.flatnonzero(~once[completed])
    options = np.repeat(parts, sizes[parts].astype(np.intp))
    options = options[np.lexsort((chance.random(len(options)), completed[options]))]
    pairs, n = np.unique(np.stack([persons, options]), axis=1, return_counts=True)
    row = np.concatenate([whole, pairs[0]])
    place = np.concatenate([first[of[whole]], pairs[1]])
    count = np.concatenate([people[whole].astype(np.intp), n])
    order = np.lexsort((place, row))
    return row[order], place[order], count[order]
