"""Other packages that rake, to be timed beside ours in one run. None is a dependency: what is absent is said.

svy and ipfn are tried where Python finds them (``PYTHONPATH`` may point to a folder they were put into with
``pip install --target``); balance needs another numpy than ours and runs in a process of its own from the folder that
``BALANCE_PATH`` names; R with its package survey runs where ``Rscript`` is on the path. Each is asked for the same
margins to the same accuracy, and its own preparation of the data is not counted.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from surveys.analysis.targets import Targets

Call = Callable[[], object]
ACCURACY = 1e-6
"""Largest relative margin error asked of every engine."""


def found(name: str) -> Any | None:
    """A package, or None where it is not installed or cannot be loaded beside ours."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except Exception:
        # Old packages fail in many ways beside a new numpy; each means that it cannot be timed here.
        return None


def _margins(targets: Targets) -> dict[str, dict[str, float]]:
    return {key[0]: {str(k): float(v) for k, v in margin.items()} for key, margin in targets.margins.items()}


def svy(sample: pd.DataFrame, targets: Targets) -> Call | None:
    """``Sample.weighting.rake`` of svy, its table in polars made beforehand."""
    package, polars = found("svy"), found("polars")
    if package is None or polars is None:
        return None
    columns = {name: sample[name].astype(str).tolist() for name in sample.columns}
    data = polars.DataFrame(columns | {"w": np.full(len(sample), targets.total / len(sample))})
    margins = _margins(targets)
    made = package.Sample(data, package.Design(wgt="w"))
    return lambda: made.weighting.rake(controls=margins, tol=ACCURACY, max_iter=1000)


def ipfn(sample: pd.DataFrame, targets: Targets) -> Call | None:
    """ipfn on a table collapsed for it: it knows no rows."""
    package = found("ipfn.ipfn")
    if package is None:
        return None
    names = [key[0] for key in targets.margins]
    codes = [np.asarray(sample[name].array.codes) for name in names]
    goals = [targets.margins[(name,)].to_numpy() for name in names]
    table = np.zeros([len(goal) for goal in goals])
    np.add.at(table, tuple(codes), 1.0)
    dimensions = [[axis] for axis in range(len(names))]
    return lambda: package.ipfn(table.copy(), goals, dimensions, convergence_rate=ACCURACY).iteration()


PYTHON: dict[str, Callable[[pd.DataFrame, Targets], Call | None]] = {
    "svy": svy,
    "ipfn, on a table made for it": ipfn,
}

_R = """
suppressPackageStartupMessages(library(survey))
arguments <- commandArgs(TRUE); folder <- arguments[1]; repeats <- as.integer(arguments[2])
d <- read.csv(file.path(folder, "sample.csv"), stringsAsFactors = TRUE)
m <- read.csv(file.path(folder, "margins.csv"))
d$w <- sum(m$target[m$variable == m$variable[1]]) / nrow(d)
names <- unique(m$variable)
population <- c(`(Intercept)` = sum(d$w))
for (name in names) for (level in levels(d[[name]])[-1])
  population[paste0(name, level)] <- m$target[m$variable == name & m$category == level]
design <- svydesign(id = ~1, weights = ~w, data = d)
formula <- as.formula(paste("~", paste(names, collapse = "+")))
spent <- sapply(seq_len(repeats), function(i) {
  started <- proc.time()
  calibrate(design, formula, population, calfun = "raking", epsilon = 1e-6, maxit = 100)
  sum((proc.time() - started)[1:2])
})
cat(packageVersion("survey") |> as.character(), median(spent))
"""


_BALANCE = """
import sys, time, warnings, logging; warnings.simplefilter("ignore"); logging.disable(logging.CRITICAL)
import pandas as pd
from importlib.metadata import version
from balance.weighting_methods.rake import rake
folder, repeats = sys.argv[1], int(sys.argv[2])
d = pd.read_csv(folder + "/sample.csv", dtype=str)
m = pd.read_csv(folder + "/margins.csv", dtype={"category": str})
shares = {n: dict(zip(p["category"], p["target"] / p["target"].sum())) for n, p in m.groupby("variable", sort=False)}
weights, spent = pd.Series(1.0, index=d.index), []
for _ in range(repeats):
    started = time.process_time()
    rake(d, weights, None, None, variables=list(shares), transformations=None, target_margins=shares,
         convergence_rate=1e-6, rate_tolerance=0.0)
    spent.append(time.process_time() - started)
print(version("balance"), sorted(spent)[len(spent) // 2])
"""


