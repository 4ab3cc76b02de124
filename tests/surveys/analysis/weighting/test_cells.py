"""Rows are counted into combinations of answers, however many categories there are and whoever left one empty."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from surveys.analysis.targets import Targets
from surveys.analysis.weighting import rake
from surveys.analysis.weighting.cells import to_cells


def answered(sizes: tuple[int, ...], rows: int, *, empty: float, as_text: bool) -> pd.DataFrame:
    chance = np.random.default_rng(len(sizes) * rows)
    columns = {}
    for v, size in enumerate(sizes):
        codes = chance.integers(0, size, rows)
        codes[: min(size, rows)] = np.arange(min(size, rows))
        codes = np.where(chance.random(rows) < empty, -1, codes)
        column = pd.Series(pd.Categorical.from_codes(codes, [f"answer {k}" for k in range(size)]))
        columns[f"v{v}"] = column.astype(object) if as_text else column
    return pd.DataFrame(columns)


@pytest.mark.parametrize("people", [900, 34_000])
@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize("empty", [0.0, 0.1])
@pytest.mark.parametrize(
    "sizes",
    [
        (7, 8, 2, 19, 10),  # as the survey: three variables in one byte, two in another
        (1, 255),
        (1, 254),
        (127, 2, 1),
        (300, 3, 60),  # codes that need two bytes
        (17, 15, 257),
        (40, 40, 40),  # more combinations than two bytes count
        (4000, 4000),  # too many to be counted in a table
    ],
)
def test_every_combination_is_counted_as_pandas_counts_it(sizes, empty, as_text, people):
    frame = answered(sizes, people, empty=empty, as_text=as_text)
    cells = to_cells(frame, list(frame.columns))
    names = [[*labels, None] for labels in cells.labels]
    found = {
        tuple(name[code] for name, code in zip(names, cell, strict=True)): n
        for cell, n in zip(cells.codes.T.tolist(), cells.n.tolist(), strict=True)
    }
    wanted = frame.astype(object).where(frame.notna(), None).value_counts(dropna=False)
    assert found == {tuple(None if v != v else v for v in key): n for key, n in wanted.items()}
    # Every row leads back to a value of its own cell.
    assert cells.to_rows(cells.n).tolist() == pytest.approx(cells.n[cells.of_row].tolist())


def test_the_order_of_categories_and_the_kind_of_column_change_no_weight():
    frame = answered((3, 4, 2), 2_000, empty=0.05, as_text=False)
    margins = {name: {label: 1.0 + k for k, label in enumerate(frame[name].cat.categories)} for name in frame}
    margins = {name: {k: v / sum(one.values()) for k, v in one.items()} for name, one in margins.items()}
    targets = Targets.from_margins(
        margins, kind="shares", source="invented", date="2026", base_population="everybody"
    )
    weights = rake(frame, targets).values
    turned = frame.apply(lambda column: column.cat.reorder_categories(column.cat.categories[::-1]))
    for other in (frame.astype(object), turned):
        assert rake(other, targets).values == pytest.approx(weights, rel=1e-9)


def test_slow_margins_are_met_though_proportional_fitting_hardly_moves():
    """Two questions that nearly always have one answer: rounds of fitting crawl, Newton's steps do not."""
    first = np.repeat(["a", "b"], [5_000, 5_000])
    second = first.copy()
    second[:3], second[-3:] = "b", "a"
    frame = pd.DataFrame({"first": first, "second": second})
    targets = Targets.from_margins(
        {"first": {"a": 0.5, "b": 0.5}, "second": {"a": 0.52, "b": 0.48}},
        kind="shares",
        source="invented",
        date="2026",
        base_population="everybody",
    )
    weights = rake(frame, targets)
    assert weights.converged and weights.max_margin_error <= 1e-8
    assert weights.iterations < 40


def test_labels_are_those_of_the_frame_at_hand_however_many_came_and_went_before():
    for k in range(200):
        names = [f"{k} first", f"{k} second"]
        frame = pd.DataFrame({"sex": pd.Categorical.from_codes([0, 1, 1], names)})
        assert to_cells(frame, ["sex"]).labels == (tuple(names),)
        again = frame.assign(sex=frame["sex"].cat.rename_categories(["one", "two"]))
        assert to_cells(again, ["sex"]).labels == (("one", "two"),)
