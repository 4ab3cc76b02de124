"""A campaign with a story below it, and a tally that starts empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from wagtail.models import Locale, Page, Site

from cms.models import CampaignPage, HomePage, StandardPage
from engagement.counting.tally import tally


@pytest.fixture
def counted() -> Iterator[None]:
    """The tally of this process, empty before and after."""
    tally.forget()
    yield
    tally.forget()


@pytest.fixture
def campaign(db, counted) -> CampaignPage:
    """A live campaign below a home page, with one page about the site beside it."""
    locale, _ = Locale.objects.get_or_create(language_code="en")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root", locale=locale)
    home = root.add_child(instance=HomePage(title="Home", slug="counted", headline="Home", locale=locale))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
    )
    home.add_child(instance=StandardPage(title="About", slug="about", locale=locale))
    return home.add_child(instance=CampaignPage(title="Most of us", slug="most-of-us", locale=locale))
