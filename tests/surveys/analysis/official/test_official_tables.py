"""Official tables as downloaded: read in every format, matched by label, and refused by name where they do not fit."""

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from surveys.analysis.demographics import AUTHORITIES, STANDARD
from surveys.analysis.errors import TargetError
from surveys.analysis.official import read_table, targets_from
from surveys.analysis.official.labels import ages_of, code_of, variable_of
from surveys.analysis.population import census_targets

FOLDER = Path(__file__).parents[3] / "reference" / "census_formats"


def read(name, change=lambda text: text):
    if name.endswith(".xlsx"):
        return read_table((FOLDER / name).read_bytes(), name)
    return read_table(change((FOLDER / name).read_text("utf-8")).encode(), name)


SEVEN = tuple(AUTHORITIES.values())


def ons(variables, cells, *, areas=SEVEN, geography="Lower tier local authorities"):
    """An ONS dataset with wrong codes on purpose: labels alone must count. ``cells`` are label tuples -> count."""
    header = [f"{geography} Code", geography]
    for name in variables:
        header += [f"{name} Code", name]
    lines = [",".join([*header, "Observation"])]
    for area in areas:
        for at, (labels, count) in enumerate(cells.items()):
            pairs = ",".join(f'{99 - at},"{label}"' for label in labels)
            lines.append(f"X{at},{area},{pairs},{count}")
    return "\n".join(lines).encode()


ETHNIC = [category.census for category in STANDARD["ethnic_group"].categories]
AGES = ["Aged 12 years and under", "Aged 13 to 15 years", "Aged 16 to 17 years", "Aged 18 to 24 years"]
AGES += ["Aged 25 to 34 years", "Aged 35 to 49 years", "Aged 50 to 64 years", "Aged 65 to 74 years"]
AGES += ["Aged 75 years and over"]


def test_a_nomis_bulk_file_gives_the_figures_we_weight_to():
    """TS009, whose 2,163 figures hold totals, subtotals and single years side by side."""
    table = read("census2021-ts009-ltla.csv")
    assert (table.format, table.variables, table.date) == ("Nomis bulk file", ("Sex", "Age"), "2021-03-21")
    margins = ["authority", ("sex", "age_band")]
    targets = targets_from(table, ages="13 and over", margins=margins)
    ours = census_targets(margins)
    assert targets.total == ours.total == 2_417_754
    for key, margin in ours.margins.items():
        assert targets.margins[key].reindex(margin.index).tolist() == margin.tolist()
    record = targets.provenance["sex", "age_band"]
    assert table.sha256 in record.source and len(table.sha256) == 64
    assert not record.modelled
    assert any("11 subtotals of age" in note for note in targets.notes)
    assert targets.checksum == targets_from(table, ages="13 and over", margins=margins).checksum


def test_a_population_by_age_is_cut_exactly():
    targets = targets_from(read("census2021-ts009-ltla.csv"), ages="under 25", margins=["age_band"])
    assert targets.margins["age_band",].to_dict() == (
        census_targets(["age_band"], ages="under 25").margins["age_band",].to_dict()
    )
    assert targets.base_population.startswith("usual residents aged 13 to 24")


def test_published_bands_are_made_where_asked_for():
    targets = targets_from(
        read("census2021-ts009-ltla.csv"),
        ages="13 and over",
        bands={"age_band": "shown"},
        margins=["age_band"],
    )
    assert list(targets.margins["age_band",].index) == list(STANDARD["age_band"].shown)


def test_an_ons_dataset_of_all_ages_is_that_and_nothing_else():
    table = read("TS021-2021.csv")
    targets = targets_from(table, ages=None, margins=["ethnic_group"])
    assert targets.base_population == "usual residents of all ages, West Midlands police force area"
    assert set(targets.margins["ethnic_group",].index) == set(STANDARD["ethnic_group"].codes)
    with pytest.raises(TargetError, match="people of all ages") as refused:
        targets_from(table, ages="under 25")
    assert refused.value.reason == "wrong_population"


def test_those_who_did_not_answer_the_census_question_are_told():
    targets = targets_from(read("TS030-2021.csv"), ages=None, margins=["religion"])
    assert set(targets.margins["religion",].index) == set(STANDARD["religion"].codes)
    assert any("did not" in note and "Religion" in note for note in targets.notes)


def test_an_excel_file_is_read_with_its_unit_and_its_geography_is_named():
    table = read("ons_custom_age_by_ethnic_group.xlsx")
    assert (table.format, table.unit, table.variables) == ("ONS dataset", "Person", ("Age", "Ethnic group"))
    assert table.frame["count"].sum() == 59_597_541
    with pytest.raises(TargetError, match="about England and Wales") as refused:
        targets_from(table, ages="18 and over")
    assert refused.value.reason == "wrong_geography"


