"""Crosstabs in column shares: bases, intervals, significance letters and a test that knows the weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import linalg, special

from surveys.analysis.errors import AnalysisError
from surveys.analysis.estimates.answers import Coded, coded, named
from surveys.analysis.estimates.intervals import checked_interval, checked_level, proportion_interval
from surveys.analysis.estimates.variance import Linearised

if TYPE_CHECKING:
    from surveys.analysis.estimates.design import Design

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RaoScott:
    """Second-order Rao-Scott test of independence (Rao and Scott, 1984): F with its degrees of freedom."""

    statistic: float
    df1: float
    df2: float
    p_value: float


@dataclass(frozen=True)
class Crosstab:
    """Column shares of a question by a breakdown; frames have options as rows and groups as columns.

    ``letters`` names, in the cell of the higher share, the columns that are lower by more than chance;
    ``column_letters`` gives each group's letter, "" for groups whose base is too small to test.
    ``comparisons`` lists every test with its p value and the value adjusted for their number; ``se`` is that of the
    difference, ``se_by_chance`` the one it is tested against.
    """

    shares: pd.DataFrame
    se: pd.DataFrame
    lower: pd.DataFrame
    upper: pd.DataFrame
    unweighted: pd.DataFrame
    n: pd.Series[Any]
    weighted_base: pd.Series[Any]
    effective_base: pd.Series[Any]
    column_letters: pd.Series[Any]
    letters: pd.DataFrame
    comparisons: pd.DataFrame
    independence: RaoScott | None


def crosstab(
    design: Design,
    rows: str | pd.Series[Any],
    cols: str | pd.Series[Any],
    *,
    letters: bool,
    fdr: bool,
    alpha: float,
    min_base: int,
    ci: str,
    level: float,
    options: Sequence[Any] | None,
    groups: Sequence[Any] | None,
) -> Crosstab:
    """Column shares of ``rows`` within each group of ``cols``.

    Differences between columns are tested with the covariance the shared weights give them, on Student's t
    with n_a + n_b - 2 degrees of freedom; columns with fewer than ``min_base`` people are not tested. With
    ``fdr`` the p values of the whole table are adjusted for the false discovery rate (Benjamini and Hochberg,
    1995).
    """
    from surveys.analysis.estimates.design import question_of

    interval = checked_interval(ci)
    checked_level(level)
    checked_level(alpha)
    row_name, row_column = named(rows, design.data)
    question = question_of(row_name, row_column, options)
    domain, labels = design.grouped(cols, groups)
    if not question.labels:
        raise AnalysisError(
            f"Nobody answered {row_name!r}.",
            variable=row_name,
            n=0,
            reason="no_answers",
        )
    found = design.shares(domain, question)
    se = np.sqrt(found.variance)
    lower, upper, _used = proportion_interval(found.estimate, se, found.n, found.kish, interval, level)
    column = pd.Index(labels, name="group")
    index = pd.Index(question.labels, name="option")

    def frame(values: npt.NDArray[Any]) -> pd.DataFrame:
        return pd.DataFrame(values.T, index=index, columns=column)

    comparisons = (
        compare(found, question.labels, labels, min_base, fdr, shares=True) if letters else _no_comparisons()
    )
    names = column_letters(len(labels), found.n[:, 0] >= min_base)
    return Crosstab(
        shares=frame(found.estimate),
        se=frame(se),
        lower=frame(lower),
        upper=frame(upper),
        unweighted=frame(
            np.divide(found.hits, found.n, out=np.full(found.hits.shape, np.nan), where=found.n > 0)
        ),
        n=pd.Series(found.n[:, 0], index=column, name="n"),
        weighted_base=pd.Series(found.base[:, 0], index=column, name="weighted_base"),
        effective_base=pd.Series(found.kish[:, 0], index=column, name="effective_base"),
        column_letters=pd.Series(names, index=column, name="letter"),
        letters=marks(comparisons, question.labels, labels, names, alpha),
        comparisons=comparisons,
        independence=_independence(design, question, cols, groups) if isinstance(question, Coded) else None,
    )


def benjamini_hochberg(p_values: Floats) -> Floats:
    """P values adjusted so that, of the differences called real, at most a share alpha are expected false."""
    p = np.asarray(p_values, dtype=np.float64)
    if not len(p):
        return p
    order = np.argsort(p)
    stepped = p[order] * len(p) / np.arange(1, len(p) + 1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return adjusted


def _no_comparisons() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "option": [],
            "group": [],
            "other": [],
            "difference": [],
            "se": [],
            "se_by_chance": [],
            "p": [],
            "p_adjusted": [],
        }
    )


def compare(
    found: Linearised,
    options: tuple[Any, ...],
    labels: tuple[Any, ...],
    min_base: int,
    fdr: bool,
    *,
    shares: bool,
) -> pd.DataFrame:
    """Every pair of groups of at least ``min_base`` people tested in every answer.

    Where one of two ``shares`` is 0 or 1 its own variance is 0 and would make chance look like a difference, or a
    difference of all against none like nothing: there the test takes the variance of one common share.
    """
    tested = [g for g in range(len(labels)) if found.n[g, 0] >= max(min_base, 2)]
    pairs = np.array(list(combinations(tested, 2)), dtype=np.intp).reshape(-1, 2)
    if not len(pairs):
        return _no_comparisons()
    first, second = pairs[:, 0], pairs[:, 1]
    parts = []
    for j, option in enumerate(options):
        cov = found.between_groups(j)
        difference = found.estimate[first, j] - found.estimate[second, j]
        variance = np.maximum(cov[first, first] + cov[second, second] - 2 * cov[first, second], 0.0)
        by_chance = variance
        if shares:
            share, size = found.estimate[:, j], found.kish[:, j]
            all_or_none = np.minimum(share, 1.0 - share) < 1e-12
            pooled = variance_of_no_difference(share[first], share[second], size[first], size[second])
            by_chance = np.where(all_or_none[first] | all_or_none[second], pooled, variance)
        # Nobody, or everybody, in both columns, or one number alone: no difference that could be tested.
        t = np.divide(difference, np.sqrt(by_chance), out=np.zeros(len(pairs)), where=by_chance > 1e-24)
        freedom = found.n[first, 0] + found.n[second, 0] - 2.0
        parts.append(
            pd.DataFrame(
                {
                    "option": [option] * len(pairs),
                    "group": [labels[g] for g in first],
                    "other": [labels[g] for g in second],
                    "difference": difference,
                    "se": np.sqrt(variance),
                    "se_by_chance": np.sqrt(by_chance),
                    "p": 2.0 * special.stdtr(freedom, -np.abs(t)),
                }
            )
        )
    out = pd.concat(parts, ignore_index=True)
    p = out["p"].to_numpy(dtype=np.float64)
    out["p_adjusted"] = benjamini_hochberg(p) if fdr else p
    return out


def variance_of_no_difference(a: Floats, b: Floats, n_a: Floats, n_b: Floats) -> Floats:
    """Variance of the difference of two shares of effective sizes ``n_a`` and ``n_b`` if both are one share."""
    common = (n_a * a + n_b * b) / (n_a + n_b)
    return np.maximum(common * (1.0 - common), 0.0) * (1.0 / n_a + 1.0 / n_b)


def column_letters(columns: int, tested: npt.NDArray[np.bool_]) -> list[str]:
    """A, B, ... Z, AA, AB and so on, for the columns that are tested."""
    names = []
    for k in range(columns):
        name, rest = "", k
        while rest >= 0:
            name = chr(ord("A") + rest % 26) + name
            rest = rest // 26 - 1
        names.append(name if tested[k] else "")
    return names


def marks(
    comparisons: pd.DataFrame,
    options: tuple[Any, ...],
    labels: tuple[Any, ...],
    names: list[str],
    alpha: float,
) -> pd.DataFrame:
    """Options by groups: in the cell of the higher figure, the letters of the groups that are lower."""
    marks = [["" for _ in labels] for _ in options]
    place_option = {o: i for i, o in enumerate(options)}
    place = {g: i for i, g in enumerate(labels)}
    for row in comparisons[comparisons["p_adjusted"] <= alpha].itertuples(index=False):
        a, b = place[row.group], place[row.other]
        high, low = (a, b) if float(row.difference) > 0 else (b, a)  # type: ignore[arg-type]
        j = place_option[row.option]
        marks[j][high] = " ".join(filter(None, [marks[j][high], names[low]]))
    return pd.DataFrame(
        marks, index=pd.Index(options, name="option"), columns=pd.Index(labels, name="group"), dtype=object
    )


def _independence(
    design: Design, question: Coded, cols: str | pd.Series[Any], groups: Sequence[Any] | None
) -> RaoScott | None:
    """The test over options and groups that somebody chose; None when a table of two by two is not left."""
    name, column = named(cols, design.data)
    breakdown = coded(name, column, groups)
    both = (question.codes >= 0) & (breakdown.codes >= 0) & (design.cell >= 0)
    width = len(breakdown.labels)
    joint = np.where(both, question.codes.astype(np.intp) * width + breakdown.codes, -1)
    crossed = Coded("joint", joint, tuple(range(len(question.labels) * width)))
    domain = design.overall
    found = design.shares(domain, crossed)
    table = found.hits[0].reshape(len(question.labels), width)
    rows, columns = np.flatnonzero(table.sum(axis=1) > 0), np.flatnonzero(table.sum(axis=0) > 0)
    r, c = len(rows), len(columns)
    if r < 2 or c < 2:
        return None
    kept = (rows[:, None] * width + columns).ravel()
    p = found.estimate[0, kept]
    cov = found.between_answers(0)[np.ix_(kept, kept)]
    n = float(found.n[0, 0])
    square = p.reshape(r, c)
    expected = np.outer(square.sum(axis=1), square.sum(axis=0)).ravel()
    pearson = n * float(((p - expected) ** 2 / expected).sum())
    freedom = design.n - 1.0
    # Contrasts of interaction, orthogonal to the main effects.
    main = np.column_stack([np.kron(np.eye(r), np.ones((c, 1))), np.kron(np.ones((r, 1)), np.eye(c))[:, 1:]])
    contrasts = linalg.null_space(main.T)
    # A combination nobody chose has no variance and takes no part, as in R's svychisq.
    inverse = np.divide(1.0, p, out=np.zeros_like(p), where=p > 0.0)
    scaled = inverse[:, None] * contrasts
    denominator = contrasts.T @ scaled / n
    numerator = scaled.T @ cov @ scaled
    # The pseudo-inverse: with an empty combination some contrast has no variance, and takes no part either.
    delta = linalg.pinvh(denominator) @ numerator
    trace, trace_of_square = float(np.trace(delta)), float(np.trace(delta @ delta))
    if not trace > 0.0 or not trace_of_square > 0.0:
        return None
    statistic = pearson / trace
    df1 = trace**2 / trace_of_square
    df2 = df1 * freedom
    return RaoScott(statistic, df1, df2, float(special.fdtrc(df1, df2, statistic)))
