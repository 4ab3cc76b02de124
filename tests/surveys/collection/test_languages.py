"""What stands at the address of each language: the newest questions, and no promise in words that nobody has read."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from engagement.catalogues import translated_languages
from engagement.support.national import national_lines
from surveys.authoring.easy import EASY
from surveys.collection.counters import counters
from surveys.collection.live import registry
from surveys.collection.render import Surroundings, Wording, render, support_line
from surveys.collection.splice import Fixed
from surveys.collection.words import words
from surveys.models import Intake, LanguageCount
from tests.surveys.collection.survey import URDU, WORDS, freeze, small_definition
from tests.surveys.collection.walk import Page, Walker

PROMISED = (
    *(key for key in words("en") if key.startswith(("promise_", "know_", "consent_", "signpost"))),
    *("danger", "talk", "text_danger"),
)
"""The words of the promise, of consent and around the support lines."""
VOID = {"meta", "link", "input", "br", "path", "circle", "rect", "use"}


class Said(HTMLParser):
    """Every text of a page with the language and direction it is marked with."""

    def __init__(self, html: str, language: str, direction: str) -> None:
        super().__init__()
        self.stack = [("", language, direction)]
        self.texts: list[tuple[str, str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in VOID:
            _, language, direction = self.stack[-1]
            self.stack.append((tag, given.get("lang") or language, given.get("dir") or direction))

    def handle_endtag(self, tag):
        while len(self.stack) > 1 and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip() and self.stack[-1][0] not in ("style", "script"):
            self.texts.append((data.strip(), *self.stack[-1][1:]))


def pages_of(form) -> dict[str, str]:
    """Every page and piece of a rendered survey, as its bytes."""

    def joined(pieces):
        return b"".join(piece.raw for piece in pieces if isinstance(piece, Fixed)).decode()

    whole = {name: joined(getattr(form, name)) for name in ("document", "step", "thanks", "support", "ended")}
    whole |= {f"closed:{name}": joined(pieces) for name, pieces in form.closed.items()}
    whole["consent"] = form.consent.raw.decode()
    whole |= {f"signpost:{name}": piece.raw.decode() for name, piece in form.signposts.items()}
    whole |= {f"section:{name}": piece.raw.decode() for name, piece in form.sections.items()}
    whole |= {f"question:{name}": piece.decode() for name, piece in form.questions.items()}
    return whole


@pytest.mark.parametrize("language", translated_languages(), ids=lambda language: language.code)
def test_no_page_or_state_promises_asks_for_consent_or_offers_help_in_an_unreviewed_language(language):
    definition = small_definition()
    definition["sections"][2]["questions"][0]["signposts"] = "worry"
    lines = tuple(support_line(line) for line in national_lines())
    form = render(
        definition,
        Wording(language.code, {**WORDS, "consent": "ZZZ"}, WORDS, False),
        Surroundings(survey=1, addresses={language.code: "/x/", "en": "/insights/"}, lines=lines),
        version=1,
    )
    own, english = words(language.code), words("en")
    assert own["danger"] != english["danger"]
    forbidden = {own[key] for key in PROMISED} | {"ZZZ"}
    expected = {english[key] for key in PROMISED} | set(WORDS["consent"].split("\n\n"))
    expected |= {line["says"] for line in lines} | {line["name"] for line in lines}
    met = set()
    for name, html in pages_of(form).items():
        for text, marked, direction in Said(html, language.code, language.direction).texts:
            assert text not in forbidden, (name, text)
            if text in expected:
                assert (marked, direction) == ("en", "ltr"), (name, text)
                met.add(text)
    assert {english["promise_who"], english["know_danger"], english["consent_title"]} <= met
    assert {english["danger"], english["signpost"], WORDS["consent"]} <= met


def test_the_newest_questions_are_shown_in_english_under_a_notice_until_they_are_translated(
    insights, visitor
):
    changed = {**WORDS, "title": "A second version"}
    newest = freeze(insights, small_definition(), {"en": changed})
    registry.refresh()
    page = Page(visitor.get("/ur/insights/"))
    assert page.fields["version"] == [str(newest.pk)]
    html = visitor.get("/ur/insights/").content.decode()
    assert '<html lang="en" dir="ltr">' in html and "A second version" in html
    assert f'lang="ur" dir="rtl">{words("ur")["outdated"]}</p>' in html
    assert URDU["title"] not in html
    walker = Walker(visitor, "/ur/insights/")
    assert walker.send("send", {"HOPE": "4"})["Location"] == "/ur/insights/thanks/"
    payload = Intake.objects.get().payload
    assert (payload["version"], payload["language"]) == (newest.pk, "en")


def test_a_translation_of_the_newest_version_takes_the_notice_away(insights, visitor):
    newest = freeze(insights, small_definition(), {"en": WORDS})
    registry.refresh()
    assert words("ur")["outdated"] in visitor.get("/ur/insights/").content.decode()
    newest.texts.create(language="ur", texts=URDU, digest="ur2")
    registry.refresh()
    html = visitor.get("/ur/insights/").content.decode()
    assert words("ur")["outdated"] not in html and URDU["title"] in html


def test_a_form_opened_in_a_language_before_the_questions_changed_keeps_that_language(insights, visitor):
    first = insights.versions.get()
    walker = Walker(visitor, "/ur/insights/")
    freeze(insights, small_definition(), {"en": WORDS})
    registry.refresh()
    walker.send("s1", {"SAFEDAY": "very_safe"})
    assert URDU["q:SAFEDAY"] in walker.page.text
    walker.send("s2", {"SAFEDAY": "very_safe"})
    walker.send("s4", {})
    walker.press("check")
    assert walker.press("send").status_code == 303
    payload = Intake.objects.get().payload
    assert (payload["version"], payload["language"]) == (first.pk, "ur")


def test_easy_read_has_an_address_of_its_own_and_the_same_codes_and_version(insights, visitor, settings):
    version = insights.versions.get()
    version.texts.create(
        language=EASY, texts={**WORDS, "q:SAFEDAY": "Do you feel safe in the day?"}, digest="e"
    )
    registry.refresh()
    html = visitor.get("/easy/insights/").content.decode()
    assert '<html lang="en" dir="ltr">' in html and "Do you feel safe in the day?" in html
    assert '<a href="/insights/" lang="en" dir="ltr">English</a>' in html
    assert (
        '<a href="/easy/insights/" lang="en" dir="ltr">Easy Read</a>'
        in visitor.get("/insights/").content.decode()
    )
    walker = Walker(visitor, "/easy/insights/")
    assert walker.send("send", {"SAFEDAY": "very_safe"})["Location"] == "/easy/insights/thanks/"
    payload = Intake.objects.get().payload
    # Who needs easy words is told by no stored answer, only by the tally.
    assert (payload["version"], payload["language"]) == (version.pk, "en")
    assert payload["answers"] == {"SAFEDAY": "very_safe"} and "easy" not in str(payload)
    counters.flush()
    assert list(LanguageCount.objects.values_list("language", "n")) == [("easy", 1)]


def test_a_language_that_is_switched_off_is_at_no_address(insights, visitor, settings):
    settings.LANGUAGES_ON = ["en", "pl"]
    registry.refresh()
    assert registry.find("/ur/insights/") is None
    assert 'href="/ur/insights/' not in visitor.get("/insights/").content.decode()
    response = visitor.get("/ur/insights/")
    assert response.status_code == 404 and '<html lang="en"' in response.content.decode()
