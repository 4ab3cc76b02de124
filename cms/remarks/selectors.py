"""Which remarks somebody reads: those on pages of their own section; moderators and administrators read all."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from wagtail.models import Locale, Page, Site

from cms.models import PageRemark
from engagement.publishing.roles import EVERY_SECTION, has_role


def remarks_for(user: Any) -> list[PageRemark]:
    """What waits for somebody, by page."""
    return [
        remark for remark in PageRemark.objects.order_by("address", "kind", "id") if may_read(user, remark)
    ]


def may_read(user: Any, remark: PageRemark) -> bool:
    """Whether a remark is about a page this person may change; it may hold words about somebody in that section."""
    if user.is_superuser or has_role(user, *EVERY_SECTION):
        return True
    page = page_at(remark.address)
    return page is not None and page.permissions_for_user(user).can_edit()


def page_at(address: str) -> Page | None:
    """The page at a path of the default site, live or not; None for an address that is no page's."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return None
    first, _, rest = address.split("?")[0].lstrip("/").partition("/")
    home, path = site.root_page, f"{first}/{rest}" if first else ""
    if first in dict(settings.LANGUAGES) and first != settings.LANGUAGE_CODE:
        locale = Locale.objects.filter(language_code=first).first()
        home, path = home.get_translation_or_none(locale) if locale else None, rest
    found = home and Page.objects.filter(url_path=home.url_path + path).first()
    return found.specific if found else None
