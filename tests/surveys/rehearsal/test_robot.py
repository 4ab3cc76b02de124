"""The robot walks every route of a draft, says what it did, and can store nothing."""

from __future__ import annotations

from unittest import mock

import pytest

from surveys.authoring.order import with_arms
from surveys.collection.render import Surroundings, Wording
from surveys.models import Intake, Nonce, Response
from surveys.rehearsal import robot, routes_tried
from surveys.rehearsal.robot import walk
from surveys.rehearsal.routes_tried import try_routes
from tests.surveys.authoring.definitions import ask, is_, option, survey

AROUND = Surroundings(survey=1, addresses={"en": "/insights/", "ur": "/ur/insights/"})


def worded(definition, language="en"):
    """Words for every key of a definition, so that its pages can be made."""
    texts = {name: name for name in ("title", "browser_title", "intro", "consent", "thanks")}
    for section in definition["sections"]:
        texts[f"section:{section['code']}"] = section["code"]
        for question in section["questions"]:
            key = f"q:{question['code']}"
            texts |= {key: key, f"{key}.low": "low", f"{key}.high": "high"}
            texts |= {f"{key}.o:{option['code']}": option["code"] for option in question.get("options", ())}
            texts |= {f"{key}.r:{row['code']}": row["code"] for row in question.get("rows", ())}
    return Wording(language, texts, texts, True)


def branching():
    """A gate with a skip to the end, a section for some, a skip past a section, and one of most kinds of question."""
    places = [option("park"), option("bus"), option("none", exclusive=True)]
    return survey(
        [
            ask("GATE", skips=[{"if": is_("GATE", "no"), "to": "end"}]),
            ask("PLACES", "checkbox", options=places),
            ask("HOPE", "scale", show_if=is_("PLACES", "park", "bus")),
        ],
        [ask("AGREE", "grid"), ask("WHY", "text", show_if={"question": "HOPE", "op": "at_most", "value": 3})],
        [ask("LAST", "longtext")],
        rules=(None, {"not": is_("PLACES", "none")}),
    )


def test_it_goes_every_way_and_loses_no_answer():
    definition = branching()
    report = walk(definition, [worded(definition), worded(definition, "ur")], AROUND)
    assert report.faults == () and report.missed == ()
    assert report.tried.is_every and report.is_end_reached
    assert report.skips == (("GATE", "end", True),)
    assert report.languages == ("en", "ur") and report.walked == len(report.tried.routes) + 3
    assert (report.shortest, report.longest) == (1, 6)


def test_it_walks_every_order():
    definition = branching()
    definition["sections"][0]["questions"][1]["shuffle"] = {"keep_last": 0}
    definition = with_arms(definition)
    report = walk(definition, [worded(definition)], AROUND)
    assert report.arms == 2 and report.faults == ()


def test_where_there_are_too_many_ways_every_pair_meets_and_the_report_says_so(monkeypatch):
    monkeypatch.setattr(routes_tried, "MOST_COMBINATIONS", 100)
    gates = [ask(f"Q{n}", "radio", "a", "b", "c") for n in range(8)]
    rules = [
        ask(f"R{n}", show_if={"all": [is_(f"Q{n}", "a"), is_(f"Q{(n + 1) % 8}", "b")]}) for n in range(8)
    ]
    definition = survey(gates, rules)
    tried = try_routes(definition)
    assert tried.combinations == 4**8 and not tried.is_every and tried.tried < 400
    seen = set()
    for answers in tried.routes.values():
        seen.update(code for code, value in answers.items())
    assert {code for route in tried.routes for code in route.questions} >= {f"R{n}" for n in range(8)}
    assert walk(definition, [worded(definition)], AROUND).faults == ()


def test_a_page_that_cannot_be_made_is_a_fault_in_its_language():
    definition = branching()
    wording = worded(definition, "ur")
    broken = Wording("ur", {k: v for k, v in wording.texts.items() if k != "q:HOPE"}, wording.promised, True)
    report = walk(definition, [worded(definition), broken], AROUND)
    assert report.faults == ("The pages in ur cannot be made: KeyError: 'q:HOPE'.",)


def test_an_answer_lost_between_the_pages_is_found():
    definition = branching()
    with mock.patch.object(robot, "merged", side_effect=lambda before, posted, known: dict(posted)):
        faults = walk(definition, [worded(definition)], AROUND).faults
    assert any("was lost between the pages" in fault for fault in faults)


@pytest.mark.both_databases
def test_it_asks_the_database_nothing_and_stores_nothing(db, django_assert_num_queries):
    definition = branching()
    with django_assert_num_queries(0):
        walk(definition, [worded(definition)], AROUND)
    assert not (Intake.objects.exists() or Response.objects.exists() or Nonce.objects.exists())
