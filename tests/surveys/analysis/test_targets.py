"""Targets are checked once, never changed, and refuse what no weighting could honestly meet."""

from __future__ import annotations

import math
import pickle
import unicodedata
from dataclasses import FrozenInstanceError
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.errors import (
    AnalysisError,
    DidNotConverge,
    EmptyCategory,
    InfeasibleTargets,
    MissingDemographic,
    TargetError,
    UnknownCategory,
)
from surveys.analysis.targets import Provenance, Targets

AGE = {"16-24": 300.0, "25-64": 500.0, "65+": 200.0}
SEX = {"female": 510.0, "male": 490.0}
AGE_BY_SEX = {
    ("16-24", "female"): 150.0,
    ("16-24", "male"): 150.0,
    ("25-64", "female"): 250.0,
    ("25-64", "male"): 250.0,
    ("65+", "female"): 110.0,
    ("65+", "male"): 90.0,
}


def made(margins: Any, **other: Any) -> Targets:
    settings: dict[str, Any] = {
        "kind": "totals",
        "source": "Census 2021 TS009",
        "date": "2021-03-21",
        "base_population": "usual residents aged 16 and over",
    }
    return Targets.from_margins(margins, **(settings | other))


def refused(margins: Any, **other: Any) -> TargetError:
    with pytest.raises(TargetError) as caught:
        made(margins, **other)
    return caught.value


def test_margins_are_series_keyed_by_tuples_that_add_up_to_the_total() -> None:
    targets = made({"age": AGE, ("age", "sex"): AGE_BY_SEX, "sex": SEX})
    assert list(targets.margins) == [("age",), ("age", "sex"), ("sex",)]
    assert targets.variables == ("age", "sex")
    assert targets.total == 1000.0
    assert targets.notes == ()
    one, two = targets.margins["age",], targets.margins["age", "sex"]
    assert one.to_dict() == AGE
    assert one.index.name == "age"
    assert isinstance(two.index, pd.MultiIndex)
    assert list(two.index.names) == ["age", "sex"]
    assert two.to_dict() == AGE_BY_SEX
    assert {margin.dtype for margin in targets.margins.values()} == {np.dtype(float)}


def test_a_two_way_table_may_be_a_frame_of_rows_and_columns() -> None:
    frame = pd.Series(AGE_BY_SEX).unstack()
    assert made({("age", "sex"): frame}) == made({("age", "sex"): AGE_BY_SEX})


def test_a_frame_for_one_variable_is_refused() -> None:
    assert refused({"age": pd.DataFrame({"a": [1.0]})}).reason == "bad_table"


def test_shares_have_a_total_of_one() -> None:
    targets = made({"sex": {"female": 0.51, "male": 0.49}}, kind="shares")
    assert targets.total == 1.0
    assert targets.shares("sex").to_dict() == {"female": 0.51, "male": 0.49}


def test_shares_of_a_variable_are_added_up_from_a_wider_margin() -> None:
    targets = made({("age", "sex"): AGE_BY_SEX})
    assert targets.shares("sex").to_dict() == pytest.approx({"female": 0.51, "male": 0.49})
    turned = targets.shares(("sex", "age"))
    assert list(turned.index.names) == ["sex", "age"]
    assert turned["female", "65+"] == pytest.approx(0.11)


def test_shares_of_an_unknown_variable_are_refused_by_name() -> None:
    with pytest.raises(TargetError, match="religion") as caught:
        made({"age": AGE}).shares("religion")
    assert caught.value.variable == "religion"


def test_provenance_is_kept_for_every_margin() -> None:
    record = Provenance(source="a model", date="2021-03-21", modelled=True, licence="OGL")
    targets = made({"age": AGE, "sex": SEX}, provenance={"sex": record}, date=date(2021, 3, 21), licence="L")
    assert targets.provenance["sex",] == record
    assert targets.provenance["age",] == Provenance(
        source="Census 2021 TS009", date="2021-03-21", licence="L"
    )


def test_provenance_of_a_margin_that_is_not_there_is_refused() -> None:
    record = Provenance(source="a model", date="2021-03-21")
    assert refused({"age": AGE}, provenance={"sex": record}).variable == "sex"


