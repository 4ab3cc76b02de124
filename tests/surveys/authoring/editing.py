"""What a browser posts from the survey's edit form."""

from __future__ import annotations

from typing import Any

from wagtail import blocks


def posted(block: Any, value: Any, prefix: str) -> dict[str, str]:
    """A block's value as the fields of the edit form."""
    if isinstance(block, blocks.StreamBlock | blocks.ListBlock):
        items = list(value) if isinstance(block, blocks.StreamBlock) else value.bound_blocks
        fields = {f"{prefix}-count": str(len(items))}
        for number, item in enumerate(items):
            at = f"{prefix}-{number}"
            fields |= {f"{at}-deleted": "", f"{at}-order": str(number), f"{at}-id": item.id or ""}
            fields |= {f"{at}-type": item.block_type} if isinstance(block, blocks.StreamBlock) else {}
            fields |= posted(item.block, item.value, f"{at}-value")
        return fields
    if isinstance(block, blocks.StructBlock):
        return {
            name: text
            for child, inner in block.child_blocks.items()
            for name, text in posted(inner, value.get(child), f"{prefix}-{child}").items()
        }
    if isinstance(block, blocks.BooleanBlock):
        return {prefix: "on"} if value else {}
    if isinstance(block, blocks.StaticBlock):
        return {}
    return {prefix: "" if value is None else str(value)}


def form(page: Any, **changes: str) -> dict[str, str]:
    """The whole edit form of a page as it stands, with some fields changed."""
    fields = {
        name: getattr(page, name) or ""
        for name in ("title", "intro", "consent", "thanks", "browser_title", "slug")
    }
    return {
        **fields,
        **posted(page.body.stream_block, page.body, "body"),
        **posted(page.answer_checks.stream_block, page.answer_checks, "answer_checks"),
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        **changes,
    }
