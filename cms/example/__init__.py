"""The example site: every person, story, group and promise in it is invented and says so; dates follow today."""

from cms.example.site import build_site

__all__ = ["build_site"]
