"""Every kind of question in a real browser: keyboard, phone, desk, right to left, with and without a script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from surveys.collection.counters import counters
from surveys.collection.limiter import limiter
from surveys.collection.live import registry
from surveys.models import Intake
from surveys.questions import Refused
from surveys.questions.number import typed
from tests.browser.answering import begin, next_screen
from tests.surveys.collection.every_kind import put_every_kind_live
from tests.surveys.questions.asked import number

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]

STORED = {
    "TRYOUT": "yes",
    "AFTERNOON": "sport",
    "NEEDED": ["bus", "place"],
    "WEEK": "good",
    "MORE": "court",
    "HOPEFUL": 1,
    "NEAR.DO": "neither",
    "NEAR.SAFE": "neither",
    "NEAR.KNOWN": "neither",
    "FIRST": ["lights", "to_do"],
    "BUSDAYS": 3,
    "HOURS": 2.5,
    "LASTCLUB": "2027-01",
    "AREA.PART": "coventry_north_east",
}
WRITTEN = {"WHICHPLACE": "rain", "ONEWORD": "rain", "IDEA": "rain"}


@pytest.fixture
def address(server: str) -> Iterator[str]:
    """The address of the survey with every kind of question."""
    put_every_kind_live()
    yield f"{server}/insights/"
    registry.clear()
    counters.__init__()
    limiter.__init__()


def question(page: Page) -> tuple[str, str]:
    shown = page.locator(".q:visible")
    return shown.get_attribute("data-q"), shown.get_attribute("data-type")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def stands_on(page: Page, selector: str) -> bool:
    return page.evaluate("selector => document.activeElement.matches(selector)", selector)


def reach(page: Page, selector: str) -> None:
    """Press Tab until something is reached; what already has the focus is reached."""
    for _ in range(60):
        if stands_on(page, selector):
            return
        press(page, "Tab")
    raise AssertionError(f"{selector} cannot be reached by Tab")


def down_to(page: Page, value: str) -> None:
    """Press the arrow until an answer of the group or the list that has the focus is chosen."""
    for _ in range(60):
        if page.evaluate("document.activeElement.value") == value:
            return
        press(page, "ArrowDown")
    raise AssertionError(f"{value} is not among the answers")


def answer_by_keyboard(page: Page, code: str, kind: str, digits: dict[str, str]) -> None:
    """One answer, from the heading on, with keys alone."""
    match kind:
        case "consent":
            press(page, "Tab", "Space")
        case "checkbox":
            press(page, "Tab", "Space", "Tab", "Tab", "Space")
        case "ranking":
            # What is to be put in order stands in another order at each visit, and so do other answers.
            for name in (
                page.locator(f".ranks option[value={each}]").first.text_content() for each in STORED[code]
            ):
                while not page.evaluate("document.activeElement.textContent").startswith(name):
                    press(page, "Tab")
                press(page, "Enter")
        case "number":
            press(page, "Tab")
            page.keyboard.type(digits[code])
        case "month":
            press(page, "Tab", "ArrowDown", "Tab", "ArrowDown")
        case "text" | "longtext":
            press(page, "Tab")
            page.keyboard.type("rain")
        case "area":
            press(page, "Tab", "Space", "ArrowDown", "Tab", "ArrowDown")
        case _ if code == "AFTERNOON":
            press(page, "Tab", "Space")
            down_to(page, STORED[code])
        case _:
            press(page, "Tab", "Space", "ArrowDown")


LANGUAGES = pytest.mark.parametrize(
    ("language", "digits", "look", "said"),
    [
        (
            "",
            {"BUSDAYS": "3", "HOURS": "2.5"},
            {},
            ("1. Better street lights, 2. More to do in the evening", "January 2027", "Play sport"),
        ),
        (
            "ur/",
            {"BUSDAYS": "۳", "HOURS": "۲٫۵"},
            {"color_scheme": "dark"},
            ("1. سڑک کی بہتر بتیاں, 2. شام کو کرنے کے لیے زیادہ چیزیں", "2027", "کھیلنا"),
        ),
        (
            "pl/",
            {"BUSDAYS": "3", "HOURS": "2,5"},
            {},
            ("1. Lepsze oświetlenie ulic, 2. Więcej zajęć wieczorem", "2027", "Sport"),
        ),
    ],
    ids=["English", "Urdu", "Polish"],
)


@LANGUAGES
def test_the_whole_survey_can_be_answered_on_a_phone_with_keys_alone(
    address, open_page, accessible, language, digits, look, said
):
    page = open_page(address.replace("insights/", f"{language}insights/"), **look)
    for button in ("#start button[value=over13]:not(.default)", "#consent button"):
        reach(page, button)
        press(page, "Enter")
    seen = []
    while page.locator(".q:visible").count():
        assert stands_on(page, "h1.ask")
        code, kind = question(page)
        if not language:
            # Before an answer and after it; the other languages show the same controls.
            accessible(page)
        answer_by_keyboard(page, code, kind, digits)
        accessible(page)
        seen.append(code)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        reach(page, "#nav [data-do=next]")
        press(page, "Enter")
    assert seen.count("NEAR") == 3
    expect(page.locator("#check")).to_be_visible()
    accessible(page)
    for words in said:
        expect(page.locator("#answers")).to_contain_text(words)
    reach(page, "#check button[value=send]")
    press(page, "Enter")
    page.wait_for_url("**/thanks/")
    assert stored() == (STORED, "E08000026", WRITTEN)


@LANGUAGES
def test_the_whole_survey_can_be_answered_with_keys_alone_where_no_script_arrives(
    address, open_page, accessible, language, digits, look, said
):
    page = open_page("about:blank", **look)
    page.route("**/*.js", lambda route: route.abort())
    page.goto(address.replace("insights/", f"{language}insights/"))
    send(page, "over13")
    send(page, "s1")
    fill(page, "TRYOUT", "yes")
    send(page, "s2", accessible)
    fill(page, "AFTERNOON", STORED["AFTERNOON"])
    fill(page, "NEEDED", *STORED["NEEDED"])
    fill(page, "WHICHPLACE", "rain")
    for code in ("WEEK", "MORE", "HOPEFUL", "NEAR.DO", "NEAR.SAFE", "NEAR.KNOWN"):
        fill(page, code, str(STORED[code]))
    fill(page, "FIRST", *STORED["FIRST"])
    send(page, "s3", accessible)
    fill(page, "BUSDAYS", digits["BUSDAYS"])
    fill(page, "HOURS", digits["HOURS"])
    fill(page, "LASTCLUB", "-01", "2027")
    fill(page, "ONEWORD", "rain")
    fill(page, "IDEA", "rain")
    send(page, "s4", accessible)
    fill(page, "AREA", "E08000026")
    fill(page, "AREA.PART", STORED["AREA.PART"])
    fill(page, "AGE", "16-17")
    fill(page, "SEX", "male")
    send(page, "check", accessible)
    for words in said:
        expect(page.locator(".answers")).to_contain_text(words)
    send(page, "send", accessible)
    page.wait_for_url("**/thanks/")
    assert stored() == (STORED, "E08000026", WRITTEN)


def fill(page: Page, name: str, *values: str) -> None:
    """Answer one field of a page without a script with keys alone, from where the focus stands on downwards."""
    for value in values:
        reach(page, f'[name="{name}"]')
        kind = page.evaluate("document.activeElement.type")
        if kind == "radio":
            press(page, "Space")
            down_to(page, value)
        elif kind == "checkbox":
            reach(page, f'[name="{name}"][value="{value}"]')
            press(page, "Space")
        elif kind == "select-one":
            down_to(page, value)
            press(page, "Tab")
        else:
            page.keyboard.type(value)


def send(page: Page, to: str, look: Callable[[Page], None] | None = None) -> None:
    """Press a button of a page without a script with keys alone, once the page is as it should be."""
    if look:
        look(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    reach(page, f'button[value="{to}"]:not(.default)')
    with page.expect_navigation():
        press(page, "Enter")


def stored() -> tuple[object, ...]:
    """What the one form that was sent said: answers, authority, own words."""
    payload = Intake.objects.get().payload
    return payload["answers"], payload["demographics"]["authority"], payload["comments"]


def test_the_survey_works_where_no_script_arrives(address, open_page, accessible):
    page = open_page("about:blank")
    # Ours alone: the check of each page brings its own.
    page.route("**/*.js", lambda route: route.abort())
    page.goto(address)
    page.locator("#start button[value=over13]").click()
    with page.expect_navigation():
        page.get_by_role("button", name="I agree, start").click()
    accessible(page)
    forward(page)
    expect(page.get_by_text("Tick the box to go on")).to_be_visible()
    accessible(page)
    page.get_by_label("I know that this is an example").check()
    forward(page)
    page.get_by_label("Something else", exact=True).first.check()
    page.get_by_label("Something else: Please say, if you like").first.fill("sleep")
    page.get_by_role("radio", name="people know each other Disagree").check()
    page.get_by_label("Number 1").select_option("Later buses")
    page.get_by_label("Number 3").select_option("Tidier parks")
    forward(page)
    page.get_by_label("On how many days a week").fill("3")
    page.get_by_label("Month").select_option("May")
    page.get_by_label("Year").select_option("2024")
    forward(page)
    page.get_by_label("Walsall").check()
    page.get_by_label("Which part?").select_option("Willenhall, Darlaston, Bentley and Short Heath")
    forward(page)
    expect(page.locator(".answers")).to_contain_text("1. Later buses, 2. Tidier parks")
    page.get_by_role("button", name="Send my answers").first.click()
    page.wait_for_url("**/thanks/")
    payload = Intake.objects.get().payload
    assert payload["answers"] == {
        "TRYOUT": "yes",
        "AFTERNOON": "other",
        "NEAR.KNOWN": "disagree",
        "FIRST": ["buses", "parks"],
        "BUSDAYS": 3,
        "LASTCLUB": "2024-05",
        "AREA.PART": "walsall_willenhall",
    }
    assert payload["comments"] == {"AFTERNOON_OTHER": "sleep"}


def forward(page: Page) -> None:
    """Send the form of this screen, and stand on the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").last.click()


