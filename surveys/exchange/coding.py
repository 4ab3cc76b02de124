"""From the words of a file to codes: every word the mapping does not know is told with its row and column."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from surveys.analysis.ages import read_ages
from surveys.analysis.demographics import STANDARD
from surveys.exchange.bands import banding, code_of_age
from surveys.exchange.mapping import DECLINED, OUTSIDE, DemographicColumn, Mapping, Question, plain
from surveys.exchange.problems import Problems, did_you_mean, quoted
from surveys.exchange.responses import Responses

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["single", "multiple", "number"]
WIDE_SCALE = 7
"""A scale with more steps is shown in three bands, as in our own surveys."""

OLDEST = 120


@dataclass(frozen=True)
class Item:
    """One thing people answered: a question, or one statement of a grid. ``options`` are the rows of its table."""

    code: str
    label: str
    kind: Kind
    options: tuple[str, ...]


@dataclass(frozen=True)
class Comment:
    """One comment: the place of its person among the rows, and the words."""

    code: str
    place: int
    text: str


@dataclass(frozen=True, eq=False)
class Coded:
    """A file in codes.

    ``people`` has one row for each person of the population, labelled with its row number in the file: a column for
    each demographic (bands, None where not stated) and for each item (option labels, lists of them, None), and
    ``number:CODE`` for scales. ``left_out`` counts people outside the population; ``rows`` is everybody.
    """

    people: pd.DataFrame
    items: tuple[Item, ...]
    demographics: tuple[str, ...]
    bands: dict[str, dict[str, str]]
    comments: tuple[Comment, ...]
    rows: int
    left_out: int
    out_rows: tuple[int, ...] = field(default=())

    @property
    def outside(self) -> dict[str, list[str]]:
        """Bands the Census has no category for, by demographic."""
        return {
            variable: list(
                dict.fromkeys(
                    bands[category.code]
                    for category in STANDARD[variable].categories
                    if category.census is None
                )
            )
            for variable, bands in self.bands.items()
        }


def code_responses(responses: Responses, mapping: Mapping) -> Coded:
    """Every answer in codes. Raises Unreadable with up to twenty sentences, each with row, column and value."""
    import pandas as pd

    problems = Problems()
    codes = {
        demographic.variable: _demographic(responses, demographic, mapping, problems)
        for demographic in mapping.demographics
    }
    items: list[Item] = []
    answers: dict[str, list[Any]] = {}
    for question in mapping.questions:
        _add_question(question, responses, mapping, items, answers, problems)
    problems.refuse_if_any()
    ages = frozenset(read_ages(mapping.weighting.ages).bands)
    outside = [
        place
        for place in range(len(responses))
        if any(_is_outside(variable, column[place], ages) for variable, column in codes.items())
    ]
    away = set(outside)
    kept = [place for place in range(len(responses)) if place not in away]
    bands = {
        demographic.variable: banding(demographic, mapping.weighting.bands.get(demographic.variable, "shown"))
        for demographic in mapping.demographics
    }
    columns: dict[str, Any] = {
        variable: [_band(column[place], bands[variable]) for place in kept]
        for variable, column in codes.items()
    }
    columns.update({name: [column[place] for place in kept] for name, column in answers.items()})
    index = pd.Index([responses.numbers[place] for place in kept], name="row")
    people = pd.DataFrame(
        {name: pd.Series(column, index=index, dtype=object) for name, column in columns.items()}, index=index
    )
    return Coded(
        people=people,
        items=tuple(items),
        demographics=tuple(codes),
        bands=bands,
        comments=_comments(responses, mapping, kept),
        rows=len(responses),
        left_out=len(outside),
        out_rows=tuple(responses.numbers[place] for place in outside),
    )


def _is_outside(variable: str, codes: tuple[str, ...] | None, ages: frozenset[str]) -> bool:
    """People the population is not about: of other ages, or living elsewhere."""
    if variable == "age_band" and codes not in (None, DECLINED, OUTSIDE):
        return not ages.intersection(codes)
    return codes == OUTSIDE or (variable == "authority" and codes == ("elsewhere",))


def _band(codes: tuple[str, ...] | None, bands: dict[str, str]) -> str | None:
    return None if codes is None or codes == DECLINED else bands[codes[0]]


class _Column:
    """The cells of one column; unknown words are gathered, so that one word gives one sentence."""

    def __init__(self, name: str, responses: Responses) -> None:
        self.name = name
        self.cells = responses.columns[name]
        self.numbers = responses.numbers
        self._unknown: dict[str, list[int]] = {}

    def unknown(self, place: int, word: str) -> None:
        self._unknown.setdefault(word, []).append(self.numbers[place])

    def tell(self, problems: Problems, sentence: str, known: list[str]) -> None:
        for word, rows in self._unknown.items():
            more = "" if len(rows) == 1 else f" (and {len(rows) - 1} more row{'s' if len(rows) > 2 else ''})"
            problems.add(
                f"Row {rows[0]}{more}, column {quoted(self.name)}: {quoted(word)} {sentence}"
                + did_you_mean(word, known)
            )


def _demographic(
    responses: Responses, demographic: DemographicColumn, mapping: Mapping, problems: Problems
) -> list[tuple[str, ...] | None]:
    column = _Column(demographic.column, responses)
    found: list[tuple[str, ...] | None] = []
    for place, cell in enumerate(column.cells):
        word = plain(cell)
        codes = demographic.values.get(word)
        if codes is None and word not in mapping.missing:
            codes = _age(word) if demographic.number else None
            if codes is None:
                column.unknown(place, cell.strip())
        found.append(codes)
    where = f"[demographics.{demographic.variable}]"
    column.tell(
        problems,
        f"is not an age from 0 to {OLDEST}; give its meaning in the values of {where}, or list it under missing."
        if demographic.number
        else f"is not among the values of {where}; add it there, or list it under missing.",
        list(demographic.written.values()),
    )
    return found


def _age(word: str) -> tuple[str, ...] | None:
    try:
        years = float(word)
    except ValueError:
        return None
    if not 0 <= years <= OLDEST:
        return None
    code = code_of_age(int(years))
    return OUTSIDE if code is None else (code,)


def _add_question(
    question: Question,
    responses: Responses,
    mapping: Mapping,
    items: list[Item],
    answers: dict[str, list[Any]],
    problems: Problems,
) -> None:
    labels = tuple(option.label for option in question.options)
    if question.type == "scale":
        steps = _steps(question.low, question.high)
        numbers = _numbers(question, responses, mapping, problems)
        items.append(Item(question.code, question.label, "number", tuple(dict.fromkeys(steps.values()))))
        answers[question.code] = [None if n is None else steps[n] for n in numbers]
        answers[f"number:{question.code}"] = numbers
    elif question.type == "checkbox":
        multiple = _separated if question.separator else _ticks
        options = labels if question.separator else tuple(label for label, _column in question.columns)
        items.append(Item(question.code, question.label, "multiple", options))
        answers[question.code] = multiple(question, responses, mapping, problems)
    else:
        for number, (label, column) in enumerate(question.columns, 1):
            code = f"{question.code}.{number}" if question.type == "grid" else question.code
            joint = " " if question.label[-1:] in ".:?!" else ": "
            told = f"{question.label}{joint}{label}" if question.type == "grid" else label
            items.append(Item(code, told, "single", labels))
            answers[code] = _single(question, column, responses, mapping, problems)


def _words(question: Question) -> dict[str, str]:
    return {word: option.label for option in question.options for word in option.words}


def _unknown_option(question: Question) -> str:
    return f"is not among the options of [questions.{question.code}]; add it there, or list it under missing."


def _single(
    question: Question, name: str, responses: Responses, mapping: Mapping, problems: Problems
) -> list[str | None]:
    column, words = _Column(name, responses), _words(question)
    found = []
    for place, cell in enumerate(column.cells):
        word = plain(cell)
        label = words.get(word)
        if label is None and word not in mapping.missing:
            column.unknown(place, cell.strip())
        found.append(label)
    column.tell(problems, _unknown_option(question), [option.label for option in question.options])
    return found


def _separated(
    question: Question, responses: Responses, mapping: Mapping, problems: Problems
) -> list[list[str] | None]:
    column, words = _Column(question.columns[0][1], responses), _words(question)
    found: list[list[str] | None] = []
    for place, cell in enumerate(column.cells):
        if plain(cell) in mapping.missing:
            found.append(None)
            continue
        # The whole cell first: an option may hold the separator itself.
        parts = [cell] if plain(cell) in words else cell.split(question.separator)
        chosen = []
        for part in parts:
            word = plain(part)
            if word in words:
                chosen.append(words[word])
            elif word not in mapping.missing:
                column.unknown(place, part.strip())
        found.append(chosen)
    column.tell(problems, _unknown_option(question), [option.label for option in question.options])
    return found


def _ticks(
    question: Question, responses: Responses, mapping: Mapping, problems: Problems
) -> list[list[str] | None]:
    found: list[list[str] | None] = [None] * len(responses)
    for label, name in question.columns:
        column = _Column(name, responses)
        for place, cell in enumerate(column.cells):
            word = plain(cell)
            # Exports often repeat the option's own words where it is ticked.
            if word in question.ticked or word == plain(label):
                found[place] = [*(found[place] or []), label]
            elif word in question.unticked:
                found[place] = found[place] or []
            elif word not in mapping.missing:
                column.unknown(place, cell.strip())
        column.tell(
            problems,
            f"says neither ticked nor not; add it to ticked or unticked of [questions.{question.code}], or list it "
            "under missing.",
            [*question.ticked, *question.unticked],
        )
    return found


def _numbers(
    question: Question, responses: Responses, mapping: Mapping, problems: Problems
) -> list[int | None]:
    column = _Column(question.columns[0][1], responses)
    found: list[int | None] = []
    for place, cell in enumerate(column.cells):
        word = plain(cell)
        number = _whole(word)
        if number is None or not question.low <= number <= question.high:
            number = None
            if word not in mapping.missing:
                column.unknown(place, cell.strip())
        found.append(number)
    column.tell(
        problems,
        f"is not a whole number from {question.low} to {question.high}, the scale of [questions.{question.code}]; "
        "correct it, or list it under missing.",
        [],
    )
    return found


def _whole(word: str) -> int | None:
    try:
        number = float(word)
    except ValueError:
        return None
    return int(number) if number.is_integer() else None


def _steps(low: int, high: int) -> Table[int, str]:
    """The row of the table each step belongs to: its own on a short scale, one of three bands on a long one."""
    steps = range(low, high + 1)
    if len(steps) <= WIDE_SCALE:
        return {step: str(step) for step in steps}
    third = -(-len(steps) // 3)
    bands = (steps[:third], steps[third:-third], steps[-third:])
    return {step: f"{band[0]} to {band[-1]}" for band in bands for step in band}


def _comments(responses: Responses, mapping: Mapping, kept: list[int]) -> tuple[Comment, ...]:
    return tuple(
        Comment(comment.code, new, responses.columns[comment.column][place].strip())
        for comment in mapping.comments
        for new, place in enumerate(kept)
        if plain(responses.columns[comment.column][place]) not in mapping.missing
    )
