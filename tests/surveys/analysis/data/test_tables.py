"""The committed Census tables hold the published figures, and their record is true."""

from __future__ import annotations

import hashlib
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from surveys.analysis.data import build, tables
from surveys.analysis.data.model import BROAD_GROUPS, ETHNIC_GROUPS, RELIGIONS
from surveys.analysis.demographics import AUTHORITIES, STANDARD
from surveys.analysis.targets import OGL
from tests.surveys.analysis.data import official_figures as published

TS021_ORDER = [
    "asian_bangladeshi",
    "asian_chinese",
    "asian_indian",
    "asian_pakistani",
    "asian_other",
    "black_african",
    "black_caribbean",
    "black_other",
    "mixed_white_asian",
    "mixed_white_black_african",
    "mixed_white_black_caribbean",
    "mixed_other",
    "white_british",
    "white_irish",
    "white_gypsy",
    "white_roma",
    "white_other",
    "other_arab",
    "other_any",
]
TS030_ORDER = [
    "no_religion",
    "christian",
    "buddhist",
    "hindu",
    "jewish",
    "muslim",
    "sikh",
    "other_religion",
    "not_answered",
]


def counts(name: str) -> dict[tuple[object, ...], int]:
    frame = tables.read(name)
    keys = [column for column in frame.columns if column not in ("count", "last_age")]
    assert not frame.duplicated(keys).any()
    return {tuple(row[:-1]): row[-1] for row in frame[[*keys, "count"]].itertuples(index=False)}


def test_every_cell_of_sex_by_age_band_is_the_published_count() -> None:
    expected = {
        (area, sex, band): figure
        for (area, sex), figures in published.rows(published.TS009_BANDS)
        for band, figure in zip(STANDARD["age_band"].codes, figures, strict=True)
    }
    assert counts("sex_by_age_band.csv") == expected
    assert sum(expected.values()) == 2_417_754


def test_single_years_add_up_to_every_resident_and_to_the_bands() -> None:
    single = tables.read("sex_by_age.csv")
    assert single["count"].sum() == 2_919_650
    assert len(single) == 7 * 2 * 91
    for (area, sex), figures in published.rows(published.TS009_BANDS):
        of_13 = single[(single["authority"] == area) & (single["sex"] == sex) & (single["age"] >= 13)]
        assert of_13["count"].sum() == sum(figures)


def test_every_cell_of_ethnic_group_is_the_published_count() -> None:
    assert counts("ethnic_group.csv") == {
        (area, group): figure
        for (area,), figures in published.rows(published.TS021)
        for group, figure in zip(TS021_ORDER, figures, strict=True)
    }


def test_every_cell_of_religion_is_the_published_count() -> None:
    assert counts("religion.csv") == {
        (area, religion): figure
        for (area,), figures in published.rows(published.TS030)
        for religion, figure in zip(TS030_ORDER, figures, strict=True)
    }


def test_every_cell_of_young_ethnic_group_is_the_published_count() -> None:
    cells = list(product(("Asian", "Black", "Mixed", "White", "Other"), ("female", "male"), (10, 12, 15)))
    assert counts("young_ethnic_group.csv") == {
        (area, sex, first_age, group): figure
        for (area,), figures in published.rows(published.RM032)
        for (group, sex, first_age), figure in zip(cells, figures, strict=True)
    }


def test_every_cell_of_religion_at_16_is_the_published_count() -> None:
    cells = list(product(TS030_ORDER, (0, 16)))
    assert counts("religion_at_16.csv") == {
        (area, first_age, religion): figure
        for (area,), figures in published.rows(published.RELIGION_AT_16)
        for (religion, first_age), figure in zip(cells, figures, strict=True)
    }


@pytest.mark.parametrize(
    ("name", "table", "order"),
    [("ethnic_group", published.TS021, TS021_ORDER), ("religion", published.TS030, TS030_ORDER)],
)
def test_the_hand_copied_table_adds_up_to_the_published_ones_within_four_people(
    name: str, table: str, order: list[str]
) -> None:
    frame = tables.read("ethnic_group_by_religion.csv")
    added = frame.groupby(["authority", name])["count"].sum()
    assert len(frame) == 7 * 19 * 9
    for (area,), figures in published.rows(table):
        for category, figure in zip(order, figures, strict=True):
            assert abs(added[area, category] - figure) <= 4, (area, category)


def test_the_national_table_has_every_resident_of_england_and_wales() -> None:
    frame = tables.read("national_age.csv")
    assert frame["count"].sum() == 59_597_541
    assert set(frame["first_age"]) == set(range(0, 90, 5))
    assert set(frame["broad_group"]) == set(BROAD_GROUPS)


def test_the_record_names_every_table_and_its_checksum() -> None:
    record = tables.read_sources()
    files = {path.name for path in tables.FOLDER.iterdir() if path.name.endswith((".csv", ".csv.gz"))}
    invented = {
        "example_comments.csv",
        "example_templates.csv",
        "safeguarding_examples.csv",
        "coded_comments.csv",
        "held_comments.csv",
    }
    # Names of places come from another program, surveys/analysis/themes/gazetteer.py, which says their source.
    assert files - invented - {"gazetteer.csv"} == set(record)
    for name, entry in record.items():
        assert entry["sha256"] == hashlib.sha256((tables.FOLDER / name).read_bytes()).hexdigest(), name
        assert entry["licence"] == OGL
        assert entry["date"] == "2021-03-21"
        assert entry["table"] and entry["title"] and entry["publisher"] and entry["base_population"]
    modelled = {name for name, entry in record.items() if entry["status"] == "modelled"}
    assert modelled == {"residents_13_and_over.csv.gz"}
    assert {entry["status"] for entry in record.values()} == {"official", "modelled"}