def ask(page: Page, code: str) -> None:
    """Go on until a question is on the screen."""
    page.locator(".q:visible .opt").first.click()
    while question(page)[0] != code:
        next_screen(page)


def test_a_grid_is_a_table_at_a_desk_and_comes_apart_when_the_window_narrows(address, open_page, accessible):
    page = open_page(address, viewport={"width": 1280, "height": 800})
    begin(page)
    ask(page, "NEAR")
    accessible(page)
    table = page.get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(4)
    expect(table.get_by_role("columnheader", name="Disagree", exact=True)).to_be_visible()
    page.get_by_role("radio", name="there are things to do Agree").focus()
    press(page, "Space", "ArrowRight", "ArrowRight", "Tab", "Space")
    expect(page.get_by_role("radio", name="there are things to do Disagree")).to_be_checked()
    expect(page.get_by_role("radio", name="I can walk home after dark Agree")).to_be_checked()
    page.set_viewport_size({"width": 360, "height": 780})
    expect(page.locator(".row:visible")).to_have_count(1)
    next_screen(page)
    expect(page.locator(".row:visible")).to_contain_text("I can walk home after dark")
    page.get_by_role("button", name="Back").click()
    expect(page.locator(".row:visible")).to_contain_text("there are things to do")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator(".row:visible")).to_have_count(3)
    expect(page.get_by_role("radio", name="there are things to do Disagree")).to_be_checked()


