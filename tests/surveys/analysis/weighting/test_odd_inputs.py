"""Inputs nobody means to give: each gets the right weights, or a sentence with a reason, and never anything else."""

import datetime

import numpy as np
import pandas as pd
import pytest

from surveys.analysis.errors import AnalysisError
from surveys.analysis.targets import Targets
from surveys.analysis.weighting import calibrate, rake, rake_cells, trim

ABOUT = {"kind": "totals", "source": "made up", "date": "2021", "base_population": "everybody"}
MARGINS = {"sex": {"f": 500, "m": 500}, "age": {"y": 300, "o": 700}}
FRAME = pd.DataFrame({"sex": ["f", "m"] * 20, "age": ["y"] * 20 + ["o"] * 20})


def targets_of(margins=MARGINS, **more):
    return Targets.from_margins(margins, **{**ABOUT, **more})


TWO = {"b": {"1": 10, "2": 20}}

FINE = {
    "an index that repeats": lambda: rake(FRAME.set_axis([0] * 40), targets_of()),
    "one person": lambda: rake(FRAME.iloc[:1], targets_of({"sex": {"f": 10}})),
    "true and false": lambda: rake(
        FRAME.assign(b=[True, False] * 20), targets_of({"b": {"True": 10, "False": 20}})
    ),
    "whole numbers": lambda: rake(FRAME.assign(b=[1, 2] * 20), targets_of({"b": {1: 10, 2: 20}})),
    "numbers with gaps": lambda: rake(FRAME.assign(b=[1.0, 2.0] * 19 + [np.nan] * 2), targets_of(TWO)),
    "nullable integers": lambda: rake(
        FRAME.assign(b=pd.array([1, 2] * 19 + [pd.NA] * 2, dtype="Int64")), targets_of(TWO)
    ),
    "nullable text": lambda: rake(
        FRAME.assign(b=pd.array(["1", "2"] * 19 + [pd.NA] * 2, dtype="string")), targets_of(TWO)
    ),
    "categories nobody has": lambda: rake(
        FRAME.assign(b=pd.Categorical(["1", "2"] * 20, ["1", "2", "3"])), targets_of(TWO)
    ),
    "spaces around answers": lambda: rake(FRAME.assign(sex=[" f", "m "] * 20), targets_of()),
    "a letter with its accent apart": lambda: rake(
        FRAME.assign(b=["e\u0301", "2"] * 20), targets_of({"b": {"\u00e9": 10, "2": 20}})
    ),
    "shares of one in a million million": lambda: rake(
        FRAME, targets_of({"sex": {"f": 1e-12, "m": 1 - 1e-12}}, kind="shares")
    ),
    "totals beyond every population": lambda: rake(FRAME, targets_of({"sex": {"f": 5e15, "m": 5e15}})),
    "base weights beyond squaring": lambda: rake(FRAME, targets_of(), base_weights=[1e300] * 40),
    "base weights below squaring": lambda: rake(FRAME, targets_of(), base_weights=[1e-300] * 40),
    "base weights of very different size": lambda: rake(
        FRAME, targets_of(), base_weights=[*np.ones(39), 1e12]
    ),
    "rows of nobody": lambda: rake_cells(
        FRAME.assign(n=[0] * 20 + [1] * 20), targets_of({"sex": MARGINS["sex"]})
    ),
    "300 categories for 300 people": lambda: rake(
        pd.DataFrame({"k": [str(i) for i in range(300)]}),
        targets_of({"k": {str(i): 1 + i % 7 for i in range(300)}}),
    ),
    "a continuous total that says nothing new": lambda: calibrate(
        FRAME.assign(v=2.0), targets_of(), continuous={"v": 2_000}
    ),
}

