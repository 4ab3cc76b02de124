"""Questions answered with a number or a time, and the box that has to be ticked."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from surveys.blocks.codes import CodeBlock
from surveys.blocks.options import made_option
from surveys.blocks.questions import SETTINGS, QuestionBlock, keyed_texts
from surveys.questions.consent import GIVEN


class NumberBlock(QuestionBlock):
    """A number typed in."""

    type = "number"
    smallest = blocks.IntegerBlock(default=0, label="Smallest number")
    largest = blocks.IntegerBlock(default=100, label="Largest number")
    one_decimal = blocks.BooleanBlock(
        required=False, default=False, label="Allow one decimal place, such as 2.5"
    )
    unit = blocks.CharBlock(
        required=False,
        default="",
        max_length=30,
        label="Unit",
        help_text="Stands after the box: “days a week”.",
    )
    bands = CodeBlock(
        required=False,
        default="",
        max_length=100,
        label="Bands of the results",
        help_text="Where each band starts, with commas: 0, 1, 3, 6. Left empty, six bands of equal width.",
    )

    class Meta:
        icon = "decimal"
        group = "Write"
        label = "A number"
        description = "The visitor types a number. Results show the mean, the median and bands."
        form_layout = BlockGroup(
            ["question", "code", "smallest", "largest", "one_decimal", "unit", "bands"], SETTINGS
        )
        preview_value = {
            "question": "On how many days a week do you take the bus?",
            "code": "BUSDAYS",
            "smallest": 0,
            "largest": 7,
            "one_decimal": False,
            "unit": "days",
            "bands": "",
        }

    def definition(self, value: Any, block_id: str | None) -> dict[str, Any]:
        return {
            **super().definition(value, block_id),
            "min": value["smallest"],
            "max": value["largest"],
            "decimals": 1 if value["one_decimal"] else 0,
            "bands": _whole_numbers(value["bands"] or ""),
        }

    def texts(self, value: Any, language: str) -> dict[str, str]:
        unit = (value["unit"] or "").strip()
        more = {f"q:{(value['code'] or '').strip()}.unit": unit} if unit else {}
        return {**super().texts(value, language), **more}


def _whole_numbers(typed: str) -> list[int | str]:
    """Numbers with commas between them; what is none stays as typed, for the checks to name it."""
    parts = [part.strip() for part in typed.split(",") if part.strip()]
    return [int(part) if part.lstrip("-").isdecimal() and part.isascii() else part for part in parts]


class MonthBlock(QuestionBlock):
    """A month and a year, or a year alone."""

    type = "month"
    from_year = blocks.IntegerBlock(default=lambda: timezone.localdate().year - 2, label="First year")
    to_year = blocks.IntegerBlock(default=lambda: timezone.localdate().year, label="Last year")
    results = blocks.ChoiceBlock(
        choices=[("year", "by year"), ("quarter", "by quarter (up to four years)")],
        default="year",
        label="Results",
    )

    class Meta:
        icon = "calendar-alt"
        group = "Write"
        label = "Month and year"
        description = "The visitor says when something was, by month and year. A day is never asked."
        form_layout = BlockGroup(["question", "code", "from_year", "to_year", "results"], SETTINGS)
        preview_value = {
            "question": "When did you last go to a youth club?",
            "code": "LASTCLUB",
            "from_year": 2024,
            "to_year": 2026,
            "results": "year",
        }

    def definition(self, value: Any, block_id: str | None) -> dict[str, Any]:
        return {
            **super().definition(value, block_id),
            "from_year": value["from_year"],
            "to_year": value["to_year"],
            "results": value["results"] or "year",
        }


class ConsentBlock(QuestionBlock):
    """A box to tick before anything that follows."""

    type = "consent"
    box = blocks.CharBlock(
        max_length=200,
        label="Beside the box",
        help_text="What somebody agrees to, as they would say it: “I agree …”.",
    )

    class Meta:
        icon = "success"
        group = "Write"
        label = "Consent"
        description = "A box that has to be ticked to go on. For whoever does not, the survey ends there."
        form_layout = BlockGroup(["question", "code", "box"], SETTINGS)
        preview_value = {
            "question": "The next part is about your health.",
            "code": "AGREEHEALTH",
            "box": "I agree to answer questions about my health",
        }

    def definition(self, value: Any, block_id: str | None) -> dict[str, Any]:
        return {**super().definition(value, block_id), "options": [made_option(block_id, GIVEN)]}

    def texts(self, value: Any, language: str) -> dict[str, str]:
        labels = keyed_texts((value["code"] or "").strip(), "o", {GIVEN: (value["box"] or "").strip()})
        return {**super().texts(value, language), **labels}
