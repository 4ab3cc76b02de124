"""Short ways to write survey blocks as Wagtail stores them, with an id at every level.

Ids follow from the codes, so that building twice gives the same survey, and a question asked again next year is
the same question. Wagtail fills in ids at the outermost level alone: nested blocks without one lose their place in
translations.
"""

from __future__ import annotations

import uuid
from typing import Any

NAMESPACE = uuid.UUID("6f1c6d0e-52c2-4f0e-9a0f-6b8f0d9f2f11")

Raw = dict[str, Any]


def block_id(*names: str) -> str:
    """The id of a block, from its codes, outermost first."""
    return str(uuid.uuid5(NAMESPACE, "/".join(names)))


def section(name: str, title: str, *questions: Raw, note: str = "", show_if: Raw | None = None) -> Raw:
    """A section. With a content note it is a sensitive one, which visitors can skip."""
    return {
        "type": "section",
        "id": block_id("section", name),
        "value": {
            "title": title,
            "note": note,
            "sensitive": bool(note),
            "show_if": show_if or always(),
            "questions": list(questions),
        },
    }


def always() -> Raw:
    """Shown to everybody."""
    return {"match": "all", "conditions": []}


def when(*conditions: tuple[str, str, str], match: str = "all") -> Raw:
    """Shown if conditions hold, each a question code, a comparison, and answer codes or a number."""
    return {
        "match": match,
        "conditions": [
            {
                "type": "item",
                "id": block_id("condition", *condition),
                "value": {"question": condition[0], "comparison": condition[1], "values": condition[2]},
            }
            for condition in conditions
        ],
    }


def skip(to: str, *conditions: tuple[str, str, str], match: str = "all") -> Raw:
    """Where to go on after a question if conditions hold: a later question's code, ``s3`` for a section, or ``end``."""
    value = {"to": to, "groups": [], **when(*conditions, match=match)}
    return {"type": "item", "id": block_id("skip", to, *map(str, conditions)), "value": value}


def _question(kind: str, code: str, wording: str | None, **more: Any) -> Raw:
    value = {
        "code": code,
        "help": more.pop("help", ""),
        "show_if": more.pop("show_if", None) or always(),
        "sensitive": more.pop("sensitive", False),
        "signposts": more.pop("signposts", ""),
        "not_sensitive_reason": more.pop("not_sensitive_reason", ""),
        **more,
    }
    if wording is not None:
        value["question"] = wording
    return {"type": kind, "id": block_id(code), "value": value}


def _items(code: str, kind: str, labels: dict[str, str], **more: Any) -> list[Raw]:
    """Options or statements. ``more`` names the codes that say yes to something, or gives codes their values."""
    return [
        {
            "type": "item",
            "id": block_id(code, kind, name),
            "value": {
                "label": label,
                "code": name,
                **{
                    key: found.get(name, "") if isinstance(found, dict) else name in found
                    for key, found in more.items()
                },
            },
        }
        for name, label in labels.items()
    ]


def radio(
    code: str,
    wording: str,
    options: dict[str, str],
    *,
    prefer_not: bool = True,
    own_words: tuple[str, ...] = (),
    missing: dict[str, str] | None = None,
    **more: Any,
) -> Raw:
    """One answer from a few, as code to label. ``own_words``: codes that ask for them; ``missing``: why one is none."""
    options_of = _items(code, "option", options, **_rarely(other=own_words, missing=missing))
    return _question("radio", code, wording, options=options_of, prefer_not=prefer_not, **more)


def checkbox(
    code: str,
    wording: str,
    options: dict[str, str],
    *,
    alone: tuple[str, ...] = (),
    own_words: tuple[str, ...] = (),
    **more: Any,
) -> Raw:
    """As many answers as fit; the codes in ``alone`` go with no other."""
    options_of = _items(code, "option", options, exclusive=alone, **_rarely(other=own_words))
    return _question("checkbox", code, wording, options=options_of, **more)


def _rarely(**more: Any) -> dict[str, Any]:
    """What most questions do not say, where it is said."""
    return {key: found for key, found in more.items() if found}


def grid(code: str, wording: str, rows: dict[str, str], options: dict[str, str], **more: Any) -> Raw:
    """Statements (code to wording) answered on the same options."""
    return _question(
        "grid",
        code,
        wording,
        rows=_items(code, "row", rows),
        options=_items(code, "option", options),
        prefer_not=True,
        **more,
    )


def scale(
    code: str, wording: str, *, low: str, high: str, lowest: int = 0, highest: int = 10, **more: Any
) -> Raw:
    """A whole number between two ends."""
    return _question("scale", code, wording, low=low, high=high, lowest=lowest, highest=highest, **more)


def longtext(code: str, wording: str, *, max_length: int = 2000, **more: Any) -> Raw:
    """The visitor's own words."""
    return _question("longtext", code, wording, max_length=max_length, **more)


def text(code: str, wording: str, *, max_length: int = 100, **more: Any) -> Raw:
    """A few of the visitor's own words."""
    return _question("text", code, wording, max_length=max_length, **more)


def faces(
    code: str, wording: str, options: dict[str, str], *, smiling_first: bool = True, **more: Any
) -> Raw:
    """Three to five faces, as code to word."""
    return _question(
        "faces",
        code,
        wording,
        options=_items(code, "option", options),
        smiling_first=smiling_first,
        prefer_not=True,
        **more,
    )


def pictures(
    code: str,
    wording: str,
    options: dict[str, str],
    *,
    shown: dict[str, int],
    alt: dict[str, str],
    **more: Any,
) -> Raw:
    """Pictures to choose from: code to label, to the key of an image, and to what it shows."""
    return _question(
        "picture",
        code,
        wording,
        options=_items(code, "option", options, picture=shown, alt=alt),
        prefer_not=False,
        **more,
    )


def ranking(code: str, wording: str, options: dict[str, str], *, places: int = 3, **more: Any) -> Raw:
    """Answers to put in order."""
    return _question("ranking", code, wording, options=_items(code, "option", options), places=places, **more)


def number(
    code: str,
    wording: str,
    *,
    smallest: int,
    largest: int,
    one_decimal: bool = False,
    unit: str = "",
    bands: str = "",
    **more: Any,
) -> Raw:
    """A typed number between two limits."""
    limits = {
        "smallest": smallest,
        "largest": largest,
        "one_decimal": one_decimal,
        "unit": unit,
        "bands": bands,
    }
    return _question("number", code, wording, **limits, **more)


def month(
    code: str, wording: str, *, from_year: int, to_year: int, results: str = "year", **more: Any
) -> Raw:
    """A month and a year."""
    return _question("month", code, wording, from_year=from_year, to_year=to_year, results=results, **more)


def consent(code: str, wording: str, box: str, **more: Any) -> Raw:
    """A box to tick before anything that follows."""
    return _question("consent", code, wording, box=box, **more)


def standard(name: str, code: str) -> Raw:
    """A ready-made demographic question."""
    return _question(name, code, None)
