"""How many were asked a question is itself a figure: the number who gave the answers that lead to it.

A table's own protection takes its bases as known. Where the base of one table is a count of another, and that count is
hidden there, showing the base would undo the hiding. Such rows are left out here, base and all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from surveys.analysis.disclosure import (
    CONFIDENTIAL,
    NOT_APPLICABLE,
    AuditEntry,
    Breakdown,
    Option,
    ProtectedTable,
    PublishedCell,
    PublishedRow,
    Row,
    Table,
    protect,
)
from surveys.authoring.passing import Condition, passing
from surveys.authoring.routing import fields
from surveys.models import SurveyPage, SurveyVersion
from surveys.reports.asked import Asked

REASON = "how many were asked would tell how many gave another answer"
ADVICE = "Show small answers of the question before it together with others."


@dataclass(frozen=True)
class Step:
    """An earlier answer that decides who is asked: a form field, and the codes of it that lead on.

    ``without_answer``: who left the earlier question empty is asked too, as after a skip.
    """

    field: str
    leading: frozenset[str]
    without_answer: bool = False


def ways(survey: SurveyPage) -> dict[str, tuple[Step, ...]]:
    """The steps to each form field, over every version of a survey; none where everybody is asked.

    A step that another step's own way already contains is left out: who was asked the second passed the first.
    """
    definitions = list(SurveyVersion.objects.filter(survey=survey).values_list("definition", flat=True))
    codes: dict[str, set[str]] = {}
    for _, question in _questions(definitions):
        for field in fields(question):
            codes.setdefault(field, set()).update(_codes(question))
    found: dict[str, list[Step]] = {}
    for definition in definitions:
        past = passing(definition)
        for section, question in _questions([definition]):
            rules = [Condition(rule) for rule in (section["show_if"], question["show_if"])]
            rules += [Condition(none=(passed,)) for passed in past[question["code"]]]
            for field in fields(question):
                steps = found.setdefault(field, [])
                for rule in rules:
                    steps += _steps(rule, codes)
    return {field: _last(steps, found) for field, steps in found.items()}


def _questions(
    definitions: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for definition in definitions:
        for section in definition["sections"]:
            for question in section["questions"]:
                yield section, question


def _codes(question: Mapping[str, Any]) -> set[str]:
    if question["type"] == "month":
        years = range(question["from_year"], question["to_year"] + 1)
        return {f"{year}{month}" for year in years for month in ("", *(f"-{n:02}" for n in range(1, 13)))}
    if question["type"] == "scale":
        return {str(number) for number in range(int(question["min"]), int(question["max"]) + 1)}
    return {option["code"] for option in question.get("options", ())}


def _steps(rule: Condition, codes: Mapping[str, set[str]]) -> Iterator[Step]:
    """What a rule asks of each field. A rule about one field is tried on all its answers, however it is built."""
    names = sorted(rule.fields)
    for name in names:
        every = codes.get(name, set())
        if len(names) > 1:
            # Several answers together decide, so the question is left out: which of them lead on is no matter.
            yield Step(name, frozenset(every))
            continue
        leading = frozenset(code for code in every if rule.holds({name: _answer(code, rule)}))
        yield Step(name, leading, without_answer=rule.holds({}))


def _answer(code: str, rule: Condition) -> str | int:
    """A code as a rule compares it: a number where it compares numbers."""
    return int(code) if rule.compares_numbers and code.removeprefix("-").isdecimal() else code


def _last(steps: Iterable[Step], found: Mapping[str, Sequence[Step]]) -> tuple[Step, ...]:
    different = tuple(dict.fromkeys(steps))
    passed = {before for step in different for before in found.get(step.field, ())}
    return tuple(step for step in different if step not in passed)


def without_telling_bases(
    views: Mapping[str, ProtectedTable],
    *,
    asked: Mapping[str, Asked],
    ways: Mapping[str, tuple[Step, ...]],
    bases: Mapping[str, Mapping[str | None, int]],
    people: Mapping[str | None, int],
) -> dict[str, ProtectedTable]:
    """The same protected tables, all of one breakdown, without the rows whose base would give a hidden figure away.

    ``views`` and ``asked`` go by question, in the order of the form; ``bases`` holds the exact number of people behind
    each row of each question (None: everybody), ``people`` the number of all people in each row. A row is shown where
    the number of those who gave the leading answers is public already: each of them is shown, or each of the others.
    A question that several earlier answers lead to together is left out.
    """
    done: dict[str, ProtectedTable] = {}
    for code, view in views.items():
        steps = ways.get(code, ())
        telling = {row for row in bases[code] if not _is_public(row, steps, done, asked, bases[code], people)}
        done[code] = _without(view, telling)
    return done


def _is_public(
    row: str | None,
    steps: Sequence[Step],
    done: Mapping[str, ProtectedTable],
    asked: Mapping[str, Asked],
    base: Mapping[str | None, int],
    people: Mapping[str | None, int],
) -> bool:
    if not steps:
        return True
    if len(steps) > 1:
        return False
    (step,) = steps
    if not step.leading:
        # Which answers lead on cannot be told by code: a typed number, a month, a text.
        return False
    if step.field not in done:
        return row in _shown_alone(base, people)
    cells = _cells_of(done[step.field], row)
    if cells is None:
        return False
    choices = asked[step.field].choices
    if not asked[step.field].tells_steps:
        return False
    shown = {choice.code: cells[choice.code].percent != CONFIDENTIAL for choice in choices}
    if asked[step.field].multiple:
        return all(shown.values())
    if step.without_answer:
        # Everybody is asked but those who gave one of the other answers: these have to be public.
        others = [choice for choice in choices if step.leading.isdisjoint(choice.codes)]
        whole = all(
            step.leading.isdisjoint(choice.codes) or step.leading.issuperset(choice.codes)
            for choice in choices
        )
        return whole and bool(others) and all(shown[choice.code] for choice in others)
    leading = [choice for choice in choices if step.leading.issuperset(choice.codes)]
    others = [choice for choice in choices if step.leading.isdisjoint(choice.codes)]
    if len(leading) + len(others) < len(choices):
        # Leading answers are published as one with others: the base would part them again.
        return False
    return all(shown[choice.code] for choice in leading) or all(shown[choice.code] for choice in others)


def _shown_alone(base: Mapping[str | None, int], people: Mapping[str | None, int]) -> set[str | None]:
    """Rows whose number of people asked passes disclosure control itself, as a table of those asked and not asked."""

    def row(code: str | None) -> Row:
        counts = (base[code], people[code] - base[code])
        shares = tuple(count / people[code] if people[code] else 0.0 for count in counts)
        return Row(code or "", code or "Everybody", people[code], counts, shares, shares, shares)

    groups = tuple(row(code) for code in base if code is not None)
    view = protect(
        Table(
            question="asked",
            options=(Option("asked", "Asked"), Option("not", "Not asked")),
            all_row=row(None),
            breakdown=Breakdown("group", "Group", groups) if groups else None,
        )
    )
    rows = {None: view.all_row, **{found.code: found for found in view.group_rows}}
    return {code for code, found in rows.items() if found is not None and found.cells[0].shown}


def _cells_of(view: ProtectedTable, row: str | None) -> dict[str, PublishedCell] | None:
    rows = {None: view.all_row, **{found.code: found for found in view.group_rows}}
    found = rows.get(row)
    return {cell.option: cell for cell in found.cells} if found is not None else None


def _without(view: ProtectedTable, telling: set[str | None]) -> ProtectedTable:
    if not telling or view.all_row is None:
        return view
    if None in telling:
        return replace(view, all_row=None, group_rows=(), reason=f"{view.question}: {REASON}. {ADVICE}")
    lost = [row for row in view.group_rows if row.code in telling]
    rows = tuple(_blank(row) if row in lost else _unlettered(row, telling) for row in view.group_rows)
    audit = tuple(
        AuditEntry(row.code, cell.option, REASON) for row in lost for cell in row.cells if cell.shown
    )
    anything = any(cell.shown for row in rows for cell in row.cells)
    return replace(
        view,
        group_rows=rows if anything else (),
        reason=view.reason or ("" if anything else f"{view.question}: {REASON}. {ADVICE}"),
        audit=view.audit + audit,
    )


def _blank(row: PublishedRow) -> PublishedRow:
    cells = tuple(
        cell
        if cell.percent == NOT_APPLICABLE
        else PublishedCell(cell.option, CONFIDENTIAL, CONFIDENTIAL, CONFIDENTIAL, CONFIDENTIAL, ())
        for cell in row.cells
    )
    return replace(row, base=CONFIDENTIAL, low_base=False, cells=cells, order_flips=())


def _unlettered(row: PublishedRow, telling: set[str | None]) -> PublishedRow:
    cells = tuple(
        replace(cell, letters=tuple(letter for letter in cell.letters if letter not in telling))
        for cell in row.cells
    )
    return replace(row, cells=cells)
