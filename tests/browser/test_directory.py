"""The directory in a real browser: the filter by keys, the forms with and without faults, and the editors' screens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from engagement.directory.keeping import send_link
from engagement.directory.models import Organisation
from tests.cms.site import example_site
from tests.filled import filled
from tests.people import cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def secret(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The example site, and the secret of a link to one of its organisations."""
    with filled(django_db_blocker):
        example_site()
        lantern = Organisation.objects.get(name__startswith="Lantern")
        yield send_link(lantern, by=cast("directory_lead"))


def test_the_filter_works_by_keys_alone_without_a_script(server, secret, open_page):
    page = open_page(server, java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto(f"{server}/directory/")
    page.get_by_label("Where?").focus()
    page.keyboard.type("Sandwell")
    page.keyboard.press("Tab")
    page.keyboard.type("Sport")
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2 places and groups in Sandwell")).to_be_visible()
    page.get_by_role("link", name="Towpath boxing").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Towpath boxing")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_forms_are_accessible_with_and_without_faults(server, secret, open_page, accessible, scheme):
    page = open_page(server, viewport={"width": 320, "height": 640}, color_scheme=scheme)
    for address in ("/directory/suggest/friday-open-hall/", f"/directory/keep/{secret}/"):
        page.goto(f"{server}{address}")
        page.evaluate("document.querySelectorAll('details').forEach((folded) => { folded.open = true; })")
        accessible(page)
        page.locator("main form button[type=submit]").click()
        expect(page.locator(".remark__error").first).to_be_visible()
        page.evaluate("document.querySelectorAll('details').forEach((folded) => { folded.open = true; })")
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for address in (
        "/directory/thanks/",
        "/directory/keep/thanks/",
        "/directory/?age=8&who=girls&kind=advice",
    ):
        page.goto(f"{server}{address}")
        page.evaluate("document.querySelectorAll('details').forEach((folded) => { folded.open = true; })")
        accessible(page)
