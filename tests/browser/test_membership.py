"""Signing up and asking to join in a real browser: by keys, without a script, with faults, dark, and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from engagement.membership import links, services
from engagement.membership.joining import ask_to_join
from engagement.membership.models import Subscription
from tests.cms.site import example_site
from tests.filled import filled

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]
FORMS = (
    "/mailing-list/",
    "/join/youth-assembly/",
    "/join/faith-alliance/",
    "/join/advisory-group/",
    "/members/",
)


@pytest.fixture(scope="module")
def subscription(django_db_setup, django_db_blocker) -> Iterator[int]:
    """The example site, somebody who waits to be confirmed, and a request to join."""
    with filled(django_db_blocker):
        example_site()
        services.ask_to_subscribe("ada@example.org", topics=["results"], areas=[], language="en")
        ask_to_join("youth-assembly", {"alias": "Zed", "age_band": "13-15", "contact": "+44 121 234 5678"})
        yield services.key_of("ada@example.org")


def test_the_list_is_joined_and_left_by_keys_alone_without_a_script(server, subscription, open_page):
    page = open_page(server, java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto(f"{server}/mailing-list/")
    page.get_by_label("Your e-mail address").focus()
    page.keyboard.type("ben@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Now look at your e-mail")
    path = re.sub(r"^https?://[^/]+", "", links.confirm_link(subscription))
    page.goto(f"{server}{path}")
    page.get_by_role("button", name="Yes, send me news").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on the list")
    path = re.sub(r"^https?://[^/]+", "", links.stop_link(subscription))
    page.goto(f"{server}{path}")
    page.get_by_role("button", name="Leave the list").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You have left the list")
    assert not Subscription.objects.filter(pk=subscription).exists()
    assert page.context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_forms_are_accessible_with_and_without_faults(
    server, subscription, open_page, accessible, scheme
):
    page = open_page(server, viewport={"width": 320, "height": 640}, color_scheme=scheme)
    for address in FORMS:
        page.goto(f"{server}{address}")
        accessible(page)
        page.locator("main form button[type=submit]").click()
        expect(page.locator(".remark__error").first).to_be_visible()
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert not page.locator("#id_homepage").evaluate("(trap) => trap.matches(':focus-visible')")


def test_who_is_under_16_is_told_whose_contact_to_give(server, subscription, open_page):
    page = open_page(server)
    page.goto(f"{server}/join/youth-assembly/")
    page.get_by_label("What shall we call you?").fill("Kit")
    page.get_by_label("13 to 15").check()
    page.get_by_label("Where do you live, learn or work?").select_option("Dudley")
    page.get_by_label("It is mine").check()
    page.get_by_label("Their (or your) number").fill("kit@example.org")
    page.get_by_label("I know that a parent or carer has to agree").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("You are under 16.")).to_be_visible()
    expect(page.get_by_label("Their (or your) number")).to_have_value("")
    page.get_by_label("A youth worker or teacher").check()
    page.get_by_label("Their (or your) number").fill("worker@example.org")
    page.get_by_label("they know that I give it").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
