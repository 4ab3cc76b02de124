"""An edition as a TOML file that people can read, keep, compare and give to another partnership."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from surveys.analysis.themes.edition import FORMAT, PARTS, Content, empty_shared, theme_of
from surveys.analysis.themes.edition_check import faults_in

LARGEST = 2_000_000
"""Bytes; the shipped codebook has about 200,000."""
MOST_TOLD = 12
"""So many faults are told at once."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TEXTS = ("code", "kind", "name", "public_name", "definition")
_LISTS = ("include", "exclude", "examples")


class EditionError(ValueError):
    """A file that is no codebook that can be used; ``faults`` say what is wrong, each in a sentence."""

    def __init__(self, faults: Sequence[str]):
        more = len(faults) - MOST_TOLD
        self.faults = [*faults[:MOST_TOLD], *([f"And {more:,} more of the kind."] if more > 0 else [])]
        super().__init__(" ".join(self.faults))


def written(content: Mapping[str, Any], *, version: str) -> str:
    """The file of an edition; ``read_edition`` gives the same content back."""
    return "\n".join(_lines(content, version)) + "\n"


def read_edition(data: bytes) -> Content:
    """The content of a file. Raises EditionError with everything that is wrong."""
    if len(data) > LARGEST:
        raise EditionError([f"The file has {len(data):,} bytes; a codebook has {LARGEST:,} at most."])
    try:
        found = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as wrong:
        raise EditionError(
            [
                f"The file is not plain text in UTF-8 (byte {wrong.start:,}). Save it as UTF-8, or take the file as it"
                " was downloaded."
            ]
        ) from None
    except (tomllib.TOMLDecodeError, RecursionError) as wrong:
        reason = str(wrong) if isinstance(wrong, tomllib.TOMLDecodeError) else "lists stand too deep in lists"
        raise EditionError([f"The file is no TOML that can be read: {reason}."]) from None
    if found.get("format") != FORMAT:
        raise EditionError(
            [
                f"The file does not say “format = {FORMAT}”, so it is no codebook from this screen, or one of a later"
                " release."
            ]
        )
    faults: list[str] = []
    content = {
        "format": FORMAT,
        "themes": [_theme(entry, n, faults) for n, entry in enumerate(_tables(found, "theme", faults), 1)],
        "rulings": [
            {key: _text(entry, key, f"Ruling {n}", faults) for key in ("point", "decision")}
            for n, entry in enumerate(_tables(found, "ruling", faults), 1)
        ],
        "shared": _shared(found, faults),
    }
    faults += [
        f"“{key}” is nothing a codebook holds. Take it out."
        for key in found
        if key not in ("format", "version", "theme", "ruling", "shared")
    ]
    if not content["themes"]:
        faults.append("The file holds no [[theme]].")
    faults = faults or faults_in(content)
    if faults:
        raise EditionError(faults)
    return content


def _lines(content: Mapping[str, Any], version: str) -> Iterator[str]:
    yield f"# Codebook of themes, version {version}: definitions for coders, and the lexicon of the tagger."
    yield f"format = {content['format']}"
    yield f"version = {_quoted(version)}"
    for theme in content["themes"]:
        yield "\n[[theme]]"
        for key in _TEXTS:
            yield f"{key} = {_quoted(theme[key])}"
        if theme["retired"]:
            yield "retired = true"
        for key in _LISTS:
            yield from _list(key, theme[key])
        for part in PARTS:
            yield from _list(part.code, theme["lines"].get(part.code, ()))
    for ruling in content["rulings"]:
        yield "\n[[ruling]]"
        for key in ("point", "decision"):
            yield f"{key} = {_quoted(ruling[key])}"
    for part in PARTS:
        shared = content["shared"][part.code]
        yield f"\n[shared.{part.code}]"
        yield from _list("other_senses", shared["other_senses"])
        yield f"\n[shared.{part.code}.sets]"
        for key, words in shared["sets"].items():
            yield f"{_key(key)} = {_quoted(words)}"
        yield f"\n[shared.{part.code}.groups]"
        for key, patterns in shared["groups"].items():
            yield from _list(_key(key), patterns, always=True)
        for guard in shared["guards"]:
            yield f"\n[[shared.{part.code}.guard]]"
            for key in ("themes", "when", "unless"):
                yield from _list(key, guard[key])


