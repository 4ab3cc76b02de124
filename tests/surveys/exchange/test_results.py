"""What a run writes: weights that meet the Census, tables that equal the analysis, comments that name nobody."""

from __future__ import annotations

import math
from pathlib import Path
from random import Random

import openpyxl
import pandas as pd
import pytest
from django.core.management import call_command

from surveys.analysis.population import banded, census_targets
from surveys.analysis.weighting import rake
from surveys.exchange import example
from surveys.exchange.analysis import analyse
from surveys.exchange.cells import safe
from surveys.exchange.run import run
from tests.surveys.exchange.conftest import FIRST_AGE, HEADINGS, made_rows

EXAMPLES = Path(example.PATH).parent
AREAS = {
    "Birmingham": "E08000025",
    "Coventry": "E08000026",
    "Dudley": "E08000027",
    "Sandwell": "E08000028",
} | {
    "Solihull": "E08000029",
    "Walsall": "E08000030",
    "Wolverhampton": "E08000031",
}


def people_of(case) -> pd.DataFrame:
    """The demographics of a case, coded here and not by the code under test."""
    frame = pd.DataFrame(case.rows, columns=HEADINGS)
    bands = {str(age): code for code, age in FIRST_AGE.items()}
    return pd.DataFrame(
        {
            "authority": banded(frame["Area"].map(AREAS), "authority", {"authority": "shown"}),
            "sex": banded(frame["Sex"].map({"F": "female", "M": "male"}), "sex", {"sex": "shown"}),
            "age_band": banded(frame["Age"].map(bands), "age_band", {"age_band": "shown"}),
            "SAFE": frame["Safe"],
        }
    ).astype(object)


def direct(case):
    """The same weighting, asked of the analysis itself."""
    people = people_of(case)
    targets = census_targets(
        ["authority", ("sex", "age_band")],
        bands={"authority": "shown", "sex": "shown", "age_band": "shown"},
    )
    return people, targets, rake(people, targets, bounds=(0.0, 5.0))


def test_the_weights_in_the_file_meet_every_census_margin(case, read):
    run(case.write().file, case.mapping_file, case.out)
    weights = read(case.out / "weights.csv")
    assert [int(row["row"]) for row in weights] == list(range(2, len(case.rows) + 2))
    assert set(weights[0]) == {"row", "weight", "note"}
    people, targets, _weights = direct(case)
    people["weight"] = [float(row["weight"]) for row in weights]
    for key, margin in targets.margins.items():
        found = people.groupby(list(key))["weight"].sum() / people["weight"].sum()
        wanted = margin / targets.total
        assert found.reindex(wanted.index).to_numpy() == pytest.approx(wanted.to_numpy(), rel=1e-6)


def test_the_tables_equal_the_analysis_asked_directly(case, read):
    run(case.write().file, case.mapping_file, case.out)
    rows = read(case.out / "tables.csv")
    _people, _targets, weights = direct(case)
    design = weights.to_design()
    options = ["Yes", "Partly", "No"]
    overall = design.tables(["SAFE"], options={"SAFE": options}).set_index("option")
    by_sex = design.crosstab("SAFE", "sex", options=options, groups=["Female", "Male"])
    seen = 0
    for row in rows:
        if row["question"] != "SAFE" or row["by"] not in ("", "Sex"):
            continue
        seen += 1
        option = row["answer"]
        if row["by"] == "":
            there = overall.loc[option]
            wanted = [there[name] for name in ("estimate", "lower", "upper", "unweighted")]
            assert int(row["base"]) == there["n"]
            assert float(row["effective base"]) == pytest.approx(there["effective_base"], abs=1e-3)
        else:
            group = row["group"]
            frames = (by_sex.shares, by_sex.lower, by_sex.upper, by_sex.unweighted)
            wanted = [frame.loc[option, group] for frame in frames]
            assert row["higher than"] == by_sex.letters.loc[option, group]
            assert row["letter"] == by_sex.column_letters[group]
        figures = [float(row[name]) for name in ("weighted", "from", "to", "unweighted")]
        assert figures == pytest.approx([100 * value for value in wanted], abs=1e-5)
    assert seen == 9


def test_unweighted_shares_and_bases_are_plain_counts(case, read):
    case.column("Safe", 2, "")
    run(case.write().file, case.mapping_file, case.out)
    answers = [row[4] for row in case.rows]
    stated = sum(answer != "" for answer in answers)
    for row in read(case.out / "tables.csv"):
        if row["question"] == "SAFE" and row["by"] == "":
            assert int(row["people"]) == answers.count(row["answer"])
            assert int(row["base"]) == stated == len(answers) - 1
            assert float(row["unweighted"]) == pytest.approx(
                100 * answers.count(row["answer"]) / stated, abs=1e-5
            )


