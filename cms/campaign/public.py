"""Which pages the public may read now: what is asked before anything drawn from a page leaves the site."""

from __future__ import annotations

from django.http import Http404
from wagtail.models import Page


def public_page_or_404(key: int) -> Page:
    """A page that stands open to everybody at this moment, as itself; raises Http404 otherwise.

    Neither drafts nor private pages, nor a story whose teller took it back, nor a page that an incident puts aside.
    """
    page = (
        Page.objects.live().public().filter(pk=key, depth__gte=2).select_related("locale").specific().first()
    )
    if page is None or not getattr(page, "may_be_shown", lambda: True)() or _rests(page):
        raise Http404("No page that is open to everybody has this number.")
    return page


def _rests(page: Page) -> bool:
    from engagement.incidents.selectors import held

    return hasattr(page, "rests") and page.rests(held())
