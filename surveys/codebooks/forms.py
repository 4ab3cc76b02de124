"""Between the codebook and the text fields in which people write it: one entry a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveys.analysis.themes.edition import PARTS, empty_shared
from surveys.codebooks.services import CodebookRefused

TEXTS = ("name", "public_name", "kind", "definition")
POINTS = ("include", "exclude", "examples")
LONGEST_FIELD = 200_000
"""Characters one field may send; the longest of the shipped codebook has about 12,000."""


def theme_as_texts(theme: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a theme, by name."""
    return {
        **{key: theme[key] for key in TEXTS},
        **{key: "\n".join(theme[key]) for key in POINTS},
        **{part.code: "\n".join(theme["lines"].get(part.code, ())) for part in PARTS},
    }


def theme_from_texts(given: Mapping[str, str]) -> dict[str, Any]:
    """A theme from its fields; what is missing is empty. Raises CodebookRefused for a field beyond all measure."""
    return {
        **{key: " ".join(given.get(key, "").split()) for key in TEXTS},
        **{key: _lines(given, key) for key in POINTS},
        "lines": {part.code: _lines(given, part.code) for part in PARTS},
    }


def shared_as_texts(shared: Mapping[str, Any]) -> list[dict[str, str]]:
    """The fields of the shared words, part by part."""
    return [
        {
            "code": part.code,
            "name": part.name,
            "sets": "\n".join(f"{name}: {words}" for name, words in shared[part.code]["sets"].items()),
            "groups": "\n".join(
                f"{name}: {' / '.join(patterns)}" for name, patterns in shared[part.code]["groups"].items()
            ),
            "other_senses": "\n".join(shared[part.code]["other_senses"]),
            "guards": "\n".join(_guard_as_text(guard) for guard in shared[part.code]["guards"]),
        }
        for part in PARTS
    ]


def shared_from_texts(given: Mapping[str, str]) -> dict[str, Any]:
    """The shared words from their fields, named ``part.kind``. Raises CodebookRefused with every line at fault."""
    faults: list[str] = []
    shared: dict[str, Any] = {}
    for part in PARTS:
        made = empty_shared()
        for number, line in enumerate(_lines(given, f"{part.code}.sets"), 1):
            name, words = _named(line, f"{part.name}, word sets, line {number}", made["sets"], faults)
            made["sets"][name] = words
        for number, line in enumerate(_lines(given, f"{part.code}.groups"), 1):
            name, patterns = _named(line, f"{part.name}, lists, line {number}", made["groups"], faults)
            made["groups"][name] = _split(patterns)
        made["other_senses"] = _lines(given, f"{part.code}.other_senses")
        made["guards"] = [
            _guard_from_text(line, f"{part.name}, exclusions, line {number}", faults)
            for number, line in enumerate(_lines(given, f"{part.code}.guards"), 1)
        ]
        shared[part.code] = made
    if faults:
        raise CodebookRefused(*faults)
    return shared


def _lines(given: Mapping[str, str], key: str) -> list[str]:
    text = given.get(key, "")
    if len(text) > LONGEST_FIELD:
        raise CodebookRefused(
            f"One field holds {len(text):,} characters ({text.count(chr(10)) + 1:,} lines); {LONGEST_FIELD:,} are the"
            " most. Nothing has been saved."
        )
    return [line.strip() for line in text.splitlines() if line.strip()]


def _named(line: str, place: str, there: Mapping[str, Any], faults: list[str]) -> tuple[str, str]:
    name, colon, rest = line.partition(":")
    name = name.strip()
    if not colon or not rest.strip():
        faults.append(f"{place}: write a name, a colon, and the words.")
    elif name in there:
        faults.append(f"{place}: “{name[:40]}” stands twice. Join the two.")
    return name, rest.strip()


def _split(text: str) -> list[str]:
    return [piece.strip() for piece in text.split("/") if piece.strip()]


def _guard_as_text(guard: Mapping[str, Any]) -> str:
    parts = [", ".join(guard["themes"]), f"when: {' / '.join(guard['when'])}"]
    if guard["unless"]:
        parts.append(f"unless: {' / '.join(guard['unless'])}")
    return "; ".join(parts)


def _guard_from_text(line: str, place: str, faults: list[str]) -> dict[str, list[str]]:
    first, *others = (part.strip() for part in line.split(";"))
    guard: dict[str, list[str]] = {
        "themes": [code.strip() for code in first.split(",") if code.strip()],
        "when": [],
        "unless": [],
    }
    for part in others:
        name, _, words = part.partition(":")
        if name.strip() not in ("when", "unless"):
            faults.append(
                f"{place}: after the codes of the themes come “; when: …” and, if need be, “; unless: …”."
            )
            break
        guard[name.strip()] = _split(words)
    return guard
