"""The message catalogues of the interface: what has to be translated, what is missing, what looks wrong.

Two catalogues a language, ``surveys/locale`` (the words around a survey) and ``cms/locale`` (the words around a page).
The messages are gathered from where they are written; translators work in the ``.po`` files alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from engagement.language_registry import Language, languages
from engagement.support.models import SupportLine
from engagement.support.national import national_lines

APPS = ("surveys", "cms")
SHOWN_IN_EVERY_LANGUAGE = (
    *(f"{name}.html" for name in ("base", "error", "404", "500", "403", "400", "405", "410", "413")),
    "pages/home.html",
    "pages/standard.html",
    "blocks/*.html",
    *(f"components/{name}.html" for name in ("promise", "bar_table", "gap_chart", "tile_map")),
)
"""The templates of the public site that are met in every language, with what they include; other page types are
written in English alone."""
SAID_IN_EVERY_LANGUAGE = ("cms/campaign/kit.py", "cms/campaign/read_me.py")
"""The modules whose words leave the site with what is shared, in the language of the page."""
_INCLUDED = re.compile(r'\{%\s*include\s+"([^"]+)"')
SCRIPTS = {"ur": "ARABIC", "ar": "ARABIC", "fa": "ARABIC", "pa": "GURMUKHI", "bn": "BENGALI"}
"""The writing of a language; Latin where none is named."""
KEPT = frozenset(["Esc", "Shift", "IP", "AT13", "CSV", "PDF", "QR", "SMS"])
"""Latin letters that stand in any language: keys, abbreviations, names are looked for apart."""
_ARABIC = "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"
PLURALS = {
    "pa": (2, "(n > 1)"),
    "bn": (2, "(n > 1)"),
    "fa": (2, "(n > 1)"),
    # In the order every other tool has them: zero, one, two, few, many, other.
    "ar": (6, _ARABIC),
}
"""Plural rules where Babel's own differ from those of the language (CLDR)."""
_PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
Msgid = str | tuple[str, str]


def root() -> Path:
    """The folder the program stands in."""
    return Path(settings.BASE_DIR)


def path_of(app: str, code: str) -> Path:
    """Where a catalogue is kept: app ``surveys`` or ``cms``, language code."""
    return root() / app / "locale" / code / "LC_MESSAGES" / "django.po"


def translated_languages() -> list[Language]:
    """Every language that has catalogues: all but English."""
    return [language for language in languages() if language.code != settings.LANGUAGE_CODE]


def messages_of(app: str) -> list[Msgid]:
    """What one app asks translators for, in the order it is met; a pair is a singular and its plural."""
    if app == "surveys":
        from surveys.collection.words import WORDS

        return list(dict.fromkeys(WORDS.values()))
    found: dict[Msgid, None] = {}
    templates = root() / "templates"
    waiting = [
        path.relative_to(templates).as_posix()
        for pattern in SHOWN_IN_EVERY_LANGUAGE
        for path in sorted(templates.glob(pattern))
    ]
    # The list grows while it is walked: by what each template includes.
    for name in waiting:
        path = templates / name
        found.update(dict.fromkeys(_messages_in(path)))
        waiting += [
            other for other in _INCLUDED.findall(path.read_text(encoding="utf-8")) if other not in waiting
        ]
    for module in SAID_IN_EVERY_LANGUAGE:
        found.update(dict.fromkeys(_messages_in(root() / module)))
    found.update(dict.fromkeys(str(label) for label in SupportLine.Need.labels))
    found.update(dict.fromkeys(line.says for line in national_lines()))
    return list(found)


def _messages_in(path: Path) -> Iterator[Msgid]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = templatize(source)
    keywords = {"gettext": None, "_": None, "ngettext": (1, 2)}
    for _, function, message, _ in extract_python(BytesIO(source.encode()), keywords, [], {}):
        parts = [part for part in (message if isinstance(message, tuple) else (message,)) if part]
        if parts:
            yield (parts[0], parts[1]) if function == "ngettext" else parts[0]


def read(path: Path) -> Catalog:
    """A catalogue as it is kept; an empty one where there is no file yet."""
    code = path.parts[-3]
    if not path.exists():
        return Catalog(locale=None)
    with path.open("rb") as file:
        return read_po(file, locale=code)


