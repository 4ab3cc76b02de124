"""What is wrong with the rules and skips of a survey, each fault said in a sentence. No Django."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.authoring.order import runs_of
from surveys.authoring.reach import Reach, explore
from surveys.authoring.routing import (
    END,
    MONTH,
    Definition,
    Rule,
    answer_kind,
    conditions,
    fields,
    skips_of,
)

SHOW_IF = "its show-if rule"
MOST_SKIPS = 20


@dataclass
class Surroundings:
    """Where the questions and sections of a survey stand, for checking what rules say of them."""

    questions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Form field to its question."""
    position: Mapping[str, int] = field(default_factory=dict)
    """Form field, question code or section code to its place in the form."""
    home: Mapping[str, str] = field(default_factory=dict)
    """Form field or question code to the code of its section."""
    run: Mapping[str, int] = field(default_factory=dict)
    """Section code to the number of the run it changes places in."""

    @classmethod
    def of(cls, definition: Definition) -> Surroundings:
        """What a definition's rules can refer to."""
        questions: dict[str, Mapping[str, Any]] = {}
        position: dict[str, int] = {}
        home: dict[str, str] = {}
        count = 0
        for section in definition["sections"]:
            count += 1
            position[section["code"]] = count
            for question in section["questions"]:
                count += 1
                for name in (*fields(question), question["code"]):
                    position.setdefault(name, count)
                    home.setdefault(name, section["code"])
                for name in fields(question):
                    questions.setdefault(name, question)
        run = {code: number for number, codes in enumerate(runs_of(definition)) for code in codes}
        return cls(questions, position, home, run)

    def change_places(self, one: str, other: str) -> bool:
        """Whether two sections come in a different order for different visitors."""
        return one != other and one in self.run and self.run.get(one) == self.run.get(other)


def place_faults(
    place: Mapping[str, Any], section: Mapping[str, Any], here: int, around: Surroundings
) -> Iterator[str]:
    """What is wrong with the rule and the skips of one section, or of a question of ``section``.

    ``here``: its place in the form, counted from 1 over sections and questions.
    """
    yield from _rule_faults(place["show_if"], SHOW_IF, here, place, section, around)
    skips = skips_of(place)
    if len(skips) > MOST_SKIPS:
        yield f"it has {len(skips)} skips; at most {MOST_SKIPS} are allowed."
        return
    after = here + len(place.get("questions", ()))
    for number, skip in enumerate(skips):
        name = f"its skip to {said_place(skip['to'], around)}"
        yield from _rule_faults(skip["if"], name, after + 1, place, section, around)
        yield from _target_faults(skip["to"], name, after, place, section, around)
        if skip["if"] is None and number + 1 < len(skips):
            yield f"{name} is taken by everybody, so the skips after it never happen. Put it last."


def said_place(to: str, around: Surroundings | None = None) -> str:
    """A skip's place as an author calls it."""
    if to == END:
        return "the end"
    if around is None or to in around.position:
        return f"section {to[1:]}" if to[:1] == "s" and to[1:].isdigit() else to
    return repr(to[:60]) if to else "nowhere"


def _target_faults(
    to: str,
    name: str,
    after: int,
    place: Mapping[str, Any],
    section: Mapping[str, Any],
    around: Surroundings,
) -> Iterator[str]:
    if to == END:
        if section["code"] in around.run:
            yield f"{name} starts in a section that changes places: who skips what would depend on the order."
        return
    if not to:
        yield "one of its skips does not say where to go on. Choose a later question, a later section or the end."
        return
    if to not in around.position:
        yield f"{name} leads to a place that does not exist. Choose a later question, a later section or the end."
        return
    if to == place["code"] or (to == section["code"] and place is not section):
        yield f"{name} leads back to where it starts. Skips only lead forward."
        return
    if around.position[to] <= after:
        yield f"{name} leads backwards. Skips only lead forward, so that nobody goes round in circles."
        return
    there = around.home.get(to, to)
    if there != section["code"] and (section["code"] in around.run or there in around.run):
        yield (
            f"{name} starts or ends in a section that changes places: who skips what would depend on the order. "
            "Keep skips inside one such section, or outside of them."
        )
    elif around.position[to] == after + 1:
        yield f"{name} leads to what comes next anyway. Take the skip away, or lead it further."


def _rule_faults(
    rule: Rule | None,
    name: str,
    here: int,
    place: Mapping[str, Any],
    section: Mapping[str, Any],
    around: Surroundings,
) -> Iterator[str]:
    for condition in conditions(rule):
        asked = condition["question"]
        if asked not in around.questions:
            yield (
                f"{name} asks about {asked[:60] or 'a question without a code'}, which does not exist. "
                "For one statement of a grid write CODE.STATEMENT."
            )
        elif around.position[asked] >= here:
            yield _looks_ahead(asked, name, place, around)
        elif around.change_places(around.home[asked], section["code"]):
            yield (
                f"{name} asks about {asked}, but the two sections change places: for some visitors it has not been "
                "asked yet. A rule may only look at what comes earlier in every order."
            )
        else:
            yield from _comparison_faults(condition, name, around.questions[asked])


