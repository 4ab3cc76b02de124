"""Pages somebody has to look at again: the list for whoever keeps them, and the weekly word to them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate
from wagtail.admin.utils import get_admin_base_url
from wagtail.models import Page, get_page_models
from wagtail.permissions import policy_registry

from cms.models.base import BasePage
from engagement.accounts.roles import holders
from engagement.publishing.roles import EVERY_SECTION
from engagement.publishing.sections import name_of_section, section_of

logger = logging.getLogger(__name__)

SOON = timedelta(days=30)
"""So long before its day a page is in the list."""


@dataclass(frozen=True)
class ToLookAt:
    """A live page or a part of it, the day to look at it again by (None: nobody has set one), and who keeps it."""

    page: BasePage
    day: date | None
    today: date
    part: str = ""
    """What of the page it is, where a part has a day of its own."""

    @property
    def days_over(self) -> int:
        """Days since that day; 0 or less before it."""
        return (self.today - self.day).days if self.day else 0

    @property
    def is_over(self) -> bool:
        """Whether the page already tells its readers that it may be out of date."""
        return self.day is not None and self.day <= self.today

    @property
    def section(self) -> str:
        """What staff call the part of the site it belongs to."""
        return name_of_section(self.page)


def to_look_at(user: Any, *, today: date) -> list[ToLookAt]:
    """Every live page this person may see in the admin that is due, due soon, or without a day; the latest first."""
    root = policy_registry.get_by_type(Page).explorable_root_instance(user)
    if root is None:
        return []
    found = [
        ToLookAt(page, day, today, part)
        for page in _live_pages()
        if page.path.startswith(root.path)
        for part, day in _days(page)
        if day is None or day <= today + SOON
    ]
    return sorted(found, key=lambda told: (told.day is None, told.day or today, told.page.title))


def overdue(today: date) -> list[BasePage]:
    """Every live page that tells its readers that it, or a part of it, may be out of date."""
    return [page for page in _live_pages() if any(day and day <= today for _, day in _days(page))]


def remind_keepers(*, now: datetime | None = None) -> int:
    """Write to whoever keeps pages that are over their day, one mail a person; how many were written. Once a week.

    A page says only which team keeps it. Its section's editors hear of it; of the site's own pages, whoever may change
    pages of every section.
    """
    numbers: dict[int, tuple[Any, int]] = {}
    for page in overdue(localdate(now)):
        for who in _keepers(page):
            numbers[who.pk] = (who, numbers.get(who.pk, (who, 0))[1] + 1)
    written = 0
    for who, number in numbers.values():
        written += _written(who, number)
    return written


def _days(page: BasePage) -> Iterable[tuple[str, date | None]]:
    """The page's own day, and that of each part that has one."""
    return [("", page.look_again_on), *page.parts_to_look_at()]


def _live_pages() -> Iterable[BasePage]:
    for model in get_page_models():
        if issubclass(model, BasePage):
            yield from model.objects.live().defer("body")


def _keepers(page: BasePage) -> list[Any]:
    section = section_of(page)
    roles = (section.role,) if section else EVERY_SECTION
    return list({who.pk: who for role in roles for who in holders(role) if who.email}.values())


def _written(who: Any, number: int) -> bool:
    context = {
        "name": who.first_name or who.get_username(),
        "pages": number,
        "address": f"{get_admin_base_url() or ''}{reverse('editors:look_again')}",
        "site": settings.WAGTAIL_SITE_NAME,
    }
    words = render_to_string("editors/mail/look_again.txt", context)
    subject, _, body = words.strip().partition("\n")
    message = EmailMessage(
        subject.strip(), body.strip() + "\n", to=[who.email], headers={"Auto-Submitted": "auto-generated"}
    )
    try:
        message.send()
    except Exception as fault:
        # The list itself stands in the admin; what a provider's library raises may hold addresses.
        logger.error("A word about pages to look at again was not sent: %s", type(fault).__name__)
        return False
    return True
