"""Reading a posted form against the frozen definition of its survey.

Pure: no request, no database. What comes out is exactly what may be stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.authoring.routing import Definition, Shown, conditions, fields, is_routed, rules_of, shown
from surveys.questions import Problem, Question, Refused, Value, form_fields, kind_of


@dataclass
class Read:
    """What a posted form says, sorted by where it is stored.

    ``answers``: form field (question code, or ``CODE.ROW``) to option code, list of codes (in the order given, for a
    ranking) or number. ``demographics``: name of the standard question to category code. ``comments``: form field
    (question code, or ``CODE_OTHER``) to text. ``problems``: question code to what is wrong; an answer with a problem
    is in none of the other three. ``route``: the sections and questions these answers lead through.
    """

    answers: dict[str, Value] = field(default_factory=dict)
    demographics: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    route: Shown = field(default_factory=lambda: Shown((), ()))


class Reader:
    """Reads posted forms against one frozen definition.

    What the definition alone decides is worked out once: the fields each question has, and which questions depend on
    earlier answers. Reading a form then costs what was answered, not what could have been asked.
    """

    def __init__(self, definition: Definition) -> None:
        self._questions: dict[str, Question] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        self._sections: dict[str, str] = {}
        of_rule: dict[str, str] = {}
        for section in definition["sections"]:
            for question in section["questions"]:
                self._names[question["code"]] = form_fields(question)
                self._questions[question["code"]] = question
                self._sections[question["code"]] = section["code"]
                of_rule.update(dict.fromkeys(fields(question), question["code"]))
        self._definition = definition
        rules = [condition for rule in rules_of(definition) for condition in conditions(rule)]
        self._deciding = tuple(
            dict.fromkeys(of_rule[rule["question"]] for rule in rules if rule["question"] in of_rule)
        )
        self._required = tuple(
            code for code, question in self._questions.items() if kind_of(question).is_required
        )
        self._only_route = None if is_routed(definition) else shown(definition, {})

    def read(self, posted: Mapping[str, Any]) -> Read:
        """Read a whole form: keep the answers on the person's route, drop those on roads not taken.

        ``posted`` maps form fields to lists of strings (Django's QueryDict, or a plain mapping). Nothing is required
        but consent: an empty field is a question left out. Fields the survey does not have are ignored. What comes out
        stands in the order of the form, checkbox answers too, whatever order it was sent in. Text is stored as typed,
        with line ends written as ``\\n``.
        """
        values, problems = self._values(posted, self._questions)
        read = Read(route=self._only_route or shown(self._definition, values))
        for code in read.route.questions:
            if code in problems:
                read.problems[code] = problems[code]
            for name in self._names[code]:
                if name in values:
                    _keep(read, self._questions[code], name, values[name])
        for code in self._required:
            if code in read.route.questions and code not in read.answers:
                read.problems.setdefault(code, Problem.CONSENT)
        return read

    def route(self, posted: Mapping[str, Any]) -> Shown:
        """The sections and questions these answers lead through, reading only those a rule asks about."""
        return self._only_route or shown(self._definition, self._values(posted, self._deciding)[0])

    def lacks_consent(self, posted: Mapping[str, Any], *, before: str) -> str:
        """The consent question, on the person's route and before a section, that is still empty; none: empty text."""
        if not self._required:
            return ""
        route = self.route(posted)
        given = self._values(posted, self._required)[0]
        earlier = (
            route.sections[: route.sections.index(before)] if before in route.sections else route.sections
        )
        return next(
            (
                code
                for code in self._required
                if code in route.questions and self._sections[code] in earlier and code not in given
            ),
            "",
        )

    def requires(self, names: Iterable[str]) -> bool:
        """Whether one of these form fields cannot be left empty."""
        return not set(self._required).isdisjoint(names)

    def _values(
        self, posted: Mapping[str, Any], codes: Iterable[str]
    ) -> tuple[dict[str, Value], dict[str, Problem]]:
        sent: Callable[[str], Sequence[str] | None] = getattr(posted, "getlist", posted.get)
        values: dict[str, Value] = {}
        problems: dict[str, Problem] = {}
        for code in codes:
            given = {name: list(found) for name in self._names[code] if (found := sent(name))}
            if not given:
                continue
            question = self._questions[code]
            try:
                values.update(kind_of(question).read(question, given))
            except Refused as refused:
                problems[code] = refused.problem
        return values, problems


def read_answers(definition: Definition, posted: Mapping[str, Any]) -> Read:
    """Read one form. Whoever reads many against the same definition keeps a ``Reader``."""
    return Reader(definition).read(posted)


def _keep(read: Read, question: Question, name: str, value: Value) -> None:
    match kind_of(question).place(question, name):
        case "demographics":
            read.demographics[question["demographic"]] = str(value)
        case "comments":
            read.comments[name] = str(value)
        case _:
            read.answers[name] = value


__all__ = ["Problem", "Read", "Reader", "read_answers"]
