"""How good modelled small groups are, on simulated populations with a known truth that suit the model or do not.

Run ``python -m benchmarks.small_area [--samples 10] [--questions 8]``. Each sample of 1,200 takes part unevenly, is
raked as the public survey is, and answers several questions; every question is another population. The table compares
the mean absolute error of modelled and of raked shares, and says how often the 95% interval holds the truth.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from benchmarks.simulated import SHOWN, answering_yes, answers, draw, truth, willingness
from surveys.analysis.errors import AnalysisError
from surveys.analysis.estimates import Design
from surveys.analysis.population import VARIABLES, census_table, census_targets
from surveys.analysis.sensitivity import if_the_missing_differ
from surveys.analysis.small_area import small_area
from surveys.analysis.weighting import collapse_sparse, rake

BY_AGE = ("authority", "age_band")
BY_ETHNIC_GROUP = ("authority", "age_band", "ethnic_group")
PEOPLE = 1_200
ENOUGH = 10
SELECTED_ODDS = 1.5


@dataclass(frozen=True)
class Validation:
    """Errors in percentage points; ``lowest_cover`` is that of the worst group of ten or more people."""

    kind: str
    groups: int
    raked: float
    modelled: float
    overall_raked: float
    overall_modelled: float
    cover: float
    cover_enough: float
    lowest_cover: float
    seconds: float

    @property
    def ratio(self) -> float:
        """Modelled over raked error."""
        return self.modelled / self.raked


def weighted_sample(rng: np.random.Generator, n: int = PEOPLE) -> tuple[Design, object]:
    """A sample raked to the margins of the public survey, drawn again where raking is impossible."""
    targets = census_targets(["authority", ("sex", "age_band"), "ethnic_group", "religion"], bands=SHOWN)
    while True:
        drawn = draw(rng, n, willingness(rng))
        try:
            merged = collapse_sparse(drawn.people, targets, min_n=10)
            return rake(drawn.people, targets, collapse=merged.mapping).to_design(), drawn
        except AnalysisError:
            continue


def validate(
    kind: str, groups: Sequence[str], *, samples: int = 10, questions: int = 8, seed: int = 2021
) -> Validation:
    """Model the groups of many simulated surveys and compare with the truth; on one thread, as the goal is stated."""
    with threadpool_limits(1):
        return _validate(kind, groups, samples=samples, questions=questions, seed=seed)


def _validate(kind: str, groups: Sequence[str], *, samples: int, questions: int, seed: int) -> Validation:
    table = census_table(VARIABLES, bands=SHOWN)
    errors: list[tuple[float, float]] = []
    overall: list[tuple[float, float]] = []
    held: list[pd.Series] = []
    enough: list[pd.Series] = []
    spent = 0.0
    for sample in range(samples):
        rng = np.random.default_rng([seed, sample])
        design, drawn = weighted_sample(rng)
        for _ in range(questions):
            yes = answering_yes(rng, kind)
            given = answers(rng, drawn, yes, SELECTED_ODDS if kind == "selected" else 1.0)
            y = pd.Series(given, index=design.data.index, name="yes")
            started = time.process_time()
            found = small_area(design, y, groups, table)
            spent += time.process_time() - started
            frame = found.estimates.join(truth(yes, groups).rename("truth"))
            answered = frame["direct"].notna()
            errors.append(
                (
                    (frame["direct"] - frame["truth"])[answered].abs().mean(),
                    (frame["estimate"] - frame["truth"])[answered].abs().mean(),
                )
            )
            everybody = float(truth(yes)["All"])
            together = float(frame["estimate"] @ frame["people"] / frame["people"].sum())
            overall.append((abs(found.overall - everybody), abs(together - everybody)))
            held.append(frame["truth"].between(frame["lower"], frame["upper"]))
            enough.append(frame["n"] >= ENOUGH)
    covered, counted = (pd.concat(part, axis=1).to_numpy() for part in (held, enough))
    raked, modelled = 100 * np.mean(errors, axis=0)
    overall_raked, overall_modelled = 100 * np.mean(overall, axis=0)
    often = counted.sum(axis=1) >= 40
    by_group = (covered & counted).sum(axis=1)[often] / counted.sum(axis=1)[often]
    return Validation(
        kind=kind,
        groups=len(covered),
        raked=float(raked),
        modelled=float(modelled),
        overall_raked=float(overall_raked),
        overall_modelled=float(overall_modelled),
        cover=float(covered.mean()),
        cover_enough=float(covered[counted].mean()),
        lowest_cover=float(by_group.min()),
        seconds=spent / (samples * questions),
    )


def sensitivity_holds(*, samples: int = 20, seed: int = 2021) -> tuple[float, float]:
    """Where answering depends on the answer: how often the interval holds the truth, and how often the statement does.

    The statement is the range of ``if_the_missing_differ`` for odds from 1/1.5 to 1.5, widened by the interval.
    """
    interval = statement = 0
    for sample in range(samples):
        rng = np.random.default_rng([seed, 7, sample])
        design, drawn = weighted_sample(rng)
        yes = answering_yes(rng, "selected")
        y = pd.Series(answers(rng, drawn, yes, SELECTED_ODDS), index=design.data.index, name="yes")
        found = design.proportion(y).iloc[0]
        actual = float(truth(yes)["All"])
        interval += found["lower"] <= actual <= found["upper"]
        low = if_the_missing_differ(found["lower"], answering=0.0005, odds=[1 / SELECTED_ODDS])["population"][
            0
        ]
        high = if_the_missing_differ(found["upper"], answering=0.0005, odds=[SELECTED_ODDS])["population"][0]
        statement += low <= actual <= high
    return interval / samples, statement / samples


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the validation report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=10)
    parser.add_argument("--questions", type=int, default=8)
    options = parser.parse_args(arguments)
    print(f"{PEOPLE:,} people, {options.samples} samples of {options.questions} questions, errors in points")
    print(
        f"{'population':<14}{'groups':>7}{'raked':>8}{'modelled':>10}{'ratio':>7}{'overall':>16}{'cover':>8}"
        f"{'n>=10':>7}{'worst':>7}{'40 questions':>14}"
    )
    for kind in ("suits", "interactions", "selected"):
        for groups in (BY_AGE, BY_ETHNIC_GROUP):
            v = validate(kind, groups, samples=options.samples, questions=options.questions)
            print(
                f"{v.kind:<14}{v.groups:>7}{v.raked:>8.1f}{v.modelled:>10.1f}{v.ratio:>7.2f}"
                f"{v.overall_modelled:>8.2f} ({v.overall_raked:.2f}){v.cover:>8.1%}{v.cover_enough:>7.1%}"
                f"{v.lowest_cover:>7.1%}{40 * v.seconds:>12.1f} s"
            )
    interval, statement = sensitivity_holds()
    print(
        f"Where saying yes raises the odds of taking part {SELECTED_ODDS:g} times, the interval of the weighted "
        f"overall share holds the truth in {interval:.0%} of samples and the sensitivity statement in {statement:.0%}."
    )


if __name__ == "__main__":
    main()
