"""Whether a table that was published once may be published again after answers were added or removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.analysis.disclosure.suppression import Mark, suppress
from surveys.analysis.disclosure.table import Policy, Row, Table


@dataclass(frozen=True)
class ReleaseCheck:
    """Whether a reissue is safe; ``problems`` are sentences for the analyst and must not be published."""

    ok: bool
    problems: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.ok


def release_ok(previous: Table, current: Table, *, policy: Policy | None = None) -> ReleaseCheck:
    """Whether the difference between two releases of a table tells too much about those who joined or left.

    Both must have the same options and groups and hide the same cells. In every row the base, every shown
    count and the hidden counts together must be unchanged or change by at least the threshold, and those who
    joined or left must not all have given one answer.
    """
    policy = policy or Policy()
    if _shape(previous) != _shape(current):
        return ReleaseCheck(
            False,
            (
                f"{current.question}: the options, groups or routing differ from the release before. Publish "
                "the new banding with the next wave instead.",
            ),
        )
    marks = [_all_marks(table, policy) for table in (previous, current)]
    if marks[0] != marks[1]:
        return ReleaseCheck(
            False,
            (
                f"{current.question}: this release would hide other cells than the one before, and the two "
                "together could give hidden counts away. Wait for the next wave.",
            ),
        )
    problems = [
        f"{current.question}, {new.label}: {problem} Wait for the next wave."
        for old, new, hidden in zip(previous.rows, current.rows, marks[0], strict=True)
        for problem in _row_problems(old, new, hidden, multi=current.multi, k=policy.k)
    ]
    return ReleaseCheck(not problems, tuple(problems))


def _shape(table: Table) -> tuple[object, ...]:
    return (
        table.question,
        table.multi,
        [option.code for option in table.options],
        table.breakdown.variable if table.breakdown else None,
        [row.code for row in table.groups],
        table.structural_zeros,
    )


def _all_marks(table: Table, policy: Policy) -> list[list[bool]]:
    """For each row, everybody first, which options are hidden."""
    totals, groups = suppress(table, policy)
    width = len(table.options)
    rows: list[Sequence[Mark]] = [totals or [Mark.UNSAFE] * width]
    rows += groups or [[Mark.UNSAFE] * width for _ in table.groups]
    return [[mark.hidden for mark in row] for row in rows]


def _row_problems(old: Row, new: Row, hidden: Sequence[bool], *, multi: bool, k: int) -> list[str]:
    people = new.base - old.base
    changes = [after - before for before, after in zip(old.counts, new.counts, strict=True)]
    if all(hidden) and not multi:
        return []
    problems = []
    if 0 < abs(people) < k:
        problems.append(f"fewer than {k} people joined or left.")
    if multi:
        shown = [change for change, away in zip(changes, hidden, strict=True) if not away]
        small = any(0 < abs(part) < k for change in shown for part in (change, people - change))
        alike = people != 0 and any(change in (0, people) for change in shown)
    else:
        kept = [change for change, away in zip(changes, hidden, strict=True) if not away]
        small = any(0 < abs(change) < k for change in (*kept, people - sum(kept)))
        alike = people != 0 and sum(change != 0 for change in changes) == 1
    if small:
        problems.append(f"a count would change by fewer than {k} people.")
    if alike:
        problems.append("all who joined or left gave the same answer.")
    return problems