def test_regions_are_not_local_authorities():
    with pytest.raises(TargetError, match="North East, North West") as refused:
        targets_from(read("census2021-ts007-rgn.csv"), ages="13 and over")
    assert refused.value.category == "North East"


def test_an_answer_that_nomis_cut_short_is_refused():
    with pytest.raises(TargetError, match="4 of 190 records"):
        read("nomis_api_rm032_excerpt.csv")


def test_the_nomis_api_gives_targets_by_ethnic_group_and_age():
    """The format of the excerpt, filled in for the seven authorities with detailed groups, broad ones and totals."""
    lines = [
        "DATE,DATE_NAME,GEOGRAPHY_NAME,GEOGRAPHY_CODE,GEOGRAPHY_TYPE,C2021_ETH_20_NAME,C2021_ETH_20_TYPE,"
        "C2021_AGE_9_NAME,C2021_AGE_9_TYPE,MEASURES_NAME,OBS_VALUE,RECORD_COUNT"
    ]
    rows = []
    for area in AUTHORITIES.values():
        for age in [*AGES, "Total"]:
            figures = {group: 10 for group in ETHNIC}
            figures |= {"White": 50, "Total: All usual residents": 190}
            for group, count in figures.items():
                times = len(AGES) if age == "Total" else 1
                rows += [(area, group, age, "Value", count * times), (area, group, age, "Percent", 5)]
    for area, group, age, measure, value in rows:
        lines.append(
            f'2021,2021,{area},E0,local authorities,"{group}",Ethnic group,{age},Age,{measure},{value},{len(rows)}'
        )
    table = read_table("\n".join(lines).encode(), "rm032.csv")
    assert table.variables == ("Ethnic group", "Age")
    targets = targets_from(table, ages="under 25", margins=["authority", ("age_band", "ethnic_group")])
    assert targets.total == 7 * 3 * 19 * 10
    assert set(targets.margins["age_band", "ethnic_group"]) == {70}
    assert any("subtotals of ethnic group" in note for note in targets.notes)


def test_mid_year_estimates_load_the_same_way():
    header = "v4_0,calendar-years,Time,administrative-geography,Geography,sex,Sex,single-year-of-age,Age"
    lines = [header] + [
        f"{10 if age != 'Total' else 910},2023,2023,E08,{area},1,{sex},0,{age}"
        for area in [*AUTHORITIES.values(), "England"]
        for sex in ("Female", "Male")
        for age in [*map(str, range(90)), "90+", "Total"]
    ]
    table = read_table("\n".join(lines).encode(), "mid-year.csv")
    assert table.date == "2023-06-30"
    targets = targets_from(table, ages="18 and over", margins=["authority", ("sex", "age_band")])
    assert targets.total == 7 * 2 * 73 * 10
    assert targets.provenance["authority",].date == "2023-06-30"
    assert any("1 other areas" in note for note in targets.notes)


