"""Multiple imputation on counted people: the figures of doing it person by person."""

import numpy as np
import pandas as pd
import pytest

from surveys.analysis.errors import AnalysisError, MissingDemographic
from surveys.analysis.targets import Targets
from surveys.analysis.weighting import impute, impute_cells, rake_cells

TARGETS = Targets.from_margins(
    {"faith": {"a": 550.0, "b": 450.0}, "age": {"young": 400.0, "old": 600.0}},
    kind="totals",
    source="made up",
    date="2021",
    base_population="everybody",
)


def people(n=600, seed=1):
    rng = np.random.default_rng(seed)
    faith = rng.choice(["a", "b"], n, p=[0.6, 0.4]).astype(object)
    faith[rng.random(n) < 0.2] = None
    age = rng.choice(["young", "old"], n, p=[0.3, 0.7]).astype(object)
    answer = np.where(rng.random(n) < np.where(faith == "b", 0.7, 0.3), "yes", "no").astype(object)
    return pd.DataFrame({"faith": faith, "age": age, "answer": answer})


def counted(frame, *columns):
    return (
        frame.fillna("").groupby(list(columns), sort=True).size().rename("n").reset_index().replace("", None)
    )


def test_every_completed_sample_meets_every_target_with_everybody_in_it():
    cells = counted(people(), "faith", "age")
    found = impute_cells(cells, TARGETS, m=5)
    for weights, rows in zip(found.weights, found.rows, strict=True):
        assert weights.max_margin_error <= 1e-8
        assert np.bincount(rows, weights.sample["n"]) == pytest.approx(cells["n"])
    assert found.values @ cells["n"] == pytest.approx(1000)
    assert found.n == 600
    assert found.missing[0].empty == people()["faith"].isna().sum()


def test_the_figures_are_those_of_the_same_people_one_by_one():
    frame = people(2000)
    by_cell = impute_cells(counted(frame, "faith", "age"), TARGETS, m=40).design_for(
        counted(frame, "faith", "age", "answer")
    )
    one_by_one = impute(frame, TARGETS, m=40)
    ours, theirs = (
        design.proportion("answer", options=["yes", "no"]).loc[("All", "yes")]
        for design in (by_cell, one_by_one)
    )
    # Two draws of one procedure: they differ by what chance leaves after forty completed samples.
    assert ours["estimate"] == pytest.approx(theirs["estimate"], abs=0.003)
    assert ours["se"] == pytest.approx(theirs["se"], rel=0.1)
    assert ours["n"] == 2000
    assert 0 < ours["missing_information"] < 0.3


def test_nothing_missing_gives_plain_raking_to_the_last_table():
    frame = people().fillna({"faith": "a"})
    cells, answers = counted(frame, "faith", "age"), counted(frame, "faith", "age", "answer")
    completed = impute_cells(cells, TARGETS, m=3).design_for(answers)
    plain = rake_cells(cells, TARGETS).design_for(answers)
    for ours, theirs in (
        (completed.tables(["answer"], by="age"), plain.tables(["answer"], by="age")),
        (completed.mean("n"), plain.mean("n")),
    ):
        for column in ("estimate", "se", "lower", "upper", "n", "effective_base"):
            # The degrees of freedom of Barnard and Rubin stay a little below those of complete data.
            assert ours[column].to_numpy() == pytest.approx(theirs[column].to_numpy(), rel=1e-3)
    ours, theirs = (design.crosstab("answer", "age", min_base=2) for design in (completed, plain))
    assert ours.shares.to_numpy() == pytest.approx(theirs.shares.to_numpy())
    assert ours.comparisons["p"].to_numpy() == pytest.approx(theirs.comparisons["p"].to_numpy(), rel=0.02)
    assert ours.letters.equals(theirs.letters)
    assert ours.independence.p_value == pytest.approx(theirs.independence.p_value)


def test_gaps_widen_the_ranges_and_the_same_seed_draws_the_same():
    frame = people()
    cells, answers = counted(frame, "faith", "age"), counted(frame, "faith", "age", "answer")
    first, again = (impute_cells(cells, TARGETS, m=10, seed=7).design_for(answers) for _ in range(2))
    table = first.tables(["answer"])
    assert table.equals(again.tables(["answer"]))
    assert (table["missing_information"] > 0).all()
    assert table["n"].tolist() == [600, 600]


def test_cells_of_other_people_are_refused():
    frame = people()
    found = impute_cells(counted(frame, "faith", "age"), TARGETS, m=2)
    with pytest.raises(AnalysisError, match="take both counts at one moment"):
        found.design_for(counted(frame.iloc[:-1], "faith", "age", "answer"))
    with pytest.raises(AnalysisError, match="not weighted: faith 'c'"):
        found.design_for(counted(frame.assign(faith="c"), "faith", "age", "answer"))


def test_a_question_nobody_answered_and_too_few_draws_are_refused():
    cells = counted(people().assign(faith=None), "faith", "age")
    with pytest.raises(MissingDemographic, match="Nobody answered 'faith'"):
        impute_cells(cells, TARGETS)
    with pytest.raises(AnalysisError, match="at least 2"):
        impute_cells(counted(people(), "faith", "age"), TARGETS, m=1)


def test_trimmed_and_soft_weights_come_completed_too():
    cells = counted(people(), "faith", "age")
    capped = impute_cells(cells, TARGETS, m=3).trimmed(1.2)
    assert max(weights.range[1] for weights in capped.weights) <= 1.2 + 1e-9
    soft = impute_cells(cells, TARGETS, m=3, soft={"faith": 1.0})
    margins = soft.margins.set_index(["variable", "category"])
    assert abs(margins.loc[("faith", "a"), "after"] - 550) > 1
    assert margins.loc[("age", "old"), "after"] == pytest.approx(600)


def test_soft_targets_on_cells_are_those_of_the_rows_spread_out():
    from surveys.analysis.weighting import calibrate

    frame = people().fillna({"faith": "a"})
    spread = calibrate(frame, TARGETS, method="raking", soft={"faith": 1.0})
    cells = rake_cells(counted(frame, "faith", "age"), TARGETS, soft={"faith": 1.0})
    assert cells.deff_kish == pytest.approx(spread.deff_kish)
    assert cells.margins["after"].to_numpy() == pytest.approx(spread.margins["after"].to_numpy())