def _looks_ahead(asked: str, name: str, place: Mapping[str, Any], around: Surroundings) -> str:
    said = f"{name} asks about {asked}, which comes later or is the same. Use an earlier question."
    own = {place["code"], *(question["code"] for question in place.get("questions", ()))}
    later = around.questions[asked]
    waits = {condition["question"].split(".")[0] for condition in conditions(later["show_if"])}
    if later["code"] not in own and not own.isdisjoint(waits):
        said += (
            f" {asked} waits for this one in turn: with each waiting for the other, nobody is shown either."
        )
    return said


def _comparison_faults(condition: Rule, name: str, question: Mapping[str, Any]) -> Iterator[str]:
    asked, comparison, kind = condition["question"], condition["op"], answer_kind(question)
    if comparison == "answered":
        return
    if comparison in ("at_least", "at_most"):
        yield from _limit_faults(condition["value"], name, asked, kind, question)
        return
    if "options" not in question:
        yield f"{name} asks which answer was chosen in {asked}, which has no answers to choose from."
        return
    if not condition["values"]:
        yield f"{name} does not say which answers of {asked} it means."
    codes = {option["code"] for option in question["options"]}
    unknown = [value for value in condition["values"] if value not in codes]
    for value in unknown[:3]:
        yield f"{name} asks for the answer {value[:60]!r}, which {asked} does not have."
    if len(unknown) > 3:
        yield f"{name} asks for {len(unknown) - 3} more answers that {asked} does not have."


def _limit_faults(value: Any, name: str, asked: str, kind: str, question: Mapping[str, Any]) -> Iterator[str]:
    if kind == "month":
        if not MONTH.fullmatch(str(value)):
            yield f"{name} compares {asked} with {value!r}, which is not a month. Write 2026-05."
        return
    if kind != "number":
        yield f"{name} compares {asked} with a number, but {asked} is not a scale or a number."
        return
    whole = not question.get("decimals")
    if not isinstance(value, int | float) or (whole and not isinstance(value, int)):
        yield f"{name} compares {asked} with {value!r}, which is not a {'whole ' if whole else ''}number."
        return
    low, high = question.get("min"), question.get("max")
    if (low is not None and value < low) or (high is not None and value > high):
        yield f"{name} compares {asked} with {value}, which is not on its scale."


def reach_faults(definition: Definition) -> Iterator[tuple[str, int, int | None]]:
    """What nobody reaches: questions, skips, alternatives of rules. Each a sentence with section and question by place.

    Expects rules without the faults above. What is too large to decide is let through; the robot says so.
    """
    found = explore(definition)
    lost_sections = _lost_sections(definition, found)
    for s, section in enumerate(definition["sections"]):
        yield from ((message, s, None) for message in _dead_parts(section, f"Section {s + 1}", found, s))
        for q, question in enumerate(section["questions"]):
            code = question["code"]
            if code in found.questions or code in found.undecided:
                for message in _dead_parts(question, f"Question {code}", found, s):
                    yield message, s, q
            elif s in lost_sections and question["show_if"] is None:
                yield (
                    (
                        f"Question {code}: nobody can ever be shown it, for nobody comes to section {s + 1}: "
                        f"{_why(definition, section)}"
                    ),
                    s,
                    q,
                )
            else:
                yield (
                    (
                        f"Question {code}: nobody can ever be shown it. No answers make its show-if rule and those "
                        "before it true, or skips lead everybody past it."
                    ),
                    s,
                    q,
                )


def _why(definition: Definition, section: Mapping[str, Any]) -> str:
    if section["show_if"] is None:
        return "skips lead everybody past it."
    return "no answers make its show-if rule and those before it true, or skips lead everybody past it."


def _lost_sections(definition: Definition, found: Reach) -> set[int]:
    return {
        s
        for s, section in enumerate(definition["sections"])
        if all(
            question["code"] not in found.questions and question["code"] not in found.undecided
            for question in section["questions"]
        )
    }


def _dead_parts(place: Mapping[str, Any], name: str, found: Reach, s: int) -> Iterator[str]:
    if not found.exact:
        return
    code = place["code"]
    for number, skip in enumerate(skips_of(place)):
        if (code, f"skip {number}") not in found.skips:
            yield (
                f"{name}: its skip to {said_place(skip['to'])} can never be taken. Its conditions contradict each "
                "other, or those before it."
            )
        else:
            yield from _dead_alternatives(
                skip["if"], f"{name}: its skip to {said_place(skip['to'])}", code, number, found
            )
    yield from _dead_alternatives(place["show_if"], f"{name}: {SHOW_IF}", code, None, found)


def _dead_alternatives(
    rule: Rule | None, name: str, code: str, skip: int | None, found: Reach
) -> Iterator[str]:
    where = "show" if skip is None else f"skip {skip}"
    if (
        rule is None
        or "any" not in rule
        or not any((code, f"{where} {n}") in found.parts for n in range(len(rule["any"])))
    ):
        return
    for number, part in enumerate(rule["any"]):
        if (code, f"{where} {number}") not in found.parts:
            names = ", ".join(dict.fromkeys(condition["question"] for condition in conditions(part)))
            yield (
                f"{name} has a part that can never be true: the one about {names}. It contradicts itself or what "
                "leads here."
            )
