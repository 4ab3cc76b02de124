"""Blocks that hold what machines read. Translators are never offered them."""

from __future__ import annotations

from typing import Any

from wagtail import blocks


class CodeBlock(blocks.CharBlock):
    """A code or a note to colleagues: the same in every language, so it is kept out of translation."""

    def get_translatable_segments(self, value: str) -> list[Any]:
        return []

    def restore_translated_segments(self, value: str, segments: list[Any]) -> str:
        return value


def question_code() -> CodeBlock:
    """The code of a question: capital letters, as in the exported file."""
    return CodeBlock(
        label="Code",
        max_length=30,
        help_text="Short name in capitals, for example SAFEDAY. Answers are kept under it: never use it again for "
        "a different question.",
    )


def option_code() -> CodeBlock:
    """The code of an answer option or of a statement in a grid."""
    return CodeBlock(label="Code", max_length=40)
