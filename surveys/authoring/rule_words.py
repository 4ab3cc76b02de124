"""Rules in words, as the map of routes and the list beside it say them. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveys.authoring.routing import END, Definition, Rule

Texts = Mapping[str, str]
_LONGEST = 60


def in_words(rule: Rule | None, texts: Texts) -> str:
    """A rule as one phrase: “AVOID is Yes, or HOPE is at least 7”. No rule: “always”."""
    return "always" if rule is None else _said(rule, texts, inside=False)


def place_in_words(to: str, definition: Definition, texts: Texts) -> str:
    """Where a skip leads, as an author calls it."""
    if to == END:
        return "the end"
    for number, section in enumerate(definition["sections"], start=1):
        if section["code"] == to:
            return f"section {number}, {shortened(texts.get(f'section:{to}', ''), 40)}".rstrip(", ")
    return to


def shortened(text: str, most: int = _LONGEST) -> str:
    """A text that fits a line, cut at a word with an ellipsis."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(' ', 1)[0].rstrip(' ,.;:')}…"


def _said(rule: Rule, texts: Texts, *, inside: bool) -> str:
    if "not" in rule:
        part = rule["not"]
        if part.get("op") == "answered":
            return f"{part['question']} is not answered"
        return f"not ({_said(part, texts, inside=False)})"
    for word, joined in (("all", " and "), ("any", " or ")):
        if word in rule:
            parts = [_said(part, texts, inside=True) for part in rule[word]]
            said = joined.join(parts)
            return f"({said})" if inside and len(parts) > 1 else said
    return _compared(rule, texts)


def _compared(condition: Mapping[str, Any], texts: Texts) -> str:
    name, op = condition["question"], condition["op"]
    if op == "answered":
        return f"{name} is answered"
    if op in ("at_least", "at_most"):
        return f"{name} is {'at least' if op == 'at_least' else 'at most'} {condition['value']}"
    code = name.split(".")[0]
    labels = [f"“{shortened(texts.get(f'q:{code}.o:{value}', value), 30)}”" for value in condition["values"]]
    if op == "is_not":
        return f"{name} is answered, but not {_either(labels)}"
    return f"{name} is {_either(labels)}"


def _either(labels: list[str]) -> str:
    if len(labels) > 4:
        return f"{', '.join(labels[:3])} or one of {len(labels) - 3} more"
    return f"{', '.join(labels[:-1])} or {labels[-1]}" if len(labels) > 1 else "".join(labels)
