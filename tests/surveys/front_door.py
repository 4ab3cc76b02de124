"""The page that surveys of these tests stand under."""

from __future__ import annotations

from wagtail.models import Locale, Page, Site

from cms.models import HomePage


def front_door() -> HomePage:
    """An English front door that answers on the default site."""
    english, _ = Locale.objects.get_or_create(language_code="en")
    root = Page.objects.get(depth=1)
    home = HomePage(title="Home", slug="front-door", headline="Most of us", locale=english)
    root.add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
    )
    return home
