"""Every word around a survey or a page is translated in every language, and what runs is what was written."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog, Message
from django.utils import translation
from django.utils.translation import ngettext

from engagement import catalogues
from engagement.catalogues import _faults_of, foreign_letters, plural_expression_fits
from engagement.language_registry import Language, language_named, languages

LANGUAGES = catalogues.translated_languages()
EACH = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
APPS = pytest.mark.parametrize("app", catalogues.APPS)


def test_the_eight_languages_of_the_product_have_catalogues():
    assert [language.code for language in LANGUAGES] == ["ur", "pa", "bn", "ar", "so", "pl", "ro", "fa"]


@EACH
@APPS
def test_every_message_is_translated_with_its_places_plurals_and_own_letters(app: str, language: Language):
    assert catalogues.faults(app, language) == []


@EACH
@APPS
def test_a_refresh_changes_nothing_and_the_compiled_catalogue_is_fresh(app: str, language: Language):
    path = catalogues.path_of(app, language.code)
    written = catalogues.po_file(catalogues.refreshed(app, language), language)
    assert path.read_bytes() == written, "Run: manage.py catalogues"
    compiled = path.with_suffix(".mo").read_bytes()
    assert compiled == catalogues.compiled(catalogues.read(path)), "Run: manage.py catalogues"


@EACH
def test_plurals_follow_the_language_itself(language: Language):
    assert plural_expression_fits(language.code)


def test_polish_counts_days_as_poles_do():
    with translation.override("pl"):
        said = [
            ngettext("%(days)s day left", "%(days)s days left", n) % {"days": n} for n in (1, 3, 5, 12, 22)
        ]
    assert said == ["został 1 dzień", "zostały 3 dni", "zostało 5 dni", "zostało 12 dni", "zostały 22 dni"]


@pytest.mark.parametrize(
    ("msgid", "string", "told"),
    [
        ("Question {n} of {of}", "Pytanie {n}", "has other places"),
        ("Continue", "", "is not translated"),
        ("Continue", "Дальше", "letters of another writing"),
        (
            ("%(days)s day", "%(days)s days"),
            ("%(days)s dzień", "%(days)s dni"),
            "2 plural forms instead of 3",
        ),
    ],
)
def test_a_fault_planted_in_a_message_is_named(msgid, string, told):
    found = list(_faults_of(Message(msgid, string), Catalog(locale="pl"), language_named("pl")))
    assert len(found) == 1 and told in found[0]


def test_english_left_over_in_another_script_is_seen_and_names_are_not():
    assert foreign_letters("آپ Continue دبائیں", ("Continue now",), "ur") == ""
    assert foreign_letters("آپ press دبائیں", ("press it",), "ur") == "press"
    assert foreign_letters("Esc یا Shift", ("Press Esc or Shift",), "ur") == ""


def test_every_language_says_its_own_name_and_is_written_in_its_own_direction():
    for language in languages():
        info = translation.get_language_info(language.code)
        assert (info["name_local"], info["bidi"]) == (language.name, language.direction == "rtl")
