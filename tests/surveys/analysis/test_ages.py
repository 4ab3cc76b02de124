"""Populations by age are said in words and hold exactly the people they name."""

import pytest

from surveys.analysis.ages import Ages, read_ages
from surveys.analysis.data import tables
from surveys.analysis.errors import TargetError
from surveys.analysis.population import census_table, census_targets


@pytest.mark.parametrize(
    ("said", "ages"),
    [
        ("18 and over", Ages(18)),
        ("aged 18 and over", Ages(18)),
        ("65+", Ages(65)),
        ("under 25", Ages(13, 24)),
        ("24 and under", Ages(13, 24)),
        ("16 to 24", Ages(16, 24)),
        ("13-17", Ages(13, 17)),
    ],
)
def test_a_range_is_read_as_people_write_it(said, ages):
    assert read_ages(said) == ages


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("young people", "bad_ages"),
        ("", "bad_ages"),
        ("under 13", "too_young"),
        ("10 to 24", "too_young"),
        ("20 and over", "cut_band"),
        ("under 21", "cut_band"),
        ("25 to 17", "empty_population"),
    ],
)
def test_a_range_that_cannot_be_kept_is_refused(said, reason):
    with pytest.raises(TargetError) as refused:
        census_targets(["authority"], ages=said)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("said", "first", "last"), [("18 and over", 18, 90), ("under 25", 13, 24), ("16 to 64", 16, 64)]
)
def test_the_figures_are_those_of_the_published_single_years(said, first, last):
    targets = census_targets(["authority", ("sex", "age_band")], ages=said)
    single = tables.read("sex_by_age.csv")
    published = single[single["age"].between(first, last)]
    assert targets.total == published["count"].sum()
    by_area = published.groupby("authority")["count"].sum().to_dict()
    assert targets.margins["authority",].to_dict() == by_area
    assert said.replace("under 25", "13 to 24") in targets.base_population


def test_no_all_age_margin_is_applied_to_the_young():
    """The official share of White residents of Birmingham is 48.6% at all ages and 32.6% at ages 10 to 17."""
    bands = {"ethnic_group": "shown"}
    young, everybody = (
        census_table(["authority", "ethnic_group"], bands=bands, ages=ages)["E08000025"]
        for ages in ("13 to 17", "13 and over")
    )
    assert young["White"] / young.sum() == pytest.approx(0.326, abs=0.02)
    assert everybody["White"] / everybody.sum() > 0.48
    assert census_targets(["ethnic_group"], ages="13 to 17").provenance["ethnic_group",].modelled


def test_every_margin_of_a_range_agrees_on_one_population():
    targets = census_targets(
        ["authority", ("sex", "age_band"), "ethnic_group", "religion", ("age_band", "religion")],
        ages="under 25",
    )
    for margin in targets.margins.values():
        assert margin.sum() == pytest.approx(targets.total, rel=1e-9)
    assert set(targets.margins["sex", "age_band"].index.get_level_values("age_band")) == {
        "13-15",
        "16-17",
        "18-24",
    }
    assert "13 to 24 did not" in targets.notes[0]
