"""The model of residents reproduces every published table it is made from, and keeps the young as they are."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from surveys.analysis.data import model, tables
from surveys.analysis.data.model import AGE_STARTS, AREAS, BROAD_GROUPS, ETHNIC_GROUPS, RELIGIONS, SEXES
from surveys.analysis.demographics import STANDARD
from tests.surveys.analysis.data import official_figures as published
from tests.surveys.analysis.data.test_tables import TS021_ORDER, TS030_ORDER

BROAD_OF = {category.code: category.shown for category in STANDARD["ethnic_group"].categories}


@pytest.fixture(scope="module")
def all_ages() -> pd.DataFrame:
    joint = model.fit(tables.read_official())
    index = pd.MultiIndex.from_product(
        [AREAS, SEXES, AGE_STARTS, ETHNIC_GROUPS, RELIGIONS],
        names=["authority", "sex", "age", "ethnic_group", "religion"],
    )
    frame = pd.Series(joint.ravel(), index=index, name="count").reset_index()
    return frame.assign(broad=frame["ethnic_group"].map(BROAD_OF))


@pytest.fixture(scope="module")
def residents_of() -> dict[str, int]:
    single = tables.read("sex_by_age.csv")
    return dict(single.groupby("authority")["count"].sum())


def test_no_cell_is_negative_and_everyone_is_counted_once(all_ages: pd.DataFrame) -> None:
    assert len(all_ages) == 7 * 2 * 22 * 19 * 9
    assert all_ages["count"].min() >= 0
    assert all_ages["count"].sum() == pytest.approx(2_919_650, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "table", "order"),
    [("ethnic_group", published.TS021, TS021_ORDER), ("religion", published.TS030, TS030_ORDER)],
)
def test_the_all_age_tables_come_back_scaled_to_the_total_of_ts009(
    all_ages: pd.DataFrame, residents_of: dict[str, int], name: str, table: str, order: list[str]
) -> None:
    modelled = all_ages.groupby(["authority", name])["count"].sum()
    for (area,), figures in published.rows(table):
        scale = residents_of[area] / sum(figures)
        assert abs(scale - 1) < 5e-5
        for category, figure in zip(order, figures, strict=True):
            assert modelled[area, category] == pytest.approx(figure * scale, rel=1e-8), (area, category)


def test_the_young_ethnic_groups_of_rm032_come_back(all_ages: pd.DataFrame) -> None:
    first = {10: 10, 12: 12, 13: 12, 15: 15, 16: 15}
    young = all_ages[all_ages["age"].isin(first)]
    modelled = young.groupby(["authority", "sex", young["age"].map(first), "broad"])["count"].sum()
    single = tables.read("sex_by_age.csv")
    single = single[single["age"].between(10, 17)]
    starts = single["age"].map(lambda age: 10 if age < 12 else 12 if age < 15 else 15)
    totals = single.groupby(["authority", "sex", starts])["count"].sum()
    cells = list(product(("Asian", "Black", "Mixed", "White", "Other"), ("female", "male"), (10, 12, 15)))
    for (area,), figures in published.rows(published.RM032):
        figure_of = dict(zip(cells, figures, strict=True))
        for (group, sex, start), figure in figure_of.items():
            total = sum(figure_of[other, sex, start] for other in BROAD_GROUPS)
            scale = totals[area, sex, start] / total
            assert abs(totals[area, sex, start] - total) <= 7
            assert modelled[area, sex, start, group] == pytest.approx(figure * scale, rel=1e-8)


def test_religion_under_16_and_over_comes_back(all_ages: pd.DataFrame) -> None:
    modelled = all_ages.groupby(["authority", all_ages["age"] >= 16, "religion"])["count"].sum()
    for (area,), figures in published.rows(published.RELIGION_AT_16):
        for (religion, old), figure in zip(product(TS030_ORDER, (False, True)), figures, strict=True):
            # The custom table differs from TS030 and TS009 by disclosure control, at most 11 people a column.
            assert modelled[area, old, religion] == pytest.approx(figure, rel=1e-3, abs=6), (area, religion)


def test_ethnic_group_by_religion_comes_back(all_ages: pd.DataFrame) -> None:
    modelled = all_ages.groupby(["authority", "ethnic_group", "religion"])["count"].sum()
    official = tables.read("ethnic_group_by_religion.csv").set_index(
        ["authority", "ethnic_group", "religion"]
    )
    gap = (modelled - official["count"]).abs()
    assert gap.max() < 6
    assert (modelled[official["count"] == 0] == 0).all()


def test_birmingham_keeps_its_young_people_as_they_are(all_ages: pd.DataFrame) -> None:
    birmingham = all_ages[all_ages["authority"] == "E08000025"]
    young = birmingham[birmingham["age"].between(10, 17)]

    def white(frame: pd.DataFrame) -> float:
        return float(frame.loc[frame["broad"] == "White", "count"].sum() / frame["count"].sum())

    assert white(young) == pytest.approx(0.326, abs=0.0005)
    assert white(birmingham) == pytest.approx(0.486, abs=0.0005)


def test_fifteen_year_olds_are_like_their_neighbours_in_age(all_ages: pd.DataFrame) -> None:
    by_age = all_ages.groupby(["authority", "age", "broad"])["count"].sum().unstack()
    share = by_age.div(by_age.sum(axis=1), axis=0)
    for area in AREAS:
        assert (share.loc[area].loc[15] - share.loc[area].loc[16]).abs().max() < 0.01, area


def test_people_of_13_and_over_are_the_published_counts_of_ts009(all_ages: pd.DataFrame) -> None:
    joint = all_ages["count"].to_numpy().reshape(7, 2, 22, 19, 9)
    cells = model.thirteen_and_over(joint)
    by_band = cells.groupby(["authority", "sex", "age_band"])["count"].sum()
    for (area, sex), figures in published.rows(published.TS009_BANDS):
        for band, figure in zip(STANDARD["age_band"].codes, figures, strict=True):
            assert by_band[area, sex, band] == pytest.approx(figure, rel=1e-9)


def test_a_table_that_lacks_a_category_is_refused_by_name() -> None:
    official = tables.read_official()
    shorter = official.ethnic_group[official.ethnic_group["ethnic_group"] != "white_roma"]
    with pytest.raises(ValueError, match="white_roma"):
        model.fit(replace(official, ethnic_group=shorter))


def test_tables_that_contradict_each_other_are_refused() -> None:
    official = tables.read_official()
    joint = official.ethnic_group_by_religion.copy()
    joint.loc[joint["ethnic_group"] == "other_arab", "count"] = 0
    with pytest.raises(ValueError, match="above zero where the seed has no one"):
        model.fit(replace(official, ethnic_group_by_religion=joint))


def test_the_seed_decides_only_what_no_table_fixes() -> None:
    official = tables.read_official()
    flat = official.national_age.assign(count=1)
    usual, other = model.fit(official), model.fit(replace(official, national_age=flat))
    np.testing.assert_allclose(usual.sum(axis=(1, 2)), other.sum(axis=(1, 2)), rtol=1e-8, atol=1e-8)
    old_white = (slice(None), slice(None), slice(-3, None), ETHNIC_GROUPS.index("white_british"))
    assert usual[old_white].sum() > 1.1 * other[old_white].sum()
