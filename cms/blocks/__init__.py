"""What a page can be built from, by purpose: text, media, evidence, action."""

from cms.blocks.body import BodyBlock

__all__ = ["BodyBlock"]