def test_labels_and_names_are_trimmed() -> None:
    targets = made({" sex ": {" female": 1, "male\u00a0": 3}})
    assert targets.margins["sex",].to_dict() == {"female": 1.0, "male": 3.0}


def test_labels_that_repeat_after_trimming_are_refused() -> None:
    error = refused({"sex": {"female": 1, "female ": 3}})
    assert (error.reason, error.variable, error.category) == ("repeated_category", "sex", "female")


def test_a_total_apart_by_rounding_is_reconciled_and_noted() -> None:
    targets = made({"age": AGE, "sex": {"female": 510.03, "male": 490.0}})
    assert math.fsum(targets.margins["sex",]) == pytest.approx(1000.0, rel=1e-12)
    assert len(targets.notes) == 1
    assert "sex added up to 1,000.03 and was scaled to 1,000" in targets.notes[0]


def test_a_total_apart_by_one_in_a_million_is_no_difference() -> None:
    targets = made({"age": AGE, "sex": {"female": 510.0005, "male": 490.0}})
    assert targets.notes == ()
    assert math.fsum(targets.margins["sex",]) == pytest.approx(1000.0, rel=1e-12)


def test_totals_that_disagree_are_refused_naming_both_margins_and_totals() -> None:
    error = refused({"age": AGE, "sex": {"female": 600, "male": 490}})
    assert error.reason == "totals_disagree"
    assert error.variable == ("age", "sex")
    assert "age adds up to 1,000 and sex to 1,090" in str(error)


def test_the_tolerance_holds_between_every_two_margins_and_not_only_to_the_first() -> None:
    pair = {"b": {"x": 1000.08}, "c": {"x": 999.92}}
    assert made({"a": {"x": 1000.0}, "b": {"x": 1000.08}}).total == 1000.0
    assert refused({"a": {"x": 1000.0}, **pair}).variable == ("c", "b")


def test_a_control_total_is_kept_to() -> None:
    targets = made({"age": AGE}, total=1000.05)
    assert targets.total == 1000.05
    assert math.fsum(targets.margins["age",]) == pytest.approx(1000.05)
    assert refused({"age": AGE}, total=1001.0).reason == "totals_disagree"
    assert refused({"age": AGE}, total=math.nan).reason == "zero_total"


def test_percentages_given_as_shares_are_refused_with_the_reason() -> None:
    assert "not to 100" in str(refused({"sex": {"female": 51, "male": 49}}, kind="shares"))


def test_a_variable_with_two_different_figures_is_refused_naming_the_category() -> None:
    error = refused({"sex": {"female": 500, "male": 500}, ("age", "sex"): AGE_BY_SEX})
    assert (error.reason, error.variable) == ("margins_disagree", "sex")
    assert error.category in ("female", "male")


def test_a_category_that_one_of_two_margins_lacks_is_refused() -> None:
    error = refused({"sex": {**SEX, "other": 0.5}, ("age", "sex"): AGE_BY_SEX}, total=1000.5)
    assert (error.reason, error.category) == ("totals_disagree", None)
    error = refused({"sex": {"female": 510, "male": 480, "other": 10}, ("age", "sex"): AGE_BY_SEX})
    assert (error.reason, error.category) == ("margins_disagree", "male")


def test_figures_of_one_variable_apart_by_rounding_are_reconciled_and_noted() -> None:
    nearly = AGE_BY_SEX | {("65+", "female"): 110.02, ("65+", "male"): 89.98}
    targets = made({("age", "sex"): nearly, "sex": SEX, "age": AGE})
    assert targets.shares("sex").to_dict() == pytest.approx({"female": 0.51, "male": 0.49}, rel=1e-12)
    by_sex = targets.margins["age", "sex"].groupby(level="sex").sum()
    by_age = targets.margins["age", "sex"].groupby(level="age").sum()
    assert by_sex.to_dict() == pytest.approx(SEX, rel=1e-12)
    assert by_age.to_dict() == pytest.approx(AGE, rel=1e-12)
    assert any("scaled to the figures of sex" in note for note in targets.notes)


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        (-1.0, "negative"),
        (math.nan, "not_finite"),
        (math.inf, "not_finite"),
        (10**400, "not_finite"),
        ("12", "not_a_number"),
        (None, "not_a_number"),
        (True, "not_a_number"),
    ],
)
def test_a_figure_that_is_no_count_of_people_is_refused_by_name(figure: object, reason: str) -> None:
    error = refused({"age": AGE, "sex": {"female": 510, "male": figure}})
    assert (error.reason, error.variable, error.category) == (reason, "sex", "male")


