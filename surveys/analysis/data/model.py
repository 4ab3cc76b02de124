"""A model of residents by authority, sex, age, ethnic group and religion, where no table is published.

ONS publishes sex by single year of age for each authority, and ethnic group by religion over all ages, but
the tables at hand do not cross ethnic group or religion with age, except for two partial ones. The model
starts from a seed and rakes it (iterative proportional fitting) until all of these hold at once, each scaled
to the totals of TS009 because tables differ by a few people on purpose:

* sex by age: TS009;
* ethnic group (19) by religion (9) over all ages: the ONS custom table, itself raked to TS021 and TS030;
* religion of residents under 16 and of those aged 16 and over: the ONS custom table, raked to TS030 and
  TS009;
* ethnic group (5) by sex at ages 10-11, 12-14 and 15-17: the customised RM032.

The seed is (TS009 count) x (ethnic group by religion) x (how much commoner the broad ethnic group is at that
age than over all ages in England and Wales). Raking keeps those age odds ratios and replaces everything else
with local figures. The split of religion at 16 is met by letting the log odds of each religion change
linearly with age, not by a step at 16.

How rough it is. Exact by construction: all four tables above. Assumed: outside ages 10-17 the five broad
groups have the age profile of England and Wales, moved to local totals and local religion; the detailed
groups inside a broad group share one age profile but for what their religion says, so that Irish residents
come out too young and Roma too old; and the sexes differ in ethnic group only at ages 10-17. Shares of the
broad groups among adults can be wrong by a few points, most of all at 18-24 where students come from
elsewhere; a detailed group at one age by half of itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.demographics import AUTHORITIES, STANDARD

Table = npt.NDArray[np.float64]

NOT_ANSWERED = "not_answered"
"""The Census category of residents who left the voluntary religion question blank."""

SEXES = ("female", "male")
BROAD_GROUPS = STANDARD["ethnic_group"].shown
ETHNIC_GROUPS = STANDARD["ethnic_group"].codes
RELIGIONS = (*STANDARD["religion"].codes, NOT_ANSWERED)
AREAS = tuple(AUTHORITIES)
AGE_BANDS = STANDARD["age_band"].codes

AGE_STARTS = (0, 5, 10, 12, 13, 15, 16, 18, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85)
"""First ages of the model's groups: every break of the bands, of RM032, of the seed, and age 16."""

TOLERANCE = 1e-11
_SWEEPS = 5_000


@dataclass(frozen=True, kw_only=True)
class OfficialTables:
    """The published tables the model must reproduce, with the codes of the standard demographics.

    ``sex_by_age``: authority, sex, age (0-90), count. ``ethnic_group``: authority, ethnic_group, count.
    ``religion``: authority, religion, count. ``ethnic_group_by_religion``: authority, ethnic_group, religion,
    count. ``young_ethnic_group``: authority, sex, first_age, last_age, broad_group, count.
    ``religion_at_16``: authority, first_age (0 or 16), religion, count. ``national_age``: first_age,
    broad_group, count for England and Wales. Counts are residents.
    """

    sex_by_age: pd.DataFrame
    ethnic_group: pd.DataFrame
    religion: pd.DataFrame
    ethnic_group_by_religion: pd.DataFrame
    young_ethnic_group: pd.DataFrame
    religion_at_16: pd.DataFrame
    national_age: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class Margins:
    """The official tables as arrays on one control total (TS009), in the order of this module's constants."""

    sex_by_age: Table  # authority, sex, age group
    ethnic_group_by_religion: Table  # authority, ethnic group, religion
    religion_at_16: Table  # authority, under 16 or not, religion
    young_ethnic_group: Table  # authority, sex, (10-11, 12-14, 15-17), broad group


