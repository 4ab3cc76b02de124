"""Coding in a real browser: with the keyboard alone, with the mouse alone, without scripts, at axe zero."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from surveys.analysis.themes.codebook import default_codebook
from surveys.coding.drawing import draw
from surveys.coding.services import decide
from surveys.models import Comment, HardTextsOpened, HumanCoding
from surveys.workbench.views.coding_form import KEYS
from tests.browser.test_workbench import check, signed_in  # noqa: F401  (a fixture)
from tests.people import cast
from tests.surveys.coding.conftest import coder, commented, found

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]

BOOK = default_codebook()
POLICING = KEYS[BOOK.codes.index("policing")]
BULLYING = KEYS[BOOK.codes.index("bullying")]


@pytest.fixture
def survey():
    found = commented(14)
    Comment.objects.filter(pk=Comment.objects.order_by("pk").first().pk).update(
        text="My uncle touched me and said he would hurt my mum."
    )
    draw(found)
    return found


def at(server: str, name: str, survey, *more) -> str:
    return server + reverse(f"workbench:{name}", args=[survey.pk, *more])


def coded(page: Page, n: int) -> None:
    """Wait until the screen tells of so many codings of one's own."""
    expect(page.locator("[data-mine]")).to_have_text(str(n))


def test_a_coder_goes_on_from_comment_to_comment_without_leaving_the_keyboard(signed_in, server, survey):  # noqa: F811
    page = signed_in("analyst", viewport={"width": 1280, "height": 900})
    page.goto(at(server, "code", survey, "measure"))
    keys = page.keyboard
    folded = page.locator("details.wb-hard")
    with page.expect_response(lambda answer: "/safeguarding/count/" in answer.url):
        keys.press("v")
    expect(folded).to_have_attribute("open", "")
    check(page, "the first comment")
    keys.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Choose at least one theme")
    box = page.locator('[value="policing"]')
    keys.press(POLICING)
    expect(box).to_be_checked()
    for stance in ("complaint", "praise"):
        keys.press(POLICING)
        expect(page.locator('[name="stance_policing"]')).to_have_value(stance)
    keys.press(BULLYING)
    expect(page.locator('[value="bullying"]')).to_be_checked()
    keys.press("u")
    expect(page.locator('[value="bullying"]')).not_to_be_checked()
    keys.press("Enter")
    coded(page, 1)
    expect(page.locator("section.coding-comment")).to_be_focused()
    for n in range(2, 15):
        keys.press("n")
        keys.press("Enter")
        if n < 14:
            coded(page, n)
    expect(page.get_by_text("You have coded everything that was waiting for you")).to_be_visible()
    assert HardTextsOpened.objects.get().n == 1
    made = HumanCoding.objects.exclude(themes=[]).get()
    assert (made.themes, made.stances) == (["policing"], {"policing": "praise"})
    assert HumanCoding.objects.filter(themes=[], judgement="coded").count() == 13


def test_keys_are_told_and_can_be_switched_off_and_the_mouse_does_the_same(signed_in, server, survey):  # noqa: F811
    page = signed_in("analyst", viewport={"width": 360, "height": 780}, color_scheme="dark")
    page.goto(at(server, "code", survey, "measure"))
    page.keyboard.press("?")
    expect(page.get_by_text("Undo the last choice that is not saved")).to_be_visible()
    page.get_by_label("Use keys.").uncheck()
    page.keyboard.press(POLICING)
    expect(page.locator('[value="policing"]')).not_to_be_checked()
    check(page, "without keys")
    page.get_by_label("None of these").check()
    page.get_by_role("button", name="Save and go on").click()
    coded(page, 1)
    page.reload()
    page.keyboard.press("n")
    expect(page.locator('[value="none"]')).not_to_be_checked()


def test_without_scripts_the_same_form_does_the_same(signed_in, server, survey):  # noqa: F811
    page = signed_in("analyst", java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page.goto(at(server, "code", survey, "measure"))
    expect(page.locator("kbd").first).to_be_hidden()
    page.get_by_label("Cannot tell").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save and go on").click()
    coded(page, 1)
    assert HumanCoding.objects.get().judgement == "cannot_tell"


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_every_screen_of_coding_is_accessible(signed_in, server, survey, width, scheme):  # noqa: F811
    first, second = coder("ben"), coder("cleo")
    for place, key in enumerate(Comment.objects.values_list("pk", flat=True)):
        decide(survey, key, found("policing"), user=first, codebook=BOOK)
        decide(survey, key, found(*(["policing"] if place else ["bullying"])), user=second, codebook=BOOK)
    assert cast("analyst").pk not in (first.pk, second.pk)
    page = signed_in("analyst", viewport={"width": width, "height": 800}, color_scheme=scheme)
    for name, more in (("coding", ()), ("agreement", ()), ("settlement", ()), ("code", ("teach",))):
        answer = page.goto(at(server, name, survey, *more))
        assert answer.status == 200
        check(page, name)
