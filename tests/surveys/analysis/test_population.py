"""Residents aged 13 and over: official where official, marked as modelled where not, and drawable as a sample."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis import population
from surveys.analysis.demographics import AUTHORITIES, PREFER_NOT_TO_SAY, STANDARD
from surveys.analysis.errors import TargetError
from surveys.analysis.targets import OGL
from tests.surveys.analysis.data import official_figures as published

ALL = ["authority", ("sex", "age_band"), "ethnic_group", "religion"]


def test_cells_cross_every_code_and_count_every_resident() -> None:
    cells = population.cells()
    assert list(cells.columns) == [*population.VARIABLES, "count"]
    assert len(cells) == 7 * 2 * 8 * 19 * 9
    assert cells["count"].sum() == pytest.approx(2_417_754, rel=1e-9)
    assert cells["count"].min() >= 0
    assert not cells.duplicated(list(population.VARIABLES)).any()
    assert set(cells["authority"]) == set(AUTHORITIES)
    assert set(cells["sex"]) == {"female", "male"}
    assert set(cells["age_band"]) == set(STANDARD["age_band"].codes)
    assert set(cells["ethnic_group"]) == set(STANDARD["ethnic_group"].codes)
    assert set(cells["religion"]) == {*STANDARD["religion"].codes, "not_answered"}
    assert cells.attrs["modelled"] is True
    assert "modelled" in cells.attrs["source"]


def test_cells_reproduce_ts009_to_one_in_a_million() -> None:
    by_band = population.cells().groupby(["authority", "sex", "age_band"])["count"].sum()
    for (area, sex), figures in published.rows(published.TS009_BANDS):
        for band, figure in zip(STANDARD["age_band"].codes, figures, strict=True):
            assert by_band[area, sex, band] == pytest.approx(figure, rel=1e-6)


def test_cells_are_a_copy() -> None:
    cells = population.cells()
    cells["count"] = 0.0
    assert population.cells()["count"].sum() > 2_000_000


def test_young_people_keep_their_ethnic_groups_and_do_not_get_those_of_all_ages() -> None:
    cells = population.cells()
    birmingham = cells[(cells["authority"] == "E08000025") & cells["age_band"].isin(["13-15", "16-17"])]
    white = birmingham["ethnic_group"].str.startswith("white")
    assert birmingham.loc[white, "count"].sum() / birmingham["count"].sum() == pytest.approx(0.326, abs=0.01)


def test_official_margins_are_the_published_counts_exactly() -> None:
    targets = population.census_targets(["authority", ("sex", "age_band"), ("authority", "sex", "age_band")])
    expected = {
        (area, sex, band): float(figure)
        for (area, sex), figures in published.rows(published.TS009_BANDS)
        for band, figure in zip(STANDARD["age_band"].codes, figures, strict=True)
    }
    assert targets.margins["authority", "sex", "age_band"].to_dict() == expected
    assert targets.margins["authority",]["E08000025"] == 938_373.0
    assert (
        targets.margins["sex", "age_band"]["female", "13-15"]
        == 23790 + 6057 + 5514 + 6913 + 3824 + 5534 + 5132
    )
    assert targets.total == 2_417_754.0
    assert not any(record.modelled for record in targets.provenance.values())
    assert targets.notes == ()


def test_each_margin_says_whether_it_is_modelled() -> None:
    targets = population.census_targets([*ALL, ("authority", "ethnic_group")])
    modelled = {key: record.modelled for key, record in targets.provenance.items()}
    assert modelled == {
        ("authority",): False,
        ("sex", "age_band"): False,
        ("ethnic_group",): True,
        ("religion",): True,
        ("authority", "ethnic_group"): True,
    }
    for key, record in targets.provenance.items():
        assert record.licence == OGL
        assert record.date == "2021-03-21"
        assert ("not published figures" in record.source) == modelled[key]
    assert "13 and over" in targets.base_population


def test_every_margin_has_the_same_total() -> None:
    targets = population.census_targets(ALL)
    for margin in targets.margins.values():
        assert margin.sum() == pytest.approx(2_417_754, rel=1e-12)
        assert (margin > 0).all()


def test_ethnic_group_targets_are_of_this_population_and_not_of_all_ages() -> None:
    all_ages = {}
    for (_area,), figures in published.rows(published.TS021):
        for code, figure in zip(STANDARD["ethnic_group"].codes, figures, strict=True):
            all_ages[code] = all_ages.get(code, 0) + figure
    share = population.census_targets(["ethnic_group"]).shares("ethnic_group")
    whole = sum(all_ages.values())
    # Children are less often White British than adults, so leaving out those under 13 raises the share.
    assert 0.02 < share["white_british"] - all_ages["white_british"] / whole < 0.06
    assert share["mixed_white_black_caribbean"] < all_ages["mixed_white_black_caribbean"] / whole


def test_religion_is_over_those_who_answered() -> None:
    targets = population.census_targets(["religion"])
    assert list(targets.margins["religion",].index) == list(STANDARD["religion"].codes)
    cells = population.cells()
    answered = cells[cells["religion"] != "not_answered"].groupby("religion")["count"].sum()
    expected = answered / answered.sum()
    for code, share in targets.shares("religion").items():
        assert share == pytest.approx(expected[code], rel=1e-8)
    assert "those who answered" in targets.provenance["religion",].source
    assert any("5.7%" in note for note in targets.notes)


def test_margins_with_religion_agree_with_each_other_and_with_the_published_counts() -> None:
    targets = population.census_targets(
        [
            "authority",
            "religion",
            ("authority", "religion"),
            ("age_band", "religion"),
            ("authority", "age_band"),
        ]
    )
    crossed = targets.margins["authority", "religion"]
    assert crossed.groupby(level="authority").sum().to_dict() == pytest.approx(
        targets.margins["authority",].to_dict(), rel=1e-9
    )
    assert crossed.groupby(level="religion").sum().to_dict() == pytest.approx(
        targets.margins["religion",].to_dict(), rel=1e-9
    )
    assert not any("scaled" in note for note in targets.notes)
    muslim = crossed.xs("muslim", level="religion") / crossed.groupby(level="authority").sum()
    assert muslim.idxmax() == "E08000025"


def test_shown_bands_replace_stored_codes() -> None:
    targets = population.census_targets(ALL, bands={"age_band": "shown", "ethnic_group": "shown"})
    assert list(targets.margins["ethnic_group",].index) == ["Asian", "Black", "Mixed", "White", "Other"]
    ages = targets.margins["sex", "age_band"]
    assert list(ages["female"].index) == ["13 to 17", "18 to 24", "25 to 34", "35 to 49", "50 or over"]
    stored = population.census_targets(ALL).margins["sex", "age_band"]
    assert ages["male", "13 to 17"] == stored["male", "13-15"] + stored["male", "16-17"]
    assert ages["male", "50 or over"] == sum(stored["male", code] for code in ("50-64", "65-74", "75+"))


def test_merged_codes_join_the_code_they_are_merged_into() -> None:
    small = {"buddhist": "other_religion", "jewish": "other_religion"}
    merged = population.census_targets(["religion"], bands={"religion": small}).margins["religion",]
    apart = population.census_targets(["religion"]).margins["religion",]
    assert list(merged.index) == ["no_religion", "christian", "hindu", "muslim", "sikh", "other_religion"]
    assert merged["other_religion"] == pytest.approx(
        apart["other_religion"] + apart["buddhist"] + apart["jewish"], rel=1e-9
    )


def test_a_sample_is_banded_like_its_targets() -> None:
    bands = {"age_band": "shown", "religion": {"jewish": "other_religion"}}
    people = population.sample_people(2_000, seed=3)
    targets = population.census_targets(["age_band", "religion"], bands=bands)
    for name in ("age_band", "religion"):
        answers = set(population.banded(people[name], name, bands)) - {PREFER_NOT_TO_SAY}
        assert answers <= set(targets.margins[name,].index)
    series = pd.Series(["jewish", None, PREFER_NOT_TO_SAY, "sikh"])
    after = population.banded(series, "religion", bands)
    assert after[0] == "other_religion"
    assert pd.isna(after[1])
    assert list(after[2:]) == [PREFER_NOT_TO_SAY, "sikh"]
    assert population.banded(series, "religion", {}) is series


@pytest.mark.parametrize(
    ("margins", "bands", "reason", "named"),
    [
        (["disability"], {}, "unknown_variable", "disability"),
        ([("sex", "colour")], {}, "unknown_variable", "colour"),
        (["sex"], {"colour": "shown"}, "unknown_variable", "colour"),
        (["sex"], {"sex": "wide"}, "unknown_band", "sex"),
        (["religion"], {"religion": {"jedi": "other_religion"}}, "unknown_category", "religion"),
        ([], {}, "no_margins", None),
    ],
)
def test_targets_that_cannot_be_made_are_refused_by_name(
    margins: Sequence[str], bands: population.Bands, reason: str, named: str | None
) -> None:
    with pytest.raises(TargetError) as caught:
        population.census_targets(margins, bands=bands)
    assert (caught.value.reason, caught.value.variable) == (reason, named)


def test_the_source_note_marks_what_is_modelled() -> None:
    official = population.source_note(["sex", "age_band"])
    assert official.startswith("Sex and age band: Census 2021, table TS009.")
    assert "modelled" not in official
    note = population.source_note(population.VARIABLES)
    assert "Authority, sex and age band: Census 2021, table TS009." in note
    assert "Ethnic group and religion: modelled" in note
    assert "those who answered" in note
    assert "those who answered" not in population.source_note("ethnic_group")
    assert note.endswith(OGL) and official.endswith(OGL)
    assert "13 and over" in official
    with pytest.raises(TargetError, match="disability"):
        population.source_note("disability")


def test_a_sample_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    first = population.sample_people(500, seed=7)
    pd.testing.assert_frame_equal(first, population.sample_people(500, seed=7))
    assert not first.equals(population.sample_people(500, seed=8))
    assert list(first.columns) == list(population.VARIABLES)
    assert len(population.sample_people(0, seed=7)) == 0


def test_a_sample_without_propensities_looks_like_the_population() -> None:
    people = population.sample_people(40_000, seed=1)
    for name in ("authority", "sex", "age_band", "ethnic_group"):
        share = population.census_targets([name]).shares(name)
        drawn = people[name].value_counts(normalize=True).reindex(share.index, fill_value=0.0)
        error = np.sqrt(share * (1 - share) / 40_000)
        assert ((drawn - share).abs() < 4.5 * error + 1e-9).all(), name
    declined = (people["religion"] == PREFER_NOT_TO_SAY).mean()
    assert declined == pytest.approx(0.057, abs=0.005)
    assert "not_answered" not in set(people["religion"])


def test_stated_propensities_decide_who_answers() -> None:
    factors = {"sex": {"male": 0.5}, ("authority", "age_band"): {("E08000025", "13-15"): 0.0}}
    people = population.sample_people(20_000, seed=2, propensity=factors)
    assert not ((people["authority"] == "E08000025") & (people["age_band"] == "13-15")).any()
    cells = population.cells()
    kept = cells[~((cells["authority"] == "E08000025") & (cells["age_band"] == "13-15"))]
    by_sex = kept.groupby("sex")["count"].sum()
    expected = by_sex["male"] * 0.5 / (by_sex["male"] * 0.5 + by_sex["female"])
    assert (people["sex"] == "male").mean() == pytest.approx(expected, abs=0.015)


def test_the_three_ways_to_state_propensities_draw_the_same_people() -> None:
    table = {"female": 3.0, "male": 1.0}
    mapped = population.sample_people(300, seed=5, propensity={"sex": table})
    frame = pd.DataFrame({"sex": list(table), "propensity": list(table.values())})
    pd.testing.assert_frame_equal(mapped, population.sample_people(300, seed=5, propensity=frame))
    called = population.sample_people(300, seed=5, propensity=lambda cells: cells["sex"].map(table))
    pd.testing.assert_frame_equal(mapped, called)


@pytest.mark.parametrize(
    "propensity",
    [
        {"sex": {"male": -1.0}},
        {"sex": {"male": float("nan")}},
        {"sex": {"male": 0, "female": 0}},
        {"sex": {"men": 1.0}},
        {"colour": {"red": 1.0}},
        pd.DataFrame({"sex": ["male"], "propensity": [1.0]}),
        pd.DataFrame({"colour": ["red"], "propensity": [1.0]}),
    ],
)
def test_propensities_that_mean_nothing_are_refused(propensity: population.Propensity) -> None:
    with pytest.raises(TargetError):
        population.sample_people(10, seed=1, propensity=propensity)


def test_a_sample_of_fewer_than_none_is_refused() -> None:
    with pytest.raises(TargetError, match="-1 people"):
        population.sample_people(-1, seed=1)


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.sampled_from(STANDARD["age_band"].codes), st.floats(0, 100), min_size=8, max_size=8),
    st.integers(0, 2**32 - 1),
)
def test_no_one_with_a_propensity_of_zero_ever_answers(factors: dict[str, float], seed: int) -> None:
    if not any(factors.values()):
        factors["75+"] = 1.0
    people = population.sample_people(200, seed=seed, propensity={"age_band": factors})
    assert len(people) == 200
    assert all(factors[band] > 0 for band in people["age_band"].unique())


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(population.VARIABLES), min_size=1, max_size=3, unique=True),
    st.dictionaries(st.sampled_from(population.VARIABLES), st.just("shown"), max_size=5),
)
def test_any_crossing_of_any_variables_is_a_target(names: list[str], bands: dict[str, str]) -> None:
    targets = population.census_targets([tuple(names), *names] if len(names) > 1 else names, bands=bands)
    for key, margin in targets.margins.items():
        assert margin.sum() == pytest.approx(2_417_754)
        assert targets.provenance[key].modelled == bool({"ethnic_group", "religion"} & set(key))
    for name in names:
        wanted = STANDARD[name].shown if name in bands else STANDARD[name].codes
        assert set(targets.margins[name,].index) == set(wanted) - {"elsewhere", "another"} - {
            "Somewhere else",
            "Another answer",
        }
        summed = targets.margins[tuple(names)].groupby(level=name, sort=False).sum()
        assert summed.to_dict() == pytest.approx(targets.margins[name,].to_dict(), rel=1e-9)


def test_the_census_can_be_read_without_django() -> None:
    program = (
        "import sys; from surveys.analysis import population; population.census_targets(['sex', 'religion']); "
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
