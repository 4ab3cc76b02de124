"""The report: one page that asks for nothing, says what it is, and shows no figure that must not be shown."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

from surveys.exchange.analysis import analyse
from surveys.exchange.report import report
from surveys.exchange.run import run


class Page(HTMLParser):
    """The tags of a page with their attributes, and its words without style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._style = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._style = tag == "style"

    def handle_endtag(self, tag):
        self._style = False

    def handle_data(self, data):
        if not self._style:
            self.words += data


def written(case) -> str:
    run(case.write().file, case.mapping_file, case.out)
    return (case.out / "report.html").read_text(encoding="utf-8")


def test_the_page_has_no_script_and_asks_for_nothing(case):
    text = written(case)
    page = Page(text)
    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "base"} & {
        tag for tag, _ in page.tags
    }
    for _tag, attributes in page.tags:
        assert not [
            name for name in attributes if name.startswith("on") or name in ("src", "srcset", "style")
        ]
        assert (attributes.get("href") or "#").startswith("#")
    without_namespace = text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|//[a-z]|@import|url\(", without_namespace)


def test_words_of_a_file_are_escaped(case):
    case.mapping = case.mapping.replace('"Safe streets"', '"<script>alert(1)</script> streets"')
    case.mapping = case.mapping.replace('"Partly"', '"<b>Partly"')
    for row in case.rows:
        row[4] = row[4].replace("Partly", "<b>Partly")
    page = Page(written(case))
    assert not {"script", "b"} & {tag for tag, _ in page.tags}
    assert "<b>Partly" in page.words


def test_a_rare_answer_is_hidden_in_the_report_and_in_its_pictures(case):
    for row in case.rows:
        row[4] = "Yes"
    for row in case.rows[:150]:
        row[4] = "No"
    for row in case.rows[:3]:
        row[4] = "Partly"
    text = written(case)
    part = text[text.index('id="q-SAFE"') : text.index('id="q-PLACES"')]
    assert "Partly: hidden" in part
    row = re.search(r"<th scope=\"row\">Partly</th>(.*?)</tr>", part, re.S)
    assert row is not None
    assert re.findall(r"<td class=\"number\">(.*?)</td>", row[1]) == ["[c]", "[c]", "[c]"]


def test_a_question_hardly_anybody_answered_is_not_shown(case):
    for row in case.rows[20:]:
        row[4] = ""
    text = written(case)
    part = text[text.index('id="q-SAFE"') : text.index('id="q-PLACES"')]
    assert "Not shown, to protect the people who answered" in part
    assert "%" not in part


def test_small_groups_are_not_named_in_the_cautions(case):
    for row in case.rows:
        if row[1] == "Solihull" and row[0] != "1":
            row[1] = "Dudley"
    for row in case.rows[:8]:
        row[1] = "Solihull"
    text = written(case)
    mind = text[text.index('id="mind"') : text.index('id="who"')]
    assert "fewer than 10 people" in mind
    assert "Solihull" not in mind


def test_the_report_says_who_answered_and_where_it_comes_from(case):
    analysis = analyse(case.write().file, case.mapping_file)
    words = " ".join(Page(report(analysis, made=date(2024, 1, 5))).words.split())
    assert analysis.weighed is not None
    for told in (
        "people who chose to answer",
        "not “residents”",
        "It was open from 2 May 2023 to 30 June 2023. How people were invited: By letter.",
        "no sampling error can be calculated",
        "Source: Office for National Statistics licensed under the Open Government Licence v.3.0.",
        analysis.responses.digest,
        analysis.mapping.digest,
        analysis.weighed.targets.checksum,
        "5 January 2024",
        "Read by machine",
        "codebook 1.0",
    ):
        assert told in words, told


def test_every_chart_has_its_table_and_its_words(case):
    text = written(case)
    charts = text.count('<svg xmlns="http://www.w3.org/2000/svg"')
    assert charts == 3 + 3 + 1
    assert text.count("<title id=") == text.count("<desc id=") == charts
    assert text.count("<caption>") == charts