def _list(key: str, values: Sequence[str], *, always: bool = False) -> Iterator[str]:
    if not values and not always:
        return
    yield f"{key} = ["
    for value in values:
        yield f"  {_quoted(value)},"
    yield "]"


def _quoted(text: str) -> str:
    # JSON's escapes are TOML's, but for the one control character that JSON leaves as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _theme(entry: Mapping[str, Any], number: int, faults: list[str]) -> dict[str, Any]:
    place = f"Theme {number}"
    known = {*_TEXTS, *_LISTS, "retired", *(part.code for part in PARTS)}
    faults += [
        f"{place}: “{key}” is nothing a theme holds. Take it out." for key in entry if key not in known
    ]
    retired = entry.get("retired", False)
    if not isinstance(retired, bool):
        faults.append(f"{place}: retired takes true or false.")
    return theme_of(
        code=_text(entry, "code", place, faults),
        kind=_text(entry, "kind", place, faults),
        name=_text(entry, "name", place, faults),
        public_name=_text(entry, "public_name", place, faults),
        definition=_text(entry, "definition", place, faults),
        include=_texts(entry, "include", place, faults),
        exclude=_texts(entry, "exclude", place, faults),
        examples=_texts(entry, "examples", place, faults),
        retired=retired is True,
        lines={part.code: _texts(entry, part.code, place, faults) for part in PARTS},
    )


def _shared(found: Mapping[str, Any], faults: list[str]) -> dict[str, Any]:
    given = found.get("shared", {})
    if not isinstance(given, dict):
        faults.append("[shared] must be a table with one table for each part of the lexicon.")
        given = {}
    codes = [part.code for part in PARTS]
    faults += [f"[shared.{key}]: the parts are {', '.join(codes)}." for key in given if key not in codes]
    shared = {}
    for code in codes:
        part, place = given.get(code, {}), f"[shared.{code}]"
        shared[code] = empty_shared()
        if not isinstance(part, dict):
            faults.append(f"{place} must be a table.")
            continue
        known = ("sets", "groups", "other_senses", "guard")
        faults += [f"{place}: “{key}” is nothing it holds. Take it out." for key in part if key not in known]
        shared[code]["other_senses"] = _texts(part, "other_senses", place, faults)
        for kind, read in (("sets", _text), ("groups", _texts)):
            table = part.get(kind, {})
            if not isinstance(table, dict):
                faults.append(f"{place}: {kind} must be a table.")
                continue
            shared[code][kind] = {key: read(table, key, f"{place} {kind}", faults) for key in table}
        shared[code]["guards"] = [
            {key: _texts(guard, key, f"{place} guard {n}", faults) for key in ("themes", "when", "unless")}
            for n, guard in enumerate(_tables(part, "guard", faults), 1)
        ]
    return shared


def _tables(found: Mapping[str, Any], key: str, faults: list[str]) -> list[dict[str, Any]]:
    tables = found.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        faults.append(f"“{key}” must be written as [[{key}]], once for each.")
        return []
    return tables


def _text(entry: Mapping[str, Any], key: str, place: str, faults: list[str]) -> str:
    value = entry.get(key)
    if not isinstance(value, str):
        faults.append(
            f"{place}: {key} {'is missing' if value is None else 'must be a text in quotation marks'}."
        )
        return ""
    return value.strip()


def _texts(entry: Mapping[str, Any], key: str, place: str, faults: list[str]) -> list[str]:
    values = entry.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        faults.append(f"{place}: {key} must be a list of texts in quotation marks.")
        return []
    return [value.strip() for value in values if value.strip()]
