"""How long raking and tables take, as CPU time against one plain pass over the same codes.

Run ``python -m benchmarks.weighting [--rows 1200 100000] [--repeats 15]``; ``--rows 1000000 10000000`` for the large
ones. Each figure is the median of interleaved runs on one thread, so that a busy machine slows all of them alike; the
ratios are what to compare. svy, balance, ipfn and R join where they are installed (see ``peers``), and the goals that
``design/performance`` sets against them are printed as ratios of this run.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from benchmarks import peers
from surveys.analysis.targets import Targets
from surveys.analysis.weighting import check, rake, rake_cells

# The shape of the survey: authorities, age bands, sexes, ethnic groups, religions.
SIZES = {"authority": 7, "age_band": 8, "sex": 2, "ethnic_group": 19, "religion": 10}
POPULATION = 2_417_754.0
QUESTIONS, GROUPS = 40, 28
R_TABLES_UP_TO = 100_000

Call = Callable[[], object]


def survey(rows: int, seed: int = 2021) -> tuple[pd.DataFrame, Targets]:
    """People who over- and under-answer by group, and the margins of the population they come from."""
    rng = np.random.default_rng(seed)
    columns, margins = {}, {}
    for name, size in SIZES.items():
        population = rng.dirichlet(np.full(size, 4.0))
        answered = population * rng.uniform(0.5, 1.7, size)
        codes = rng.choice(size, rows, p=answered / answered.sum())
        codes[:size] = np.arange(size)
        labels = [f"{name} {k}" for k in range(size)]
        columns[name] = pd.Categorical.from_codes(codes, labels)
        margins[name] = dict(zip(labels, population * POPULATION, strict=True))
    targets = Targets.from_margins(
        margins,
        kind="totals",
        source="drawn at random",
        date="2021",
        base_population="nobody",
        total=POPULATION,
    )
    return pd.DataFrame(columns), targets


def floor(sample: pd.DataFrame, targets: Targets) -> Call:
    """One pass over the five code columns: a key a row, counted. Nothing that reads the rows can do less."""
    codes = [np.asarray(sample[name].array.codes) for name in SIZES]

    def run() -> object:
        key = codes[0].astype(np.int32)
        for column, size in zip(codes[1:], list(SIZES.values())[1:], strict=True):
            key *= size
            key += column
        return np.bincount(key)

    return run


def ours(sample: pd.DataFrame, targets: Targets) -> Call:
    """``rake`` on rows."""
    return lambda: rake(sample, targets, tol=peers.ACCURACY)


def ours_counted(sample: pd.DataFrame, targets: Targets) -> Call:
    """``rake_cells`` on rows the database has counted."""
    cells = sample.groupby(list(SIZES), observed=True).size().reset_index(name="n")
    return lambda: rake_cells(cells, targets, tol=peers.ACCURACY)


def row_by_row(sample: pd.DataFrame, targets: Targets) -> Call:
    """Textbook raking on rows to the same accuracy: what most packages do inside, without their overhead."""
    codes = [np.asarray(sample[name].array.codes).astype(np.intp) for name in SIZES]
    goals = [targets.margins[(name,)].to_numpy() for name in SIZES]

    def run() -> object:
        weights = np.full(len(sample), targets.total / len(sample))
        for _ in range(1000):
            worst = 0.0
            for code, goal in zip(codes, goals, strict=True):
                factor = goal / np.bincount(code, weights, minlength=len(goal))
                worst = max(worst, float(np.abs(factor - 1.0).max()))
                weights *= factor[code]
            if worst < peers.ACCURACY:
                break
        return weights

    return run


FLOOR = "floor: one pass over five code columns"
ENGINES: dict[str, Callable[[pd.DataFrame, Targets], Call | None]] = {
    FLOOR: floor,
    "rake": ours,
    "rake_cells": ours_counted,
    "textbook raking on rows": row_by_row,
    **peers.PYTHON,
}
FASTER_THAN_SVY = {1_200: 3.0, 100_000: 50.0, 1_000_000: 150.0}
OVER_FLOOR = {1_000_000: 2.0, 10_000_000: 1.5}
EXTRA_MEGABYTES = 20.0
ELSEWHERE_UP_TO = 1_000_000
"""Rows beyond which balance and R take minutes a run and are not asked."""
MANY = 200_000
"""Rows from which three runs of each engine have to do."""


def measure(calls: dict[str, Call], repeats: int) -> dict[str, float]:
    """Median CPU seconds of each call, the calls taking turns."""
    for call in calls.values():
        call()
    spent: dict[str, list[float]] = {name: [] for name in calls}
    gc.disable()
    try:
        for _ in range(repeats):
            for name, call in calls.items():
                started = time.process_time_ns()
                call()
                spent[name].append((time.process_time_ns() - started) / 1e9)
    finally:
        gc.enable()
    return {name: statistics.median(times) for name, times in spent.items()}


def show(title: str, medians: dict[str, float]) -> None:
    """One line for each engine: milliseconds, and how many times the first one's."""
    print(f"\n{title}")
    first = next(iter(medians.values()))
    for name, seconds in medians.items():
        print(f"  {name:<42} {seconds * 1e3:10.2f} ms {seconds / first:9.1f} x")


