"""Whether anybody can ever be shown a question, take a skip, or meet part of a rule. No Django.

All answers that the rules can tell apart (``domains``) are followed through the form at once. Two ways to the same
place count as one as soon as no later rule asks about what they differ in, so the work grows with how far rules look
back and not with the length of the survey. The result is exact up to ``LIMIT`` steps. What is larger is decided
question by question, from those earlier questions alone that have a say in it; what is too large even then counts as
reachable and is said to be undecided: a survey that works is never refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from surveys.authoring.domains import Domain, domains_of
from surveys.authoring.routing import (
    END,
    Answer,
    Definition,
    Rule,
    conditions,
    fields,
    holds,
    skips_of,
)

LIMIT = 30_000
"""Steps followed for the whole survey, and as many again for the questions left open: some tenths of a second."""

Place = tuple[str, str]
"""A rule or a part of one: the code of its section or question, and where in it (``skip 0``, ``show 1``)."""


@dataclass
class Reach:
    """What can happen in a survey.

    ``questions``: code to answers that lead to it. ``skips``: those somebody takes, with answers that do so.
    ``parts``: alternatives of ``any`` rules that somebody meets. ``ends``: whether somebody comes to the end of the
    form without skipping there. ``exact``: everything not found here is impossible. ``undecided``: questions of which
    it cannot be told within ``LIMIT``.
    """

    questions: dict[str, dict[str, Answer]] = field(default_factory=dict)
    skips: dict[Place, dict[str, Answer]] = field(default_factory=dict)
    parts: set[Place] = field(default_factory=set)
    ends: bool = False
    exact: bool = True
    undecided: set[str] = field(default_factory=set)
    steps: int = 0


def unreachable(definition: Definition) -> list[str]:
    """The codes of the questions nobody can ever be shown, in the order of the form.

    Expects a definition whose rules name earlier questions and existing options only.
    """
    found = explore(definition)
    return [
        question["code"]
        for section in definition["sections"]
        for question in section["questions"]
        if question["code"] not in found.questions and question["code"] not in found.undecided
    ]


def explore(definition: Definition) -> Reach:
    """Follow every way through a survey."""
    found = _follow(definition, LIMIT)
    if found.exact:
        return found
    open_ = [
        question["code"]
        for section in definition["sections"]
        for question in section["questions"]
        if question["code"] not in found.questions
    ]
    left = LIMIT
    for code in open_:
        part = _follow(_slice(definition, code), max(left // 4, 1))
        left -= part.steps
        if code in part.questions:
            found.questions[code] = part.questions[code]
        elif not part.exact:
            found.undecided.add(code)
    return found


@dataclass(frozen=True)
class _Way:
    """How a state was come to, for telling an example: the answers given, newest first."""

    before: _Way | None = None
    given: tuple[tuple[str, Answer | None], ...] = ()

    def answers(self) -> dict[str, Answer]:
        way: _Way | None = self
        told: dict[str, Answer] = {}
        while way is not None:
            told.update({name: value for name, value in way.given if value is not None})
            way = way.before
        return told


_Values = tuple[tuple[str, Answer], ...]
_State = tuple[str | None, int, _Values]
"""Where a skip leads (None: no skip), how far the section is open, and the answers later rules still ask about."""
_CLOSED, _OPEN, _ENTERED = range(3)
"""Of a section: not shown; shown; shown, and one of its questions has been. The last is told apart for its skips."""


def _follow(definition: Definition, limit: int) -> Reach:
    domains = domains_of(definition)
    last = _last_uses(definition)
    found = Reach(exact=all(domain.whole for domain in domains.values()))
    states: dict[_State, _Way] = {(None, _OPEN, ()): _Way()}
    at = 0
    for section in definition["sections"]:
        entered: dict[_State, _Way] = {}
        for (goal, _, values), way in states.items():
            goal = None if goal == section["code"] else goal
            opens = _meets(section, "show", section["show_if"], dict(values), found, counts=goal is None)
            entered.setdefault((goal, _OPEN if opens else _CLOSED, values), way)
        states = entered
        for question in section["questions"]:
            at += 1
            asked_about = [domains[name] for name in fields(question) if name in domains]
            after: dict[_State, _Way] = {}
            for state, way in states.items():
                for made, path in _answered(section, question, state, way, asked_about, found):
                    found.steps += 1
                    goal, opens, values = made
                    kept = tuple(item for item in values if last[item[0]] > at)
                    after.setdefault((goal, opens, kept), path)
                if found.steps > limit:
                    found.exact = False
                    break
            states = after
        left: dict[_State, _Way] = {}
        at += 1
        for (goal, opens, values), way in states.items():
            kept = tuple(item for item in values if last[item[0]] > at)
            goes = _goal_after_section(section, goal, opens, dict(values), way, found)
            left.setdefault((goes, _OPEN, kept), way)
        states = left
    found.ends = any(goal is None for goal, _, _ in states)
    return found


def _answered(
    section: Mapping[str, Any],
    question: Mapping[str, Any],
    state: _State,
    way: _Way,
    domains: list[Domain],
    found: Reach,
) -> Iterator[tuple[_State, _Way]]:
    """A state after one question: unchanged where it is not shown, and one state an answer where it is."""
    goal, opens, values = state
    code = question["code"]
    if goal == code:
        goal = None
    known = dict(values)
    if (
        not opens
        or goal is not None
        or not _meets(question, "show", question["show_if"], known, found, counts=True)
    ):
        yield (goal, opens, values), way
        return
    if code not in found.questions:
        found.questions[code] = way.answers()
    opens = _ENTERED if skips_of(section) else _OPEN
    for answers in product(*(domain.answers for domain in domains)):
        given = tuple((domain.name, answer) for domain, answer in zip(domains, answers, strict=True))
        told = (*values, *((name, answer) for name, answer in given if answer is not None))
        path = _Way(way, given) if given else way
        yield (_goal_after(question, dict(told), path, found), opens, told), path


def _goal_after(place: Mapping[str, Any], known: Mapping[str, Answer], way: _Way, found: Reach) -> str | None:
    for number, skip in enumerate(skips_of(place)):
        if _meets(place, f"skip {number}", skip["if"], known, found, counts=True):
            found.skips.setdefault((place["code"], f"skip {number}"), way.answers())
            return str(skip["to"])
    return None


def _goal_after_section(
    section: Mapping[str, Any],
    goal: str | None,
    opens: int,
    known: Mapping[str, Answer],
    way: _Way,
    found: Reach,
) -> str | None:
    if opens == _CLOSED and any(question["code"] == goal for question in section["questions"]):
        return None
    return _goal_after(section, known, way, found) if opens == _ENTERED and goal is None else goal


def _meets(
    place: Mapping[str, Any],
    where: str,
    rule: Rule | None,
    known: Mapping[str, Answer],
    found: Reach,
    *,
    counts: bool,
) -> bool:
    """Whether a rule holds, noting which of its alternatives do."""
    if rule is None or "any" not in rule:
        return holds(rule, known)
    met = [number for number, part in enumerate(rule["any"]) if holds(part, known)]
    if counts:
        found.parts.update((place["code"], f"{where} {number}") for number in met)
    return bool(met)


def _last_uses(definition: Definition) -> dict[str, int]:
    """The last step at which a rule asks about each field: a step a question, and one more an end of a section."""
    last: dict[str, int] = {}
    at = 0

    def note(rule: Rule | None, step: int) -> None:
        for condition in conditions(rule):
            last[condition["question"]] = max(step, last.get(condition["question"], 0))

    for section in definition["sections"]:
        note(section["show_if"], at + 1)
        for question in section["questions"]:
            at += 1
            note(question["show_if"], at)
            for skip in skips_of(question):
                note(skip["if"], at)
        at += 1
        for skip in skips_of(section):
            note(skip["if"], at)
    return last


def _slice(definition: Definition, code: str) -> Definition:
    """The survey with those questions alone that decide, near or far, whether one is shown.

    Skips that lead past it, and what decides about them, are kept; their places are kept as empty questions.
    """
    home = {asked["code"]: (each, asked) for each in definition["sections"] for asked in each["questions"]}
    order = list(home)
    position = {name: number for number, name in enumerate(order)}
    starts = {each["code"]: position[each["questions"][0]["code"]] for each in definition["sections"]}

    def lands(target: str) -> int:
        return len(order) if target == END else starts.get(target, position.get(target, 0))

    wanted: set[str] = set()
    skipping: set[str] = set()
    waiting = [code]
    while waiting:
        name = waiting.pop()
        if name in wanted:
            continue
        wanted.add(name)
        where, asked = home[name]
        for rule in (where["show_if"], asked["show_if"]):
            waiting.extend(_asked_about(rule))
        for other in order[: position[name]]:
            section, question = home[other]
            for place in (question, section):
                for skip in skips_of(place):
                    if lands(skip["to"]) > position[name]:
                        skipping.add(place["code"])
                        waiting.append(other)
                        waiting.extend(_asked_about(skip["if"]))
    targets = {
        skip["to"]
        for each in definition["sections"]
        for place in (each, *each["questions"])
        for skip in skips_of(place)
    }
    sections = []
    for each in definition["sections"]:
        kept = []
        for asked in each["questions"]:
            if asked["code"] in wanted:
                kept.append(asked if asked["code"] in skipping else {**asked, "skips": []})
            elif asked["code"] in targets:
                kept.append({**asked, "show_if": None, "skips": []})
        skips = skips_of(each) if each["code"] in skipping else []
        sections.append({**each, "questions": kept, "skips": skips})
    return {"sections": sections}


def _asked_about(rule: Rule | None) -> list[str]:
    return [condition["question"].split(".")[0] for condition in conditions(rule)]