def test_an_order_is_made_moved_and_undone_with_buttons_and_said_aloud(address, open_page, accessible):
    page = open_page(address)
    begin(page)
    ask(page, "FIRST")
    said = page.locator(".ranks [role=status]")
    page.get_by_role("button", name="Later buses").click()
    expect(said).to_have_text("Later buses is now number 1.")
    page.get_by_role("button", name="Tidier parks").click()
    page.get_by_role("button", name="Move up Tidier parks").click()
    expect(said).to_have_text("Tidier parks is now number 1.")
    assert page.evaluate("[...document.querySelectorAll('[name=FIRST]')].map(f => f.value)") == [
        "parks",
        "buses",
        "",
    ]
    page.get_by_role("button", name="Better street lights").click()
    expect(page.get_by_role("button", name="More youth workers")).to_be_disabled()
    accessible(page)
    page.get_by_role("button", name="Take out Later buses").click()
    expect(said).to_have_text("Later buses is taken out.")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    expect(page.get_by_role("button", name=re.compile("More youth workers"))).to_be_enabled()
    expect(page.locator(".ranked li")).to_have_count(2)


def test_the_box_holds_back_and_a_number_that_is_none_is_told_where_it_stands(address, open_page, accessible):
    page = open_page(address)
    begin(page)
    next_screen(page)
    expect(page.locator(".q:visible [role=alert]")).to_contain_text("Tick the box to go on")
    accessible(page)
    ask(page, "BUSDAYS")
    page.locator(".q:visible input").fill("lots")
    next_screen(page)
    assert question(page)[0] == "BUSDAYS"
    expect(page.locator(".nudge:visible")).to_have_text("Write one number within the limits shown.")
    accessible(page)
    page.locator(".q:visible input").fill("")
    next_screen(page)
    assert question(page)[0] == "HOURS"


