"""How hard each page is to read: for the check beside the form, and for the list of the whole site."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.editors.words import words_of
from cms.readability import Reading, read


@dataclass(frozen=True)
class PageReading:
    """A page beside what counting found in its words; ``reading`` is None where its language is not English."""

    page: Page
    reading: Reading | None

    @property
    def pressing(self) -> tuple[int, int]:
        """What to sort by: the hardest to read first, then those with the longest sentences."""
        found = self.reading
        return (0, 0) if found is None else (-(found.age or 0), -found.longest)


def reading_of(page: Page) -> Reading | None:
    """What counting finds in the words of a page as it is given: a draft where it is a draft. English alone."""
    return read(words_of(page)) if page.locale.language_code == "en" else None


def site_readings(user: AbstractBaseUser) -> list[PageReading]:
    """Every live page this person may see in the admin, the hardest to read first."""
    root = policy_registry.get_by_type(Page).explorable_root_instance(user)
    if root is None:
        return []
    pages = Page.objects.descendant_of(root, inclusive=True).live().exclude(depth=1)
    found = [
        PageReading(page, reading_of(page)) for page in pages.select_related("locale").specific(defer=False)
    ]
    return sorted(found, key=lambda each: (each.reading is None, each.pressing, each.page.title))
