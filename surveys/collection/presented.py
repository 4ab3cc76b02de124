"""What the template of a question shows: its wording, answers and limits, in one language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from surveys.analysis.demographics import AUTHORITIES
from surveys.authoring.routing import skips_of
from surveys.collection.pictures import Picture
from surveys.collection.signposts import QUIET_CODES
from surveys.questions import kind_of
from surveys.questions.choice import LONGEST_OTHER, OTHER, other_of, stands_alone
from surveys.questions.kind import keyed

TEMPLATES = {
    "radio": "choice",
    "checkbox": "choice",
    "demographic": "choice",
    "text": "written",
    "longtext": "written",
}
"""Types that share a template; every other has one of its own name."""
MOUTHS = (
    "M10 23q10 12 20 0",
    "M11 25q9 6 18 0",
    "M12 27h16",
    "M11 29q9-6 18 0",
    "M10 31q10-12 20 0",
)
"""Five mouths from a wide smile to the opposite. With two dots and a circle they are the faces."""
FACES = {3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}


def presented(
    question: Mapping[str, Any],
    texts: Mapping[str, str],
    words: Mapping[str, str],
    pictures: Mapping[int, Picture],
) -> dict[str, Any]:
    """One question as its template takes it."""
    key, kind = f"q:{question['code']}", question["type"]
    shown: dict[str, Any] = {
        "code": question["code"],
        "type": kind,
        "template": f"surveys/parts/questions/{TEMPLATES.get(kind, kind)}.html",
        "one_box": kind_of(question).written or kind == "number",
        "topic": question.get("signposts", ""),
        "label": texts[key],
        "help": texts.get(f"{key}.help", ""),
        "show_if": as_json(question["show_if"]),
        "skips": as_json(skips_of(question)),
        "max_length": question.get("max_length"),
        "options": [_option(question, option, texts) for option in question.get("options", ())],
        "data": "",
    }
    more = _MORE.get(kind)
    if more is not None:
        shown |= more(question, texts, words)
    if kind == "faces":
        _draw_faces(shown["options"], smiling_first=question["smiling_first"])
    if kind == "picture":
        _add_pictures(question, shown["options"], texts, pictures)
    if other := other_of(question):
        shown |= {
            "other": question["code"] + OTHER,
            "other_label": texts[keyed(question, "o", other)],
            "other_length": LONGEST_OTHER,
        }
    return shown


def as_json(rule: Any) -> str:
    """A rule, or a list of skips, as an attribute holds it; nothing for none."""
    return json.dumps(rule, separators=(",", ":")) if rule else ""


def _option(
    question: Mapping[str, Any], option: Mapping[str, Any], texts: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "code": option["code"],
        "label": texts[keyed(question, "o", option["code"])],
        "alone": stands_alone(option),
        "other": option.get("other", False),
        "quiet": option.get("missing") or option["code"] in QUIET_CODES,
        "topic": option.get("signposts", ""),
        "missing": option.get("missing", False),
    }


def _grid(question: Mapping[str, Any], texts: Mapping[str, str], words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "rows": [
            {"name": f"{question['code']}.{row['code']}", "label": texts[keyed(question, "r", row["code"])]}
            for row in question["rows"]
        ]
    }


def _scale(question: Mapping[str, Any], texts: Mapping[str, str], words: Mapping[str, str]) -> dict[str, Any]:
    key = f"q:{question['code']}"
    return {
        "points": range(question["min"], question["max"] + 1),
        "min": question["min"],
        "max": question["max"],
        "low": texts.get(f"{key}.low", ""),
        "high": texts.get(f"{key}.high", ""),
    }


def _number(
    question: Mapping[str, Any], texts: Mapping[str, str], words: Mapping[str, str]
) -> dict[str, Any]:
    low, high = question["min"], question["max"]
    limits = words["number_hint"].replace("{min}", str(low)).replace("{max}", str(high))
    data = _data(min=low, max=high, decimals=question["decimals"], wrong=words["wrong_typed_number"])
    return {
        "min": low,
        "decimals": question["decimals"],
        "limits": limits,
        "unit": texts.get(f"q:{question['code']}.unit", ""),
        "data": data,
    }


def _month(question: Mapping[str, Any], texts: Mapping[str, str], words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "months": [(f"-{month:02}", words[f"month_{month}"]) for month in range(1, 13)],
        # The newest year first: it is the likeliest.
        "years": range(question["to_year"], question["from_year"] - 1, -1),
        "data": _data(wrong=words["wrong_month"]),
    }


def _ranking(
    question: Mapping[str, Any], texts: Mapping[str, str], words: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "places": [
            words["rank_place"].replace("{n}", str(place)) for place in range(1, question["places"] + 1)
        ],
        "hint": words["rank_hint"].replace("{n}", str(question["places"])),
    }


def _area(question: Mapping[str, Any], texts: Mapping[str, str], words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "areas": [
            {
                "code": code,
                "name": name,
                "areas": [
                    {"code": area["code"], "name": texts[keyed(question, "a", area["code"])]}
                    for area in question["areas"]
                    if area["authority"] == code
                ],
            }
            for code, name in AUTHORITIES.items()
        ]
    }


_MORE = {
    "grid": _grid,
    "scale": _scale,
    "number": _number,
    "month": _month,
    "ranking": _ranking,
    "area": _area,
}


def _data(**attributes: object) -> SafeString:
    """Attributes for the script, escaped."""
    found = SafeString("")
    for name, value in attributes.items():
        found += format_html(' data-{}="{}"', SafeString(name), value)
    return found


def _draw_faces(options: list[dict[str, Any]], *, smiling_first: bool) -> None:
    faces = [option for option in options if not option["missing"]]
    mouths = [MOUTHS[place] for place in FACES[len(faces)]]
    for option, mouth in zip(faces, mouths if smiling_first else reversed(mouths), strict=True):
        option["mouth"] = mouth


def _add_pictures(
    question: Mapping[str, Any],
    options: list[dict[str, Any]],
    texts: Mapping[str, str],
    pictures: Mapping[int, Picture],
) -> None:
    for option, asked in zip(options, question["options"], strict=True):
        picture = pictures.get(asked.get("picture"))
        if picture is not None:
            alt = texts.get(keyed(question, "o", option["code"]) + ".alt", "")
            option |= {"src": picture.src, "alt": alt, "width": picture.width, "height": picture.height}