def _array(frame: pd.DataFrame, **axes: tuple[Any, ...]) -> Table:
    """Counts as an array with one axis for each column named; a combination that is missing is an error."""
    wanted = pd.MultiIndex.from_product(list(axes.values()), names=list(axes))
    counts = frame.set_index(list(axes))["count"].reindex(wanted)
    if counts.isna().any():
        raise ValueError(f"The table has no figure for {counts.index[counts.isna()][0]}.")
    return counts.to_numpy(dtype=float).reshape([len(values) for values in axes.values()])


def _grouping(members: list[int], groups: int) -> Table:
    """The matrix of zeros and ones that adds up members (rows) into groups (columns)."""
    matrix = np.zeros((len(members), groups))
    matrix[np.arange(len(members)), members] = 1.0
    return matrix


_BROAD = _grouping(
    [BROAD_GROUPS.index(category.shown) for category in STANDARD["ethnic_group"].categories],
    len(BROAD_GROUPS),
)
_SIXTEEN = _grouping([int(start >= 16) for start in AGE_STARTS], 2)
_YOUNG = np.zeros((len(AGE_STARTS), 3))
for _start, _column in ((10, 0), (12, 1), (13, 1), (15, 2), (16, 2)):
    _YOUNG[AGE_STARTS.index(_start), _column] = 1.0


def _raked(table: Table, rows: Table, columns: Table) -> Table:
    """A two-way table raked to row and column sums that agree; the last axes are rows and columns."""
    for _ in range(_SWEEPS):
        table = table * _ratio(rows, table.sum(axis=-1))[..., None]
        factor = _ratio(columns, table.sum(axis=-2))
        table = table * factor[..., None, :]
        if np.abs(factor - 1.0).max() < TOLERANCE:
            return table
    raise ValueError("The two-way table did not settle; its row and column sums contradict each other.")


def _ratio(aim: Table, now: Table) -> Table:
    """Factors from ``now`` to ``aim``; one where both are zero, an error where only ``now`` is."""
    if ((now <= 0) & (aim > 0)).any():
        raise ValueError("A published figure is above zero where the seed has no one.")
    factor: Table = np.divide(aim, now, out=np.ones_like(aim), where=now > 0)
    return factor


def margins_of(tables: OfficialTables) -> Margins:
    """The tables scaled to TS009 and brought to agree where they share a variable."""
    single_years = _array(tables.sex_by_age, authority=AREAS, sex=SEXES, age=tuple(range(91)))
    sex_by_age = np.add.reduceat(single_years, AGE_STARTS, axis=2)
    area = sex_by_age.sum(axis=(1, 2))

    def scaled(table: Table) -> Table:
        scaled_table: Table = table * (area / table.sum(axis=-1))[:, None]
        return scaled_table

    ethnic_group = scaled(_array(tables.ethnic_group, authority=AREAS, ethnic_group=ETHNIC_GROUPS))
    religion = scaled(_array(tables.religion, authority=AREAS, religion=RELIGIONS))
    joint = _array(
        tables.ethnic_group_by_religion, authority=AREAS, ethnic_group=ETHNIC_GROUPS, religion=RELIGIONS
    )
    at_16 = _array(tables.religion_at_16, authority=AREAS, first_age=(0, 16), religion=RELIGIONS)
    age_16 = (sex_by_age.sum(axis=1)) @ _SIXTEEN
    young = _array(
        tables.young_ethnic_group,
        authority=AREAS,
        sex=SEXES,
        first_age=(10, 12, 15),
        broad_group=BROAD_GROUPS,
    )
    young_totals = np.einsum("ast,ty->asy", sex_by_age, _YOUNG)
    return Margins(
        sex_by_age=sex_by_age,
        ethnic_group_by_religion=_raked(joint, ethnic_group, religion),
        religion_at_16=_raked(at_16, age_16, religion),
        young_ethnic_group=young * (young_totals / young.sum(axis=-1))[..., None],
    )


