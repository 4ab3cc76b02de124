"""A film elsewhere in a real browser: read and left by keys, fetched from nowhere, on a phone and a wide screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from cms.blocks import BodyBlock
from cms.models import StandardPage
from tests.cms.site import example_site
from tests.filled import filled

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker) -> Iterator[None]:
    with filled(django_db_blocker):
        example_site()
        block = BodyBlock().child_blocks["film"]
        page = StandardPage.objects.get(slug="about", locale__language_code="en")
        page.body = [("film", block.to_python(block.meta.preview_value))]
        page.save_revision().publish()
        yield


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_film_is_told_here_and_nothing_is_fetched_from_where_it_stands(
    server, site, open_page, accessible, width, scheme
):
    page = open_page(server, viewport={"width": width, "height": 780}, color_scheme=scheme)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}/about/")
    away = page.get_by_role("link", name="Open it on example.org")
    away.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_text("Every word of it, to read")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("We always sit upstairs")).to_be_visible()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert asked and all(url.startswith(server) for url in asked)
