"""What a published result shows, and what it must never show."""

from __future__ import annotations

import csv
import json
import re
from copy import deepcopy
from datetime import date
from io import StringIO

import pytest
from django.db import connection

from cms.results.files import COLUMNS, as_csv, as_public_json
from cms.results.present import figure_of, headlines, present
from engagement.delivery.services import promise
from tests.cms.site import RESULT
from tests.cms.snapshots import SNAPSHOT


def test_an_empty_snapshot_shows_an_empty_result():
    told = present({})
    assert told.tables == told.themes == told.gaps == told.headlines == ()
    assert told.n is None and told.opened is None and told.fewest is None


def test_everybodys_row_becomes_the_chart_and_the_groups_become_breakdowns():
    table = present(SNAPSHOT).tables[0]
    assert [(bar.label, bar.cell.percent) for bar in table.bars][:2] == [
        ("Very safe", 31),
        ("Fairly safe", 42),
    ]
    assert [breakdown.label for breakdown in table.breakdowns] == ["Age", "Area"]
    assert [row.low_base for row in table.breakdowns[0].rows] == [False, False, True]


def test_a_hidden_figure_stays_a_sign_and_has_no_range():
    hidden = present(SNAPSHOT).tables[0].breakdowns[0].rows[0].cells[3]
    assert hidden.percent == "[c]" and not hidden.shown
    assert (hidden.low, hidden.high, hidden.unweighted, hidden.span) == (None, None, None, 0)


def test_a_figure_of_unknown_kind_is_hidden_rather_than_guessed():
    snapshot = {
        "themes": [{"name": "x", "percent": None, "low": 1, "high": 2}, {"name": "y", "percent": "12"}]
    }
    assert [bar.cell.percent for bar in present(snapshot).themes] == ["[c]", "[c]"]
    assert [bar.cell.low for bar in present(snapshot).themes] == [None, None]


def test_the_tile_map_is_drawn_only_when_every_authority_has_a_row():
    assert len(present(SNAPSHOT).tables[0].tiles) == 7
    fewer = deepcopy(SNAPSHOT)
    fewer["tables"][0]["rows"].pop()
    assert present(fewer).tables[0].tiles == ()


def test_a_gap_is_fewer_or_more_only_when_its_whole_range_is_on_that_side():
    groups = dict(present(SNAPSHOT).gaps)
    assert [gap.state for gap in groups["Age"]] == ["more", "fewer", "within"]
    assert [gap.state for gap in groups["Religion"]] == ["fewer", "within"]
    assert [gap.signed for gap in groups["Age"]] == ["+3", "−7", "+3"]


def test_gaps_share_one_scale_with_the_middle_at_no_difference():
    groups = dict(present(SNAPSHOT).gaps)
    fewer, sikh = groups["Religion"]
    assert fewer.at < sikh.at < 50 < groups["Age"][0].at
    for group in groups.values():
        for gap in group:
            assert 0 <= gap.from_ <= gap.at <= gap.to <= 100


def test_the_group_heard_least_from_is_the_one_farthest_below_its_own_share():
    assert present(SNAPSHOT).fewest.label == "18 to 24"
    men = {
        "variable": "sex",
        "category": "Male",
        "sample": 40,
        "population": 49,
        "points": -9,
        "low": -12,
        "high": -7,
    }
    assert present({**SNAPSHOT, "gaps": [*SNAPSHOT["gaps"], men]}).fewest.label == "18 to 24"


@pytest.mark.parametrize(
    ("text", "figure", "rest"),
    [
        ("7 in 10 feel safe", "7 in 10", "feel safe"),
        ("About 4 in 10 do not", "About 4 in 10", "do not"),
        ("62% would wait", "62%", "would wait"),
        ("Most would wait", "", "Most would wait"),
    ],
)
def test_a_headline_that_begins_with_a_figure_is_set_large(text, figure, rest):
    (told,) = headlines({"headline": [{"text": text}]})
    assert (told.figure, told.rest, told.text) == (figure, rest, text)


