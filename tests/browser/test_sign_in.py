"""Signing in and the second step in a real browser: by day and by night, on a phone, and without JavaScript."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse
from playwright.sync_api import Page, expect

from engagement.audit.models import StaffAct
from tests.people import PASSWORD, cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]


def sign_in(page: Page, server: str, password: str = PASSWORD) -> None:
    page.goto(server + reverse("account_login"))
    page.get_by_label("Username or e-mail address").fill(cast("admin").username)
    page.get_by_label("Password").fill(password)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in", exact=True).click()


def say_it_is_you(page: Page) -> None:
    """Before the second step changes, the password is asked once more."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it still you?")
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Go on").click()


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_every_page_of_an_account_is_accessible(open_page, server, accessible, width, scheme):
    page = open_page(
        server + reverse("account_login"), viewport={"width": width, "height": 740}, color_scheme=scheme
    )
    accessible(page)
    sign_in(page, server)
    page.wait_for_url("**/admin/")
    page.goto(server + reverse("mfa_activate_totp"))
    accessible(page)
    say_it_is_you(page)
    for name in (
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "account_change_password",
        "account_logout",
    ):
        page.goto(server + reverse(name))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        accessible(page)
        assert (
            page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        )
        assert page.get_by_role("navigation", name="Your account").is_visible(), name


def test_a_wrong_password_is_said_above_the_fields(open_page, server, accessible):
    page = open_page(server + reverse("account_login"))
    sign_in(page, server, password="not the one")
    wrong = page.get_by_role("alert")
    expect(wrong).to_contain_text("not correct")
    assert wrong.bounding_box()["y"] < page.get_by_label("Password").bounding_box()["y"]
    accessible(page)


def test_the_second_step_is_turned_on_and_asked_for_without_javascript(open_page, server):
    page = open_page(server + reverse("account_login"), java_script_enabled=False)
    sign_in(page, server)
    page.goto(server + reverse("mfa_activate_totp"))
    say_it_is_you(page)
    secret = re.sub(r"\W|Secret:", "", page.locator(".account__secret").inner_text())
    code = page.get_by_label("Authenticator code")
    code.fill("000000" if code_of(secret) != "000000" else "111111")
    with page.expect_navigation():
        page.get_by_role("button", name="Turn it on").click()
    assert page.locator(f"#{code.get_attribute('id')}_error").is_visible()

    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    codes = page.locator(".account__codes li").all_inner_texts()
    assert len(codes) == len(set(codes)) == 10

    page.goto(server + reverse("account_logout"))
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    sign_in(page, server)
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
    page.locator("input[name=code]").fill(codes[0])
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/admin/")


def test_a_passkey_is_set_up_where_it_is_required_and_signs_in_by_itself(
    open_page, server, accessible, settings
):
    settings.REQUIRE_SECOND_FACTOR = True
    # A passkey belongs to a name, never to a numeric address.
    server = server.replace("127.0.0.1", "localhost")
    page = open_page(server + reverse("account_login"))
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    finger = devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )["authenticatorId"]

    sign_in(page, server)
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step before your work")
    accessible(page)
    page.get_by_role("link", name="Add a key").click()
    say_it_is_you(page)
    page.get_by_label("Name").fill("My phone")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": finger})["credentials"]) == 1
    page.goto(server + "/admin/")
    expect(page).to_have_url(server + "/admin/")

    page.context.clear_cookies()
    page.goto(server + "/admin/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(server + "/admin/")
    line = StaffAct.objects.filter(act="sign-in", name=cast("admin").username).first()
    assert line.about == "passkey"

    # Another device has no such key, and a password alone leads to the second step, not to the work.
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": finger})
    page.context.clear_cookies()
    sign_in(page, server)
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
    page.goto(server + "/admin/")
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
