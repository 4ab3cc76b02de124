"""Taking pages down: one person, at once, with a reason, and the section's editors hear of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry

from engagement.publishing.notices import tell_of_taking_down
from engagement.publishing.roles import may_take_down_anything
from engagement.publishing.sections import name_of_section
from engagement.publishing.selectors import name_of

TAKEN_DOWN = "publishing.take_down"


@dataclass(frozen=True)
class LivePage:
    """A page the public reads now, as the list of live pages shows it."""

    page: Page
    section: str
    kind: str
    address: str
    may_take_down: bool


def may_see_all(user: Any) -> bool:
    """Whether somebody sees the list of all live pages."""
    return bool(user.is_active and (user.is_superuser or may_take_down_anything(user)))


def live_pages(user: Any) -> list[LivePage]:
    """Every page the public reads now, by section and title."""
    found = Page.objects.live().exclude(depth=1).select_related("locale").specific(defer=True)
    shown = [
        LivePage(
            page,
            name_of_section(page),
            str(page.specific_class._meta.verbose_name) if page.specific_class else "page",
            page.get_url() or "",
            page.permissions_for_user(user).can_unpublish(),
        )
        for page in found
    ]
    return sorted(shown, key=lambda live: (live.section, live.page.title.casefold(), live.page.pk))


def goes_down_with(page: Page, *, below: bool) -> list[Page]:
    """The live pages that go with a page: its other languages, and what stands below them if that is asked."""
    pages = list(Page.objects.live().filter(translation_key=page.translation_key))
    if below:
        pages += [under for top in list(pages) for under in top.get_descendants().live()]
    return [found.specific for found in {found.pk: found for found in pages}.values()]


@transaction.atomic
def take_down(page: Page, user: Any, *, reason: str, below: bool = False) -> list[Page]:
    """Take a page from the public in every language, and call off what would bring it back; the pages are returned.

    The reason stands in each page's history and beside the line of the audit, and in no mail: it may name somebody.

    Raises:
        PermissionDenied: one of the pages is not this person's to take down. None was.
    """
    pages = goes_down_with(page, below=below)
    if not pages or not all(gone.permissions_for_user(user).can_unpublish() for gone in pages):
        raise PermissionDenied("This page is not yours to take down.")
    for gone in pages:
        state = gone.current_workflow_state
        if state is not None:
            state.cancel(user=user)
        gone.unpublish(user=user)
        log(instance=gone, action=TAKEN_DOWN, user=user, data={"reason": reason})
    tell_of_taking_down(page, user, len(pages))
    return pages


def why_it_is_down(page: Page) -> tuple[str, str]:
    """Who took a page down and why, if that is why it is not live; two empty words otherwise."""
    if page.live:
        return "", ""
    entry = (
        PageLogEntry.objects.filter(page_id=page.pk, action=TAKEN_DOWN).order_by("-timestamp", "-pk").first()
    )
    return (name_of(entry.user), entry.data.get("reason", "")) if entry else ("", "")
