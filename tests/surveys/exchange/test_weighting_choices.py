"""Choices of the mapping's weighting part: what becomes of gaps, and targets that may be missed a little."""

import pytest

from surveys.exchange.problems import Unreadable
from surveys.exchange.read_mapping import read_mapping
from surveys.exchange.run import run


def refused(case, extra):
    case.mapping += extra
    with pytest.raises(Unreadable) as found:
        read_mapping(case.write().mapping_file)
    return " ".join(found.value.problems)


@pytest.fixture
def with_gaps(case):
    """Every fifth person did not say whether they are female or male."""
    for row in range(2, 402, 5):
        case.column("Sex", row, "Rather not")
    return case


def test_gaps_filled_in_by_chance_are_told_in_report_and_appendix(with_gaps, read):
    with_gaps.mapping += '[weighting]\nmissing = "impute"\n'
    with_gaps.write()
    analysis = run(with_gaps.file, with_gaps.mapping_file, with_gaps.out)
    weights = analysis.weighed.weights
    assert weights.m == 20
    assert weights.max_margin_error <= 1e-8
    told = [float(row["weight"]) for row in read(with_gaps.out / "weights.csv")]
    assert sum(told) / len(told) == pytest.approx(1)
    safe = [row for row in read(with_gaps.out / "tables.csv") if row["question"] == "SAFE"]
    everybody = [row for row in safe if row["group"] == "Everybody"]
    assert sum(float(row["weighted"]) for row in everybody) == pytest.approx(100, abs=0.1)
    page = (with_gaps.out / "report.html").read_text(encoding="utf-8")
    assert "filled in by chance from people like them" in page
    assert "20 times over, combined by Rubin" in page


def test_a_soft_target_is_named_in_report_and_appendix(case):
    case.mapping += '[weighting]\nmargins = ["authority", "sex", "age_band"]\nsoft = { age_band = 2 }\n'
    case.write()
    weights = run(case.file, case.mapping_file, case.out).weighed.weights
    gaps = (weights.margins["after"] - weights.margins["target"]).abs()
    soft = weights.margins["variable"] == "age_band"
    assert gaps[soft].max() > 100
    assert gaps[~soft].max() < 1
    page = (case.out / "report.html").read_text(encoding="utf-8")
    assert "The figures for age are soft targets" in page
    assert "age_band: 2 (a ridge" in page


def test_a_crossed_margin_is_softened_by_its_two_names(case):
    case.mapping += '[weighting]\nsoft = { "sex by age_band" = 0.5 }\n'
    assert read_mapping(case.write().mapping_file).weighting.soft == {("sex", "age_band"): 0.5}


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (
            'missing = "imputed"',
            "missing is 'imputed'; choose one of soft, own_share, complete, impute. Did you mean",
        ),
        (
            "soft = { religion = 1 }",
            "soft speaks of “religion”, which is not one of the margins (authority, sex by",
        ),
        ("soft = { authority = 0 }", "write a number from 0.0001 (hardly soft) to 10000"),
        ('soft = { authority = "much" }', "soft gives 'much' for “authority”"),
        ("soft = 2", "soft says for a margin how softly it is met"),
        ('soft = { authority = 1, "sex by age_band" = 1 }', "every margin is soft"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(case, written, sentence):
    assert sentence in refused(case, f"[weighting]\n{written}\n")