def test_boxes_left_empty_by_everybody_who_answered_are_answers(case, read):
    for row in case.rows:
        row[5] = row[6] = "0"
    for row in case.rows[:100]:
        row[5] = row[6] = ""
    run(case.write().file, case.mapping_file, case.out)
    rows = [row for row in read(case.out / "tables.csv") if row["question"] == "PLACES" and not row["by"]]
    assert [(row["answer"], row["base"], row["people"]) for row in rows] == [
        ("Parks", "300", "0"),
        ("Buses", "300", "0"),
    ]


def test_the_mean_of_a_scale_stands_below_its_bands(case, read):
    run(case.write().file, case.mapping_file, case.out)
    rows = [row for row in read(case.out / "tables.csv") if row["question"] == "HOPE" and not row["by"]]
    assert [row["answer"] for row in rows] == ["0 to 3", "4 to 6", "7 to 10", "Mean"]
    _people, _targets, weights = direct(case)
    steps = pd.Series([float(row[7]) for row in case.rows])
    assert float(rows[-1]["weighted"]) == pytest.approx((steps * weights.values).sum() / weights.values.sum())
    assert float(rows[-1]["unweighted"]) == pytest.approx(steps.mean())


def test_the_order_of_the_rows_makes_no_difference(case, read):
    run(case.write().file, case.mapping_file, case.out)
    before = {name: read(case.out / name) for name in ("tables.csv", "gaps.csv", "themes.csv")}
    Random(7).shuffle(case.rows)
    run(case.write().file, case.mapping_file, case.out, replace=True)
    for name, rows in before.items():
        for old, new in zip(rows, read(case.out / name), strict=True):
            assert list(map(as_number, old.values())) == pytest.approx(
                list(map(as_number, new.values())), abs=1e-4
            )


def as_number(text: str) -> float:
    """A cell as a number; a word as a number of its own."""
    try:
        return float(text)
    except ValueError:
        return float(int.from_bytes(text.encode()[:6], "big"))


@pytest.mark.parametrize(
    ("encoding", "named"), [("utf-8-sig", "utf-8"), ("cp1252", "cp1252"), ("utf-16", "utf-16")]
)
def test_files_in_usual_encodings_are_read(case, encoding, named, read):
    case.rows[0][8] = "The café is dark – £5 to get in"
    case.encoding = encoding
    case.mapping = f'encoding = "{named}"\n' + case.mapping
    run(case.write().file, case.mapping_file, case.out)
    assert "The café is dark – £5 to get in" in {row["text"] for row in read(case.out / "comments.csv")}


def test_an_excel_file_gives_the_tables_of_the_same_csv(case, read):
    run(case.write().file, case.mapping_file, case.out)
    book = openpyxl.Workbook()
    book.active.append(case.headings)
    for row in case.rows:
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    excel = case.folder / "responses.xlsx"
    book.save(excel)
    run(excel, case.mapping_file, case.folder / "second")
    assert read(case.folder / "second" / "tables.csv") == read(case.out / "tables.csv")


@pytest.mark.long
def test_five_thousand_rows_are_all_counted(case, read):
    case.rows = made_rows(5000)
    run(case.write().file, case.mapping_file, case.out)
    rows = [row for row in read(case.out / "tables.csv") if row["question"] == "SAFE" and not row["by"]]
    assert sum(int(row["people"]) for row in rows) == 5000
    written = sum(row[8] not in ("", "N/A") for row in case.rows)
    assert len(read(case.out / "comments.csv")) == written


def test_people_outside_the_population_are_left_out_and_said(case, read):
    for row in case.rows[:12]:
        row[1] = "Elsewhere"
    case.rows[12][3] = "12"
    analysis = run(case.write().file, case.mapping_file, case.out)
    weights = [float(row["weight"]) for row in read(case.out / "weights.csv")]
    assert weights[:13] == [0.0] * 13
    assert all(weight > 0 for weight in weights[13:])
    assert analysis.coded.left_out == 13
    assert "About 15 more are left out" in (case.out / "report.html").read_text(encoding="utf-8")


def test_declining_to_say_counts_as_not_stated(case, read):
    for row in case.rows[:20]:
        row[2] = "Rather not"
    run(case.write().file, case.mapping_file, case.out)
    bases = {row["group"]: row["base"] for row in read(case.out / "tables.csv") if row["by"] == "Sex"}
    assert bases["Not stated"] == "20"