def test_whoever_does_not_agree_ends_on_a_kind_page_and_sends_nothing(address, open_page, accessible):
    page = open_page(address)
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    begin(page)
    page.get_by_role("button", name="I would rather not: stop here").click()
    page.wait_for_url("**/ended/")
    expect(page.get_by_role("heading", name="That is fine")).to_be_visible()
    accessible(page)
    assert not sent
    assert not Intake.objects.exists()


def test_other_asks_for_words_only_once_it_is_chosen(address, open_page):
    page = open_page(address)
    begin(page)
    ask(page, "AFTERNOON")
    box = page.locator("[name=AFTERNOON_OTHER]")
    expect(box).to_be_hidden()
    page.get_by_label("Something else", exact=True).first.check()
    box.fill("sleep")
    page.get_by_label("Rest").check()
    expect(box).to_be_hidden()
    assert page.evaluate("new FormData(document.getElementById('survey')).has('AFTERNOON_OTHER')") is False
    page.get_by_label("Something else", exact=True).first.check()
    expect(box).to_have_value("sleep")


def test_browser_and_server_read_the_same_numbers(address, open_page):
    page = open_page(address)
    typed_in = [
        "7",
        " 7",
        "-3",
        "\u22123",
        "۱۲",
        "०७",
        "২",
        "੩",
        "2.5",
        "2,5",
        "٢٫٥",
        "3.0",
        "100",
        "101",
        "-6",
    ]
    typed_in += ["five", "1,000", "1.25", "1e2", "0x1", "5 6", "", "²", "٥a", "1.", ".5", "00012", "12345678"]
    for decimals in (0, 1):
        told = page.evaluate(
            "([texts, limits]) => texts.map(text => numberIn(text, limits)).map(n => n === undefined ? null : n)",
            [typed_in, {"min": "-5", "max": "100", "decimals": str(decimals)}],
        )
        assert told == [_typed(text, decimals) for text in typed_in]


def _typed(text: str, decimals: int) -> int | float | None:
    try:
        return typed(text, number(-5, 100, decimals=decimals))
    except Refused:
        return None
