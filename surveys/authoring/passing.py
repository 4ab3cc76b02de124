"""What leads past a question, and which answers decide it. No Django.

A skip is taken where its place is shown, its own condition holds and those before it do not. Whether its place is shown
may itself hang on skips further up, so the conditions form a graph; it is asked for the fields it looks at, and for
whether it holds, without being written out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from surveys.authoring.routing import END, Answer, Definition, Rule, conditions, holds, skips_of


@dataclass(frozen=True, eq=False)
class Condition:
    """A rule, or several conditions joined: all of ``both``, at least one of ``either``, and none of ``none``."""

    rule: Rule | None = None
    both: tuple[Condition, ...] = ()
    either: tuple[Condition, ...] | None = None
    none: tuple[Condition, ...] = ()

    @cached_property
    def fields(self) -> frozenset[str]:
        """Every form field an answer of which it looks at."""
        own = frozenset(condition["question"] for condition in conditions(self.rule))
        return own.union(*(part.fields for part in (*self.both, *(self.either or ()), *self.none)))

    @cached_property
    def compares_numbers(self) -> bool:
        """Whether an answer is compared with a number somewhere in it."""
        own = any(isinstance(condition.get("value"), int | float) for condition in conditions(self.rule))
        return own or any(part.compares_numbers for part in (*self.both, *(self.either or ()), *self.none))

    def holds(self, answers: Mapping[str, Answer], known: dict[int, bool] | None = None) -> bool:
        """Whether it is met by these answers alone; ``known`` keeps what was found of its parts."""
        known = {} if known is None else known
        if id(self) not in known:
            known[id(self)] = (
                holds(self.rule, answers)
                and all(part.holds(answers, known) for part in self.both)
                and (self.either is None or any(part.holds(answers, known) for part in self.either))
                and not any(part.holds(answers, known) for part in self.none)
            )
        return known[id(self)]


@dataclass
class _Form:
    """The questions of a form by their place in it, and what was found so far of each."""

    order: list[str]
    starts: dict[str, int]
    gone: dict[str, list[Condition]] = field(default_factory=dict)

    @classmethod
    def of(cls, definition: Definition) -> _Form:
        pairs = [(s["code"], q["code"]) for s in definition["sections"] for q in s["questions"]]
        starts: dict[str, int] = {}
        for number, (home, code) in enumerate(pairs):
            starts.setdefault(home, number)
            starts.setdefault(code, number)
        return cls([code for _, code in pairs], starts, {code: [] for _, code in pairs})

    def goal(self, skip: Mapping[str, Any]) -> int:
        """The place in the order a skip leads to."""
        return len(self.order) if skip["to"] == END else self.starts.get(skip["to"], 0)

    def leave(self, place: Mapping[str, Any], reached: Condition, last: str) -> list[tuple[int, Condition]]:
        """Note what each skip of a place leads past; their goals, and the conditions under which they are taken."""
        before: list[Condition] = []
        taken = []
        for skip in skips_of(place):
            own = Condition(skip["if"])
            condition = Condition(both=(reached, own), none=tuple(before))
            before.append(own)
            # Asked for now, so that a long chain of skips is not followed all at once later.
            assert condition.fields is not None and condition.compares_numbers is not None
            goal = self.goal(skip)
            taken.append((goal, condition))
            for code in self.order[self.starts[last] + 1 : goal]:
                self.gone[code].append(condition)
        return taken


def passing(definition: Definition) -> dict[str, tuple[Condition, ...]]:
    """For each question the conditions under which a skip leads past it."""
    form = _Form.of(definition)
    for section in definition["sections"]:
        shown: list[Condition] = []
        out: list[Condition] = []
        codes = [question["code"] for question in section["questions"]]
        end = form.starts[codes[-1]] if codes else 0
        for question in section["questions"]:
            code = question["code"]
            rules = (Condition(section["show_if"]), Condition(question["show_if"]))
            reached = Condition(both=rules, none=tuple(form.gone[code]))
            shown.append(reached)
            taken = form.leave(question, reached, code)
            out += [condition for goal, condition in taken if goal > end]
        if codes:
            form.leave(section, Condition(either=tuple(shown), none=tuple(out)), codes[-1])
    return {code: tuple(found) for code, found in form.gone.items()}


def reasons(definition: Definition) -> dict[str, frozenset[str]]:
    """For each question the form fields that decide, by its own rule or a skip past it, whether it is shown."""
    gone = passing(definition)
    return {
        question["code"]: frozenset(
            condition["question"] for condition in conditions(question["show_if"])
        ).union(*(condition.fields for condition in gone[question["code"]]))
        for section in definition["sections"]
        for question in section["questions"]
    }