def test_gaps_compare_the_file_with_the_census(case, read):
    run(case.write().file, case.mapping_file, case.out)
    people, targets, _weights = direct(case)
    (row,) = [row for row in read(case.out / "gaps.csv") if row["group"] == "Coventry"]
    share = (people["authority"] == "Coventry").mean()
    assert float(row["answers %"]) == pytest.approx(100 * share, abs=1e-4)
    assert float(row["residents %"]) == pytest.approx(100 * targets.shares("authority")["Coventry"], abs=1e-4)
    assert row["population figures"] == "Census 2021, published counts"


def test_comments_come_masked_and_without_a_way_back_to_a_person(case, read):
    run(case.write().file, case.mapping_file, case.out)
    comments = read(case.out / "comments.csv")
    assert set(comments[0]) == {"question", "text", "themes", "language", "read by", "note"}
    texts = [row["text"] for row in comments]
    assert "Ring me on [phone number] about the gangs" in texts
    assert not any("07700" in text for text in texts)
    order = [row[8] for row in case.rows if row[8] not in ("", "N/A")]
    assert texts != [text.replace("07700 900123", "[phone number]") for text in order]
    (gangs,) = {row["themes"] for row in comments if "gangs" in row["text"]}
    assert "Gangs and being drawn in" in gangs


def test_themes_are_shares_of_people_who_wrote_and_say_who_read_them(case, read):
    run(case.write().file, case.mapping_file, case.out)
    (row,) = [row for row in read(case.out / "themes.csv") if row["theme code"] == "gangs_exploitation"]
    wrote = [row[8] for row in case.rows if row[8] not in ("", "N/A")]
    assert int(row["people who wrote"]) == len(wrote)
    assert int(row["people with the theme"]) == sum("gangs" in text for text in wrote)
    assert float(row["from %"]) < float(row["weighted %"]) < float(row["to %"])
    assert (row["read by"], row["codebook"]) == ("machine", "1.0")


def test_without_demographics_nothing_is_weighted_and_the_report_says_so(case, read):
    start, end = case.mapping.index("[demographics.authority]"), case.mapping.index("[questions.SAFE]")
    case.mapping = case.mapping[:start] + case.mapping[end:]
    run(case.write().file, case.mapping_file, case.out)
    assert {path.name for path in case.out.iterdir()} == {
        *("tables.csv", "tables.xlsx", "themes.csv", "comments.csv", "report.html")
    }
    rows = read(case.out / "tables.csv")
    assert {row["weighted"] for row in rows} == {""}
    assert {row["by"] for row in rows} == {""}
    page = (case.out / "report.html").read_text(encoding="utf-8")
    assert "Nothing was weighted" in page
    assert "Census 2021" not in page.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_like_a_formula(start):
    assert safe(f"{start}1+1") == f"'{start}1+1"


def test_numbers_stay_numbers_in_cells():
    assert safe(-3.5) == -3.5
    assert safe(math.nan) == ""


def test_formulas_in_answers_and_wording_reach_no_spreadsheet(case, read):
    case.rows[0][8] = "=HYPERLINK(evil) the park is dark"
    case.mapping = case.mapping.replace('label = "Do you feel safe?"', 'label = "@SUM(1) Do you feel safe?"')
    run(case.write().file, case.mapping_file, case.out)
    assert "'=HYPERLINK(evil) the park is dark" in {row["text"] for row in read(case.out / "comments.csv")}
    for name in ("tables.csv", "themes.csv", "comments.csv", "gaps.csv"):
        for row in read(case.out / name):
            for cell in row.values():
                assert not cell.startswith(("=", "+", "@"))
                assert not cell.startswith("-") or float(cell) < 0
    book = openpyxl.load_workbook(case.out / "tables.xlsx")
    assert not [
        cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.data_type == "f"
    ]


def test_the_workbook_holds_the_figures_of_the_csv(case, read):
    run(case.write().file, case.mapping_file, case.out)
    book = openpyxl.load_workbook(case.out / "tables.xlsx", read_only=True)
    assert book.sheetnames == ["About", "Overall", "By area", "By sex", "By age", "All figures"]
    lines = list(book["All figures"].iter_rows(values_only=True))
    csv_rows = read(case.out / "tables.csv")
    assert len(lines) == len(csv_rows) + 1
    at = lines[0].index("weighted")
    assert [line[at] for line in lines[1:]] == [float(row["weighted"]) for row in csv_rows]