REFUSED = {
    "a column that stands twice": (
        lambda: rake(pd.concat([FRAME, FRAME[["sex"]]], axis=1), targets_of()),
        "repeated_column",
    ),
    "columns of two levels": (
        lambda: rake(
            FRAME.set_axis(pd.MultiIndex.from_tuples([("sex", "a"), ("age", "b")]), axis=1), targets_of()
        ),
        "repeated_column",
    ),
    "lists for answers": (lambda: rake(FRAME.assign(sex=[["f"], ["m"]] * 20), targets_of()), "not_a_label"),
    "dates for answers": (
        lambda: rake(FRAME.assign(sex=[datetime.date(2020, 1, 1), "m"] * 20), targets_of()),
        "unknown_category",
    ),
    "another case": (lambda: rake(FRAME.assign(sex=["F", "m"] * 20), targets_of()), "unknown_category"),
    "no frame": (lambda: rake({"sex": ["f"]}, targets_of()), "no_frame"),
    "base weights of text": (lambda: rake(FRAME, targets_of(), base_weights=["a"] * 40), "base_weights"),
    "base weights of nothing": (lambda: rake(FRAME, targets_of(), base_weights=[0] * 40), "base_weights"),
    "base weights of other people": (
        lambda: rake(FRAME, targets_of(), base_weights=pd.Series(1.0, index=range(100, 140))),
        "base_weights",
    ),
    "bounds of text": (lambda: rake(FRAME, targets_of(), bounds=("a", 3)), "bounds"),
    "bounds of one number": (lambda: rake(FRAME, targets_of(), bounds=3), "bounds"),
    "bounds the wrong way round": (lambda: rake(FRAME, targets_of(), bounds=(3, 0.1)), "bounds"),
    "counts of text": (lambda: rake_cells(FRAME.assign(n="x"), targets_of()), "count"),
    "counts below nobody": (lambda: rake_cells(FRAME.assign(n=-1), targets_of()), "count"),
    "no counts": (lambda: rake_cells(FRAME, targets_of()), "count"),
    "outside as text": (
        lambda: rake(
            FRAME.assign(sex=["f", "other"] * 20), targets_of({"sex": {"f": 5}}), outside={"sex": "another"}
        ),
        "not_a_list",
    ),
    "a continuous total of infinity": (
        lambda: calibrate(FRAME.assign(v=1.0), targets_of(), continuous={"v": float("inf")}),
        "not_a_number",
    ),
    "a continuous total of text": (
        lambda: calibrate(FRAME.assign(v=1.0), targets_of(), continuous={"v": "x"}),
        "not_a_number",
    ),
    "a continuous total out of reach": (
        lambda: calibrate(FRAME.assign(v=1.0), targets_of(), continuous={"v": 5_000}),
        "conflict",
    ),
    "nobody answered": (lambda: rake(FRAME.assign(sex=None), targets_of()), "empty_category"),
    "a cap of nothing": (lambda: trim(rake(FRAME, targets_of()), cap=float("nan")), "cap"),
    "a date of nothing": (lambda: targets_of(date=None), "no_date"),
    "shares that add up to 100": (
        lambda: targets_of({"sex": {"f": 51, "m": 49}}, kind="shares"),
        "totals_disagree",
    ),
    "an infinite answer": (
        lambda: rake(FRAME, targets_of()).to_design().mean(pd.Series([np.inf] * 40)),
        "not_finite",
    ),
    "an option listed twice": (
        lambda: rake(FRAME, targets_of()).to_design().proportion("sex", options=["f", "f", "m"]),
        "repeated_option",
    ),
    "a level in per cent": (lambda: rake(FRAME, targets_of()).to_design().mean("sex", level=95), "level"),
}


@pytest.mark.parametrize("case", FINE)
def test_odd_but_meaningful_inputs_are_weighted(case):
    weights = FINE[case]()
    assert np.isfinite(weights.values).all()
    assert (weights.values >= 0).all()
    assert weights.converged
    assert weights.max_margin_error <= 1e-8


@pytest.mark.parametrize("case", REFUSED)
def test_meaningless_inputs_are_refused_in_a_sentence(case):
    attempt, reason = REFUSED[case]
    with pytest.raises(AnalysisError) as refused:
        attempt()
    assert refused.value.reason == reason
    assert str(refused.value)[-1] == "."


def test_more_answers_than_people_are_told():
    """Targets in thousands, or people who answered twice: weights exist, and the reader is warned."""
    sample = pd.DataFrame({"sex": ["f"] * 30 + ["m"] * 20})
    about = {"source": "made up", "date": "2021", "base_population": "a town"}
    few = rake(sample, Targets.from_margins({"sex": {"f": 20, "m": 20}}, kind="totals", **about))
    told = {caution.code: caution for caution in few.warnings}["more_than_population"]
    assert (told.n, told.value) == (50, 40)
    assert "thousands" in told.message
    shares = rake(sample, Targets.from_margins({"sex": {"f": 0.5, "m": 0.5}}, kind="shares", **about))
    assert "more_than_population" not in {caution.code for caution in shares.warnings}