@pytest.mark.parametrize("label", ["", "  ", None, 1.5, True, math.nan])
def test_a_category_without_a_label_is_refused(label: object) -> None:
    assert refused({"sex": {"female": 1, label: 1}}).reason == "bad_category"


def test_whole_numbers_serve_as_labels() -> None:
    assert made({"children": pd.Series([1.0, 2.0], index=[0, 1])}).margins["children",].to_dict() == {
        "0": 1.0,
        "1": 2.0,
    }


@pytest.mark.parametrize(
    ("margins", "reason"),
    [
        ({}, "no_margins"),
        ({"sex": {}}, "empty_margin"),
        ({"sex": {"female": 0, "male": 0.0}}, "zero_total"),
        ({"sex": {"female": 5e-324}}, "zero_total"),
        ({"sex": {"female": 1e308, "male": 1e308}}, "not_finite"),
        ({"sex": [1, 2]}, "bad_table"),
        ({"": SEX}, "bad_variable"),
        ({(): SEX}, "bad_variable"),
        ({3: SEX}, "bad_variable"),
        ({("sex", "sex "): {("f", "f"): 1}}, "repeated_variable"),
        ({"sex": SEX, ("sex",): SEX}, "repeated_margin"),
        ({("age", "sex"): AGE_BY_SEX, ("sex", "age"): AGE_BY_SEX}, "repeated_margin"),
        ({("age", "sex"): AGE}, "bad_category"),
        ({"age": AGE_BY_SEX}, "bad_category"),
    ],
)
def test_malformed_margins_are_refused(margins: Any, reason: str) -> None:
    assert refused(margins).reason == reason


def test_kind_and_population_must_be_said() -> None:
    assert refused({"sex": SEX}, kind="counts").reason == "unknown_kind"
    assert refused({"sex": SEX}, base_population=" ").reason == "no_base_population"


def test_targets_cannot_be_changed() -> None:
    targets = made({"sex": SEX})
    with pytest.raises(FrozenInstanceError):
        targets.total = 2.0  # type: ignore[misc]
    with pytest.raises(TypeError):
        targets.margins["age",] = pd.Series(AGE)  # type: ignore[index]
    with pytest.raises(ValueError, match="read-only"):
        targets.margins["sex",]["female"] = 1.0
    assert targets.margins["sex",]["female"] == 510.0


def test_the_input_can_change_without_changing_the_targets() -> None:
    given_sex = pd.Series(SEX)
    targets = made({"sex": given_sex})
    given_sex["female"] = 0.0
    assert targets.margins["sex",]["female"] == 510.0


def test_the_checksum_follows_the_content_and_not_its_order() -> None:
    targets = made({"age": AGE, "sex": SEX})
    backwards = {"sex": dict(reversed(SEX.items())), "age": AGE}
    assert made(backwards).checksum == targets.checksum
    assert made(backwards) == targets
    assert hash(made(backwards)) == hash(targets)
    assert len(targets.checksum) == 64
    others = [
        made({"age": AGE}),
        made({"age": AGE, "sex": {"female": 509.0, "male": 491.0}}),
        made({"age": AGE, "sex": {"female": 510.0, "men": 490.0}}),
        made({"age": AGE, "sex": SEX}, source="another"),
        made({"age": AGE, "sex": SEX}, date="2011-03-27"),
        made({"age": AGE, "sex": SEX}, modelled=True),
        made({"age": AGE, "sex": SEX}, licence="OGL"),
        made({"age": AGE, "sex": SEX}, base_population="everyone"),
    ]
    assert len({other.checksum for other in [targets, *others]}) == 9


