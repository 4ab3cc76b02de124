"""One question of every kind, written short."""

from __future__ import annotations

from typing import Any

from surveys.authoring.answers import Read, read_answers
from surveys.authoring.faults import structural_faults
from tests.surveys.authoring.definitions import ask, option, survey


def read(question: dict[str, Any], **given: list[str]) -> Read:
    """What is stored of a form with one question; names with a dot are given with two underscores."""
    return read_answers(survey([question]), {name.replace("__", "."): found for name, found in given.items()})


def faults(*questions: dict[str, Any]) -> list[str]:
    """What refuses a survey of these questions."""
    return [fault.message for fault in structural_faults(survey(list(questions)))]


def choice(kind: str = "radio", *codes: str, **more: Any) -> dict[str, Any]:
    options = [
        option(code, exclusive=code == "none", missing=code == "dont_know")
        | ({"other": True} if code == "other" else {})
        for code in codes or ("park", "bus", "other", "none", "dont_know")
    ]
    return ask("Q", kind, **more) | {"options": options}


def ranking(places: int = 3, *codes: str) -> dict[str, Any]:
    return ask("Q", "ranking", places=places) | {
        "options": [option(code) for code in codes or ("a", "b", "c", "d")]
    }


def number(
    low: int = 0, high: int = 100, *, decimals: int = 0, bands: tuple[Any, ...] = ()
) -> dict[str, Any]:
    return ask("Q", "number", min=low, max=high, decimals=decimals, bands=list(bands))


def month(first: int = 2020, last: int = 2026, results: str = "year") -> dict[str, Any]:
    return ask("Q", "month", from_year=first, to_year=last, results=results)


def consent() -> dict[str, Any]:
    return ask("Q", "consent") | {"options": [option("yes")]}


def faces(count: int = 5) -> dict[str, Any]:
    codes = [f"f{place}" for place in range(count)]
    return ask("Q", "faces", smiling_first=True) | {"options": [option(code) for code in codes]}


def picture(*pictures: int | None) -> dict[str, Any]:
    options = [option(f"p{place}") | {"picture": key} for place, key in enumerate(pictures)]
    return ask("Q", "picture") | {"options": options}


def area() -> dict[str, Any]:
    options = [option(code) for code in ("E08000025", "E08000026", "elsewhere")] + [
        option("prefer_not", missing=True)
    ]
    areas = [
        {"code": "birmingham_sutton", "authority": "E08000025"},
        {"code": "birmingham_yardley", "authority": "E08000025"},
        {"code": "coventry_south", "authority": "E08000026"},
    ]
    return ask("Q", "area", demographic="authority") | {"options": options, "areas": areas}


EVERY_KIND = {
    "radio": choice(),
    "checkbox": choice("checkbox"),
    "grid": ask("Q", "grid", "a", "b"),
    "scale": ask("Q", "scale"),
    "faces": faces(),
    "picture": picture(1, 2),
    "ranking": ranking(),
    "number": number(-5, 40, decimals=1),
    "month": month(),
    "text": ask("Q", "text"),
    "longtext": ask("Q", "longtext"),
    "consent": consent(),
    "area": area(),
    "demographic": ask("Q", "demographic", "13-15", "16-17", demographic="age_band"),
}
