"""Show-if rules and skips as an author builds them, and the JSON rules they are compiled to.

The editor's script (static/js/admin-rules.js) fills the places for codes with lists of the survey's own questions and
answers. Without it they are typed.
"""

from __future__ import annotations

from typing import Any

from wagtail import blocks

from surveys.blocks.codes import CodeBlock

COMPARISONS = [
    ("is", "is one of"),
    ("is_not", "is answered, but none of"),
    ("has_all", "includes all of"),
    ("answered", "is answered"),
    ("not_answered", "is not answered"),
    ("at_least", "is at least"),
    ("at_most", "is at most"),
    ("between", "is between"),
]
MATCHES = [
    ("all", "all of these are true"),
    ("any", "any of these is true"),
    ("none", "none of these is true"),
    ("not_all", "not all of these are true"),
]
SECTION = "section:"
"""Before the block id of a section, where a skip leads to one: sections may change places, their ids stay."""


class ConditionBlock(blocks.StructBlock):
    """One comparison with an earlier answer."""

    question = CodeBlock(label="Question", max_length=61)
    comparison = blocks.ChoiceBlock(choices=COMPARISONS, default="is", label="Compared")
    values = CodeBlock(required=False, label="Answers or number")

    class Meta:
        icon = "decimal"
        label = "Condition"
        label_format = "{question} {comparison} {values}"
        form_classname = "struct-block survey-row survey-condition"


def _match() -> blocks.ChoiceBlock:
    return blocks.ChoiceBlock(choices=MATCHES, default="all", label="If")


class InnerGroupBlock(blocks.StructBlock):
    """Conditions that count as one, inside a group."""

    match = _match()
    conditions = blocks.ListBlock(ConditionBlock(), default=[], label="Conditions")

    class Meta:
        icon = "list-ul"
        label = "Group"
        label_format = "{match}"
        form_classname = "struct-block survey-group"


class GroupBlock(blocks.StructBlock):
    """Conditions that count as one."""

    match = _match()
    conditions = blocks.ListBlock(ConditionBlock(), default=[], label="Conditions")
    groups = blocks.ListBlock(InnerGroupBlock(), default=[], label="Groups inside it")

    class Meta:
        icon = "list-ul"
        label = "Group"
        label_format = "{match}"
        form_classname = "struct-block survey-group"


class ShowIfBlock(blocks.StructBlock):
    """When a question or section is shown. No condition: always."""

    match = blocks.ChoiceBlock(choices=MATCHES, default="all", label="Show if")
    conditions = blocks.ListBlock(ConditionBlock(), default=[], label="Conditions")
    groups = blocks.ListBlock(
        GroupBlock(),
        default=[],
        label="Groups of conditions",
        help_text="For “this and (that or that)”: a group counts as one condition.",
    )

    class Meta:
        icon = "view"
        label = "Show only if"
        label_format = ""
        help_text = (
            "Without conditions everybody is shown it. Choose an earlier question and its answers. Where no list is "
            "offered, type codes: AVOID; one statement of a grid: AGREE.LISTEN; commas between several."
        )
        form_classname = "struct-block survey-rule"


class SkipBlock(blocks.StructBlock):
    """Where to go on after a question or section. No condition: everybody goes there."""

    to = CodeBlock(
        label="Go on at",
        max_length=60,
        help_text="A later question (its code), a later section (s3 is the third) or the end.",
    )
    match = _match()
    conditions = blocks.ListBlock(ConditionBlock(), default=[], label="Conditions")
    groups = blocks.ListBlock(GroupBlock(), default=[], label="Groups of conditions")

    class Meta:
        icon = "redirect"
        label = "Skip"
        label_format = "Go on at {to}"
        form_classname = "struct-block survey-rule survey-skip"


def skips_block() -> blocks.ListBlock:
    """The skips of a question or section; the first that holds is taken."""
    return blocks.ListBlock(
        SkipBlock(),
        default=[],
        label="Then skip to",
        help_text="After this, go on further down. The first skip that holds is taken; if none holds, nothing is "
        "skipped.",
    )


def rule_of(value: Any) -> dict[str, Any] | None:
    """The JSON rule of a ShowIfBlock's value; None when there is no condition."""
    parts = [_condition(condition) for condition in value["conditions"]]
    parts += [rule for group in value.get("groups") or () if (rule := rule_of(group)) is not None]
    if not parts:
        return None
    match value["match"] or "all":
        case "none":
            return {"not": parts[0] if len(parts) == 1 else {"any": parts}}
        case "not_all":
            return {"not": parts[0] if len(parts) == 1 else {"all": parts}}
        case match:
            return parts[0] if len(parts) == 1 else {match: parts}


def skips_in(value: Any) -> dict[str, list[dict[str, Any]]]:
    """The skips of a question's or section's value as its definition holds them: nothing where there are none."""
    skips = [{"if": rule_of(skip), "to": (skip["to"] or "").strip()} for skip in value.get("skips") or ()]
    return {"skips": skips} if skips else {}


def settle_skips(definition: dict[str, Any]) -> dict[str, Any]:
    """A definition whose skips name sections by code, where the author's choice named them by block id."""
    codes = {f"{SECTION}{section['id']}": section["code"] for section in definition["sections"]}
    for section in definition["sections"]:
        for place in (section, *section["questions"]):
            for skip in place.get("skips", ()):
                skip["to"] = codes.get(skip["to"], skip["to"])
    return definition


def _condition(value: Any) -> dict[str, Any]:
    given = [part.strip() for part in (value["values"] or "").split(",") if part.strip()]
    name, comparison = (value["question"] or "").strip(), value["comparison"] or "is"

    def number(op: str, place: int) -> dict[str, Any]:
        return {"question": name, "op": op, "value": _number(given[place]) if len(given) > place else ""}

    match comparison:
        case "answered":
            return {"question": name, "op": "answered"}
        case "not_answered":
            return {"not": {"question": name, "op": "answered"}}
        case "between":
            return {"all": [number("at_least", 0), number("at_most", 1)]}
        case "at_least" | "at_most":
            return number(comparison, 0)
        case "has_all" if len(given) > 1:
            return {"all": [{"question": name, "op": "is", "values": [code]} for code in given]}
        case "has_all":
            return {"question": name, "op": "is", "values": given}
    return {"question": name, "op": comparison, "values": given}


def _number(given: str) -> int | float | str:
    """A number as typed; anything else stays as it is, and the checks of the compiled survey name it."""
    plain = given.removeprefix("-")
    if given.isascii() and plain.isdecimal() and len(plain) < 10:
        return int(given)
    whole, _, part = plain.partition(".")
    if given.isascii() and whole.isdecimal() and part.isdecimal() and len(plain) < 10:
        return float(given)
    return given