def r_survey(sample: pd.DataFrame, targets: Targets, repeats: int) -> tuple[str, float] | None:
    """Name with version, and median CPU seconds, of ``calibrate`` in R's survey; None without R or the package."""
    program = shutil.which("Rscript")
    if program is None:
        return None
    told = _elsewhere([program], "rake.R", _R, sample, targets, repeats, dict(os.environ))
    return None if told is None else (f"R survey {told[0]}, calibrate", told[1])


def balance(sample: pd.DataFrame, targets: Targets, repeats: int) -> tuple[str, float] | None:
    """The same of ``rake`` in balance; None where ``BALANCE_PATH`` names no folder that holds it."""
    folder = os.environ.get("BALANCE_PATH")
    if not folder:
        return None
    there = {**os.environ, "PYTHONPATH": folder}
    told = _elsewhere([sys.executable, "-S"], "rake.py", _BALANCE, sample, targets, repeats, there)
    return None if told is None else (f"balance {told[0]}", told[1])


_TABLES = """
suppressPackageStartupMessages(library(survey))
arguments <- commandArgs(TRUE); folder <- arguments[1]
d <- read.csv(file.path(folder, "sample.csv"), stringsAsFactors = TRUE)
m <- read.csv(file.path(folder, "margins.csv"))
d$w <- sum(m$target[m$variable == m$variable[1]]) / nrow(d)
names <- unique(m$variable); population <- c(`(Intercept)` = sum(d$w))
for (name in names) for (level in levels(d[[name]])[-1])
  population[paste0(name, level)] <- m$target[m$variable == name & m$category == level]
formula <- as.formula(paste("~", paste(names, collapse = "+")))
design <- svydesign(id = ~1, weights = ~w, data = d)
if (arguments[2] == "0") {
  started <- proc.time()
  calibrate(as.svrepdesign(design, type = "subbootstrap", replicates = 500), formula, population, calfun = "raking",
            epsilon = 1e-6, maxit = 100)
} else {
  made <- calibrate(design, formula, population, calfun = "raking", epsilon = 1e-6, maxit = 100)
  started <- proc.time()
  for (q in head(grep("^q", names(d), value = TRUE), 4)) svyby(as.formula(paste0("~", q)), ~group, made, svymean)
}
cat(as.character(packageVersion("survey")), sum((proc.time() - started)[1:2]))
"""


def r_bootstraps(sample: pd.DataFrame, targets: Targets) -> tuple[str, float] | None:
    """CPU seconds of 500 bootstrap samples raked again in R's survey."""
    program = shutil.which("Rscript")
    told = program and _elsewhere([program], "tables.R", _TABLES, sample, targets, 0, dict(os.environ))
    return (f"R survey {told[0]}", told[1]) if told else None


def r_tables(sample: pd.DataFrame, targets: Targets) -> tuple[str, float] | None:
    """CPU seconds of four questions by group in R's survey, with calibrated standard errors."""
    program = shutil.which("Rscript")
    told = program and _elsewhere([program], "tables.R", _TABLES, sample, targets, 1, dict(os.environ))
    return (f"R survey {told[0]}, svyby", told[1]) if told else None


def _elsewhere(
    program: list[str],
    file: str,
    code: str,
    sample: pd.DataFrame,
    targets: Targets,
    repeats: int,
    environment: dict[str, str],
) -> tuple[str, float] | None:
    """Version and seconds that a script of another interpreter prints; None where it fails."""
    with tempfile.TemporaryDirectory() as folder:
        sample.to_csv(Path(folder) / "sample.csv", index=False)
        rows = [(name, k, v) for name, margin in _margins(targets).items() for k, v in margin.items()]
        pd.DataFrame(rows, columns=["variable", "category", "target"]).to_csv(
            Path(folder) / "margins.csv", index=False
        )
        script = Path(folder) / file
        script.write_text(code)
        done = subprocess.run(
            [*program, str(script), folder, str(repeats)],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
    if done.returncode:
        return None
    version, seconds = done.stdout.split()[-2:]
    return version, float(seconds)


ELSEWHERE: dict[str, Callable[[pd.DataFrame, Targets, int], tuple[str, float] | None]] = {
    "balance": balance,
    "R survey": r_survey,
}
