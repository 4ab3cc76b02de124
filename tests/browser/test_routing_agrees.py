"""The browser and the server read one form of rule, and walk the same road through any survey."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from django.contrib.staticfiles import finders

from surveys.authoring.routing import fields, holds, shown
from tests.surveys.collection.survey import section, small_definition

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]

NAMES = ("A", "B", "C.X", "D")
CODES = ("x", "y", "z")
MONTHS = ("2025", "2025-11", "2026-02")


def a_rule(draw: random.Random, names: tuple[str, ...], depth: int = 3) -> dict[str, Any]:
    kind = draw.choice(["all", "any", "not", "if", "if", "if"]) if depth else "if"
    if kind in ("all", "any"):
        return {kind: [a_rule(draw, names, depth - 1) for _ in range(draw.randrange(3))]}
    if kind == "not":
        return {"not": a_rule(draw, names, depth - 1)}
    name, op = draw.choice(names), draw.choice(["is", "is_not", "answered", "at_least", "at_most"])
    if op in ("at_least", "at_most"):
        value = draw.choice(MONTHS) if draw.random() < 0.3 else draw.randrange(-1, 12)
        return {"question": name, "op": op, "value": value}
    if op == "answered":
        return {"question": name, "op": op}
    return {"question": name, "op": op, "values": draw.sample((*CODES, "7"), draw.randrange(1, 3))}


def test_browser_and_server_agree_on_every_rule(browser, open_page):
    draw = random.Random(20260501)
    page = open_page("about:blank")
    page.add_script_tag(path=finders.find("js/survey.js"))
    cases = []
    for _ in range(2_000):
        answers = {
            name: draw.choice(
                [
                    draw.choice((*CODES, *MONTHS)),
                    draw.sample(CODES, draw.randrange(3)),
                    draw.randrange(11),
                    draw.randrange(22) / 2,
                    "",
                ]
            )
            for name in NAMES
            if draw.random() < 0.7
        }
        cases.append((a_rule(draw, NAMES), answers))
    told = page.evaluate("cases => cases.map(([rule, answers]) => holds(rule, answers))", cases)
    ours = [holds(rule, answers) for rule, answers in cases]
    assert 300 < sum(ours) < 1_700
    assert [case for case, a, b in zip(cases, told, ours, strict=True) if a != b] == []


ROADS = """cases => cases.map(([definition, visits]) => {
    const form = document.createElement("form");
    for (const s of definition.sections) {
        const part = document.createElement("section");
        part.className = "part";
        part.dataset.s = s.code;
        if (s.show_if) part.dataset.if = JSON.stringify(s.show_if);
        if (s.skips) part.dataset.skip = JSON.stringify(s.skips);
        for (const q of s.questions) {
            const element = document.querySelector(`#survey [data-q="${q.like}"]`).cloneNode(true);
            element.dataset.q = q.code;
            delete element.dataset.if;
            delete element.dataset.skip;
            if (q.show_if) element.dataset.if = JSON.stringify(q.show_if);
            if (q.skips) element.dataset.skip = JSON.stringify(q.skips);
            element.querySelectorAll("[name]").forEach(f => f.name = f.name.replace(q.like, q.code));
            part.append(element);
        }
        form.append(part);
    }
    return visits.map(ticked => {
        form.reset();
        for (const [name, value] of ticked) {
            const box = form.querySelector(`[name="${name}"][value="${value}"]`);
            if (box) box.checked = true; else form.querySelector(`[name="${name}"]`).value = value;
        }
        const road = routeOf(form);
        return [[...form.querySelectorAll(".part")].filter(p => road.has(p)).map(p => p.dataset.s),
                [...form.querySelectorAll(".q")].filter(q => road.has(q)).map(q => q.dataset.q)];
    });
})"""


def test_browser_and_server_agree_on_the_road_through_random_surveys(address, open_page):
    draw = random.Random(7)
    page = open_page(address)
    surveys = [a_survey(draw) for _ in range(150)]
    visits = [[some_answers(draw, definition) for _ in range(6)] for definition in surveys]
    told = page.evaluate(
        ROADS, [[d, [ticked for _, ticked in made]] for d, made in zip(surveys, visits, strict=True)]
    )
    lengths, skipped = set(), 0
    for definition, made, roads in zip(surveys, visits, told, strict=True):
        for (answers, _), road in zip(made, roads, strict=True):
            ours = shown(definition, answers)
            assert [list(ours.sections), list(ours.questions)] == road, json.dumps([definition, answers])
            lengths.add(len(ours.questions))
            skipped += ours != shown(without_skips(definition), answers)
    # The surveys are worth trying: long and short roads, and many on which a skip is taken.
    assert len(lengths) >= 8 and skipped > 150


def without_skips(definition: dict[str, Any]) -> dict[str, Any]:
    sections = [
        {**s, "skips": [], "questions": [{**q, "skips": []} for q in s["questions"]]}
        for s in definition["sections"]
    ]
    return {"sections": sections}


LIKE = {
    q["code"]: q
    for s in small_definition()["sections"]
    for q in s["questions"]
    if q["code"] in ("SAFEDAY", "PLACES", "AGREE", "HOPE", "WHY")
}


def a_survey(draw: random.Random) -> dict[str, Any]:
    sections, names, number = [], ("Q0",), 0
    for place in range(draw.randrange(2, 6)):
        questions = []
        rule = a_rule(draw, names) if place and draw.random() < 0.6 else None
        for _ in range(draw.randrange(1, 4)):
            like = draw.choice(list(LIKE))
            made = {**LIKE[like], "code": f"Q{number}", "like": like, "show_if": None}
            if number and draw.random() < 0.6:
                made["show_if"] = real_rule(draw, names)
            questions.append(made)
            names = (*names, *fields(made))
            number += 1
        sections.append({**section(f"s{place + 1}", *questions), "show_if": rule})
    add_skips(draw, sections, names)
    return {"format": 1, "sections": sections}


def add_skips(draw: random.Random, sections: list[dict[str, Any]], names: tuple[str, ...]) -> None:
    """Some places lead on: to any later place or the end, on any rule or on none."""
    places = [place for part in sections for place in (part, *part["questions"])]
    for number, place in enumerate(places):
        if draw.random() < 0.3:
            goals = [*(later["code"] for later in places[number + 1 :]), "end"]
            place["skips"] = [
                {"if": real_rule(draw, names) if draw.random() < 0.8 else None, "to": draw.choice(goals)}
                for _ in range(draw.randrange(1, 3))
            ]


def real_rule(draw: random.Random, names: tuple[str, ...]) -> dict[str, Any]:
    text = json.dumps(a_rule(draw, names))
    for code, real in zip(CODES, ("unsafe", "park", "agree"), strict=True):
        text = text.replace(f'"{code}"', f'"{real}"')
    return json.loads(text)


def some_answers(
    draw: random.Random, definition: dict[str, Any]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    answers: dict[str, Any] = {}
    ticked: list[tuple[str, str]] = []
    for part in definition["sections"]:
        for asked_here in part["questions"]:
            for name in fields(asked_here):
                if draw.random() < 0.3:
                    continue
                codes = [option["code"] for option in asked_here.get("options", ())]
                match asked_here["type"]:
                    case "checkbox":
                        answers[name] = [code for code in codes if draw.random() < 0.5]
                        ticked += [(name, code) for code in answers[name]]
                    case "scale":
                        answers[name] = draw.randrange(11)
                        ticked.append((name, str(answers[name])))
                    case "text":
                        answers[name] = draw.choice(["words", "7"])
                        ticked.append((name, answers[name]))
                    case _:
                        answers[name] = draw.choice(codes)
                        ticked.append((name, answers[name]))
    return answers, ticked