def test_broad_groups_alone_are_the_published_bands():
    broad = list(dict.fromkeys(label.split(":")[0] for label in ETHNIC))
    cells = {(group, age): 5 for group in broad for age in AGES}
    table = read_table(ons(["Ethnic group (6 categories)", "Age (9 categories)"], cells), "custom.csv")
    targets = targets_from(table, ages="18 and over", margins=["ethnic_group"])
    assert set(targets.margins["ethnic_group",].index) == set(STANDARD["ethnic_group"].shown)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"<!DOCTYPE html><html>Sorry</html>", "web page"),
        (b"PK\x03\x04 nonsense", "cannot be opened"),
        (b"a,b,c\n1,2,3\n", "begin a, b, c"),
        (b"date,geography,geography code\n2021,Birmingham,E08\n", "no figures"),
        (b"date,geography,geography code,Age\n2021,Birmingham,E08,5\n", "column “Age”"),
        (
            b"date,geography,geography code,Age: Total; measures: Value\n2021,Birmingham\n",
            "2 values in row 2",
        ),
        (ons(["Sex"], {("Female",): "c"}), "'c' in row 2"),
        (ons(["Sex"], {("Female",): ""}), "no figure in row 2"),
        (ons(["Sex"], {("Female",): -4}), "'-4' in row 2"),
        (ons(["Sex"], {("Female",): 4.5}), "'4.5' in row 2"),
        (ons(["Sex"], {("Female",): 4}, areas=["Dudley", "Dudley"]), "two figures for Dudley, Female"),
        (b"A Code,A,Observation\n1,Dudley,5\n", "no variable"),
        (b"A Code,A,B,Sex,Observation\n1,Dudley,1,Female,5\n", "its codes were expected"),
        (b'"a,b\n1,2', "cannot be read as CSV"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(content, says):
    with pytest.raises(TargetError, match=says) as refused:
        read_table(content, "file.csv")
    assert str(refused.value).startswith("file.csv")
    assert refused.value.reason


@pytest.mark.parametrize(
    ("variables", "cells", "reason", "says"),
    [
        (["Age"], {("Aged 10 to 14 years",): 5, ("Aged 15 years and over",): 9}, "cut_band", "both sides"),
        (["Age"], {("Aged 25 years and over",): 9}, "cut_band", "13-15"),
        (["Age"], {("Young",): 9}, "unknown_category", "“Young”"),
        (["Age"], {("Aged 0 to 20",): 9, ("Aged 15 to 99",): 3}, "overlapping_ages", "begins at 15"),
        (["Sex", "Age"], {("X", "Aged 13 years and over"): 9}, "unknown_category", "“X” for sex"),
        (["Household size"], {("1 person",): 9}, "unknown_variable", "“Household size”"),
        (["Age", "Age"], {("Aged 13 years", "Aged 13 years"): 9}, "repeated_variable", "two variables"),
        (["Sex"], {("Female",): 9, ("Does not apply",): 3}, "wrong_population", "does not apply"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_by_name(variables, cells, reason, says):
    table = read_table(ons(variables, cells), "file.csv")
    with pytest.raises(TargetError, match=says) as refused:
        targets_from(table, ages=None if variables == ["Sex"] else "13 and over")
    assert refused.value.reason == reason


def test_a_missing_authority_is_named():
    table = read_table(ons(["Sex"], {("Female",): 5}, areas=["Birmingham", "Coventry"]), "file.csv")
    with pytest.raises(TargetError, match="Dudley, Sandwell"):
        targets_from(table, ages=None)


def test_a_total_that_its_parts_do_not_reach_betrays_a_missing_category():
    lost = {(label,): 1_000 for label in ETHNIC[:-1]} | {("Total",): 19_000}
    with pytest.raises(TargetError, match="18,000 for E08000025, but the total printed is 19,000"):
        targets_from(read_table(ons(["Ethnic group"], lost), "file.csv"), ages=None)
    noisy = {(label,): 1_000 for label in ETHNIC} | {("Total",): 19_007}
    assert targets_from(read_table(ons(["Ethnic group"], noisy), "file.csv"), ages=None).total == 7 * 19_000


def test_households_are_not_people():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Dataset"
    for row in csv_rows(ons(["Sex"], {("Female",): 5})):
        sheet.append(row)
    book.create_sheet("Metadata").append(["Unit of Measure", "Household"])
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(TargetError, match="counts households, not people"):
        targets_from(read_table(content.getvalue(), "file.xlsx"), ages=None)


def csv_rows(content):
    return [line.replace('"', "").split(",") for line in content.decode().splitlines()]


@pytest.mark.parametrize(
    ("label", "ages"),
    [
        ("Aged under 1 year", (0, 1)),
        ("Aged 1 year", (1, 2)),
        ("Aged 90 years and over", (90, 130)),
        ("90+", (90, 130)),
        ("Age 18", (18, 19)),
        ("Aged 24 years and under", (0, 25)),
        ("Aged 16 to 64", (16, 65)),
        ("18–24", (18, 25)),
        ("Total", None),
    ],
)
def test_ages_are_read_however_a_table_writes_them(label, ages):
    assert ages_of(label) == ages


def test_labels_are_compared_without_case_and_spacing():
    assert code_of("ethnic_group", "white :  IRISH") == "white_irish"
    assert code_of("sex", "Females") == "female"
    assert code_of("religion", "Jedi") is None
    assert variable_of("Ethnic group (20 categories)") == "ethnic_group"
    assert variable_of("C2021_AGE_6") == "age_band"
    assert variable_of("religion_tb") == "religion"


def test_a_byte_order_mark_and_windows_letters_are_no_obstacle():
    text = ons(["Sex"], {("Female",): "1,005", ("Male",): 7}).decode().replace("1,005", '"1,005"')
    table = read_table(text.encode("utf-8-sig"), "file.csv")
    assert isinstance(table.frame, pd.DataFrame)
    assert targets_from(table, ages=None, margins=["sex"]).margins["sex",].to_dict() == {
        "female": 7 * 1_005,
        "male": 49,
    }
