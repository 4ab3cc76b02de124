"""A film or a sound recording that stands on another site: said in words here, opened there, never embedded."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from cms.blocks.text import PLAIN_FEATURES
from cms.editors.words import pieces_of_html

KINDS = (("film", "Film"), ("recording", "Sound recording"))
FOLLOWS = frozenset(("si", "feature", "fbclid", "gclid", "igsh", "igshid", "pp", "ab_channel"))
"""What networks hang on an address to know who passed it on; besides whatever begins with ``utm_``."""


def plain_address(link: str) -> str:
    """An address without what tells who passed it on.

    >>> plain_address("https://example.org/watch?v=abc&si=Qx7&utm_source=mail")
    'https://example.org/watch?v=abc'
    """
    parts = urlsplit(link)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in FOLLOWS and not name.startswith("utm_")
    ]
    return parts._replace(query=urlencode(kept)).geturl()


class FilmBlock(blocks.StructBlock):
    """A film or recording elsewhere, with everything somebody needs to decide whether to go there, and its words."""

    title = blocks.CharBlock(max_length=80, help_text="What it is about: “Three of us on the late bus”")
    kind = blocks.ChoiceBlock(choices=KINDS, default="film")
    link = blocks.URLBlock(help_text="Where it stands: the page itself, beginning with https")
    poster = ImageBlock(
        required=False,
        help_text="Required for a film. Say what it shows. Nobody in it whom the record of consent does not name",
    )
    length = blocks.CharBlock(max_length=40, help_text="For example “2 minutes 40 seconds”")
    megabytes = blocks.IntegerBlock(
        min_value=1,
        max_value=5000,
        help_text="About how much data it takes: some 10 MB for a minute of film, 1 MB for a minute of sound",
    )
    subtitles = blocks.BooleanBlock(required=False, help_text="Tick when it has subtitles made by a person")
    transcript = blocks.RichTextBlock(
        features=PLAIN_FEATURES,
        help_text="Every word that is said, who says it (under the name they chose), and what can be seen that matters",
    )
    consent_on_file = blocks.BooleanBlock(
        help_text="Everybody who can be seen or heard agreed to it standing there, and to us leading to it"
    )

    class Meta:
        icon = "media"
        group = "Media"
        template = "blocks/film.html"
        description = (
            "A film or recording on another site: picture, length, data, every word of it, and a way there"
        )
        preview_value = {
            "title": "Three of us on the late bus",
            "kind": "film",
            "link": "https://example.org/late-bus",
            "poster": None,
            "length": "2 minutes 40 seconds",
            "megabytes": 27,
            "subtitles": True,
            "transcript": "<p>Juno: We always sit upstairs, at the front.</p><p>The bus stops. The doors open.</p>",
            "consent_on_file": True,
        }

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        wrong = {}
        if urlsplit(cleaned["link"]).scheme != "https":
            wrong["link"] = ValidationError("Give an address that begins with https.")
        if cleaned["kind"] == "film" and not cleaned["poster"]:
            wrong["poster"] = ValidationError(
                "A film needs a picture, so that people see what waits for them."
            )
        if not pieces_of_html(cleaned["transcript"].source):
            wrong["transcript"] = ValidationError(
                "Write down what is said. Many people cannot hear it, or may not play it where they are."
            )
        if wrong:
            raise blocks.StructBlockValidationError(block_errors=wrong)
        cleaned["link"] = plain_address(cleaned["link"])
        return cleaned

    def get_preview_context(self, value: Any, parent_context: Any = None) -> Any:
        """Where no picture is chosen, a drawing stands in for it."""
        return {**super().get_preview_context(value, parent_context), "stand_in": True}
