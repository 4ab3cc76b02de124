"""The privacy notice is easy to read, complete, and says what the code does."""

from __future__ import annotations

import re
from html import unescape

import pytest

from cms.example.words import PRIVACY_BODY
from cms.readability import TARGET_AGES, read
from surveys.transparency.retention import retention


def pieces() -> list[str]:
    """Headings, paragraphs and list items of the notice as plain text."""
    found = []
    for kind, value in PRIVACY_BODY:
        parts = re.split(r"</?(?:p|li|ul)>", value) if kind == "paragraph" else [value]
        found += [unescape(re.sub(r"<[^>]+>", "", part)).strip() for part in parts]
    return [piece for piece in found if piece]


TEXT = " ".join(pieces())


def test_a_reader_of_nine_to_eleven_can_read_it():
    reading = read(pieces())
    assert reading.age is not None and reading.age <= TARGET_AGES[1], reading
    assert reading.long_sentences == ()


def test_no_part_of_it_is_for_much_older_readers():
    for piece in pieces():
        reading = read([piece])
        if reading.words >= 30:
            assert reading.age is not None and reading.age <= TARGET_AGES[1] + 2, (reading.age, piece)


@pytest.mark.parametrize(
    "said",
    [
        "We set no cookies.",
        "We do not ask who you are.",
        "We do not keep your IP address or what phone you use.",
        "You can skip any question.",
        "What you write could give you away.",
        "Somebody who picks up your phone might see",
        "wifi or phone company",
        "could open the store of answers",
        "we cannot find your answers",
        "Information Commissioner",
        "data protection officer",
        "/what-we-store/",
    ],
)
def test_it_says_what_a_notice_has_to_say(said):
    assert said in TEXT + " ".join(value for _, value in PRIVACY_BODY)


def test_it_keeps_to_the_times_that_the_code_keeps():
    kept = retention()
    assert f"Words you typed: {kept['comments'].how_long}" in TEXT
    assert f"Answers you ticked: {kept['answers'].how_long}" in TEXT
    days = kept["sealed words"].how_long.split(" after")[0]
    assert f"deleted {days} after the lead has decided" in TEXT


@pytest.mark.django_db
def test_the_plain_part_of_what_we_store_is_as_easy(visitor):
    from cms.transparency.views import forget

    forget()
    html = visitor.get("/what-we-store/").content.decode()
    forget()
    plain = html.split('<main id="main"')[1].split('<section class="finding" aria-labelledby="long"')[0]
    plain = re.sub(r"<dl.*?</dl>", " ", plain, flags=re.S)
    parts = re.split(r"</?(?:p|li|ul|h1|h2|summary|details|section|div|strong)[^>]*>", plain)
    texts = [unescape(re.sub(r"<[^>]+>", " ", part)).strip() for part in parts]
    reading = read([text for text in texts if text])
    assert reading.words > 150 and reading.age is not None and reading.age <= TARGET_AGES[1], reading.age
