"""The standard demographic questions: wording, options and Census categories come ready-made."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from surveys.analysis.coarse_areas import coarse_areas
from surveys.analysis.demographics import PREFER_NOT_TO_SAY, STANDARD
from surveys.authoring.standard_wording import standard_wording
from surveys.blocks.codes import CodeBlock
from surveys.blocks.options import made_option
from surveys.blocks.questions import SETTINGS, QuestionBlock

CODES = {
    "authority": "AUTHORITY",
    "age_band": "AGE",
    "sex": "SEX",
    "ethnic_group": "ETHNIC",
    "religion": "RELIGION",
    "disability": "DISABILITY",
    "main_language": "LANGUAGE",
}
ICONS = {
    "authority": "site",
    "age_band": "calendar",
    "sex": "user",
    "ethnic_group": "group",
    "religion": "openquote",
    "disability": "group",
    "main_language": "globe",
}
NAMES = {
    "authority": "Where they live",
    "age_band": "Age",
    "sex": "Sex",
    "ethnic_group": "Ethnic group",
    "religion": "Religion",
    "disability": "Disability",
    "main_language": "Main language",
}


class DemographicBlock(QuestionBlock):
    """A question whose answers match the Census, so that results can be weighted."""

    type = "demographic"
    demographic = ""

    # Shadows the typed wording: this question's wording is the standard one.
    question = None
    instead = None

    def definition(self, value: Any, block_id: str | None) -> dict[str, Any]:
        codes = (*STANDARD[self.demographic].codes, PREFER_NOT_TO_SAY)
        return {
            **super().definition(value, block_id),
            "demographic": self.demographic,
            "options": [made_option(block_id, code) for code in codes],
        }

    def texts(self, value: Any, language: str) -> dict[str, str]:
        code = (value["code"] or "").strip()
        found = {f"q:{code}.help": text} if (text := (value["help"] or "").strip()) else {}
        wording = standard_wording(self.demographic, language)
        if wording is None:
            return found
        found[f"q:{code}"] = wording.question
        found.update({f"q:{code}.o:{name}": label for name, label in wording.options.items()})
        return found


def demographic_block(name: str) -> DemographicBlock:
    """The ready-made block of one standard question."""
    standard = STANDARD[name]
    answers = " · ".join(category.label for category in standard.categories)

    class StandardBlock(DemographicBlock):
        demographic = name
        standard_question = blocks.StaticBlock(
            label="Ready-made question",
            admin_text=format_html(
                "<strong>{}</strong><br>{} · Prefer not to say<br><em>{}</em>",
                standard.question,
                answers,
                standard.source,
            ),
        )
        code = CodeBlock(
            label="Code",
            max_length=30,
            default=CODES[name],
            help_text="The name of this question in show-if rules.",
        )

        class Meta:
            icon = ICONS[name]
            group = "About the visitor (at most five)"
            label = NAMES[name]
            label_format = standard.question
            description = f"“{standard.question}” with the answers the Census uses."
            form_layout = BlockGroup(
                ["standard_question", "code"], [name for name in SETTINGS if name != "instead"]
            )
            preview_value = {"code": CODES[name]}

    return StandardBlock()


def area_block() -> DemographicBlock:
    """The authority, and then a coarse part of it: one question about the visitor, in two steps."""
    standard = STANDARD["authority"]

    class AreaBlock(DemographicBlock):
        type = "area"
        demographic = "authority"
        standard_question = blocks.StaticBlock(
            label="Ready-made question",
            admin_text=format_html(
                "<strong>{}</strong><br>First one of the seven authorities, then a part of it: {} parts, none with "
                "fewer than 40,000 residents. It takes the place of “{}” and counts as one question about the visitor. "
                "Parts are for the workbench and are not published: beside the authorities they would give small "
                "numbers away.<br><em>{}</em>",
                standard.question,
                len(coarse_areas()),
                NAMES["authority"],
                standard.source,
            ),
        )
        code = CodeBlock(
            label="Code",
            max_length=30,
            default="AREA",
            help_text="The name of this question in show-if rules.",
        )

        def definition(self, value: Any, block_id: str | None) -> dict[str, Any]:
            areas = [{"code": area.code, "authority": area.authority} for area in coarse_areas()]
            return {**super().definition(value, block_id), "areas": areas}

        def texts(self, value: Any, language: str) -> dict[str, str]:
            found = super().texts(value, language)
            code = (value["code"] or "").strip()
            # The names of places are the same in every language.
            return {**found, **{f"q:{code}.a:{area.code}": area.name for area in coarse_areas()}}

        class Meta:
            icon = "site"
            group = "About the visitor (at most five)"
            label = "Where they live, in two steps"
            label_format = standard.question
            description = "The authority, then a coarse part of it with at least 40,000 residents."
            form_layout = BlockGroup(
                ["standard_question", "code"], [name for name in SETTINGS if name != "instead"]
            )
            preview_value = {"code": "AREA"}

    return AreaBlock()


def demographic_blocks() -> list[tuple[str, DemographicBlock]]:
    """One block type for each standard question, named as the question is, and the area in two steps."""
    return [*((name, demographic_block(name)) for name in STANDARD), ("area", area_block())]
