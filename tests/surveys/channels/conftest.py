"""A live survey with one link."""

from tests.surveys.collection.conftest import forgetting, insights

__all__ = ["forgetting", "insights"]
