"""The robot that walks a draft before visitors do: every route, every question, every language, page by page.

It presses the buttons of the pages that visitors without JavaScript get, and compares what comes out at the end with
what it put in. It never comes as far as sending: nothing here can store an answer, and a draft has no version an answer
could belong to.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.authoring.routing import Answer, Definition, Shown, answer_kind, conditions, fields, rules_of
from surveys.collection.answering import turn_page
from surveys.collection.nonce import make_nonce
from surveys.collection.pages import Visit
from surveys.collection.render import Form, Surroundings, Wording, render
from surveys.collection.splice import plain
from surveys.collection.state import State, merged, open_state
from surveys.questions import form_fields, kind_of
from surveys.questions.consent import GIVEN
from surveys.rehearsal.routes_tried import Tried, covering, try_routes

DRAFT = 0
"""The version of a draft. No version that was ever published has this number, so the server takes no answer to it."""
MOST_WALKS = 40
MOST_WALKS_IN_OTHER_LANGUAGES = 3

_STATE = re.compile(r'name="state" value="([^"]*)"')
_NEXT = re.compile(r'<button class="default" type="submit" name="to" value="([^"]+)"')
_SHOWN = re.compile(r'data-q="([^"]+)"')

Posted = dict[str, list[str]]


@dataclass(frozen=True)
class Report:
    """What the robot found. ``faults``: sentences; empty, the draft can be published as far as the robot can tell."""

    tried: Tried | None = None
    walked: int = 0
    questions: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    arms: int = 1
    skips: tuple[tuple[str, str, bool], ...] = ()
    """Each skip: where it starts, where it leads, and whether somebody takes it."""
    is_end_reached: bool = False
    faults: tuple[str, ...] = ()
    seconds: float = 0.0
    longest: int = 0
    shortest: int = 0


@dataclass
class _Walk:
    """One visit of the robot."""

    form: Form
    given: Posted
    route: Shown
    faults: list[str] = field(default_factory=list)


def walk(
    definition: Definition, wordings: Sequence[Wording], around: Surroundings, *, is_known: bool = False
) -> Report:
    """Walk a draft whose definition has no faults, the first of ``wordings`` on every route chosen for it.

    ``is_known``: every route and order was walked before in another language, so that a few are enough in this one.
    """
    started = time.perf_counter()
    tried = try_routes(definition)
    routes = list(tried.routes)
    faults: list[str] = []
    walked = 0
    for number, wording in enumerate(wordings):
        is_first = number == 0 and not is_known
        most = MOST_WALKS if is_first else MOST_WALKS_IN_OTHER_LANGUAGES
        try:
            forms = _forms(definition, wording, around, every_arm=is_first)
        except Exception as error:
            # Whatever breaks a page for the robot would break it for visitors: say it, do not pass it on.
            faults.append(f"The pages in {wording.language} cannot be made: {type(error).__name__}: {error}.")
            continue
        for place, route in enumerate(covering(routes, most)):
            walked += 1
            form = forms[place % len(forms)]
            faults += _walked(_Walk(form, posted_of(definition, tried.routes[route]), route))
    codes = [question["code"] for section in definition["sections"] for question in section["questions"]]
    reached = {code for route in routes for code in route.questions}
    lengths = [len(route.questions) for route in routes]
    return Report(
        tried=tried,
        walked=walked,
        questions=tuple(code for code in codes if code in reached),
        missed=tuple(code for code in codes if code not in reached),
        languages=tuple(dict.fromkeys(wording.place or wording.language for wording in wordings)),
        arms=definition.get("arms", 1),
        skips=tuple(_skips(definition, tried)),
        is_end_reached=tried.reach.ends,
        faults=tuple(dict.fromkeys(faults)),
        seconds=time.perf_counter() - started,
        longest=max(lengths, default=0),
        shortest=min(lengths, default=0),
    )


def _forms(definition: Definition, wording: Wording, around: Surroundings, *, every_arm: bool) -> list[Form]:
    first = render(definition, wording, around, version=DRAFT)
    arms = range(1, definition.get("arms", 1) if every_arm else 1)
    return [first, *(render(definition, wording, around, version=DRAFT, arm=arm, like=first) for arm in arms)]


def _skips(definition: Definition, tried: Tried) -> Iterator[tuple[str, str, bool]]:
    for section in definition["sections"]:
        for place in (*section["questions"], section):
            for number, skip in enumerate(place.get("skips", ())):
                yield place["code"], skip["to"], (place["code"], f"skip {number}") in tried.reach.skips


def posted_of(definition: Definition, deciding: Mapping[str, Answer]) -> Posted:
    """A whole form as a browser would post it: what rules ask about as told or empty, all else made up."""
    asked_about = {condition["question"] for rule in rules_of(definition) for condition in conditions(rule)}
    posted: Posted = {}
    for section in definition["sections"]:
        for number, question in enumerate(section["questions"]):
            made = kind_of(question).made_up(question, number) or {
                name: ["x"] for name in form_fields(question)
            }
            for name in asked_about.intersection(fields(question)):
                made.pop(name, None)
                if name in deciding:
                    made[name] = _sent(question, deciding[name])
            posted.update(made)
    return posted


def _sent(question: Mapping[str, Any], answer: Answer) -> list[str]:
    if isinstance(answer, tuple | list):
        return list(answer)
    if question["type"] == "consent":
        return [GIVEN]
    if answer_kind(question) == "month":
        year, month = str(answer)[:4], str(answer)[4:]
        return [year, month] if month else [year]
    return [str(answer)]


def _walked(walk: _Walk) -> list[str]:
    """Press through the pages of one route; what is not as it should be."""
    form, now = walk.form, time.time()
    visit = Visit(arm=form.arm, nonce=make_nonce(now))
    state, to, seen = State(), "over13", set[str]()
    posted: Posted = {}
    for _ in range(2 * len(form.order) + 4):
        status, parts = turn_page(form, state, to, posted, visit, now)
        page = plain(parts).decode()
        if status != 200:
            return [f"{_where(walk)}: after “{to}” the page says that something is wrong (status {status})."]
        on_page = _SHOWN.findall(page)
        seen.update(on_page)
        sealed, forward = _STATE.search(page), _NEXT.search(page)
        if sealed is None or forward is None:
            return [f"{_where(walk)}: the page after “{to}” has no way on."]
        before = open_state(sealed[1], survey=form.survey, version=form.version)
        if forward[1] == "send":
            return _compared(walk, before.answers, seen)
        names = [
            name
            for section in form.definition["sections"]
            for question in section["questions"]
            if question["code"] in on_page and question["code"] in walk.route.questions
            for name in form_fields(question)
        ]
        posted = {name: walk.given[name] for name in names if name in walk.given}
        state = State(merged(before, posted, form.known), (), before.has_checked, before.hour)
        to = forward[1]
    return [f"{_where(walk)}: it goes round in circles and does not come to the end."]


def _compared(walk: _Walk, answers: Mapping[str, list[str]], seen: set[str]) -> list[str]:
    form = walk.form
    faults = [
        f"{_where(walk)}: question {code} is on this route and was on no page."
        for code in walk.route.questions
        if code not in seen
    ]
    came, meant = form.reader.read(answers), form.reader.read(walk.given)
    if came.route != walk.route:
        faults.append(f"{_where(walk)}: the pages led another way than the rules say.")
    for code, problem in came.problems.items():
        faults.append(f"{_where(walk)}: the answer to {code} was refused ({problem.value}).")
    pairs = (
        (came.answers, meant.answers),
        (came.demographics, meant.demographics),
        (came.comments, meant.comments),
    )
    lost = sorted(name for got, wanted in pairs for name in wanted if got.get(name) != wanted[name])
    if lost:
        faults.append(f"{_where(walk)}: what was answered to {', '.join(lost)} was lost between the pages.")
    return faults


def _where(walk: _Walk) -> str:
    order = f", order {walk.form.arm + 1}" if walk.form.arm else ""
    return f"In {walk.form.language}{order}, on the way {' → '.join(walk.route.sections)}"