def test_a_promise_finds_its_theme_first_then_its_question_then_nothing():
    assert figure_of(SNAPSHOT, theme="no_go_places", question="SAFEDAY").percent == 22
    assert figure_of(SNAPSHOT, theme="bullying", question="SAFEDAY").text.startswith("7 in 10")
    assert figure_of(SNAPSHOT, theme="bullying") is None
    assert figure_of(SNAPSHOT, question="NOPE") is None


def rows_of(snapshot) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(as_csv(snapshot).removeprefix("\ufeff"))))


def test_the_csv_holds_every_figure_of_the_page_and_no_hidden_one():
    rows = rows_of(SNAPSHOT)
    assert tuple(rows[0]) == COLUMNS
    hidden = [row for row in rows if row["percent"] == "[c]"]
    assert hidden and all(row["low"] == row["high"] == row["unweighted"] == "" for row in hidden)
    first = next(row for row in rows if row["kind"] == "answer")
    assert (first["question"], first["answer"], first["percent"], first["low"], first["high"]) == (
        "SAFEDAY",
        "Very safe",
        "31",
        "27",
        "35",
    )
    assert {row["kind"] for row in rows} == {"note", "answer", "theme", "gap in points"}


def test_the_csv_says_by_itself_that_it_is_an_example_who_answered_and_where_targets_come_from():
    notes = " ".join(row["label"] for row in rows_of(SNAPSHOT) if row["kind"] == "note")
    assert "Synthetic example" in notes and "people who chose to answer" in notes
    assert all(source in notes for source in SNAPSHOT["sources"])
    real = {**SNAPSHOT, "survey": {**SNAPSHOT["survey"], "is_example": False}}
    assert "Synthetic" not in as_csv(real)


def test_no_cell_of_the_csv_runs_as_a_formula():
    answers = {row["answer"] for row in rows_of(SNAPSHOT)}
    assert "'=None of these" in answers and "=None of these" not in answers


def test_a_negative_gap_stays_a_number():
    gaps = {row["group"]: row["percent"] for row in rows_of(SNAPSHOT) if row["kind"] == "gap in points"}
    assert gaps["18 to 24"] == "-7"


def test_a_part_added_to_the_snapshot_later_is_not_published_by_accident():
    told = as_public_json({**SNAPSHOT, "audit": ["why a figure is hidden"]})
    assert "audit" not in told and told["tables"] == SNAPSHOT["tables"]


@pytest.mark.django_db
def test_a_published_result_shows_figures_gaps_method_files_and_promises(site, visitor):
    html = visitor.get(f"/results/{RESULT}/").content.decode()
    assert "About 1,150 people chose to answer." in html
    assert "people who chose to answer, not from everybody" in html
    assert "can mean more trust" in html
    assert "Who we are still missing" in html and "We heard least from: 18 to 24." in html
    assert "Answers were weighted to Census 2021 margins" in html
    assert "Walk the dark paths" in html  # the promise that answers this result
    assert f'href="/results/{RESULT}/tables.csv"' in html
    assert "This question is not published, to protect the people who answered." in html


@pytest.mark.django_db
def test_every_chart_has_a_table_that_says_the_same(site, visitor):
    html = visitor.get(f"/results/{RESULT}/").content.decode()
    # A chart says its shares in words but leaves the ranges to a table with its own name, which has to stand by it.
    charts = html.count('<ul class="bars">') + html.count('<ul class="gaps">')
    assert charts == 5
    assert html.count("<table") >= charts
    assert html.count("<caption") == html.count("<table")


