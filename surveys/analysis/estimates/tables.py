"""All the tables of a survey at once: every option of every question, overall and by one breakdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from surveys.analysis.errors import AnalysisError
from surveys.analysis.estimates.answers import Coded, Ticked, indicators, named
from surveys.analysis.estimates.intervals import (
    checked_interval,
    checked_level,
    design_effect,
    proportion_interval,
)
from surveys.analysis.estimates.variance import Linearised, Moments, linearise

if TYPE_CHECKING:
    from surveys.analysis.estimates.design import Design


def tables(
    design: Design,
    questions: Sequence[str],
    *,
    by: str | None,
    multiple: Mapping[str, Mapping[Any, str]] | None,
    options: Mapping[str, Sequence[Any]] | None,
    ci: str,
    level: float,
) -> pd.DataFrame:
    """One row for each question, group and option.

    Columns: question, group ("All" first), option, n (people who answered, unweighted), chosen (of them, this
    option), estimate, se, lower, upper, interval, weighted_base, effective_base, unweighted, deff (as in
    ``proportion``; NaN for shares of 0 and 1). Questions whose answers are lists, and those in ``multiple`` (question
    -> option -> true/false column), are multiple choice: each option is its own share of those who answered.
    ``options`` sets order and adds options nobody chose. The group "All" holds everybody, also those in no group.
    """
    from surveys.analysis.estimates.design import ALL, question_of

    interval = checked_interval(ci)
    checked_level(level)
    grouped = None if by is None else design.grouped(by)
    # Where everybody is in some group, the groups add up to everybody and one count serves both.
    complete = grouped is not None and bool(((grouped[0].of_row >= 0) == (design.cell >= 0)).all())
    asked = [*questions, *(name for name in multiple or {} if name not in questions)]
    if not asked:
        raise AnalysisError("There is no question to make tables of.", reason="no_questions")
    read: list[Coded | Ticked] = []
    for name in asked:
        if multiple and name in multiple:
            columns = {option: named(column, design.data)[1] for option, column in multiple[name].items()}
            read.append(indicators(name, columns))
        else:
            _name, column = named(name, design.data)
            read.append(question_of(name, column, (options or {}).get(name)))

    names: list[str] = []
    groups: list[Any] = []
    labels: list[Any] = []
    parts: list[Linearised] = []

    def add(question: Coded | Ticked, members: tuple[Any, ...], found: Moments) -> None:
        parts.append(linearise(design.calibration, found))
        width = len(question.labels)
        names.extend([question.name] * (width * len(members)))
        groups.extend(group for group in members for _ in range(width))
        labels.extend(list(question.labels) * len(members))

    for question in read:
        if grouped is None:
            add(question, (ALL,), design.count_options(design.overall, question))
            continue
        by_group = design.count_options(grouped[0], question)
        add(
            question,
            (ALL,),
            by_group.together() if complete else design.count_options(design.overall, question),
        )
        add(question, grouped[1], by_group)

    def column_of(attribute: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.concatenate([np.asarray(getattr(part, attribute)).ravel() for part in parts])

    estimate, n, kish, chosen = (column_of(a) for a in ("estimate", "n", "kish", "hits"))
    se = np.sqrt(column_of("variance"))
    lower, upper, used = proportion_interval(estimate, se, n, kish, interval, level)
    return pd.DataFrame(
        {
            "question": pd.Series(names, dtype=object),
            "group": pd.Series(groups, dtype=object),
            "option": pd.Series(labels, dtype=object),
            "n": n,
            "chosen": chosen,
            "estimate": estimate,
            "se": se,
            "lower": lower,
            "upper": upper,
            "interval": used,
            "weighted_base": column_of("base"),
            "effective_base": kish,
            "unweighted": np.divide(chosen, n, out=np.full(len(n), np.nan), where=n > 0),
            "deff": design_effect(estimate, se, n),
        }
    )
