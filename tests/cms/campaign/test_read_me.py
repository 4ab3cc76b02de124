"""A share kit speaks the language of its message and English, and what is written from the right stays so."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile

import pytest
from django.utils import translation
from wagtail.models import Locale

from cms.campaign.kit import archive, kits_of
from cms.campaign.read_me import APART, ENGLISH, FROM_RIGHT, TOGETHER, read_mes
from engagement.catalogues import SCRIPTS, translated_languages
from engagement.language_registry import Language, language_named
from tests.cms.campaign.test_kit import WORDS

pytestmark = pytest.mark.django_db
EACH = pytest.mark.parametrize("language", translated_languages(), ids=lambda language: language.code)
LINE = {
    **WORDS,
    "ur": "ڈر کا شور بہت ہے۔ ہم اس سے زیادہ ہیں۔",
    "ar": "الخوف صوته عالٍ. نحن أعلى.",
    "fa": "صدای ترس بلند است. ما بلندتریم.",
    "pa": "ਡਰ ਦਾ ਸ਼ੋਰ ਹੈ। ਅਸੀਂ ਉਸ ਤੋਂ ਉੱਚੇ ਹਾਂ।",
    "so": "Cabsidu way qaylisaa. Annagaa ka qaylo dheer.",
    "ro": "Frica e gălăgioasă. Noi suntem mai tari.",
}


def zipped(site, code: str) -> dict[str, str]:
    """The texts in the kit of a message in a language, by the names of their files."""
    locale, _ = Locale.objects.get_or_create(language_code=code)
    home = site.get_translation_or_none(locale) or site.copy_for_translation(locale)
    home.body = [("message", {"message": LINE[code], "more": "", "surface": "violet"})]
    home.save_revision().publish()
    home.refresh_from_db()
    (kit,) = kits_of(home)
    with zipfile.ZipFile(io.BytesIO(archive(kit))) as folder:
        return {
            name: folder.read(name).decode("utf-8") for name in folder.namelist() if name.endswith(".txt")
        }


def letters(words: str, code: str) -> set[str]:
    """Letters that are not in the language's own writing, beside names of files and addresses."""
    own = SCRIPTS.get(code, "LATIN")
    told = re.sub(r"https?:\S+|[\w.-]+\.(?:txt|png)\b", "", words)
    return {
        sign
        for sign in told
        if unicodedata.category(sign).startswith("L") and not unicodedata.name(sign).startswith(own)
    }


@EACH
def test_the_kit_of_a_message_has_a_read_me_in_its_language_and_the_same_in_english(site, language: Language):
    texts = zipped(site, language.code)
    own = texts[f"read-me-first.{language.code}.txt"]
    english = texts[ENGLISH]
    assert "Tag nobody" in english and "Tag nobody" not in own
    # Line for line the same, behind the notice that nobody has checked it, two lines and an empty one.
    assert own.count("\n") == english.count("\n") + 3
    for words in (LINE[language.code], "9x16.png", "caption-long.txt", "alt-text.txt", "1080", "2200"):
        assert words in own and words in english, words
    assert letters(own, language.code) == set()


@EACH
def test_captions_and_the_description_are_in_the_language_of_the_message(site, language: Language):
    with translation.override("en"):
        texts = zipped(site, language.code)
    assert texts["caption-short.txt"].startswith(LINE[language.code])
    alt = texts["alt-text.txt"]
    assert LINE[language.code] in alt and "bright tiles" not in alt
    assert not letters(alt, language.code)
    # Networks take the direction of a description from its first letter.
    first = next(sign for sign in alt if unicodedata.bidirectional(sign) in {"L", "R", "AL"})
    assert (unicodedata.bidirectional(first) == "L") is (language.direction == "ltr")


@pytest.mark.parametrize("code", ["ur", "ar", "fa"])
def test_every_line_from_the_right_says_so_and_sets_apart_what_runs_from_the_left(site, code):
    texts = zipped(site, code)
    lines = texts[f"read-me-first.{code}.txt"].splitlines()
    assert all(line.startswith(FROM_RIGHT) and line.endswith(FROM_RIGHT) for line in lines if line)
    for line in lines:
        outside = re.sub(f"{APART}.*?{TOGETHER}", "", line)
        assert not [sign for sign in outside if unicodedata.bidirectional(sign) == "L"], line
    # The English one quotes the Urdu line without being turned round by it.
    english = texts[ENGLISH]
    assert f"“{APART}{LINE[code]}{TOGETHER}”" in english and FROM_RIGHT not in english


def test_from_left_to_right_there_are_no_marks_that_an_old_program_would_show_as_boxes(site):
    for code in ("pl", "pa"):
        together = "".join(zipped(site, code).values())
        assert not set(together) & {FROM_RIGHT, APART, TOGETHER}


def test_a_read_me_says_that_nobody_has_checked_it_until_somebody_has(site, settings):
    unchecked = zipped(site, "pl")["read-me-first.pl.txt"]
    assert unchecked.startswith("To tłumaczenie nie zostało jeszcze sprawdzone.")
    assert ENGLISH in unchecked.splitlines()[1]
    settings.REVIEWED_LANGUAGES = frozenset({"pl"})
    checked = zipped(site, "pl")["read-me-first.pl.txt"]
    assert checked.startswith("Obrazy do udostępnienia") and ENGLISH not in checked


def test_the_language_around_the_making_of_a_kit_changes_nothing_and_is_left_as_it_was():
    told = {"language": "ur", "captions": {"a.txt": 280}, "alt": "b.txt", "is_example": True}
    with translation.override("pl"):
        made = [(name, words, translation.get_language()) for name, words in read_mes("x", "", **told)]
        assert {language for *_, language in made} == {"pl"}
    assert [(name, words) for name, words, _ in made] == list(read_mes("x", "", **told))
    assert language_named("ur").direction == "rtl"


def test_an_english_kit_holds_one_read_me(site):
    assert [name for name in zipped(site, "en") if name.startswith("read-me")] == [ENGLISH]
