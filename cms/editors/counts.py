"""How often the pages somebody may see in the admin were read: whole weeks and months, rounded, small ones hidden."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from wagtail.models import Page
from wagtail.permissions import policy_registry

from engagement.counting.selectors import PageReads, page_reads


def counted_pages(user: AbstractBaseUser, *, today: date) -> list[PageReads]:
    """Every live page with its counts, the most read first."""
    root = policy_registry.get_by_type(Page).explorable_root_instance(user)
    if root is None:
        return []
    pages = Page.objects.descendant_of(root, inclusive=True).live().exclude(depth=1).specific(defer=True)
    counted = [page for page in pages if getattr(page.specific_class, "is_counted", False)]
    return page_reads(counted, today=today)
