"""A language is offered when it is switched on, and switched on in production when somebody has read it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.checks import run_checks
from django.template import Context, Template
from django.utils import translation

from engagement import checks
from engagement.checks import languages_are_known, languages_were_reviewed, reasons_not_to_start
from engagement.language_registry import Language, languages, reviewed_codes
from engagement.languages import is_on, language_of
from engagement.support.national import national_lines

TODAY = date(2026, 11, 22)


def told(found):
    return [(message.id, str(message.msg)) for message in found]


def test_nobody_has_reviewed_any_language_but_the_one_everything_is_written_in():
    assert reviewed_codes(TODAY) == {"en"}


def test_production_does_not_start_with_a_language_nobody_has_reviewed(settings):
    settings.LANGUAGES_ON = ["en", "pl"]
    found = languages_were_reviewed(None)
    assert told(found) == [("engagement.E052", "Polish is switched on, and nobody has reviewed it.")]
    assert reasons_not_to_start(found) == found
    settings.REVIEWED_LANGUAGES = {"en", "pl"}
    assert languages_were_reviewed(None) == []


def test_the_example_starts_with_every_language(settings):
    assert [language.code for language in languages()] == settings.LANGUAGES_ON
    assert not [found for found in run_checks() if found.id in ("engagement.E050", "engagement.E051")]


def test_a_language_the_product_does_not_have_is_named(settings):
    settings.LANGUAGES_ON = ["en", "cy"]
    assert told(languages_are_known(None)) == [
        ("engagement.E050", "LANGUAGES_ON names 'cy', which is no language of the product.")
    ]


@pytest.mark.parametrize(
    ("by", "on"), [("Nadia", None), ("", date(2026, 1, 1)), ("Nadia", date(2999, 1, 1)), ("  ", None)]
)
def test_half_a_review_is_none(monkeypatch, by, on):
    half = Language("pl", "Polski", "Polish", "ltr", by, on)
    assert not half.is_reviewed(TODAY)
    monkeypatch.setattr(checks, "languages", lambda: (half,))
    ids = [found.id for found in languages_are_known(None) if found.id == "engagement.E051"]
    assert ids == ([] if not by.strip() and on is None else ["engagement.E051"])


def test_a_whole_review_counts_from_its_day():
    assert Language("pl", "Polski", "Polish", "ltr", "Nadia", TODAY).is_reviewed(TODAY)


def test_a_path_is_in_a_language_only_while_that_is_switched_on(settings):
    assert language_of("/pl/insights/") == "pl"
    settings.LANGUAGES_ON = ["en"]
    assert (language_of("/pl/insights/"), is_on("pl"), is_on("en")) == ("en", False, True)


@pytest.mark.parametrize("code", ["ur", "pl"])
def test_helplines_stay_in_english_on_every_page_of_an_unreviewed_language(settings, code):
    page = Template('{% include "components/support_lines.html" with lines=lines only %}')
    with translation.override(code):
        html = page.render(Context({"lines": national_lines()}))
        assert 'lang="en" dir="ltr"' in html and "In danger now" in html
        assert all(line.says in html.replace("&#x27;", "'") for line in national_lines())
        settings.REVIEWED_LANGUAGES = {"en", code}
        own = page.render(Context({"lines": national_lines()}))
    assert 'lang="en"' not in own and "In danger now" not in own