def refreshed(app: str, language: Language) -> Catalog:
    """The catalogue with every message that is asked for, in order: what was translated, and empty where new.

    What is asked for no longer stays at the end, out of use, and is taken up again when somebody asks again.
    """
    before = read(path_of(app, language.code))
    made = read_po(BytesIO(_head(language)), locale=language.code)
    for msgid in messages_of(app):
        name = msgid if isinstance(msgid, str) else msgid[0]
        kept = before.get(name) or before.obsolete.get(name)
        made.add(msgid, kept.string if kept and kept.id == msgid else "")
    wanted = {message.id for message in made}
    unused = [
        message for message in before if message.id and message.id not in wanted and any(message.string)
    ]
    for message in sorted([*unused, *before.obsolete.values()], key=lambda message: str(message.id)):
        if message.id not in wanted:
            made.obsolete[message.id if isinstance(message.id, str) else message.id[0]] = message
    return made


def _head(language: Language) -> bytes:
    """The top of a catalogue's file. No dates stand in it: a refresh that changes nothing writes the same file."""
    number, expression = plural_rule(language.code)
    fields = {
        "Language": language.code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"nplurals={number}; plural={expression};",
    }
    lines = [
        f"# {language.english}: {language.name}. Who has reviewed it, if anybody, stands in engagement/languages.toml.",
        "# manage.py catalogues gathers new messages and compiles; docs/languages.md says how to translate.",
        'msgid ""',
        'msgstr ""',
        *(f'"{name}: {value}\\n"' for name, value in fields.items()),
    ]
    return "\n".join(lines).encode() + b"\n\n"


def po_file(catalogue: Catalog, language: Language) -> bytes:
    """A catalogue as its file holds it."""
    written = BytesIO()
    write_po(written, catalogue, width=0, omit_header=True)
    return _head(language) + written.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """A catalogue as gettext reads it."""
    # Babel would write the moment of compiling into the file.
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 11, 1, tzinfo=UTC)
    written = BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def write(app: str, language: Language) -> None:
    """Refresh one catalogue and compile it, beside each other."""
    path = path_of(app, language.code)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(po_file(refreshed(app, language), language))
    path.with_suffix(".mo").write_bytes(compiled(read(path)))


def faults(app: str, language: Language) -> list[str]:
    """What is wrong with a catalogue, a sentence for each message: missing, other places, other writing, plurals."""
    catalogue = read(path_of(app, language.code))
    wanted = messages_of(app)
    found = []
    for msgid in wanted:
        name = msgid if isinstance(msgid, str) else msgid[0]
        message = catalogue.get(name)
        where = f"{app}/{language.code}: {name[:60]!r}"
        if message is None or message.id != msgid:
            found.append(f"{where} is not in the catalogue.")
            continue
        found += [f"{where} {fault}" for fault in _faults_of(message, catalogue, language)]
    extra = {message.id for message in catalogue if message.id} - set(wanted)
    found += [f"{app}/{language.code}: {str(msgid)[:60]!r} is asked for nowhere." for msgid in extra]
    return found


def _faults_of(message: Message, catalogue: Catalog, language: Language) -> Iterator[str]:
    originals = (message.id,) if isinstance(message.id, str) else message.id
    strings = (message.string,) if isinstance(message.string, str) else message.string
    if isinstance(message.id, tuple) and len(strings) != catalogue.num_plurals:
        yield f"has {len(strings)} plural forms instead of {catalogue.num_plurals}."
        return
    if not all(string.strip() for string in strings):
        yield "is not translated."
        return
    places = set(_PLACE.findall(originals[-1]))
    for string in strings:
        if set(_PLACE.findall(string)) != places:
            yield f"has other places than {sorted(places)}: {string!r}."
        if string in originals and language.code in SCRIPTS:
            yield f"still says what the English says: {string!r}."
        foreign = foreign_letters(string, originals, language.code)
        if foreign:
            yield f"has letters of another writing: {foreign!r}."


def foreign_letters(string: str, originals: tuple[str, ...], code: str) -> str:
    """Words of a translation that are not in the language's own writing, names the English has too left aside."""
    wanted = SCRIPTS.get(code, "LATIN")
    kept = KEPT | set(re.findall(r"[A-Z][\w.]+", " ".join(originals)))
    words = re.findall(r"[^\W\d_]+", _PLACE.sub(" ", string))
    return " ".join(
        word
        for word in words
        if word not in kept and not all(unicodedata.name(letter, "").startswith(wanted) for letter in word)
    )


def plural_rule(code: str) -> tuple[int, str]:
    """How many plural forms a language has, and gettext's expression for which one a number takes."""
    number, expression = PLURALS.get(code) or get_plural(code)[:2]
    return number, expression


def plural_expression_fits(code: str) -> bool:
    """Whether gettext's rule sorts the numbers up to 200 as the language itself does (CLDR)."""
    from gettext import c2py

    rule, own = c2py(plural_rule(code)[1]), Locale.parse(code).plural_form
    pairs = {(rule(number), own(number)) for number in range(201)}
    return len({tag for _, tag in pairs}) == len(pairs) == len({index for index, _ in pairs})