def test_the_record_is_what_the_build_program_would_write() -> None:
    assert (tables.FOLDER / "sources.toml").read_text(encoding="utf-8") == build.sources(tables.FOLDER)


def copy_of_tables(folder: Path) -> Path:
    for name in tables.read_sources():
        (folder / name).write_bytes((tables.FOLDER / name).read_bytes())
    return folder


def test_the_check_refuses_a_slip_in_the_hand_copied_table(tmp_path: Path) -> None:
    folder = copy_of_tables(tmp_path)
    build.check(folder)
    frame = tables.read("ethnic_group_by_religion.csv", folder=folder)
    frame.loc[frame["count"].idxmax(), "count"] += 100
    build.write(folder, "ethnic_group_by_religion.csv", frame)
    with pytest.raises(ValueError, match="disagrees"):
        build.check(folder)


def test_the_check_refuses_ages_that_lost_someone(tmp_path: Path) -> None:
    folder = copy_of_tables(tmp_path)
    frame = tables.read("sex_by_age.csv", folder=folder)
    frame.loc[frame["age"] == 40, "count"] -= 1
    build.write(folder, "sex_by_age.csv", frame)
    with pytest.raises(ValueError, match=r"2,417,740 .* 2,417,754"):
        build.check(folder)


def official_labels(folder: Path) -> None:
    """The published files, written again from the committed tables with the labels ONS uses."""
    ethnic = {category.code: category.census for category in STANDARD["ethnic_group"].categories}
    broad = {
        category.shown: str(category.census).split(":")[0] for category in STANDARD["ethnic_group"].categories
    }
    religion = {c.code: c.census for c in STANDARD["religion"].categories} | {"not_answered": "Not answered"}
    young = {10: "Aged 10 to 11 years", 12: "Aged 12 to 14 years", 15: "Aged 15 to 17 years"}
    at_16 = {0: "Aged 15 years and under", 16: "Aged 16 years and over"}

    def write(name: str, frame: pd.DataFrame) -> None:
        frame.rename(columns={"authority": "area_code"}).to_csv(folder / name, index=False)

    frame = tables.read("sex_by_age.csv")
    write("ts009_sex_by_age.csv", frame.assign(sex=frame["sex"].str.capitalize()))
    frame = tables.read("ethnic_group.csv")
    write("ts021_ethnic_group.csv", frame.assign(category=frame["ethnic_group"].map(ethnic)))
    frame = tables.read("religion.csv")
    write("ts030_religion.csv", frame.assign(category=frame["religion"].map(religion)))
    frame = tables.read("young_ethnic_group.csv")
    write(
        "custom_rm032_ethnic_group5_by_sex_by_age_10_to_17.csv",
        frame.assign(
            sex=frame["sex"].str.capitalize(),
            category=frame["broad_group"].map(broad),
            age_band=frame["first_age"].map(young),
        ),
    )
    frame = tables.read("religion_at_16.csv")
    write(
        "custom_religion_by_age_16.csv",
        frame.assign(category=frame["religion"].map(religion), age_band=frame["first_age"].map(at_16)),
    )
    frame = tables.read("national_age.csv")
    write(
        "england_wales_age18_by_ethnic_group5.csv",
        frame.assign(
            area_code="K04000001",
            category=frame["broad_group"].map(broad),
            age_code=frame["first_age"] // 5 + 1,
        ),
    )


def test_the_build_program_makes_the_same_bytes_from_the_same_figures(tmp_path: Path) -> None:
    census, folder = tmp_path / "census", tmp_path / "tables"
    census.mkdir()
    folder.mkdir()
    official_labels(census)
    copied = "ethnic_group_by_religion.csv"
    (folder / copied).write_bytes((tables.FOLDER / copied).read_bytes())
    build.build(census, folder)
    for name in tables.read_sources():
        if not name.endswith(".gz"):
            assert (folder / name).read_bytes() == (tables.FOLDER / name).read_bytes(), name
    made, kept = (
        tables.read("residents_13_and_over.csv.gz", folder=place) for place in (folder, tables.FOLDER)
    )
    # Sums of products may round differently on another processor, so people are compared and not bytes.
    pd.testing.assert_frame_equal(made, kept, rtol=0, atol=1e-4)


def test_an_unknown_label_in_a_published_file_is_refused(tmp_path: Path) -> None:
    official_labels(tmp_path)
    path = tmp_path / "ts030_religion.csv"
    path.write_text(path.read_text().replace("Sikh", "Jedi Knight"))
    with pytest.raises(ValueError, match="Jedi Knight"):
        build.tidy(tmp_path)


def test_categories_cover_the_survey() -> None:
    assert set(TS021_ORDER) == set(ETHNIC_GROUPS)
    assert set(TS030_ORDER) == set(RELIGIONS)
    assert set(AUTHORITIES) == {area for (area,), _ in published.rows(published.TS021)}
