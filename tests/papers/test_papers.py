"""Papers name evidence that exists, promise nothing that was not signed, and are all on their list."""

from __future__ import annotations

import re

import pytest

from tests.papers.evidence import CODE, ROOT, missing_evidence

PAPERS = sorted((ROOT / "docs" / "papers").glob("*.md"))
OTHERS = [ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "docs" / "anonymity.md"]


@pytest.mark.parametrize("paper", [*PAPERS, *OTHERS], ids=lambda paper: paper.name)
def test_every_file_test_and_link_a_paper_names_exists(paper):
    assert list(missing_evidence(paper)) == []


def test_what_is_said_of_assurance_names_tests_that_exist():
    assert list(missing_evidence(ROOT / "docs" / "assurance.md", below="tests")) == []


@pytest.mark.parametrize("below", ["", "tests/surveys/analysis"])
def test_what_is_said_of_the_weighting_names_tests_that_exist(below):
    assert list(missing_evidence(ROOT / "docs" / "weighting-assurance.md", below=below)) == []


def test_a_name_that_does_not_exist_is_found(tmp_path):
    paper = tmp_path / "paper.md"
    paper.write_text(
        "`tests/scan/test_nothing.py` `tests/scan/test_scan.py::test_nothing_of_the_kind` [x](nowhere.md)"
        " `tests/scan/test_scan.py::test_nothing_kept_tells_who_answered_or_when`"
    )
    assert len(list(missing_evidence(paper))) == 3
    paper.write_text("`scan/test_nothing.py` `scan/` `nowhere/` `scan/test_scan.py` `manage.py mix`")
    assert len(list(missing_evidence(paper, below="tests"))) == 2


def test_papers_rest_on_tests():
    named = {
        paper.name: sum(told.startswith("tests/") for told in CODE.findall(paper.read_text()))
        for paper in PAPERS
    }
    assert named["dpia.md"] >= 25 and named["childrens-code.md"] >= 12 and named["promises.md"] >= 8


def test_the_fifteen_standards_are_all_there():
    text = (ROOT / "docs" / "papers" / "childrens-code.md").read_text(encoding="utf-8")
    assert [int(number) for number in re.findall(r"^\| (\d+) \|", text, re.M)] == list(range(1, 16))


def test_nobody_has_signed_for_somebody_else():
    text = (ROOT / "docs" / "papers" / "dpia.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|(.*)\|$", text.split("## 7. Sign-off")[1], re.M)[2:]
    assert len(rows) >= 6
    for row in rows:
        assert [cell.strip() for cell in row.split("|")][1:] == ["", "", ""], row


def test_every_risk_has_both_judgements_and_a_test():
    text = (ROOT / "docs" / "papers" / "dpia.md").read_text(encoding="utf-8")
    risks = re.findall(r"^\| \d+ \|(.*)\|$", text, re.M)
    assert len(risks) >= 15
    for risk in risks:
        cells = [cell.strip() for cell in risk.split("|")]
        before, after = cells[1], cells[4]
        assert re.fullmatch(r"[123] × [123]", before) and re.fullmatch(r"[123] × [123]", after), risk
        assert int(after[0]) * int(after[-1]) < int(before[0]) * int(before[-1]), risk
        assert "`tests/" in cells[3], risk


def test_every_paper_is_on_the_list():
    listed = (ROOT / "docs" / "papers" / "README.md").read_text(encoding="utf-8")
    for paper in PAPERS:
        assert paper.name == "README.md" or f"({paper.name})" in listed, paper.name
