"""When an answer cannot be saved, the page says so to everybody, keeps what was written, and sends it once it can."""

from __future__ import annotations

from unittest import mock

import pytest
from django.db import OperationalError
from playwright.sync_api import expect

from surveys.models import Intake

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]
TEXT = "Lights on the path.\nA bus at night."
SEND = """(text) => {
  document.querySelector("textarea").value = text;
  const form = document.querySelector("form");
  form.insertAdjacentHTML("beforeend", '<input type="hidden" name="to" value="send">');
  HTMLFormElement.prototype.submit.call(form);
}"""


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [("", (360, 780), "light"), ("", (1280, 900), "dark"), ("ur/", (360, 780), "dark")],
    ids=["phone", "wide by night", "Urdu by night"],
)
@pytest.mark.parametrize("error", [OperationalError, RuntimeError], ids=["database", "program"])
def test_what_was_not_saved_is_still_there_and_goes_on_the_second_try(
    address, open_page, accessible, language, size, scheme, error
):
    target = address.replace("/insights/", f"/{language}insights/")
    page = open_page(target, viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    with mock.patch("surveys.collection.answering.accept_response", side_effect=error):
        page.evaluate(SEND, TEXT)
        expect(page.get_by_role("alert")).to_be_visible()
    assert page.locator("textarea").input_value() == TEXT
    assert page.locator("textarea").evaluate("box => getComputedStyle(box).direction") == "ltr"
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    accessible(page)
    page.locator("button.btn[value=send]").click()
    page.wait_for_url("**/thanks/")
    assert Intake.objects.get().payload["comments"]["CHANGE"] == TEXT