def test_wide_bands_are_weighed_to_the_sum_of_their_census_figures(case, read):
    words = {"14": "Under 18", "17": "Under 18", "20": "18-34", "30": "18-34"}
    for row in case.rows:
        row[3] = words.get(row[3], "35+")
    case.mapping = case.mapping.replace(
        'column = "Age"\nnumber = true',
        'column = "Age"\n[demographics.age_band.values]\n"Under 18" = ["13-15", "16-17"]\n'
        '"18-34" = ["18-24", "25-34"]\n"35+" = ["35-49", "50-64", "65-74", "75+"]',
    )
    run(case.write().file, case.mapping_file, case.out)
    gaps = {
        row["group"]: float(row["residents %"])
        for row in read(case.out / "gaps.csv")
        if row["variable"] == "age_band"
    }
    wanted = 100 * census_targets(["age_band"]).shares("age_band")
    assert list(gaps) == ["13 to 17", "18 to 34", "35 or over"]
    assert gaps["18 to 34"] == pytest.approx(wanted["18-24"] + wanted["25-34"], abs=1e-4)
    assert sum(gaps.values()) == pytest.approx(100, abs=1e-3)


def test_the_committed_example_is_the_one_the_script_makes():
    assert example.PATH.read_text(encoding="utf-8") == example.text()


def test_every_output_of_a_synthetic_file_says_so(tmp_path, read):
    out = tmp_path / "out"
    call_command(
        "analyse_responses",
        example.PATH,
        mapping=EXAMPLES / "responses-2023-style.toml",
        out=out,
        verbosity=0,
    )
    for name in ("gaps.csv", "weights.csv", "tables.csv", "themes.csv", "comments.csv"):
        assert {row["note"] for row in read(out / name)} == {"synthetic example"}
    book = openpyxl.load_workbook(out / "tables.xlsx", read_only=True)
    for sheet in book:
        words = " ".join(str(value) for line in sheet.iter_rows(values_only=True) for value in line if value)
        assert "synthetic example" in words.lower(), sheet.title
    assert "Synthetic example: every answer is invented" in (out / "report.html").read_text(encoding="utf-8")


def test_real_answers_are_never_called_synthetic(case, read):
    run(case.write().file, case.mapping_file, case.out)
    assert {row["note"] for row in read(case.out / "tables.csv")} == {""}
    assert "ynthetic" not in (case.out / "report.html").read_text(encoding="utf-8")


def test_the_command_tells_what_it_did(case, capsys):
    case.write()
    call_command("analyse_responses", case.file, mapping=case.mapping_file, out=case.out)
    told = capsys.readouterr()
    assert "400 people, 3 tables" in told.out
    assert "every target met" in told.out
    assert "%|" not in told.err, "a progress bar belongs on a terminal"


def test_an_analysis_counts_the_steps_of_its_long_work(case):
    steps: dict[str, list[int]] = {}

    def bar(total, title):
        steps[title] = [total, 0]

        def step():
            steps[title][1] += 1

        return step

    analyse(case.write().file, case.mapping_file, bar=bar)
    assert all(total == done > 0 for total, done in steps.values())
    assert set(steps) == {"tables", "comments"}


@pytest.mark.parametrize("policy", ["soft", "own_share", "complete"])
def test_every_policy_for_missing_demographics_gives_a_whole_report(case, policy):
    for row in case.rows[::9]:
        row[2] = ""
    case.mapping += f'\n[weighting]\nmissing = "{policy}"\n'
    analysis = run(case.write().file, case.mapping_file, case.out)
    assert analysis.weighed is not None
    dropped = len(case.rows[::9]) if policy == "complete" else 0
    assert analysis.weighed.weights.n == len(case.rows) - dropped
    assert len(list(case.out.iterdir())) == 7


def test_small_groups_are_merged_where_the_mapping_says_so(case):
    for row in case.rows:
        row[1] = row[1].replace("Solihull", "Dudley")
    case.mapping += "\n[weighting]\nmerge_below = 10\n"
    run(case.write().file, case.mapping_file, case.out)
    assert "are weighed together, because fewer than 10 people" in (case.out / "report.html").read_text(
        encoding="utf-8"
    )


def test_bounds_in_the_mapping_hold_for_every_weight(case, read):
    case.mapping += "\n[weighting]\nbounds = [0.7, 1.6]\n"
    run(case.write().file, case.mapping_file, case.out)
    weights = [float(row["weight"]) for row in read(case.out / "weights.csv")]
    assert min(weights) >= 0.7 - 1e-9
    assert max(weights) <= 1.6 + 1e-9
    assert sum(weights) == pytest.approx(len(weights))
