"""Further ways to choose: faces, pictures, an order."""

from __future__ import annotations

from typing import Any

from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup
from wagtail.images.blocks import ImageChooserBlock

from surveys.blocks.codes import option_code
from surveys.blocks.options import AnswerBlock, GradeBlock, labels_of, options_of
from surveys.blocks.order import ORDER, keep_last_block, shuffle_block, shuffle_in
from surveys.blocks.questions import SETTINGS, ChoiceQuestion, QuestionBlock, keyed_texts

FEELINGS = [
    {"label": "Very good", "code": "very_good"},
    {"label": "Good", "code": "good"},
    {"label": "Neither", "code": "neither"},
    {"label": "Bad", "code": "bad"},
    {"label": "Very bad", "code": "very_bad"},
]


class FacesBlock(ChoiceQuestion):
    """Three to five drawn faces, each with its word."""

    type = "faces"
    shuffle = None
    keep_last = None
    options = blocks.ListBlock(
        GradeBlock(),
        min_num=3,
        default=FEELINGS,
        label="Faces",
        help_text="Three to five, with a word for each.",
    )
    smiling_first = blocks.BooleanBlock(
        required=False, default=True, label="The first face smiles", help_text="Otherwise the last one does."
    )

    class Meta:
        icon = "radio-full"
        group = "Choose"
        label = "Faces"
        description = "The visitor picks one of three to five drawn faces, each with its word."
        form_layout = BlockGroup(["question", "code", "options", "smiling_first", "prefer_not"], SETTINGS)
        preview_value = {
            "question": "How was your week?",
            "code": "WEEK",
            "options": FEELINGS,
            "smiling_first": True,
            "prefer_not": False,
        }

    def definition(self, value: Any, block_id: str | None) -> dict[str, Any]:
        return {**super().definition(value, block_id), "smiling_first": bool(value["smiling_first"])}


class PictureChooserBlock(ImageChooserBlock):
    """A picture of the site's library. It is the same in every language."""

    def get_translatable_segments(self, value: Any) -> list[Any]:
        return []

    def restore_translated_segments(self, value: Any, segments: list[Any]) -> Any:
        return value


class PictureOptionBlock(blocks.StructBlock):
    """One answer with its picture."""

    picture = PictureChooserBlock(label="Picture")
    alt = blocks.CharBlock(
        max_length=150,
        label="What the picture shows",
        help_text="Read aloud to people who cannot see it, for example “a park with trees”. No names.",
    )
    label = blocks.CharBlock(max_length=80, label="Answer")
    code = option_code()

    class Meta:
        icon = "image"
        label = "Picture"
        label_format = "{label}"


class PictureBlock(ChoiceQuestion):
    """One answer from a few pictures."""

    type = "picture"
    options = blocks.ListBlock(PictureOptionBlock(), min_num=2, label="Pictures")

    class Meta:
        icon = "image"
        group = "Choose"
        label = "Pictures"
        description = (
            "The visitor picks one of a few pictures. Every picture has words too, and works without it."
        )
        form_layout = BlockGroup(["question", "code", "options", "prefer_not"], [*ORDER, *SETTINGS])
        preview_value = {
            "question": "Which place would you like more of?",
            "code": "PLACE",
            "options": [
                {"label": "A park", "code": "park", "alt": "Trees and grass", "picture": None},
                {"label": "A court", "code": "court", "alt": "A basketball court", "picture": None},
            ],
            "prefer_not": False,
        }

    def definition(self, value: Any, block_id: str | None) -> dict[str, Any]:
        definition = super().definition(value, block_id)
        pictures = {
            (item.value["code"] or "").strip(): item.value["picture"].pk if item.value["picture"] else None
            for item in value["options"].bound_blocks
        }
        for option in definition["options"]:
            if option["code"] in pictures:
                option["picture"] = pictures[option["code"]]
        return definition

    def texts(self, value: Any, language: str) -> dict[str, str]:
        code = (value["code"] or "").strip()
        alts = {
            f"q:{code}.o:{(item.value['code'] or '').strip()}.alt": (item.value["alt"] or "").strip()
            for item in value["options"].bound_blocks
        }
        return {**super().texts(value, language), **{name: text for name, text in alts.items() if text}}


class RankingBlock(QuestionBlock):
    """Some answers put in order."""

    type = "ranking"
    shuffle = shuffle_block()
    keep_last = keep_last_block()
    options = blocks.ListBlock(AnswerBlock(), min_num=2, label="Answers")
    places = blocks.IntegerBlock(
        default=3,
        min_value=1,
        max_value=12,
        label="How many to put in order",
        help_text="Three are easy to think about.",
    )

    class Meta:
        icon = "order-up"
        group = "Choose"
        label = "Put in order"
        description = (
            "The visitor puts answers in order, the most important first. Nobody has to order all of them."
        )
        form_layout = BlockGroup(["question", "code", "options", "places"], [*ORDER, *SETTINGS])
        preview_value = {
            "question": "What would help most?",
            "code": "FIRST",
            "options": [
                {"label": "Better lights", "code": "lights"},
                {"label": "More to do", "code": "to_do"},
                {"label": "More youth workers", "code": "workers"},
            ],
            "places": 2,
        }

    def definition(self, value: Any, block_id: str | None) -> dict[str, Any]:
        return {
            **super().definition(value, block_id),
            "options": options_of(value["options"]),
            "places": value["places"],
            **shuffle_in(value),
        }

    def texts(self, value: Any, language: str) -> dict[str, str]:
        labels = keyed_texts((value["code"] or "").strip(), "o", labels_of(value["options"]))
        return {**super().texts(value, language), **labels}
