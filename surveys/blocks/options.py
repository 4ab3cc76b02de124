"""Answer options and statements: what is read on the form, and the code that is stored."""

from __future__ import annotations

import uuid
from typing import Any

from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from engagement.support.topics import TOPIC_CHOICES
from surveys.analysis.demographics import PREFER_NOT_TO_SAY
from surveys.blocks.codes import option_code

MISSING = [
    ("dont_know", "Don’t know"),
    ("not_apply", "Does not apply"),
    ("refused", "Prefer not to say"),
]
"""Why an answer says nothing about the question: counted apart, and left out of bases where an analyst asks for it."""


def missing_block() -> blocks.ChoiceBlock:
    """Whether an option is no answer to the question, and why."""
    return blocks.ChoiceBlock(choices=MISSING, required=False, default="", label="Counts as missing")


def other_block() -> blocks.BooleanBlock:
    """Whether an option asks for own words."""
    return blocks.BooleanBlock(required=False, default=False, label="Asks: please say")


ROW = "struct-block survey-row"


class AnswerBlock(blocks.StructBlock):
    """One answer to put in order."""

    label = blocks.CharBlock(max_length=150, label="Answer")
    code = option_code()
    signposts = blocks.ChoiceBlock(
        choices=TOPIC_CHOICES, required=False, default="", label="Help shown after it"
    )

    class Meta:
        icon = "radio-empty"
        label = "Option"
        label_format = "{label}"
        form_classname = ROW
        form_layout = BlockGroup(["label", "code"], ["signposts"])


class GradeBlock(AnswerBlock):
    """One answer of a grid or a row of faces, which asks for no words of its own."""

    missing = missing_block()

    class Meta:
        form_layout = BlockGroup(["label", "code"], ["missing", "signposts"])


class OptionBlock(GradeBlock):
    """One answer to choose."""

    other = other_block()

    class Meta:
        form_layout = BlockGroup(["label", "code"], ["missing", "other", "signposts"])


class CheckboxOptionBlock(OptionBlock):
    """One answer to tick."""

    exclusive = blocks.BooleanBlock(required=False, label="Stands alone")

    class Meta:
        icon = "check"
        form_layout = BlockGroup(["label", "code", "exclusive"], ["missing", "other", "signposts"])


class StatementBlock(blocks.StructBlock):
    """One statement of a grid."""

    label = blocks.CharBlock(max_length=200, label="Statement")
    code = option_code()

    class Meta:
        icon = "list-ul"
        label = "Statement"
        label_format = "{label}"
        form_classname = ROW


def options_of(values: Any) -> list[dict[str, Any]]:
    """The options of a ListBlock's value, by code and block id."""
    return [option_of(item) for item in values.bound_blocks]


def option_of(item: Any) -> dict[str, Any]:
    """One option by code and block id; what most options do not say is left out."""
    value = item.value
    option = {
        "id": item.id,
        "code": (value["code"] or "").strip(),
        "exclusive": bool(value.get("exclusive")),
        "signposts": value.get("signposts") or "",
        "missing": bool(value.get("missing")),
    }
    if value.get("missing"):
        option["why"] = value["missing"]
    if value.get("other"):
        option["other"] = True
    return option


def made_option(question_id: str | None, code: str) -> dict[str, Any]:
    """An option no author typed (a standard category, "prefer not to say"); its id follows from the question's."""
    return {
        "id": str(uuid.uuid5(uuid.UUID(question_id), code)) if question_id else None,
        "code": code,
        "exclusive": False,
        "missing": code == PREFER_NOT_TO_SAY,
    }


def statements_of(values: Any) -> list[dict[str, Any]]:
    """The statements of a grid, by code and block id."""
    return [{"id": item.id, "code": (item.value["code"] or "").strip()} for item in values.bound_blocks]


def labels_of(values: Any) -> dict[str, str]:
    """The wording of options or statements by code."""
    return {
        (item.value["code"] or "").strip(): (item.value["label"] or "").strip()
        for item in values.bound_blocks
    }
