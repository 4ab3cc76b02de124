"""The safeguarding queue and the help after hard answers in a real browser: by keyboard alone, at axe zero."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from engagement.support.services import load_national_lines
from surveys.collection.live import registry
from surveys.models import Comment, HardTextsOpened, Referral, Response, SurveyPage, ThemeTag
from surveys.safeguarding import keys, sealing
from surveys.safeguarding.services import Alarm, queue, sealed
from tests.browser.test_workbench import check, signed_in  # noqa: F401  (a fixture)
from tests.surveys.collection.survey import put_live, small_definition
from tests.surveys.safeguarding.leads import PASSPHRASE, queue_key

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]

HARD = "my uncle touched me and said he would hurt my mum if i told"


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch):
    monkeypatch.setattr(sealing, "SCRYPT_COST", 2**4)


def refer(text: str = HARD) -> Referral:
    made = sealed([Alarm(text, True)], keys.key_in_use(), today=timezone.localdate())
    queue(made)
    return made[0]


def at(server: str, name: str, *args) -> str:
    return server + reverse(f"safeguarding:{name}", args=args)


def press(page, name):
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_every_screen_of_the_queue_is_accessible(signed_in, server, width, scheme):  # noqa: F811
    page = signed_in("safeguarding_lead", viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(at(server, "key"))
    check(page, "making the key")
    page.fill("#make-passphrase", PASSPHRASE)
    page.fill("#make-again", PASSPHRASE)
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_role("heading", name="Write this recovery code down now")).to_be_visible()
    check(page, "the recovery code")
    referral = refer()
    page.goto(at(server, "queue"))
    check(page, "what waits")
    press(page, "Lock the queue")
    check(page, "locked")
    page.goto(at(server, "key"))
    check(page, "the key, locked")
    page.goto(at(server, "text", referral.pk))
    check(page, "a text, locked")
    page.fill("#passphrase", PASSPHRASE)
    press(page, "Unlock")
    page.goto(at(server, "text", referral.pk))
    check(page, "a text")
    press(page, "Open the text")
    check(page, "a text, opened")
    page.goto(at(server, "decided"))
    check(page, "decided")


def test_a_lead_reads_and_decides_by_keyboard_alone(signed_in, server):  # noqa: F811
    queue_key()
    referral = refer()
    page = signed_in("safeguarding_lead", viewport={"width": 1280, "height": 800})
    page.goto(at(server, "queue"))
    page.focus("#passphrase")
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Read").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Open the text").focus()
    page.keyboard.press("Enter")
    original = page.locator(".wb-original")
    expect(original).to_be_hidden()
    page.locator(".wb-hard summary").focus()
    page.keyboard.press("Enter")
    expect(original).to_have_text(HARD)
    page.get_by_label("Referred to children's services").focus()
    page.keyboard.press("Space")
    page.get_by_label("Note, if you need one").focus()
    page.keyboard.type("Told the duty desk, reference 12")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Recorded. The text is deleted 30 days from today")).to_be_visible()
    referral.refresh_from_db()
    assert (referral.decision, referral.note) == ("children", "Told the duty desk, reference 12")
    assert HardTextsOpened.objects.get().n == 1


def test_the_key_is_nowhere_a_script_could_read_it(signed_in, server):  # noqa: F811
    private = queue_key()
    page = signed_in("safeguarding_lead", viewport={"width": 1280, "height": 800})
    page.goto(at(server, "queue"))
    page.fill("#passphrase", PASSPHRASE)
    page.get_by_role("button", name="Unlock").click()
    (cookie,) = [cookie for cookie in page.context.cookies() if cookie["name"] == "safeguarding"]
    assert (
        cookie["httpOnly"]
        and cookie["sameSite"] == "Strict"
        and cookie["path"] == reverse("safeguarding:queue")
    )
    assert private.hex() not in cookie["value"]
    assert page.evaluate("document.cookie.includes('safeguarding')") is False
    assert page.evaluate("localStorage.length + sessionStorage.length") == page.evaluate(
        "Object.keys(localStorage).concat(Object.keys(sessionStorage)).filter(k => k.startsWith('wagtail')).length"
    )


def test_an_analyst_opens_a_folded_comment_and_passes_it_on(signed_in, server):  # noqa: F811
    queue_key()
    survey = put_live()
    version = survey.versions.get()
    for _ in range(10):
        response = Response.objects.create(survey=survey, version=version, answers={})
        comment = Comment.objects.create(response=response, question="CHANGE", text=HARD)
        ThemeTag.objects.create(
            comment=comment, theme="no_go_places", spans=[[0, 8]], score=0.9, codebook="1"
        )
    page = signed_in("analyst", viewport={"width": 360, "height": 800})
    page.goto(server + reverse("workbench:comments", args=[survey.pk, "no_go_places"]))
    check(page, "comments")
    page.goto(server + reverse("workbench:comments", args=[survey.pk, "no_go_places"]))
    first = page.locator(".wb-comments li").first
    expect(first.get_by_text("my uncle")).to_be_hidden()
    for place in range(10):
        page.locator(".wb-hard summary").nth(place).click()
    expect(first.get_by_text("my uncle")).to_be_visible()
    expect(page.locator(".wb-kind")).to_contain_text("You have opened")
    first.get_by_role("button", name="Pass to safeguarding").click()
    expect(page.get_by_text("Passed to the safeguarding lead, sealed.")).to_be_visible()
    assert Referral.objects.get().source == "reader"
    registry.clear()


def topical() -> SurveyPage:
    """A survey that asks about being hurt, tagged with a subject on the question and on an answer."""
    load_national_lines()
    definition = small_definition()
    hurt = definition["sections"][2]["questions"][0]
    hurt["signposts"] = "abuse"
    places = definition["sections"][0]["questions"][1]
    places["options"][0]["signposts"] = "threatened"
    return put_live(definition=definition)


def walk_to(page: Page, label: str) -> None:
    for _ in range(12):
        if page.get_by_text(label).first.is_visible():
            return
        page.get_by_role("button", name="Continue").first.click()
    raise AssertionError(f"{label} never came")


@pytest.mark.parametrize("width", [360, 1280])
def test_help_fits_the_answer_and_stands_on_the_thank_you_without_leaving_the_device(
    open_page, server, accessible, width
):
    topical()
    sent: list[tuple[str, str]] = []
    page = open_page(f"{server}/insights/", viewport={"width": width, "height": 800})
    page.on("request", lambda request: sent.append((request.url, request.post_data or "")))
    page.get_by_role("button", name="Yes, I am 13 or over").click()
    page.get_by_role("button", name="I agree, start").click()
    walk_to(page, "Are there places you avoid?")
    page.get_by_text("Yes", exact=True).locator("visible=true").first.click()
    threatened, abuse = (page.locator(f"#signpost [data-topic={topic}]") for topic in ("threatened", "abuse"))
    expect(threatened.get_by_text("Crimestoppers", exact=True)).to_be_visible()
    expect(abuse).to_be_hidden()
    walk_to(page, "The next question is about being hurt.")
    page.get_by_role("button", name="Continue").first.click()
    page.get_by_text("Yes", exact=True).locator("visible=true").first.click()
    expect(abuse.get_by_text("National Domestic Abuse Helpline")).to_be_visible()
    expect(threatened).to_be_hidden()
    accessible(page)
    for _ in range(12):
        if page.get_by_role("button", name="Send my answers").is_visible():
            break
        page.get_by_role("button", name="Continue").first.click()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(abuse.get_by_text("National Domestic Abuse Helpline")).to_be_visible()
    expect(threatened.get_by_text("Crimestoppers", exact=True)).to_be_visible()
    accessible(page)
    assert page.url == f"{server}/insights/thanks/"
    assert page.evaluate("document.cookie.length + localStorage.length + sessionStorage.length") == 0
    assert not [said for said in sent if "signpost" in said[1] or "abuse" in said[0] + said[1]]
    page.goto("about:blank")
    page.go_back()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(page.locator("#signpost")).to_have_count(0)


def test_without_a_script_the_section_page_shows_the_help_and_keeps_nothing(open_page, server, accessible):
    topical()
    page = open_page(f"{server}/insights/", java_script_enabled=False)
    page.get_by_role("button", name="Yes, I am 13 or over").first.click()
    page.get_by_role("button", name="I agree, start").click()
    page.locator("input[name=AVOID][value=yes] + span").click()
    page.get_by_role("button", name="Continue").last.click()
    expect(page.locator(".signpost")).to_contain_text("Crimestoppers")
    expect(page.locator(".signpost").get_by_text("Samaritans")).to_have_count(0)


def test_a_section_with_a_note_is_skipped_and_the_rest_is_kept(open_page, server):
    topical()
    page = open_page(f"{server}/insights/")
    page.get_by_role("button", name="Yes, I am 13 or over").click()
    page.get_by_role("button", name="I agree, start").click()
    page.get_by_text("A bit unsafe").click()
    walk_to(page, "The next question is about being hurt.")
    page.get_by_role("button", name="Skip these questions").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("How much do you agree?")).to_be_visible()
    for _ in range(12):
        if page.get_by_role("button", name="Send my answers").is_visible():
            break
        page.get_by_role("button", name="Continue").first.click()
    expect(page.get_by_text("A bit unsafe").last).to_be_visible()
