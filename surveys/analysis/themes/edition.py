"""An edition: codebook and lexicon together, as plain data that can be stored, compared, checked and shared.

``content`` is a mapping of JSON values::

    format    1
    themes    [{code, kind, name, public_name, definition, include, exclude, examples, retired, lines: {part: [line]}}]
    rulings   [{point, decision}]
    shared    {part: {sets: {name: words}, groups: {name: [pattern]}, other_senses: [pattern],
                      guards: [{themes, when, unless}]}}

A part of the lexicon is written English, speech and slang, or other languages.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from surveys.analysis.themes.codebook import DEFAULT_PATH, Codebook, CodebookError

if TYPE_CHECKING:
    from surveys.analysis.themes.lexicon import Lexicon
    from surveys.analysis.themes.tagger import ThemeTagger

FORMAT = 1

Content = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One part of the lexicon, and how its words are treated.

    ``restore_spelling``: misspelt words of a comment are mended towards the words of this part.
    """

    code: str
    name: str
    file: str
    restore_spelling: bool = True
    other_languages: bool = False


PARTS = (
    Part("english", "Written English", "lexicon.toml"),
    Part("speech", "Speech and slang", "lexicon_speech.toml", restore_spelling=False),
    Part("languages", "Other languages", "lexicon_languages.toml", other_languages=True),
)


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of an edition, equal for equal content in whatever order its keys were written."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def codebook_of(content: Mapping[str, Any], version: str) -> Codebook:
    """The codebook of an edition under its version. Raises CodebookError."""
    return Codebook.from_mapping(
        {"version": version, "theme": content["themes"], "ruling": content["rulings"]}
    )


def sources_of(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lexicon of an edition as ``Lexicon.from_mappings`` reads it; retired themes are left out.

    Raises LineError for a line that cannot be read.
    """
    from surveys.analysis.themes.lexicon_lines import theme_from_lines

    used = {theme["code"] for theme in content["themes"] if not theme["retired"]}
    sources: list[dict[str, Any]] = []
    for part in PARTS:
        shared = content["shared"][part.code]
        source: dict[str, Any] = {
            "restore_spelling": part.restore_spelling,
            "other_languages": part.other_languages,
            "sets": shared["sets"],
            "groups": shared["groups"],
            "senses": {"any": shared["other_senses"]} if shared["other_senses"] else {},
            "guard": [
                {**guard, "themes": [code for code in guard["themes"] if code in used]}
                for guard in shared["guards"]
            ],
            "theme": {},
        }
        for theme in content["themes"]:
            if theme["code"] not in used:
                continue
            entry, senses = theme_from_lines(theme["lines"].get(part.code, ()))
            if entry:
                source["theme"][theme["code"]] = entry
            if senses:
                source["senses"][theme["code"]] = senses
        sources.append(source)
    return sources


def lexicon_of(content: Mapping[str, Any], codebook: Codebook) -> Lexicon:
    """The compiled lexicon of an edition (some tenths of a second). Raises LexiconError or LineError."""
    from surveys.analysis.themes.lexicon import SPELLING_PATH, Lexicon

    return Lexicon.from_mappings(
        sources_of(content),
        codebook=codebook,
        spelling=tomllib.loads(SPELLING_PATH.read_text(encoding="utf-8")),
    )


def tagger_of(content: Mapping[str, Any], version: str) -> ThemeTagger:
    """The tagger of an edition: its own lexicon, and the shipped models for the themes they know.

    Raises CodebookError, LexiconError or LineError.
    """
    from surveys.analysis.themes.model_file import share_models
    from surveys.analysis.themes.tagger import ThemeTagger, default_tagger

    if digest_of(content) == shipped_digest():
        return default_tagger()
    codebook = codebook_of(content, version)
    tagger = ThemeTagger(lexicon_of(content, codebook), codebook)
    share_models(tagger, default_tagger())
    return tagger


def shipped_content() -> Content:
    """The edition that comes with the product; a fresh copy, to change as you like."""
    return deepcopy(_shipped())


def shipped_version() -> str:
    """The version of the codebook that comes with the product."""
    return str(_read(DEFAULT_PATH.name)["version"])


@lru_cache(maxsize=1)
def shipped_digest() -> str:
    """The digest of the edition that comes with the product."""
    return digest_of(_shipped())


def empty_shared() -> dict[str, Any]:
    """The shared words of a part that has none."""
    return {"sets": {}, "groups": {}, "other_senses": [], "guards": []}


@lru_cache(maxsize=1)
def _shipped() -> Content:
    from surveys.analysis.themes.lexicon_lines import lines_from_theme

    book = _read(DEFAULT_PATH.name)
    lexicon = {part.code: _read(part.file) for part in PARTS}
    themes = []
    for entry in book["theme"]:
        lines = {
            part: lines_from_theme(
                source.get("theme", {}).get(entry["code"], {}),
                source.get("senses", {}).get(entry["code"], ()),
            )
            for part, source in lexicon.items()
        }
        themes.append(theme_of(**entry, lines=lines))
    shared = {
        part: {
            "sets": dict(source.get("sets", {})),
            "groups": {name: list(patterns) for name, patterns in source.get("groups", {}).items()},
            "other_senses": list(source.get("senses", {}).get("any", ())),
            "guards": [
                {
                    "themes": list(guard["themes"]),
                    "when": list(guard["when"]),
                    "unless": list(guard.get("unless", ())),
                }
                for guard in source.get("guard", ())
            ],
        }
        for part, source in lexicon.items()
    }
    rulings = [
        {"point": ruling["point"], "decision": ruling["decision"]} for ruling in book.get("ruling", ())
    ]
    return {"format": FORMAT, "themes": themes, "rulings": rulings, "shared": shared}


def theme_of(
    *,
    code: str,
    kind: str,
    name: str,
    public_name: str,
    definition: str,
    include: Any = (),
    exclude: Any = (),
    examples: Any = (),
    retired: bool = False,
    lines: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """One theme of an edition with every key in its place."""
    lines = lines or {}
    return {
        "code": code,
        "kind": kind,
        "name": name,
        "public_name": public_name,
        "definition": definition,
        "include": list(include),
        "exclude": list(exclude),
        "examples": list(examples),
        "retired": retired,
        "lines": {part.code: list(lines.get(part.code, ())) for part in PARTS},
    }


def theme_in(content: Mapping[str, Any], code: str) -> dict[str, Any]:
    """The theme of an edition with this code. Raises CodebookError."""
    for theme in content["themes"]:
        if theme["code"] == code:
            return dict(theme)
    raise CodebookError(f"The codebook has no theme {code!r}.")


def shared_words(content: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Every word set and every list of patterns of an edition: a part may use those of the others."""
    sets: dict[str, str] = {}
    groups: dict[str, list[str]] = {}
    for part in PARTS:
        sets.update(content["shared"][part.code]["sets"])
        groups.update(content["shared"][part.code]["groups"])
    return sets, groups


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DEFAULT_PATH.parent / name).read_text(encoding="utf-8"))
