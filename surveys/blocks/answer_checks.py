"""Checks of answers as an author declares them: pairs that cannot both be true, and questions that ask for one answer.

They mark an answer for a second look and never refuse it. Everything is named by codes, so that a translation has the
same checks as its source.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from wagtail import blocks

from surveys.blocks.codes import CodeBlock


class GivenBlock(blocks.StructBlock):
    """An answer, or any of several, to one question."""

    question = CodeBlock(label="Question code", max_length=61)
    values = CodeBlock(label="Answer codes", max_length=400)

    class Meta:
        icon = "decimal"
        label_format = "{question}: {values}"
        form_classname = "struct-block survey-row survey-condition"


class ImpossiblePairBlock(blocks.StructBlock):
    """Two answers that cannot both be true."""

    first = GivenBlock(label="This answer")
    second = GivenBlock(label="and this one")

    class Meta:
        icon = "cross"
        label = "Impossible pair"
        group = "Checks"
        label_format = "{first} with {second}"
        description = "Two answers nobody can give honestly, for example aged 13 to 15 and retired."
        help_text = (
            "Type codes: AGE and 13-15, WORK and retired; one statement of a grid: AGREE.LISTEN; commas between "
            "several answers. Choose pairs that are impossible, not unusual ones: a young carer is no mistake."
        )
        preview_value = {
            "first": {"question": "AGE", "values": "13-15"},
            "second": {"question": "WORK", "values": "retired"},
        }


class AttentionBlock(GivenBlock):
    """A question whose words ask for one certain answer."""

    class Meta:
        icon = "check"
        label = "Attention question"
        group = "Checks"
        label_format = "{question} asks for {values}"
        description = (
            "A question whose words ask for one certain answer, for example: please tick “Often” here."
        )
        help_text = (
            "The code of the question and of the one answer it asks for. The question must say plainly what to tick, "
            "and can be left out like any other. Who leaves it out is not marked."
        )
        preview_value = {"question": "TICK", "values": "often"}


class AnswerChecks(blocks.StreamBlock):
    """The checks of one survey."""

    impossible = ImpossiblePairBlock()
    attention = AttentionBlock()

    class Meta:
        block_counts = {"impossible": {"max_num": 30}, "attention": {"max_num": 5}}


def checks_in(declared: Any) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The checks of a survey (a StreamValue) as its definition holds them: nothing where there are none."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for check in declared or ():
        if check.block_type == "attention":
            found["attention"].append(_given(check.value))
        else:
            found["impossible"].append({half: _given(check.value[half]) for half in ("first", "second")})
    return {"checks": dict(found)} if found else {}


def _given(value: Any) -> dict[str, Any]:
    codes = [part.strip() for part in (value["values"] or "").split(",") if part.strip()]
    return {"question": (value["question"] or "").strip(), "answers": codes}