@pytest.mark.django_db
def test_a_promise_stands_by_the_question_it_answers_and_leads_back_to_it(site, visitor):
    promise(
        slug="lamps",
        you_said="The path is dark.",
        we_did="Mend the lamps.",
        owner="Somebody",
        milestone="A list",
        due_on=date(2030, 1, 1),
        figure=RESULT,
        question="SAFEDAY",
    )
    html = visitor.get(f"/results/{RESULT}/").content.decode()
    asked = html.index('id="q-safeday"')
    assert asked < html.index("Because of this:") < html.index("</section>", asked)
    assert f'href="/results/{RESULT}/#q-safeday"' in visitor.get("/you-said-we-did/").content.decode()


@pytest.mark.django_db
def test_every_entry_of_the_contents_leads_somewhere(site, visitor):
    html = visitor.get(f"/results/{RESULT}/").content.decode()
    leads = set(re.findall(r'href="#([\w-]+)"', html))
    assert {"missing", "themes", "promised", "how", "q-safeday"} <= leads
    assert leads <= set(re.findall(r'id="([\w-]+)"', html))


def test_what_people_wrote_about_most_stands_first_and_what_is_hidden_last():
    shares = [bar.cell.percent for bar in present(SNAPSHOT).themes]
    whole = [share for share in shares if isinstance(share, int)]
    assert shares == [*sorted(whole, reverse=True), *["[c]"] * (len(shares) - len(whole))]
    assert whole and len(whole) < len(shares)


@pytest.mark.django_db
def test_a_published_result_that_was_changed_behind_the_signatures_leaves_every_page(site, visitor):
    changed = deepcopy(SNAPSHOT)
    changed["headline"][0]["text"] = "9 in 10 feel safe near home by day"
    changed["themes"][0]["percent"] = 99
    with connection.cursor() as cursor:
        # The model refuses this; whoever has the database does not ask the model.
        cursor.execute("UPDATE surveys_publishedresult SET snapshot = %s", [json.dumps(changed)])
    for address in (f"/results/{RESULT}/", f"/results/{RESULT}/tables.csv", f"/results/{RESULT}/tables.json"):
        assert visitor.get(address).status_code == 404, address
    for address in ("/", "/results/", "/you-said-we-did/"):
        page = visitor.get(address)
        assert page.status_code == 200
        assert "9 in 10" not in page.content.decode() and "99%" not in page.content.decode(), address
    assert f"/results/{RESULT}/" not in visitor.get("/results/").content.decode()
    assert RESULT not in visitor.get("/sitemap.xml").content.decode()


@pytest.mark.django_db
def test_the_files_download_as_files(site, visitor):
    table = visitor.get(f"/results/{RESULT}/tables.csv")
    assert table["Content-Type"].startswith("text/csv") and "attachment" in table["Content-Disposition"]
    data = json.loads(visitor.get(f"/results/{RESULT}/tables.json").content)
    assert data["n"] == 1150


@pytest.mark.django_db
def test_promises_show_the_published_figure_and_the_late_one_stands_first(site, visitor):
    html = visitor.get("/you-said-we-did/").content.decode()
    assert "1 promise is late." in html
    assert (
        html.index("lights-on-the-way-home") < html.index("somewhere-warm") < html.index("officers-you-know")
    )
    assert "<strong>22%</strong> wrote about “Places people avoid”" in html
    assert "9 days late" in html


def test_kinds_of_place_stand_in_page_and_files_as_they_were_signed():
    places = [
        {"place": "park", "name": "Parks and open spaces", "percent": 40, "low": 31, "high": 49, "base": 120},
        {"place": "online", "name": "Online", "percent": "[c]", "low": "[c]", "high": "[c]", "base": 120},
    ]
    told = {**SNAPSHOT, "places": places}
    assert [(bar.label, bar.cell.percent) for bar in present(told).places] == [
        ("Parks and open spaces", 40),
        ("Online", "[c]"),
    ]
    assert as_public_json(told)["places"] == places
    assert "place,park,Parks and open spaces,everyone,,120,,,40,31,49" in as_csv(told)
    assert present(SNAPSHOT).places == ()
