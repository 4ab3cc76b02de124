"""What a page can be built from, by purpose: text, evidence, campaign."""

from cms.blocks.body import BodyBlock

__all__ = ["BodyBlock"]
