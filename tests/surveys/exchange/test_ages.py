"""A file about other ages than all from 13 on is weighed to exactly these residents."""

import pytest

from surveys.analysis.population import census_targets
from surveys.exchange.problems import Unreadable
from surveys.exchange.run import run


def weighed(case, line):
    case.mapping += f"\n[weighting]\n{line}\n"
    return run(case.write().file, case.mapping_file, case.out)


def test_a_survey_of_adults_is_weighed_to_adults(case):
    analysis = weighed(case, 'ages = "18 and over"')
    young = sum(int(row[3]) < 18 for row in case.rows)
    assert young > 0
    assert analysis.coded.left_out == young
    assert len(analysis.coded.people) == len(case.rows) - young
    targets = analysis.weighed.targets
    assert targets.total == census_targets(["authority"], ages="18 and over").total
    assert "13 to 17" not in set(targets.margins["sex", "age_band"].index.get_level_values("age_band"))
    report = (case.out / "report.html").read_text(encoding="utf-8")
    assert "residents aged 18 and over" in report
    assert "aged 13 and over" not in report


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('ages = "grown-ups"', "not a range of ages"),
        ('ages = "21 and over"', "cuts an age band"),
        ('ages = "16 and over"', 'age_band = "asked"'),
        ("ages = 18", "not a range of ages"),
    ],
)
def test_ages_that_cannot_be_kept_are_refused(case, line, says):
    with pytest.raises(Unreadable, match=says):
        weighed(case, line)


def test_the_files_own_bands_may_begin_at_16(case):
    analysis = weighed(case, 'ages = "16 and over"\nbands = { age_band = "asked" }')
    ages = set(analysis.weighed.targets.margins["sex", "age_band"].index.get_level_values("age_band"))
    assert "16 to 17" in ages and not any(age.startswith("13") for age in ages)


def test_ages_without_an_age_column_are_refused(case):
    start, end = case.mapping.index("[demographics.age_band]"), case.mapping.index("[questions.SAFE]")
    case.mapping = case.mapping[:start] + case.mapping[end:]
    with pytest.raises(Unreadable, match="nobody's age is known"):
        weighed(case, 'ages = "18 and over"\nmargins = ["authority", "sex"]')
