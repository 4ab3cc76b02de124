"""How often nominal 95% intervals hold the truth, on simulated populations where the assumptions of weighting hold.

Run ``python -m benchmarks.coverage [--samples 1000] [--bootstrap 200]``. Each sample of 1,200 takes part at rates that
depend on authority, age, sex, ethnic group and religion, each on its own, and is raked to these margins as the public
survey is; answers depend on all of them with interactions. Then the raked estimates are consistent, and what is left
to judge is the interval. Where taking part depends on the answer itself no interval helps: see ``small_area``.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from benchmarks.simulated import SHOWN, answering_yes, answers, draw, effects, residents, truth, willingness
from surveys.analysis.errors import AnalysisError
from surveys.analysis.population import census_targets
from surveys.analysis.weighting import collapse_sparse, rake

PEOPLE = 1_200
INTERVALS = ("logit", "korn-graubard", "wilson")
CENTRES = {"about half": 0.0, "about 1 in 6": -1.6, "about 1 in 30": -3.4}
LEVEL = 0.95


def one_sample(seed: Sequence[int], *, bootstrap: int = 0) -> dict[tuple[str, str], tuple[int, int]]:
    """Intervals of one sample that held the truth, and how many there were, by estimate and interval."""
    rng = np.random.default_rng(seed)
    targets = census_targets(["authority", ("sex", "age_band"), "ethnic_group", "religion"], bands=SHOWN)
    while True:
        drawn = draw(rng, PEOPLE, willingness(rng, crossed=False))
        try:
            merged = collapse_sparse(drawn.people, targets, min_n=10).mapping
            design = rake(drawn.people, targets, collapse=merged).to_design()
            break
        except AnalysisError:
            continue
    held: dict[tuple[str, str], tuple[int, int]] = {}

    def judge(what: str, how: str, frame: pd.DataFrame, actual: pd.Series, *, least: float = 0) -> None:
        kept = frame[frame["n"] >= least]
        inside = actual.reindex(kept.index).between(kept["lower"], kept["upper"])
        held[what, how] = (int(inside.sum()), len(inside))

    people = residents()["people"].to_numpy()
    score = 5.0 + effects(rng, 0.8, "in_age_band") + effects(rng, 0.5, "authority", "in_ethnic_group")
    number = pd.Series(score[drawn.cell] + rng.gamma(2.0, 1.0, PEOPLE), name="score")
    mean = pd.Series({"All": float(people @ score / people.sum()) + 2.0})
    judge("mean of a skewed number", "student", design.mean(number), mean)
    for name, centre in CENTRES.items():
        yes = answering_yes(rng, "suits", centre=centre)
        y = pd.Series(answers(rng, drawn, yes), name="yes")
        for how in INTERVALS:
            judge(f"share, {name}", how, design.proportion(y, ci=how), truth(yes))
            judge(
                f"share, {name}, by age band",
                how,
                design.proportion(y, "age_band", ci=how),
                truth(yes, ["age_band"]),
            )
            judge(
                f"share, {name}, by area, n >= 30",
                how,
                design.proportion(y, "authority", ci=how),
                truth(yes, ["authority"]),
                least=30,
            )
        if bootstrap and centre == 0.0:
            replicates = design.replicates("bootstrap", bootstrap, seed=int(rng.integers(1 << 31)))
            judge(f"share, {name}", "bootstrap", replicates.proportion(y), truth(yes))
            judge(
                f"share, {name}, by age band",
                "bootstrap",
                replicates.proportion(y, "age_band"),
                truth(yes, ["age_band"]),
            )
    return held


def coverage(samples: int, *, bootstrap: int = 0, seed: int = 2021) -> pd.DataFrame:
    """Share of intervals that held the truth over many samples: estimate, interval, intervals, cover and low.

    ``low`` is true where the share is below 95% by more than chance makes it (three standard errors of one share for
    each sample).
    """
    counted: dict[tuple[str, str], list[int]] = {}
    for sample in range(samples):
        for key, (inside, of) in one_sample([seed, sample], bootstrap=bootstrap).items():
            total = counted.setdefault(key, [0, 0])
            total[0] += inside
            total[1] += of
    frame = pd.DataFrame(
        [(what, how, of, inside / of) for (what, how), (inside, of) in counted.items()],
        columns=["estimate", "interval", "intervals", "cover"],
    )
    frame["low"] = frame["cover"] < LEVEL - 3.0 * np.sqrt(LEVEL * (1 - LEVEL) / samples)
    return frame


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument(
        "--bootstrap", type=int, default=200, help="samples that are also drawn again 200 times each"
    )
    options = parser.parse_args(arguments)
    parts = [coverage(options.samples)]
    if options.bootstrap:
        again = coverage(options.bootstrap, bootstrap=200, seed=77)
        parts.append(again[again["interval"] == "bootstrap"])
    print(f"Nominal {LEVEL:.0%} intervals, {PEOPLE:,} people, {options.samples:,} samples")
    for row in pd.concat(parts).sort_values(["estimate", "interval"]).itertuples():
        print(f"  {row.estimate:<42}{row.interval:<15}{row.intervals:>7,}{row.cover:>8.1%}")


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