def compare(rows: int, repeats: int) -> None:
    """Every engine on one sample, and the goals for its size as ratios."""
    sample, targets = survey(rows)
    prepared = {name: make(sample, targets) for name, make in ENGINES.items()}
    medians = measure({name: call for name, call in prepared.items() if call is not None}, repeats)
    absent = [name for name, call in prepared.items() if call is None]
    for name, elsewhere in peers.ELSEWHERE.items():
        if rows > ELSEWHERE_UP_TO:
            continue
        told = elsewhere(sample, targets, 3 if rows < MANY else 1)
        if told is None:
            absent.append(name)
        else:
            medians[told[0]] = told[1]
    show(f"Raking {rows:,} people to five margins, relative error below {peers.ACCURACY:g}", medians)
    for name in absent:
        print(f"  {name:<42} not installed, so not timed")
    ours_took = medians["rake"]
    if rows in FASTER_THAN_SVY and "svy" in medians:
        goal("times faster than svy", medians["svy"] / ours_took, FASTER_THAN_SVY[rows])
    if rows in OVER_FLOOR:
        goal("times the floor", ours_took / medians[FLOOR], OVER_FLOOR[rows], at_most=True)
    if rows == 1_000_000:
        goal("MB of memory beside sample and weights", _extra(sample, targets), EXTRA_MEGABYTES, at_most=True)


def goal(what: str, reached: float, wanted: float, *, at_most: bool = False) -> None:
    """One goal beside what this run reached."""
    met = reached <= wanted if at_most else reached >= wanted
    print(
        f"  goal: {'at most' if at_most else 'at least'} {wanted:g} {what}; this run {reached:.1f}"
        f"{'' if met else '   NOT REACHED'}"
    )


def _extra(sample: pd.DataFrame, targets: Targets) -> float:
    """Megabytes that raking takes at its peak beyond the weights it returns."""
    tracemalloc.start()
    weights = rake(sample, targets)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (peak - weights.values.nbytes) / 1e6


def main(arguments: Sequence[str] | None = None) -> None:
    """Print every comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[1_200, 100_000])
    parser.add_argument("--repeats", type=int, default=15)
    options = parser.parse_args(arguments)
    for rows in options.rows:
        compare(rows, options.repeats if rows < MANY else 3)
    rng = np.random.default_rng(1)
    for rows in options.rows:
        sample, targets = survey(rows)
        names = [f"q{i}" for i in range(QUESTIONS)]
        answers = pd.DataFrame(
            {name: pd.Categorical.from_codes(rng.choice(4, rows), list("abcd")) for name in names}
        )
        band = sample["age_band"].array.codes // 2
        group = sample["authority"].array.codes.astype(int) * 4 + band
        answers["group"] = pd.Categorical.from_codes(group, [f"group {k}" for k in range(GROUPS)])
        full = pd.concat([sample, answers], axis=1)
        weights = rake(full, targets)
        medians = measure(
            {
                "floor: one count of answers by group": lambda full=full, names=names: [
                    np.bincount(
                        full["group"].array.codes.astype(np.intp) * 4 + full[name].array.codes,
                        minlength=4 * GROUPS,
                    )
                    for name in names
                ],
                "tables": lambda weights=weights, names=names: weights.to_design().tables(names, by="group"),
            },
            max(3, options.repeats // 5),
        )
        told = peers.r_tables(full, targets) if rows <= R_TABLES_UP_TO else None
        if told is not None:
            medians[f"{told[0]}, from 4 questions"] = told[1] * QUESTIONS / 4
        show(
            f"{QUESTIONS} questions of four options x {GROUPS} groups, {rows:,} people, calibrated standard errors",
            medians,
        )
        if told is not None and rows == R_TABLES_UP_TO:
            goal("times faster than R", told[1] * QUESTIONS / 4 / medians["tables"], 500.0)
    sample, targets = survey(1_200)
    design = rake(sample, targets).to_design()
    medians = measure({"500 bootstrap samples raked again": lambda: design.replicates("bootstrap", 500)}, 3)
    told = peers.r_bootstraps(sample, targets)
    if told is not None:
        medians[told[0]] = told[1]
    show("500 bootstrap samples raked again, 1,200 people", medians)
    if told is not None:
        goal("times faster than R", told[1] / medians["500 bootstrap samples raked again"], 8.0)
    show("Feasibility and smallest cap, 1,200 people", measure({"check": lambda: check(sample, targets)}, 5))


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
