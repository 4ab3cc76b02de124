"""Small survey definitions, written short, and strategies that draw any survey and any answers to it."""

from __future__ import annotations

import uuid
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from surveys.authoring.routing import fields

drawn = settings(max_examples=30, deadline=None)
"""How long properties are tried: no time limits, which would fail on a busy machine."""


def option(code: str, *, exclusive: bool = False, missing: bool = False) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "code": code, "exclusive": exclusive, "missing": missing}


def ask(code: str, kind: str = "radio", *codes: str, show_if: Any = None, **more: Any) -> dict[str, Any]:
    """A question; the options of a choice are yes and no unless told."""
    question: dict[str, Any] = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_OID, code)),
        "code": code,
        "type": kind,
        "show_if": show_if,
        "sensitive": False,
        "not_sensitive_reason": "",
    }
    if kind in ("radio", "checkbox", "grid", "demographic"):
        question["options"] = [option(name) for name in codes or ("yes", "no")]
    if kind == "grid":
        question["rows"] = [{"id": str(uuid.uuid4()), "code": "A"}, {"id": str(uuid.uuid4()), "code": "B"}]
    if kind == "scale":
        question |= {"min": 0, "max": 10}
    if kind == "text":
        question["max_length"] = 200
    if kind == "longtext":
        question["max_length"] = 2000
    return question | more


def survey(*sections: list[dict[str, Any]], rules: tuple[Any, ...] = ()) -> dict[str, Any]:
    """A definition of these sections, each a list of questions; ``rules`` are the sections' own, in order."""
    return {
        "format": 1,
        "sections": [
            {
                "id": f"section-{number}",
                "code": f"s{number}",
                "show_if": rules[number - 1] if number <= len(rules) else None,
                "sensitive": False,
                "questions": questions,
            }
            for number, questions in enumerate(sections, start=1)
        ],
    }


def is_(question: str, *values: str) -> dict[str, Any]:
    return {"question": question, "op": "is", "values": list(values)}


KINDS = ["radio", "checkbox", "grid", "scale", "text"]


@st.composite
def definitions(
    draw: st.DrawFn, kinds: list[str] = KINDS, most: int = 3, *, skips: bool = True
) -> dict[str, Any]:
    """A survey of up to ``most`` sections with as many questions, whose rules name earlier questions.

    With ``skips`` some places lead on to a later question, a later section or the end.
    """
    known: list[dict[str, Any]] = []
    sections = []
    number = 0
    for _ in range(draw(st.integers(1, 3))):
        rule = draw(rules(known))
        questions = []
        for _ in range(draw(st.integers(1, 3))):
            kind = draw(st.sampled_from(kinds))
            question = ask(f"Q{number}", kind, "a", "b", "c", show_if=draw(rules(known)))
            if kind == "checkbox":
                question["options"][-1]["exclusive"] = True
            number += 1
            known = [*known, question]
            questions.append(question)
        sections.append((rule, questions))
    definition = survey(*(questions for _, questions in sections), rules=tuple(rule for rule, _ in sections))
    if skips:
        _add_skips(draw, definition)
    return definition


def _add_skips(draw: st.DrawFn, definition: dict[str, Any]) -> None:
    places = [place for section in definition["sections"] for place in (section, *section["questions"])]
    order = [place["code"] for place in places]
    for place in places:
        after = order.index((place.get("questions") or [place])[-1]["code"])
        known = [earlier for earlier in places[: after + 1] if "type" in earlier]
        goals = [*order[after + 1 :], "end"]
        if draw(st.integers(0, 3)) == 0:
            made = st.builds(lambda rule, to: {"if": rule, "to": to}, rules(known), st.sampled_from(goals))
            place["skips"] = draw(st.lists(made, min_size=1, max_size=2))


def rules(known: list[dict[str, Any]]) -> st.SearchStrategy[Any]:
    """No rule, or any rule about these questions."""
    if not known:
        return st.none()
    names = [(name, question) for question in known for name in fields(question)]
    leaf = st.sampled_from(names).flatmap(lambda pair: _condition(*pair))
    nested = st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
            st.builds(lambda part: {"not": part}, inner),
        ),
        max_leaves=4,
    )
    return st.one_of(st.none(), nested)


def _condition(name: str, question: dict[str, Any]) -> st.SearchStrategy[Any]:
    answered = st.just({"question": name, "op": "answered"})
    if question["type"] == "scale":
        return st.one_of(
            answered,
            st.builds(
                lambda op, value: {"question": name, "op": op, "value": value},
                st.sampled_from(["at_least", "at_most"]),
                st.integers(0, 10),
            ),
        )
    if "options" not in question:
        return answered
    return st.one_of(
        answered,
        st.builds(
            lambda op, values: {"question": name, "op": op, "values": values},
            st.sampled_from(["is", "is_not"]),
            st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=2, unique=True),
        ),
    )


@st.composite
def answers_to(draw: st.DrawFn, definition: dict[str, Any]) -> dict[str, Any]:
    """Answers to some of a survey's fields, whether or not they are on the route."""
    answers: dict[str, Any] = {}
    for section in definition["sections"]:
        for question in section["questions"]:
            for name in fields(question):
                value = draw(st.one_of(st.none(), _answer(question)))
                if value is not None:
                    answers[name] = value
    return answers


def _answer(question: dict[str, Any]) -> st.SearchStrategy[Any]:
    match question["type"]:
        case "scale":
            return st.integers(0, 10)
        case "text":
            return st.text("xyz ", min_size=1).filter(str.strip)
        case "checkbox":
            return st.one_of(
                st.just(["c"]), st.lists(st.sampled_from(["a", "b"]), min_size=1, unique=True).map(sorted)
            )
        case _:
            return st.sampled_from(["a", "b", "c"])


def posted(answers: dict[str, Any]) -> dict[str, list[str]]:
    """Answers as a browser posts them."""
    return {name: list(value) if isinstance(value, list) else [str(value)] for name, value in answers.items()}
