"""What stands beside the files of a share kit: what each is for, and how to share them safely, in two languages.

Files of plain text have no direction of their own: whoever opens one takes it from the first letter of each line. So a
line of a language written from the right begins and ends with a mark that says so, and what is written from the left
inside it (the name of a file, an address) is set apart by marks (Unicode Standard Annex 9, sections 2.4 and 2.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from cms.campaign.drawing import SIZES
from engagement.language_registry import language_named
from engagement.languages import is_reviewed

ENGLISH = "read-me-first.txt"
FROM_RIGHT = "\u200f"
APART, TOGETHER = "\u2068", "\u2069"


def read_mes(
    line: str, address: str, *, language: str, captions: dict[str, int], alt: str, is_example: bool
) -> Iterator[tuple[str, str]]:
    """The names and words of the files to read first: English, and before it the language of the message.

    ``captions`` holds the names of caption files and how long each may be, ``alt`` the name of the file with the
    description of the picture.
    """
    names = {settings.LANGUAGE_CODE: ENGLISH}
    if language != settings.LANGUAGE_CODE:
        names = {language: f"read-me-first.{language}.txt", **names}
    apart = any(_is_from_right(code) for code in names)
    for code, name in names.items():
        with translation.override(code):
            told = list(_lines(line, address, captions, alt, is_example=is_example, apart=apart))
            if not is_reviewed(code):
                told = [*_not_checked(apart=apart), "", *told]
        yield name, _joined(told, code)


def _not_checked(*, apart: bool) -> Iterator[str]:
    yield _("This translation has not been checked yet.")
    yield _("The same in English: %(file)s") % {"file": _set_apart(ENGLISH, apart)}


def _lines(
    line: str, address: str, captions: dict[str, int], alt: str, *, is_example: bool, apart: bool
) -> Iterator[str]:
    yield _("Pictures to share: “%(line)s”") % {"line": _set_apart(line, apart)}
    yield ""
    for size in SIZES.values():
        pixels = _("%(width)s by %(height)s pixels") % {"width": size.width, "height": size.height}
        yield f"{_set_apart(f'{size.name}.png', apart)}: {pixels}"
    for name, most in captions.items():
        words = _("words to post, at most %(n)s characters") % {"n": most}
        yield f"{_set_apart(name, apart)}: {words}"
    put = _("put it where the network asks what the picture shows")
    yield f"{_set_apart(alt, apart)}: {put}"
    yield ""
    yield _(
        "Tag nobody, name no school and no street. Do not answer people who want a fight: call or text a helpline."
    )
    yield _("If the page is gone from our site, please delete these files: somebody took their words back.")
    if is_example:
        yield ""
        yield _("This is an invented example.")
    if address:
        yield ""
        yield _set_apart(address, apart)


def _joined(lines: Iterable[str], code: str) -> str:
    mark = FROM_RIGHT if _is_from_right(code) else ""
    return "\n".join(f"{mark}{line}{mark}" if line else "" for line in lines) + "\n"


def _set_apart(words: str, apart: bool) -> str:
    return f"{APART}{words}{TOGETHER}" if apart else words


def _is_from_right(code: str) -> bool:
    language = language_named(code)
    return language is not None and language.direction == "rtl"
