"""Sections, and the whole body of a survey with its checks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

from surveys.authoring.faults import Fault, structural_faults
from surveys.authoring.order import with_arms
from surveys.authoring.piping import piping_faults
from surveys.blocks.choose import FacesBlock, PictureBlock, RankingBlock
from surveys.blocks.demographic import demographic_blocks
from surveys.blocks.questions import (
    CheckboxBlock,
    GridBlock,
    LongTextBlock,
    RadioBlock,
    ScaleBlock,
    TextBlock,
)
from surveys.blocks.show_if import ShowIfBlock, rule_of, settle_skips, skips_block, skips_in
from surveys.blocks.write import ConsentBlock, MonthBlock, NumberBlock

FORMAT = 1


class QuestionsBlock(blocks.StreamBlock):
    """The questions of one section, in order."""

    radio = RadioBlock()
    checkbox = CheckboxBlock()
    grid = GridBlock()
    scale = ScaleBlock()
    faces = FacesBlock()
    picture = PictureBlock()
    ranking = RankingBlock()
    text = TextBlock()
    longtext = LongTextBlock()
    number = NumberBlock()
    month = MonthBlock()
    consent = ConsentBlock()

    def __init__(self, local_blocks: Any = None, **kwargs: Any) -> None:
        super().__init__(local_blocks or demographic_blocks(), **kwargs)

    class Meta:
        collapsed = True


class SectionBlock(blocks.StructBlock):
    """A few questions on one subject. The survey is sent section by section when a browser has no JavaScript."""

    title = blocks.CharBlock(max_length=120, label="Section title")
    note = blocks.TextBlock(
        required=False,
        rows=2,
        max_length=500,
        label="Content note",
        help_text="Shown before a sensitive section, with a way to skip it. Say what it is about.",
    )
    sensitive = blocks.BooleanBlock(
        required=False,
        label="Sensitive section",
        help_text="Visitors see the content note first and can skip the whole section.",
    )
    show_if = ShowIfBlock()
    skips = skips_block()
    shuffle = blocks.BooleanBlock(
        required=False,
        default=False,
        label="May change places",
        help_text="Sections next to each other that all say so come in a different order for different visitors.",
    )
    questions = QuestionsBlock(label="Questions")

    class Meta:
        icon = "folder-open-inverse"
        group = "Survey"
        label = "Section"
        label_format = "{title}"
        description = "A few questions on one subject, with a title."
        form_layout = BlockGroup(["title", "questions"], ["sensitive", "note", "show_if", "skips", "shuffle"])
        template = "surveys/blocks/section.html"
        preview_value = {
            "title": "How safe it feels",
            "questions": [{"type": "radio", "value": RadioBlock._meta_class.preview_value}],
        }


class SurveyBody(blocks.StreamBlock):
    """A whole survey."""

    section = SectionBlock()

    class Meta:
        collapsed = True
        block_counts = {"section": {"max_num": 40}}

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        definition = definition_of(cleaned)
        texts = texts_of(cleaned, settings.LANGUAGE_CODE)
        faults = structural_faults(definition) or list(piping_faults(definition, texts))
        if faults:
            raise placed(faults)
        return cleaned


def definition_of(body: Any) -> dict[str, Any]:
    """Codes and structure of a survey's body (a StreamValue), without a word of its wording."""
    definition: dict[str, Any] = {
        "format": FORMAT,
        "sections": [
            {
                "id": section.id,
                "code": f"s{number}",
                "show_if": rule_of(section.value["show_if"]),
                **skips_in(section.value),
                **({"shuffle": True} if section.value.get("shuffle") else {}),
                "sensitive": bool(section.value["sensitive"]),
                "questions": [
                    question.block.definition(question.value, question.id)
                    for question in section.value["questions"]
                ],
            }
            for number, section in enumerate(body, start=1)
        ],
    }
    return with_arms(settle_skips(definition))


def texts_of(body: Any, language: str) -> dict[str, str]:
    """The wording of a survey's body by text key; what an author left empty is left out."""
    texts: dict[str, str] = {}
    for number, section in enumerate(body, start=1):
        key = f"section:s{number}"
        texts[key] = (section.value["title"] or "").strip()
        texts[f"{key}.note"] = (section.value["note"] or "").strip()
        for question in section.value["questions"]:
            texts.update(question.block.texts(question.value, language))
    return {name: text for name, text in texts.items() if text}


def placed(faults: list[Fault]) -> StreamBlockValidationError:
    """The faults as the editor shows them: each at its question, the rest above the sections."""
    sections: dict[int, dict[int | None, list[str]]] = {}
    general = []
    for fault in faults:
        if fault.section is None:
            general.append(ValidationError(fault.message))
        else:
            sections.setdefault(fault.section, {}).setdefault(fault.question, []).append(fault.message)
    return StreamBlockValidationError(
        block_errors={
            number: StructBlockValidationError(
                non_block_errors=[ValidationError(message) for message in found.get(None, [])],
                block_errors={
                    "questions": StreamBlockValidationError(
                        block_errors={
                            question: StructBlockValidationError(
                                non_block_errors=[ValidationError(message) for message in messages]
                            )
                            for question, messages in found.items()
                            if question is not None
                        }
                    )
                }
                if set(found) - {None}
                else {},
            )
            for number, found in sections.items()
        },
        non_block_errors=general,
    )
