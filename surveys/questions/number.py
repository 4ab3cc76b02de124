"""Questions answered with a number: chosen on a scale, or typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from surveys.questions.kind import Kind, Problem, Question, Refused, Texts, Value, only, western

WIDEST_SCALE = 100
LARGEST = 1_000_000
MOST_BANDS = 12
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,4}", re.ASCII)
_TYPED = re.compile(r"(-?[0-9]{1,7})(?:\.([0-9]))?", re.ASCII)
_MARKS = str.maketrans({"\N{MINUS SIGN}": "-", ",": ".", "\N{ARABIC DECIMAL SEPARATOR}": "."})


class Scale(Kind):
    """A whole number picked between two ends."""

    types = ("scale",)

    def read(self, question: Question, given: Mapping[str, list[str]]) -> dict[str, Value]:
        said = only(given.get(question["code"], ()))
        if said is None:
            return {}
        if not _WHOLE_NUMBER.fullmatch(said.strip()):
            raise Refused(Problem.NUMBER)
        number = int(said)
        if not question["min"] <= number <= question["max"]:
            raise Refused(Problem.NUMBER)
        return {question["code"]: number}

    def faults(self, question: Question) -> Iterator[str]:
        low, high = question["min"], question["max"]
        if low is None or high is None or not 1 <= high - low <= WIDEST_SCALE or low < -999:
            yield "the highest number of the scale must be above the lowest, by at most 100."

    def wording(self, question: Question) -> Iterator[tuple[str, str]]:
        for end, name in (("low", "lowest"), ("high", "highest")):
            yield f"q:{question['code']}.{end}", f"say what the {name} number means."

    def told(self, question: Question, given: Mapping[str, Sequence[str]], texts: Texts, words: Texts) -> str:
        return " ".join(given.get(question["code"], ()))

    def made_up(self, question: Question, number: int) -> dict[str, list[str]]:
        return {question["code"]: [str(question["min"] + number % (question["max"] - question["min"] + 1))]}


class Number(Kind):
    """A number typed in, whole or with one decimal place, between two limits."""

    types = ("number",)

    def read(self, question: Question, given: Mapping[str, list[str]]) -> dict[str, Value]:
        said = only(given.get(question["code"], ()))
        return {} if said is None else {question["code"]: typed(said, question)}

    def faults(self, question: Question) -> Iterator[str]:
        low, high = question["min"], question["max"]
        if low is None or high is None or not -LARGEST <= low < high <= LARGEST:
            yield "the largest number must be above the smallest, and both within a million of nought."
            return
        bands = question["bands"]
        if any(not isinstance(band, int) for band in bands):
            wrong = next(band for band in bands if not isinstance(band, int))
            yield f"a band of its results starts at {wrong!r}, which is not a whole number."
        elif bands and (sorted(set(bands)) != bands or bands[0] < low or bands[-1] > high):
            yield f"the bands of its results must rise from number to number, between {low} and {high}."
        elif len(bands) > MOST_BANDS:
            yield f"its results have {len(bands)} bands; at most {MOST_BANDS} can be read."

    def told(self, question: Question, given: Mapping[str, Sequence[str]], texts: Texts, words: Texts) -> str:
        said = " ".join(given.get(question["code"], ()))
        unit = texts.get(f"q:{question['code']}.unit", "")
        return f"{said} {unit}" if said and unit else said

    def made_up(self, question: Question, number: int) -> dict[str, list[str]]:
        low, high = question["min"], min(question["max"], question["min"] + 20)
        return {question["code"]: [str(low + number % (high - low + 1))]}


def typed(said: str, question: Question) -> int | float:
    """A typed number as it is stored: whole where it is whole. Raises ``Refused``.

    A comma is a decimal sign: "1,5" is one and a half, and "1,500" is refused rather than guessed at.
    """
    found = _TYPED.fullmatch(western(said).strip().translate(_MARKS))
    if found is None or (found[2] and not question["decimals"]):
        raise Refused(Problem.TYPED_NUMBER)
    tenths = int(found[2] or 0)
    number: int | float = float(f"{found[1]}.{tenths}") if tenths else int(found[1])
    if not question["min"] <= number <= question["max"]:
        raise Refused(Problem.TYPED_NUMBER)
    return number


def bands(question: Question) -> list[tuple[int, int | None, str]]:
    """The bands a typed number is tabulated in: from, below (None: no more), and how they read.

    As the author gave them, by where each starts, or six of equal width. Set before anybody answers.
    """
    low, high = question["min"], question["max"]
    starts = sorted({low, *question["bands"]})
    if not question["bands"]:
        width = max(1, _round_up(-(-(high - low + 1) // 6)))
        starts = [low, *range((low // width + 1) * width, high + 1, width)]
    found: list[tuple[int, int | None, str]] = []
    for start, after in zip(starts, [*starts[1:], None], strict=True):
        found.append((start, after, _band_name(start, after, high, whole=not question["decimals"])))
    return found


def _band_name(start: int, after: int | None, high: int, *, whole: bool) -> str:
    if after is None:
        return str(start) if start == high else f"{start} to {high}"
    if not whole:
        return f"{start} to under {after}"
    return str(start) if after == start + 1 else f"{start} to {after - 1}"


def _round_up(width: int) -> int:
    """A width people count in: 1, 2, 5 or ten times such a one."""
    step = 1
    while True:
        for nice in (1, 2, 5):
            if nice * step >= width:
                return nice * step
        step *= 10


def band_of(question: Question, value: Any) -> str:
    """The code of the band a stored number lies in."""
    found = bands(question)
    return next((f"from_{start}" for start, _, _ in reversed(found) if float(value) >= start), "from_0")