def test_targets_survive_being_sent_to_another_process() -> None:
    targets = made({"age": AGE, ("age", "sex"): AGE_BY_SEX})
    copy = pickle.loads(pickle.dumps(targets))
    assert copy == targets
    assert copy.notes == targets.notes
    with pytest.raises(ValueError, match="read-only"):
        copy.margins["age",]["65+"] = 1.0


@pytest.mark.parametrize(
    "kind",
    [TargetError, EmptyCategory, UnknownCategory, InfeasibleTargets, MissingDemographic, DidNotConverge],
)
def test_errors_carry_their_fields_even_between_processes(kind: type[AnalysisError]) -> None:
    error = kind("No one.", variable="sex", category="male", n=0, target=0.49, reason="empty")
    copy = pickle.loads(pickle.dumps(error))
    assert isinstance(copy, AnalysisError)
    assert isinstance(copy, ValueError)
    assert type(copy) is kind
    assert str(copy) == "No one."
    assert (copy.variable, copy.category, copy.n, copy.target, copy.reason) == (
        "sex",
        "male",
        0,
        0.49,
        "empty",
    )


def as_kept(label: str) -> str:
    """A label without spaces around it, its letters composed: one way of writing what looks the same."""
    return unicodedata.normalize("NFC", label.strip())


labels = st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: text.strip() != "")
figures = st.floats(min_value=0, max_value=1e9)
margin = st.dictionaries(labels, figures, min_size=1, max_size=8).filter(
    lambda table: len({as_kept(label) for label in table}) == len(table) and sum(table.values()) > 1e-200
)


@settings(deadline=None)
@given(margin, margin, st.floats(min_value=1e-3, max_value=1e9))
def test_any_margins_brought_to_one_total_are_taken_whole(
    first: dict[str, float], second: dict[str, float], total: float
) -> None:
    margins = {
        name: {label: figure / sum(table.values()) * total for label, figure in table.items()}
        for name, table in (("first", first), ("second", second))
    }
    targets = made(margins)
    assert targets.total == pytest.approx(total, rel=1e-9)
    for name, table in margins.items():
        margin_made = targets.margins[name,]
        assert math.fsum(margin_made) == pytest.approx(targets.total, rel=1e-12)
        assert list(margin_made.index) == [as_kept(label) for label in table]
        assert margin_made.to_numpy() == pytest.approx(list(table.values()), rel=1e-9, abs=1e-9 * total)
        assert targets.shares(name).sum() == pytest.approx(1.0)


@settings(deadline=None)
@given(margin, st.floats(min_value=-0.9, max_value=10))
def test_totals_agree_are_scaled_or_are_refused_according_to_their_distance(
    table: dict[str, float], change: float
) -> None:
    other = {label: figure * (1 + change) for label, figure in table.items()}
    difference = abs(change) / max(1, 1 + change)
    if 0.99e-4 < difference < 1.01e-4:
        return
    if difference > 1e-4:
        assert refused({"first": table, "second": other}).reason == "totals_disagree"
    else:
        targets = made({"first": table, "second": other})
        assert math.fsum(targets.margins["second",]) == pytest.approx(math.fsum(table.values()))
        if not 0.9e-6 < difference < 1.1e-6:
            assert bool(targets.notes) == (difference > 1e-6)


@settings(deadline=None)
@given(margin, st.one_of(st.floats(max_value=-1e-300), st.sampled_from([math.nan, math.inf, -math.inf])))
def test_one_bad_figure_anywhere_is_named(table: dict[str, float], bad: float) -> None:
    error = refused({"first": table | {"the bad one": bad}})
    assert error.category == "the bad one"
    assert error.reason in ("negative", "not_finite")


@settings(deadline=None)
@given(margin, st.randoms(use_true_random=False))
def test_the_order_of_categories_never_matters_to_the_checksum(table: dict[str, float], random: Any) -> None:
    shuffled = list(table.items())
    random.shuffle(shuffled)
    assert made({"first": table}).checksum == made({"first": dict(shuffled)}).checksum
