"""Who lives in the area: Census figures for residents aged 13 and over, as cells, as targets and as a sample.

Only sex by age band in each authority is published for this population (TS009). Every figure with ethnic group or
religion comes from the model in ``data/model.py`` and is marked as modelled wherever it goes. Targets and tables can
be asked for a range of ages within it, and are then those of exactly these residents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveys.analysis.ages import Ages, read_ages
from surveys.analysis.data import tables
from surveys.analysis.data.model import NOT_ANSWERED
from surveys.analysis.demographics import PREFER_NOT_TO_SAY, STANDARD
from surveys.analysis.errors import TargetError
from surveys.analysis.margins import MarginKey, margin_key, named, plain
from surveys.analysis.targets import OGL, Provenance, Targets

VARIABLES = ("authority", "sex", "age_band", "ethnic_group", "religion")
"""The demographics the Census gives figures for, among residents aged 13 and over."""

OFFICIAL = frozenset({"authority", "sex", "age_band"})
"""The variables whose figures, crossed in any way, are published counts."""

CENSUS_DATE = "2021-03-21"
_AREA = "West Midlands police force area, Census 2021"
BASE_POPULATION = f"usual residents aged 13 and over, {_AREA}"

_TS009 = "ONS Census 2021, TS009 Sex by single year of age"
_MODEL = "Modelled from ONS Census 2021 tables TS009, TS021, TS030, RM032 and custom datasets; not published figures"
_ANSWERED = "religion as shares of those who answered the Census question"

Bands = Mapping[str, str | Mapping[str, str]]
"""How to band variables: ``"shown"`` for the published bands, or a mapping from a code to the code it joins."""

Propensity = (
    Mapping[Any, Mapping[Any, float]] | pd.DataFrame | Callable[[pd.DataFrame], Sequence[float] | pd.Series]
)


EVERYONE = Ages()
"""The whole population of the surveys: residents aged 13 and over."""


@cache
def _cells(ages: Ages = EVERYONE) -> pd.DataFrame:
    frame = tables.read("residents_13_and_over.csv.gz")
    return frame if ages == EVERYONE else _aged(frame, ages)


@cache
def _official(ages: Ages = EVERYONE) -> pd.DataFrame:
    return _aged(tables.read("sex_by_age_band.csv"), ages)


def _aged(frame: pd.DataFrame, ages: Ages) -> pd.DataFrame:
    return frame[frame["age_band"].isin(ages.bands)].reset_index(drop=True)


@cache
def _answered(ages: Ages = EVERYONE) -> pd.DataFrame:
    """Every resident with one of the eight religions: those who did not answer take the place of like people.

    Raked so that each religion has its share among those who answered, and every cell of the other demographics
    keeps all its residents. One table for every margin with religion, so that such margins never disagree.
    """
    frame = _cells(ages)
    wide = frame.pivot_table(index=list(VARIABLES[:-1]), columns="religion", values="count", sort=False)
    residents = wide.sum(axis=1).to_numpy()
    answered = wide.drop(columns=NOT_ANSWERED)
    figures = answered.to_numpy()
    religion = figures.sum(axis=0) * (residents.sum() / figures.sum())
    for _ in range(500):
        factor = religion / figures.sum(axis=0)
        figures = figures * factor
        now = figures.sum(axis=1)
        figures *= np.divide(residents, now, out=np.zeros_like(now), where=now > 0)[:, None]
        if np.abs(factor - 1).max() < 1e-10:
            break
    return (
        answered.assign(**dict(zip(answered.columns, figures.T, strict=True)))
        .melt(ignore_index=False, var_name="religion", value_name="count")
        .reset_index()
    )


def cells() -> pd.DataFrame:
    """Expected residents aged 13 and over in every cell of the five demographics; modelled, not published.

    Columns: authority, sex, age_band, ethnic_group, religion (codes of the standard demographics, and
    ``"not_answered"`` for religion) and count, a float of people. 19,152 rows that add up to 2,417,754.
    ``attrs`` carries ``modelled`` and ``source``. The frame is a copy: changing it changes nothing else.
    """
    frame = _cells().copy()
    frame.attrs.update(modelled=True, source=source_note(VARIABLES))
    return frame


def is_modelled(variables: str | Iterable[str]) -> bool:
    """Whether figures for these variables, crossed, come from the model and not from a published table."""
    names = {variables} if isinstance(variables, str) else set(variables)
    return not names <= OFFICIAL


def banded(values: pd.Series, variable: str, bands: Bands) -> pd.Series:
    """Answers of one variable moved to the bands asked for; codes that no band names stay as they are.

    Use it on a sample before weighting it to targets made with the same ``bands``. Missing values stay missing,
    and so does "prefer not to say". Raises TargetError for a band rule or code that the variable does not have.
    """
    joined = _joined_codes(variable, bands)
    return (
        values.map({code: joined.get(code, code) for code in values.dropna().unique()}) if joined else values
    )


def _joined_codes(variable: str, bands: Bands) -> dict[str, str]:
    if variable not in bands:
        return {}
    demographic, rule = STANDARD[variable], bands[variable]
    if rule == "shown":
        return {category.code: category.shown for category in demographic.categories}
    if not isinstance(rule, Mapping):
        raise TargetError(
            f"The bands of {variable} are {rule!r}; say 'shown' or give a mapping of codes.",
            variable=variable,
            reason="unknown_band",
        )
    for code in rule:
        if code not in demographic.codes:
            raise TargetError(
                f"{code!r} is not a code of {variable}; its codes are {', '.join(demographic.codes)}.",
                variable=variable,
                category=code,
                reason="unknown_category",
            )
    return dict(rule)


def _check(variables: Iterable[str]) -> None:
    for name in variables:
        if name not in VARIABLES:
            raise TargetError(
                f"The Census tables here have no figures for {name!r} among residents aged 13 and over; "
                f"they cover {', '.join(VARIABLES)}.",
                variable=name,
                reason="unknown_variable",
            )


def census_targets(
    margins: Sequence[MarginKey], *, bands: Bands | None = None, ages: Ages | str = EVERYONE
) -> Targets:
    """Weighting targets for residents aged 13 and over, each margin marked official or modelled.

    ``margins`` lists variable names and tuples of names, for example
    ``["authority", ("sex", "age_band"), "ethnic_group"]``. ``bands`` maps a variable to ``"shown"`` (published
    bands) or to a mapping of codes into codes, for example ``{"religion": {"buddhist": "other_religion"}}``;
    band the sample the same way with ``banded``. Religion is over those who answered the Census question; crossed
    with others it keeps both those shares and the published counts of the others. ``ages`` narrows the population, for
    example to "18 and over" or "under 25"; leave people of other ages out of the sample. Raises TargetError for a
    variable, band, code or range of ages that does not exist.
    """
    bands = bands or {}
    ages = read_ages(ages) if isinstance(ages, str) else ages
    keys = [margin_key(margin) for margin in margins]
    _check({name for key in keys for name in key} | set(bands))
    notes = []
    if any("religion" in key for key in keys):
        frame = _cells(ages)
        left_out = frame.loc[frame["religion"] == NOT_ANSWERED, "count"].sum() / frame["count"].sum()
        notes.append(
            f"Religion is over residents who answered the Census question; an estimated {left_out:.1%} of those "
            f"aged {ages} did not."
        )
    return Targets.from_margins(
        {key: _margin(key, bands, ages) for key in keys},
        kind="totals",
        source=_TS009,
        date=CENSUS_DATE,
        base_population=f"usual residents aged {ages}, {_AREA}",
        provenance={key: _provenance(key) for key in keys},
        total=float(_official(ages)["count"].sum()),
        notes=notes,
    )


def census_table(
    variables: Sequence[str], *, bands: Bands | None = None, ages: Ages | str = EVERYONE
) -> pd.Series:
    """Residents by every combination of some variables, for models of small groups and for response rates.

    A Series of people whose index levels are named after the variables; ``attrs`` carries ``modelled`` and ``source``.
    The same bands, ages and treatment of religion as ``census_targets``, so both agree. Raises TargetError as it does.
    """
    key = margin_key(tuple(variables))
    bands = bands or {}
    _check({*key, *bands})
    found = _margin(key, bands, read_ages(ages) if isinstance(ages, str) else ages)
    found = found.rename("people")
    found.attrs.update(modelled=is_modelled(key), source=source_note(key))
    return found


def _provenance(key: tuple[str, ...]) -> Provenance:
    modelled = is_modelled(key)
    source = _MODEL if modelled else _TS009
    if "religion" in key:
        source = f"{source}; {_ANSWERED}"
    return Provenance(source=source, date=CENSUS_DATE, modelled=modelled, licence=OGL)


def _margin(key: tuple[str, ...], bands: Bands, ages: Ages) -> pd.Series:
    frame = _answered(ages) if "religion" in key else _cells(ages) if is_modelled(key) else _official(ages)
    return _grouped(frame, key, bands)


def _grouped(frame: pd.DataFrame, key: tuple[str, ...], bands: Bands) -> pd.Series:
    """Counts by the banded variables, in the order in which the form lists its answers."""
    columns = {name: banded(frame[name], name, bands) for name in key}
    counts = frame["count"].groupby(list(columns.values()), sort=False).sum().rename_axis(list(key))
    present = set(counts.index)
    if len(key) == 1:
        return counts.reindex([band for band in _bands_in_order(key[0], bands) if band in present])
    crossed = product(*(_bands_in_order(name, bands) for name in key))
    index = pd.MultiIndex.from_tuples([cell for cell in crossed if cell in present], names=list(key))
    return counts.reindex(index)


def _bands_in_order(variable: str, bands: Bands) -> list[str]:
    """Bands in the order of the form; a code that others join keeps its own place."""
    codes = STANDARD[variable].codes
    joined = _joined_codes(variable, bands)
    moved = [joined.get(code, code) for code in codes]
    return sorted(set(moved), key=lambda band: codes.index(band) if band in codes else moved.index(band))


def source_note(variables: Iterable[str] | str, ages: Ages | str = EVERYONE) -> str:
    """The sentence of sources and licence to show beside figures for these variables and ages.

    Raises TargetError for a variable the Census tables do not cover.
    """
    ages = read_ages(ages) if isinstance(ages, str) else ages
    names = [variables] if isinstance(variables, str) else list(variables)
    _check(names)
    published = [STANDARD[name] for name in VARIABLES if name in names and name in OFFICIAL]
    modelled = [STANDARD[name] for name in VARIABLES if name in names and name not in OFFICIAL]
    parts = []
    if published:
        parts.append(f"{_listed(published)}: Census 2021, table TS009.")
    if modelled:
        parts.append(
            f"{_listed(modelled)}: modelled for residents aged {ages} from Census 2021 tables TS009, TS021, "
            "TS030, RM032 and custom datasets, not published figures."
        )
    if "religion" in names:
        parts.append("Targets for religion are shares of those who answered the Census question.")
    return " ".join([*parts, f"Usual residents aged {ages} on 21 March 2021. {OGL}"])


def _listed(demographics: Sequence[Any]) -> str:
    names = [demographic.name.replace("_", " ") for demographic in demographics]
    text = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return text[0].upper() + text[1:]


def sample_people(n: int, *, seed: int, propensity: Propensity | None = None) -> pd.DataFrame:
    """Synthetic respondents drawn from the modelled residents, the same for the same seed.

    ``propensity`` states how readily people answer, up to a constant factor: a mapping from a variable (or tuple)
    to factors by category, multiplied together, where a category left out counts as 1; a DataFrame with the
    variables it depends on and a column ``propensity``, where every cell must have a row; or a function of the
    cells. Residents who left the Census question on religion blank come out as "prefer not to say". Returns n
    rows with one column for each of the five demographics. Raises TargetError for factors that are negative or
    not finite, or that leave no one.
    """
    if n < 0:
        raise TargetError(f"A sample cannot have {n} people.", n=n, reason="negative")
    frame = _cells()
    mass = frame["count"].to_numpy() * _propensities(frame, propensity)
    if not np.isfinite(mass).all() or (mass < 0).any() or mass.sum() <= 0:
        raise TargetError(
            "The response propensities must be finite, not negative, and above zero for someone.",
            reason="bad_propensity",
        )
    upper = np.cumsum(mass)
    # Inverting the distribution by hand keeps the draw the same across versions of NumPy's samplers.
    draws = np.random.default_rng(seed).random(n) * upper[-1]
    rows = np.searchsorted(upper, draws, side="right")
    drawn = np.minimum(rows, np.flatnonzero(mass)[-1])
    people: pd.DataFrame = frame.iloc[drawn][list(VARIABLES)].reset_index(drop=True)
    people["religion"] = people["religion"].replace(NOT_ANSWERED, PREFER_NOT_TO_SAY)
    return people


def _propensities(frame: pd.DataFrame, propensity: Propensity | None) -> npt.NDArray[np.float64]:
    if propensity is None:
        return np.ones(len(frame))
    if isinstance(propensity, pd.DataFrame):
        by = [name for name in propensity.columns if name != "propensity"]
        _check(by)
        merged = frame[list(VARIABLES)].merge(propensity, on=by, how="left", validate="many_to_one")
        return merged["propensity"].to_numpy(dtype=float)
    if not isinstance(propensity, Mapping):
        return np.asarray(propensity(frame.copy()), dtype=float)
    factors = np.ones(len(frame))
    for given, by_category in propensity.items():
        key = margin_key(given)
        _check(key)
        categories = (
            frame[key[0]] if len(key) == 1 else pd.Series(list(zip(*(frame[k] for k in key), strict=True)))
        )
        unknown = set(by_category) - set(categories)
        if unknown:
            raise TargetError(
                f"{sorted(map(str, unknown))[0]!r} is not a category of {named(key)}.",
                variable=plain(key),
                reason="unknown_category",
            )
        factors *= categories.map(lambda category, table=by_category: table.get(category, 1.0)).to_numpy(
            dtype=float
        )
    return factors
