"""When something was, by month and year and never finer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from surveys.questions.kind import Kind, Problem, Question, Refused, Texts, Value, distinct

WIDEST = 100
MOST_YEARS_BY_QUARTER = 4
MOST_SINGLE_YEARS = 12
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)
_MONTH = re.compile(r"-(0[1-9]|1[0-2])", re.ASCII)


class Month(Kind):
    """A year, with or without a month, from two lists of one name: ``2025`` and ``-03`` are stored as ``2025-03``."""

    types = ("month",)

    def read(self, question: Question, given: Mapping[str, list[str]]) -> dict[str, Value]:
        values = distinct(given.get(question["code"], ()))
        years = [value for value in values if _YEAR.fullmatch(value)]
        months = [value for value in values if _MONTH.fullmatch(value)]
        if len(years) + len(months) < len(values):
            raise Refused(Problem.UNKNOWN)
        if len(years) > 1 or len(months) > 1:
            raise Refused(Problem.SEVERAL)
        if not values:
            return {}
        if not years or not question["from_year"] <= int(years[0]) <= question["to_year"]:
            raise Refused(Problem.MONTH)
        return {question["code"]: years[0] + (months[0] if months else "")}

    def faults(self, question: Question) -> Iterator[str]:
        first, last = question["from_year"], question["to_year"]
        if first is None or last is None or not 1900 <= first <= last <= 2100 or last - first >= WIDEST:
            yield "the last year must not be before the first, and at most 100 years can be offered."
        elif question["results"] == "quarter" and last - first >= MOST_YEARS_BY_QUARTER:
            yield f"results by quarter are for at most {MOST_YEARS_BY_QUARTER} years. Show them by year."

    def told(self, question: Question, given: Mapping[str, Sequence[str]], texts: Texts, words: Texts) -> str:
        values = given.get(question["code"], ())
        names = [words[f"month_{int(value[1:])}"] for value in values if _MONTH.fullmatch(value)]
        return " ".join([*names, *(value for value in values if _YEAR.fullmatch(value))])

    def made_up(self, question: Question, number: int) -> dict[str, list[str]]:
        year = question["from_year"] + number % (question["to_year"] - question["from_year"] + 1)
        return {question["code"]: [f"-{number % 12 + 1:02}", str(year)]}


def periods(question: Question) -> list[tuple[str, str]]:
    """The periods a table shows, as code and label: quarters, single years, or bands of years where there are many."""
    first, last = question["from_year"], question["to_year"]
    years = range(first, last + 1)
    if question["results"] == "quarter":
        found = []
        for year in years:
            found += [(f"{year}-Q{quarter}", f"{_QUARTERS[quarter - 1]} {year}") for quarter in range(1, 5)]
            found.append((f"{year}", f"{year}, month not said"))
        return found
    width = _width(len(years))
    if width == 1:
        return [(str(year), str(year)) for year in years]
    return [
        (str(start), f"{start} to {min(start + width - 1, last)}") for start in range(first, last + 1, width)
    ]


_QUARTERS = ("January to March", "April to June", "July to September", "October to December")


def period_of(question: Question, stored: str) -> str:
    """The code of the period a stored month or year lies in."""
    year = int(stored[:4])
    if question["results"] == "quarter":
        return f"{year}-Q{(int(stored[5:7]) - 1) // 3 + 1}" if len(stored) > 4 else str(year)
    width = _width(question["to_year"] - question["from_year"] + 1)
    return str(year - (year - question["from_year"]) % width)


def _width(years: int) -> int:
    return next(width for width in (1, 5, 10) if years <= width * MOST_SINGLE_YEARS)
