"""One block for each type of question. Each knows its definition (codes) and its wording (texts)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from engagement.support.topics import TOPIC_CHOICES
from surveys.analysis.demographics import PREFER_NOT_TO_SAY
from surveys.authoring.standard_wording import prefer_not_to_say
from surveys.blocks.codes import CodeBlock, question_code
from surveys.blocks.options import (
    CheckboxOptionBlock,
    GradeBlock,
    OptionBlock,
    StatementBlock,
    labels_of,
    made_option,
    options_of,
    statements_of,
)
from surveys.blocks.order import ORDER, keep_last_block, shuffle_block, shuffle_in
from surveys.blocks.show_if import ShowIfBlock, rule_of, skips_block, skips_in

SETTINGS = ["help", "show_if", "skips", "instead", "sensitive", "signposts", "not_sensitive_reason"]


class QuestionBlock(blocks.StructBlock):
    """What every question has: wording, code, help, when it is shown, how careful to be with it."""

    type = ""

    question = blocks.TextBlock(
        rows=2,
        max_length=400,
        label="Question",
        form_classname="survey-wording",
        help_text="{{CODE}} becomes the answer given to an earlier question. Keep it as it is in a translation.",
    )
    code = question_code()
    help = blocks.CharBlock(
        required=False,
        max_length=300,
        label="Help",
        help_text="One short line under the question. Often not needed.",
    )
    show_if = ShowIfBlock()
    skips = skips_block()
    instead = blocks.CharBlock(
        required=False,
        default="",
        max_length=100,
        label="Words for a missing answer",
        help_text="Stand in place of {{CODE}} where that question was not answered.",
    )
    sensitive = blocks.BooleanBlock(
        required=False,
        label="Sensitive question",
        help_text="Places to get support are shown right after it.",
    )
    signposts = blocks.ChoiceBlock(
        choices=TOPIC_CHOICES,
        required=False,
        default="",
        label="What it is about",
        help_text="Support lines for this subject are shown right after a hard answer, and again at the end. Nothing "
        "about it leaves the visitor's device.",
    )
    not_sensitive_reason = CodeBlock(
        required=False,
        max_length=200,
        label="Why small numbers may be shown",
        help_text="Groups below 10 people are hidden in results. Say here why 5 is safe for this question, or leave "
        "empty. Not shown to visitors.",
    )

    class Meta:
        icon = "help"
        label_format = "{code}: {question}"
        template = "surveys/blocks/question.html"

    def definition(self, value: Any, block_id: str | None) -> dict[str, Any]:
        """Codes and structure of this question, without a word of its wording."""
        return {
            "id": block_id,
            "code": (value["code"] or "").strip(),
            "type": self.type,
            "show_if": rule_of(value["show_if"]),
            **skips_in(value),
            "sensitive": bool(value["sensitive"]),
            "signposts": value.get("signposts") or "",
            "not_sensitive_reason": (value["not_sensitive_reason"] or "").strip(),
        }

    def texts(self, value: Any, language: str) -> dict[str, str]:
        """The wording of this question by text key; what an author left empty is left out."""
        key = f"q:{(value['code'] or '').strip()}"
        found = {
            key: (value["question"] or "").strip(),
            f"{key}.help": (value["help"] or "").strip(),
            f"{key}.instead": (value.get("instead") or "").strip(),
        }
        return {name: text for name, text in found.items() if text}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        # An example shown in the block chooser fills in only what differs from the defaults.
        value = {**self.get_default(), **value}
        definition = self.definition(value, None)
        texts = self.texts(value, (parent_context or {}).get("language", settings.LANGUAGE_CODE))
        key = f"q:{definition['code']}"
        context["question"] = definition
        context["wording"] = texts.get(key, "")
        context["help"] = texts.get(f"{key}.help", "")
        context["unit"] = texts.get(f"{key}.unit", "")
        context["low"], context["high"] = texts.get(f"{key}.low", ""), texts.get(f"{key}.high", "")
        context["options"] = [
            texts.get(f"{key}.o:{option['code']}", option["code"]) for option in definition.get("options", ())
        ]
        context["rows"] = [
            texts.get(f"{key}.r:{row['code']}", row["code"]) for row in definition.get("rows", ())
        ]
        return context


def keyed_texts(code: str, kind: str, labels: dict[str, str]) -> dict[str, str]:
    """The wording of options (``o``) or statements (``r``) by text key."""
    return {f"q:{code}.{kind}:{name}": label for name, label in labels.items() if label}


class ChoiceQuestion(QuestionBlock):
    """A question answered by choosing from options."""

    shuffle = shuffle_block()
    keep_last = keep_last_block()

    prefer_not = blocks.BooleanBlock(
        required=False,
        default=True,
        label="Offer “Prefer not to say”",
        help_text="Shown last, and counted apart.",
    )

    def definition(self, value: Any, block_id: str | None) -> dict[str, Any]:
        options = options_of(value["options"])
        if value["prefer_not"]:
            options.append(made_option(block_id, PREFER_NOT_TO_SAY))
        return {**super().definition(value, block_id), "options": options, **shuffle_in(value)}

    def texts(self, value: Any, language: str) -> dict[str, str]:
        labels = labels_of(value["options"])
        if value["prefer_not"]:
            labels[PREFER_NOT_TO_SAY] = prefer_not_to_say(language)
        return {**super().texts(value, language), **keyed_texts((value["code"] or "").strip(), "o", labels)}


class RadioBlock(ChoiceQuestion):
    """One answer from a few."""

    type = "radio"
    options = blocks.ListBlock(OptionBlock(), min_num=2, label="Answers")

    class Meta:
        icon = "radio-full"
        group = "Choose"
        label = "One answer"
        description = "The visitor chooses one answer from a list."
        form_layout = BlockGroup(["question", "code", "options", "prefer_not"], [*ORDER, *SETTINGS])
        preview_value = {
            "question": "How safe do you feel in your area during the day?",
            "code": "SAFEDAY",
            "options": [
                {"label": "Very safe", "code": "very_safe"},
                {"label": "Quite safe", "code": "quite_safe"},
                {"label": "Not very safe", "code": "not_very_safe"},
            ],
            "prefer_not": True,
        }


class CheckboxBlock(QuestionBlock):
    """As many answers as fit."""

    type = "checkbox"
    shuffle = shuffle_block()
    keep_last = keep_last_block()
    options = blocks.ListBlock(
        CheckboxOptionBlock(),
        min_num=2,
        label="Answers",
        help_text="“Stands alone” is for “None of these”: it cannot go together with other answers.",
    )

    class Meta:
        icon = "check"
        group = "Choose"
        label = "Several answers"
        description = "The visitor ticks every answer that fits."
        form_layout = BlockGroup(["question", "code", "options"], [*ORDER, *SETTINGS])
        preview_value = {
            "question": "Which places do you stay away from?",
            "code": "PLACES",
            "options": [
                {"label": "Parks", "code": "park", "exclusive": False},
                {"label": "Buses and bus stops", "code": "bus", "exclusive": False},
                {"label": "None of these", "code": "none", "exclusive": True},
            ],
        }

    def definition(self, value: Any, block_id: str | None) -> dict[str, Any]:
        return {
            **super().definition(value, block_id),
            "options": options_of(value["options"]),
            **shuffle_in(value),
        }

    def texts(self, value: Any, language: str) -> dict[str, str]:
        labels = keyed_texts((value["code"] or "").strip(), "o", labels_of(value["options"]))
        return {**super().texts(value, language), **labels}


AGREEMENT = [
    {"label": "Strongly agree", "code": "strongly_agree"},
    {"label": "Agree", "code": "agree"},
    {"label": "Neither", "code": "neither"},
    {"label": "Disagree", "code": "disagree"},
    {"label": "Strongly disagree", "code": "strongly_disagree"},
]


class GridBlock(ChoiceQuestion):
    """Several statements answered on one set of options."""

    type = "grid"
    rows = blocks.ListBlock(StatementBlock(), min_num=1, label="Statements")
    options = blocks.ListBlock(GradeBlock(), min_num=2, default=AGREEMENT, label="Answers")

    class Meta:
        icon = "table"
        group = "Choose"
        label = "Grid of statements"
        description = (
            "Several statements with the same answers. On a phone each statement has a screen of its own."
        )
        form_layout = BlockGroup(["question", "code", "rows", "options", "prefer_not"], [*ORDER, *SETTINGS])
        preview_value = {
            "question": "How much do you agree?",
            "code": "AGREE",
            "rows": [
                {"label": "The police listen to young people", "code": "LISTEN"},
                {"label": "The police treat everyone fairly", "code": "FAIR"},
            ],
            "options": AGREEMENT,
            "prefer_not": True,
        }

    def definition(self, value: Any, block_id: str | None) -> dict[str, Any]:
        return {**super().definition(value, block_id), "rows": statements_of(value["rows"])}

    def texts(self, value: Any, language: str) -> dict[str, str]:
        statements = keyed_texts((value["code"] or "").strip(), "r", labels_of(value["rows"]))
        return {**super().texts(value, language), **statements}


class ScaleBlock(QuestionBlock):
    """A whole number between two ends."""

    type = "scale"
    lowest = blocks.IntegerBlock(default=0, label="Lowest number")
    highest = blocks.IntegerBlock(default=10, label="Highest number")
    low = blocks.CharBlock(max_length=60, label="What the lowest means")
    high = blocks.CharBlock(max_length=60, label="What the highest means")

    class Meta:
        icon = "order"
        group = "Choose"
        label = "Scale"
        description = "The visitor picks a number, for example from 0 to 10."
        form_layout = BlockGroup(["question", "code", "lowest", "highest", "low", "high"], SETTINGS)
        preview_value = {
            "question": "How hopeful do you feel about your future?",
            "code": "HOPE",
            "lowest": 0,
            "highest": 10,
            "low": "Not hopeful at all",
            "high": "Very hopeful",
        }

    def definition(self, value: Any, block_id: str | None) -> dict[str, Any]:
        return {**super().definition(value, block_id), "min": value["lowest"], "max": value["highest"]}

    def texts(self, value: Any, language: str) -> dict[str, str]:
        key = f"q:{(value['code'] or '').strip()}"
        ends = {f"{key}.{end}": (value[end] or "").strip() for end in ("low", "high")}
        return {**super().texts(value, language), **{name: text for name, text in ends.items() if text}}


class WrittenQuestion(QuestionBlock):
    """A question answered in the visitor's own words."""

    max_length = blocks.IntegerBlock(min_value=1, label="Longest answer, in characters")

    def definition(self, value: Any, block_id: str | None) -> dict[str, Any]:
        return {**super().definition(value, block_id), "max_length": value["max_length"]}


class TextBlock(WrittenQuestion):
    """A few words."""

    type = "text"
    max_length = blocks.IntegerBlock(
        default=200, min_value=1, max_value=200, label="Longest answer, in characters (up to 200)"
    )

    class Meta:
        icon = "minus"
        group = "Write"
        label = "A few words"
        description = "One line of the visitor's own words."
        form_layout = BlockGroup(["question", "code", "max_length"], SETTINGS)
        preview_value = {
            "question": "What is one word for how your area feels?",
            "code": "WORD",
            "max_length": 60,
        }


class LongTextBlock(WrittenQuestion):
    """As much as somebody wants to say."""

    type = "longtext"
    max_length = blocks.IntegerBlock(
        default=2000, min_value=1, max_value=2000, label="Longest answer, in characters (up to 2,000)"
    )

    class Meta:
        icon = "pilcrow"
        group = "Write"
        label = "A longer answer"
        description = "A box for the visitor's own words, with a reminder to leave out names and places."
        form_layout = BlockGroup(["question", "code", "max_length"], SETTINGS)
        preview_value = {
            "question": "What is one thing that would make your area safer?",
            "code": "CHANGE",
            "max_length": 2000,
        }
