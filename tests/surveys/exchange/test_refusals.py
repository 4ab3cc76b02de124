"""Whatever cannot be read is told in sentences with place and remedy, and nothing is written."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from surveys.exchange.problems import Unreadable
from surveys.exchange.run import run


def refusal(case) -> str:
    case.write()
    return refusal_of_files(case)


def refusal_of_files(case) -> str:
    with pytest.raises(Unreadable) as caught:
        run(case.file, case.mapping_file, case.out)
    left = {path.name for path in case.folder.iterdir()}
    assert left <= {"responses.csv", "mapping.toml"}
    return str(caught.value)


def test_an_unknown_answer_is_told_with_row_column_and_value(case):
    case.column("Safe", 5, "Mostly")
    case.column("Safe", 9, "Mostly")
    told = refusal(case)
    assert (
        "Row 5 (and 1 more row), column “Safe”: “Mostly” is not among the options of [questions.SAFE]" in told
    )


def test_a_misspelt_answer_is_told_with_the_nearest_option(case):
    case.column("Safe", 5, "Partley")
    assert "Did you mean “Partly”?" in refusal(case)


def test_an_unknown_demographic_word_is_told(case):
    case.column("Sex", 4, "W")
    assert "Row 4, column “Sex”: “W” is not among the values of [demographics.sex]" in refusal(case)


@pytest.mark.parametrize("age", ["old", "-1", "340", "nan", "inf"])
def test_an_age_that_is_none_is_told(case, age):
    case.column("Age", 3, age)
    assert f"Row 3, column “Age”: “{age}” is not an age from 0 to 120" in refusal(case)


@pytest.mark.parametrize("step", ["11", "-1", "2.5", "ten"])
def test_a_number_off_the_scale_is_told(case, step):
    case.column("Hope", 3, step)
    assert f"Row 3, column “Hope”: “{step}” is not a whole number from 0 to 10" in refusal(case)


def test_a_box_that_says_neither_yes_nor_no_is_told(case):
    case.column("P1", 3, "maybe")
    assert "Row 3, column “P1”: “maybe” says neither ticked nor not" in refusal(case)


def test_a_column_the_file_does_not_have_is_told_with_the_nearest(case):
    case.mapping = case.mapping.replace('column = "Comment"', 'column = "Coment"')
    told = refusal(case)
    assert (
        "[comments.WHERE] names the column “Coment”, which the file does not have. Did you mean “Comment”?"
        in told
    )


def test_a_heading_that_stands_twice_is_told_with_both_places(case):
    case.headings[7] = "Safe"
    assert "The column “Safe” stands 2 times in the file, as columns 5, 8" in refusal(case)


def test_a_ragged_row_is_told(case):
    case.rows[3].append("one too many")
    assert "Row 5 has 10 cells, but there are 9 headings" in refusal(case)


def test_a_wrong_encoding_is_told_with_the_line_and_the_remedy(case):
    case.column("Comment", 4, "The café is dark")
    case.encoding = "cp1252"
    told = refusal(case)
    assert "line 4 holds the byte 0xE9" in told
    assert 'encoding = "cp1252"' in told


def test_letters_are_not_garbled_where_the_mapping_names_the_wrong_encoding(case):
    case.column("Comment", 4, "The café is dark")
    case.mapping = 'encoding = "cp1252"\n' + case.mapping
    assert "is UTF-8, but the mapping says cp1252, which would garble its letters" in refusal(case)


def test_another_separator_is_suspected(case):
    case.delimiter = ";"
    assert 'The file seems to be separated by semicolons: write delimiter = ";"' in refusal(case)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty: it has neither headings nor answers"),
        (b"\n\n\n", "is empty: it has neither headings nor answers"),
        (b"ID,Area,Sex,Age,Safe,P1,P2,Hope,Comment\n", "has headings in row 1 but no answers"),
        (
            b'ID,Area,Sex,Age,Safe,P1,P2,Hope,Comment\n1,"Bir"x,F,30,Yes,0,0,1,\n',
            "A quotation mark may be missing",
        ),
        (b"ID,Area\n1,\x00\n", "holds a NUL character in line 2"),
        ("ID,Area\n1,x\n".encode("utf-16"), 'write encoding = "utf-16"'),
        (b"PK\x03\x04rest", "give it the ending .xlsx"),
    ],
)
def test_a_file_that_is_no_table_is_told(case, content, told):
    case.write()
    case.file.write_bytes(content)
    assert told in refusal_of_files(case)


def test_a_file_that_is_not_there_is_told(case):
    case.write()
    case.file.unlink()
    assert "cannot be read: No such file" in refusal_of_files(case)


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('title = "Safe streets"', "", "The mapping: title is missing or not a text"),
        (
            "closed = 2023-06-30",
            "closed = 2023-01-01",
            "closed on 2023-01-01, before it opened on 2023-05-02",
        ),
        ("opened = 2023-05-02", 'opened = "May"', "opened is 'May'; write a date without quotation marks"),
        (
            'invited = "By letter"',
            'inviting = "By letter"',
            "has the key “inviting”, which means nothing here",
        ),
        ('missing = ["", "N/A"]', 'missing = "N/A"', "missing must be a list of texts"),
        ('"female"', '"woman"', "[demographics.sex], “F”: “woman” is not a code of sex"),
        ("[demographics.sex]", "[demographics.gender]", "“gender” is not one of our demographics"),
        (
            'type = "radio"',
            'type = "choice"',
            "[questions.SAFE]: the type is 'choice'; it must be one of radio",
        ),
        ("[questions.SAFE]", "[questions.safe]", "“safe” is no code for a question"),
        ('["Yes", "Partly", "No"]', '["Yes", "Partly", "yes"]', "“yes” stands twice among the options"),
        ('["Yes", "Partly", "No"]', "[]", "options must be a list of the answers in order"),
        ("max = 10", "max = 0", "a scale needs whole numbers for min and max"),
        (
            'columns = { Parks = "P1", Buses = "P2" }',
            'column = "P1"',
            "several answers in one column need a separator",
        ),
        ("number = true", 'number = "yes"', "[demographics.age_band]: number is 'yes'; write true or false"),
        (
            "[comments.WHERE]",
            '[weighting]\nmargins = ["income"]\n[comments.WHERE]',
            "“income” has no Census figures",
        ),
        (
            "[comments.WHERE]",
            '[weighting]\nmargins = ["religion"]\n[comments.WHERE]',
            "“religion” has no column",
        ),
        (
            "[comments.WHERE]",
            '[weighting]\nmissing = "drop"\n[comments.WHERE]',
            "missing is 'drop'; choose one of soft",
        ),
        ("[comments.WHERE]", "[weighting]\nbounds = [2, 3]\n[comments.WHERE]", "one below 1 and one above"),
        (
            "[comments.WHERE]",
            '[weighting.merges.authority]\nBlack_Country = ["Dudley", "Walsal"]\n[comments.WHERE]',
            "“Walsal” is not a band of authority",
        ),
        ("min = 0", "min = 0\nmin = 1", "is not TOML"),
    ],
)
def test_a_mistake_in_the_mapping_is_told_where_it_stands(case, was, becomes, told):
    assert was in case.mapping
    case.mapping = case.mapping.replace(was, becomes, 1)
    assert told in refusal(case)


def test_a_mapping_without_anything_to_report_is_refused(case):
    case.mapping = 'title = "Nothing"'
    assert "names no question and no comment" in refusal(case)


def test_problems_are_told_together_and_twenty_at_most(case):
    for row in range(2, 32):
        case.column("Safe", row, f"word {row}")
    case.column("Sex", 2, "W")
    with pytest.raises(Unreadable) as caught:
        run(case.write().file, case.mapping_file, case.out)
    assert len(caught.value.problems) == 20
    assert caught.value.more == 11
    assert "column “Sex”" in caught.value.problems[0]
    assert "column “Safe”" in caught.value.problems[1]
    assert str(caught.value).endswith("And 11 more; mend these first.")


def test_a_group_nobody_answered_from_is_told_with_the_merge_to_write(case):
    for row in case.rows:
        if row[1] == "Solihull":
            row[1] = "Dudley"
    told = refusal(case)
    assert "Nobody in the file is “Solihull” (authority), but 7.6% of residents are." in told
    assert "[weighting.merges.authority]" in told


def test_the_suggested_merge_works(case, read):
    for row in case.rows:
        if row[1] == "Solihull":
            row[1] = "Dudley"
    told = refusal(case)
    merge = told.split("and below it ")[1].split(", or merge_below")[0]
    case.mapping += f"\n[weighting.merges.authority]\n{merge}\n"
    run(case.write().file, case.mapping_file, case.out)
    assert len(read(case.out / "weights.csv")) == len(case.rows)


def test_a_pair_nobody_is_in_is_told_with_the_margins_to_write(case):
    case.rows = [row for row in case.rows if not (row[2] == "M" and row[3] in ("14", "17"))]
    told = refusal(case)
    assert "“Male” and “13 to 17” together (sex by age_band)" in told
    assert 'write "sex", "age_band" instead of ["sex", "age_band"]' in told


def test_a_survey_of_adults_is_warned_that_others_would_stand_for_the_young(case):
    case.rows = [row for row in case.rows if row[3] not in ("14", "17")]
    case.mapping += '\n[weighting]\nmargins = ["authority", "sex", "age_band"]\n'
    told = refusal(case)
    assert "Nobody in the file is “13 to 17” (age_band), but 8.0% of residents are." in told
    assert "a merge makes people of other ages stand for them" in told
    assert '"13 to 17 or 18 to 24" = ["13 to 17", "18 to 24"]' in told


def test_too_few_people_to_weigh_are_told(case):
    case.rows = case.rows[:40]
    assert "40 people of the population answered; weighting starts at 50" in refusal(case)


def test_bounds_no_weights_can_keep_are_told(case):
    case.mapping += "\n[weighting]\nbounds = [0.99, 1.01]\n"
    assert "within the bounds" in refusal(case)


def test_a_folder_with_other_things_in_it_is_never_touched(case):
    case.write()
    case.out.mkdir()
    (case.out / "diary.txt").write_text("mine")
    for replace in (False, True):
        with pytest.raises(Unreadable, match=r"not empty|diary\.txt"):
            run(case.file, case.mapping_file, case.out, replace=replace)
    assert (case.out / "diary.txt").read_text() == "mine"


def test_results_are_replaced_only_when_asked(case):
    run(case.write().file, case.mapping_file, case.out)
    before = (case.out / "tables.csv").read_bytes()
    with pytest.raises(Unreadable, match="not empty"):
        run(case.file, case.mapping_file, case.out)
    case.rows = case.rows[:300]
    run(case.write().file, case.mapping_file, case.out, replace=True)
    assert (case.out / "tables.csv").read_bytes() != before
    assert {path.name for path in case.folder.iterdir()} == {"responses.csv", "mapping.toml", "out"}


def test_a_run_that_breaks_half_way_leaves_the_earlier_results(case, monkeypatch):
    run(case.write().file, case.mapping_file, case.out)
    before = {path.name: path.read_bytes() for path in case.out.iterdir()}

    def broken(*_args, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("surveys.exchange.run.report", broken)
    with pytest.raises(Unreadable, match="No space left on device"):
        run(case.file, case.mapping_file, case.out, replace=True)
    assert {path.name: path.read_bytes() for path in case.out.iterdir()} == before
    assert {path.name for path in case.folder.iterdir()} == {"responses.csv", "mapping.toml", "out"}


def test_the_command_ends_with_one_and_the_sentences(case):
    case.column("Safe", 5, "Mostly")
    case.column("Sex", 5, "W")
    case.write()
    with pytest.raises(CommandError) as caught:
        call_command("analyse_responses", case.file, mapping=case.mapping_file, out=case.out)
    assert caught.value.returncode == 1
    assert str(caught.value).startswith("2 problems; nothing was written.\nRow 5")
    assert not case.out.exists()
