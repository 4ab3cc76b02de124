"""Answers in a different order for different visitors, as an author asks for it."""

from __future__ import annotations

from typing import Any

from wagtail import blocks

ORDER = ["shuffle", "keep_last"]


def shuffle_block() -> blocks.BooleanBlock:
    """Whether a question's answers (a grid's statements) change places."""
    return blocks.BooleanBlock(
        required=False,
        default=False,
        label="Change the order of the answers",
        help_text="Up to eight orders, drawn for each visit, so that no answer gains by standing first. In a grid "
        "the statements change places. Answers that stand alone and “Prefer not to say” stay last.",
    )


def keep_last_block() -> blocks.IntegerBlock:
    """How many answers at the end do not move."""
    return blocks.IntegerBlock(
        required=False,
        default=0,
        min_value=0,
        max_value=20,
        label="Keep the last ones in place",
        help_text="How many answers at the end do not move, for example “Somewhere else”.",
    )


def shuffle_in(value: Any) -> dict[str, Any]:
    """What a definition holds of it: nothing where the order is the written one."""
    return {"shuffle": {"keep_last": value.get("keep_last") or 0}} if value.get("shuffle") else {}