def _seed(margins: Margins, national_age: pd.DataFrame) -> Table:
    national_starts = tuple(range(0, 90, 5))
    national = _array(national_age, first_age=national_starts, broad_group=BROAD_GROUPS)
    at_age = national / national.sum(axis=1, keepdims=True)
    over_all = national.sum(axis=0) / national.sum()
    row = [national_starts.index(start - start % 5) for start in AGE_STARTS]
    commoner = (at_age / over_all)[row] @ _BROAD.T  # age group, ethnic group
    seed: Table = np.einsum(
        "ast,te,aer->aster", margins.sex_by_age, commoner, margins.ethnic_group_by_religion
    )
    return seed


def _age_slope(sex_by_age: Table) -> Table:
    """Youth by authority and age group: linear in age, zero on average, one more under 16 than over.

    Religion given ethnic group changes along this line. A step at 16, which plain raking would make, puts the
    children's religions on 15-year-olds and none of them on 16-year-olds.
    """
    people = sex_by_age.sum(axis=1)
    middle = np.array([*((a + b) / 2 for a, b in pairwise(AGE_STARTS)), 90.0])
    means = (people * middle) @ _SIXTEEN / (people @ _SIXTEEN)
    overall = (people * middle).sum(axis=1) / people.sum(axis=1)
    slope: Table = (overall[:, None] - middle) / (means[:, 1] - means[:, 0])[:, None]
    return slope


def fit(tables: OfficialTables) -> Table:
    """Expected residents by authority, sex, age group, ethnic group and religion, over all ages.

    The array has one axis for each, in the order of ``AREAS``, ``SEXES``, ``AGE_STARTS``, ``ETHNIC_GROUPS``
    and ``RELIGIONS``. Raises ValueError if the tables contradict each other or raking does not settle.
    """
    margins = margins_of(tables)
    joint = _seed(margins, tables.national_age)
    slope = _age_slope(margins.sex_by_age)
    teenage = np.flatnonzero(_YOUNG.sum(axis=1))
    for _ in range(_SWEEPS):
        factor = _ratio(margins.ethnic_group_by_religion, joint.sum(axis=(1, 2)))
        joint *= factor[:, None, None]
        worst = np.abs(factor - 1.0).max()

        now = np.einsum("aster,tk->akr", joint, _SIXTEEN)
        factor = _ratio(margins.religion_at_16, now)
        tilt = np.log(factor[:, 0] / factor[:, 1])  # authority, religion
        joint *= np.exp(slope[:, :, None] * tilt[:, None, :])[:, None, :, None, :]
        worst = max(worst, np.abs(tilt).max())

        now = np.einsum("aster,ty,eb->asyb", joint, _YOUNG, _BROAD, optimize=True)
        factor = _ratio(margins.young_ethnic_group, now)
        spread = np.einsum("asyb,ty,eb->aste", factor, _YOUNG[teenage], _BROAD, optimize=True)
        joint[:, :, teenage] *= spread[..., None]
        worst = max(worst, np.abs(factor - 1.0).max())

        factor = _ratio(margins.sex_by_age, joint.sum(axis=(3, 4)))
        joint *= factor[..., None, None]
        if max(worst, np.abs(factor - 1.0).max()) < TOLERANCE:
            return joint
    raise ValueError("The model did not settle; the published tables contradict each other.")


def thirteen_and_over(joint: Table) -> pd.DataFrame:
    """The cells of residents aged 13 and over: authority, sex, age_band, ethnic_group, religion, count."""
    starts = [int(code.removesuffix("+").split("-")[0]) for code in AGE_BANDS]
    kept = joint[:, :, AGE_STARTS.index(starts[0]) :]
    edges = [AGE_STARTS.index(start) - AGE_STARTS.index(starts[0]) for start in starts]
    banded = np.add.reduceat(kept, edges, axis=2)
    index = pd.MultiIndex.from_product(
        [AREAS, SEXES, AGE_BANDS, ETHNIC_GROUPS, RELIGIONS],
        names=["authority", "sex", "age_band", "ethnic_group", "religion"],
    )
    return pd.Series(banded.ravel(), index=index, name="count").reset_index()
