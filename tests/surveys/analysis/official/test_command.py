"""The command that checks a downloaded table against the figures in use."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

FOLDER = Path(__file__).parents[3] / "reference" / "census_formats"


def test_ts009_equals_the_figures_in_use(capsys):
    call_command("check_census_table", str(FOLDER / "census2021-ts009-ltla.csv"))
    said = capsys.readouterr().out
    assert "2,417,754 usual residents aged 13 and over" in said
    assert "0 differ" in said


def test_a_table_that_does_not_fit_is_refused_in_its_own_words(tmp_path):
    with pytest.raises(CommandError, match="people of all ages"):
        call_command("check_census_table", str(FOLDER / "TS021-2021.csv"))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("check_census_table", str(tmp_path / "nothing.csv"))
