"""A field for the body of a page that keeps the definitions of its blocks out of migrations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wagtail import blocks
from wagtail.fields import StreamField


class BodyField(StreamField):
    """A StreamField whose blocks may change without a migration: the stored JSON stays what it is.

    A migration knows it without blocks, and reads and writes the JSON itself (``raw_data``).
    """

    def __init__(self, block_types: blocks.StreamBlock | Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
