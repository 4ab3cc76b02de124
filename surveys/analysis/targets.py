"""Population targets: the known figures that a weighted sample has to reproduce."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date as Date
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import pandas as pd

from surveys.analysis.errors import TargetError
from surveys.analysis.margins import (
    MarginKey,
    MarginValues,
    collapsed,
    margin_key,
    named,
    plain,
    read_margin,
    to_one_figure_per_category,
    to_one_total,
)

OGL = "Source: Office for National Statistics licensed under the Open Government Licence v.3.0."


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where the figures of one margin come from; ``modelled`` is True where they are not published."""

    source: str
    date: str
    modelled: bool = False
    licence: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Targets:
    """Known population figures by category, checked once and never changed afterwards.

    ``margins`` maps a tuple of variable names to a Series of floats that sums to ``total``, indexed by
    category (one variable: an Index of str; several: a MultiIndex named after them). With ``kind="shares"``
    the total is 1. ``notes`` lists every adjustment made to the figures as given; ``checksum`` is the SHA-256
    of the content and its provenance, equal for equal targets in whatever order they were written.
    """

    kind: Literal["totals", "shares"]
    total: float
    base_population: str
    margins: Mapping[tuple[str, ...], pd.Series]
    provenance: Mapping[tuple[str, ...], Provenance]
    notes: tuple[str, ...] = ()
    checksum: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "margins", MappingProxyType(dict(self.margins)))
        object.__setattr__(self, "provenance", MappingProxyType(dict(self.provenance)))
        object.__setattr__(self, "checksum", _checksum(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Targets) and self.checksum == other.checksum

    def __hash__(self) -> int:
        return hash(self.checksum)

    def __reduce__(self) -> tuple[object, ...]:
        # Mapping proxies cannot be pickled; plain dictionaries can, and __post_init__ wraps them again.
        return _restore, (
            self.kind,
            self.total,
            self.base_population,
            dict(self.margins),
            dict(self.provenance),
            self.notes,
        )

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable that some margin uses, in the order first met."""
        return tuple(dict.fromkeys(name for key in self.margins for name in key))

    def shares(self, variable: MarginKey) -> pd.Series:
        """Population shares of a variable (or of a tuple of variables crossed), adding to 1.

        Taken from the margin of exactly that name, else summed from the first margin that contains it.
        Raises TargetError when no margin does.
        """
        key = (variable,) if isinstance(variable, str) else tuple(variable)
        found = next((margin for margin in self.margins if margin == key), None) or next(
            (margin for margin in self.margins if set(key) <= set(margin)), None
        )
        if found is None or not key:
            raise TargetError(
                f"No margin gives figures for {named(key)}; the targets cover "
                f"{', '.join(named(margin) for margin in self.margins)}.",
                variable=plain(key),
                reason="unknown_variable",
            )
        return collapsed(self.margins[found], found, key) / self.total

    @classmethod
    def from_margins(
        cls,
        margins: Mapping[Any, MarginValues],
        *,
        kind: Literal["totals", "shares"],
        source: str,
        date: str | Date,
        base_population: str,
        modelled: bool = False,
        licence: str = "",
        provenance: Mapping[Any, Provenance] | None = None,
        total: float | None = None,
        notes: Iterable[str] = (),
    ) -> Targets:
        """Targets from margins given as dictionaries, Series or two-way DataFrames (rows by columns).

        A key is a variable name or a tuple of names; a dictionary for a tuple has tuples of categories as
        keys. Totals that differ by up to one part in a million count as equal; by up to one in ten thousand,
        they are scaled to one control total (``total``, else the first margin's) and a note says so; beyond
        that TargetError names the two margins. The same holds for the figures of a variable that stands in
        two margins. ``provenance`` replaces source, date, modelled and licence for the margins it names.
        Raises TargetError for figures that are not finite or are negative, labels that are empty or repeat
        after trimming, empty margins and totals of zero.
        """
        if kind not in ("totals", "shares"):
            raise TargetError(
                f"The kind of the targets is {kind!r}; say 'totals' or 'shares'.", reason="unknown_kind"
            )
        if not isinstance(base_population, str) or not base_population.strip():
            raise TargetError(
                "The targets do not say which population they describe; give base_population, for example "
                "'usual residents aged 13 and over'.",
                reason="no_base_population",
            )
        if not isinstance(date, Date) and not (isinstance(date, str) and date.strip()):
            raise TargetError(
                f"The date of the targets is {date!r}; say of which day the figures are, for example '2021-03-21'.",
                reason="no_date",
            )
        read: dict[tuple[str, ...], pd.Series] = {}
        for given_key, values in margins.items():
            key = margin_key(given_key)
            twin = next((other for other in read if set(other) == set(key)), None)
            if twin is not None:
                raise TargetError(
                    f"The margin {named(key)} is given twice; keep one.",
                    variable=plain(key),
                    reason="repeated_margin",
                )
            read[key] = read_margin(key, values)
        if not read:
            raise TargetError("There are no margins; give at least one.", reason="no_margins")

        default = Provenance(source=source, date=_iso(date), modelled=modelled, licence=licence)
        own = {margin_key(given_key): record for given_key, record in (provenance or {}).items()}
        for stray in own.keys() - read.keys():
            raise TargetError(
                f"Provenance is given for {named(stray)}, which is not among the margins.",
                variable=plain(stray),
                reason="unknown_variable",
            )
        log = list(notes)
        control = 1.0 if kind == "shares" else total
        scaled = to_one_total(read, kind=kind, control=control, log=log)
        agreed = to_one_figure_per_category(scaled, log=log)
        return cls(
            kind=kind,
            total=math.fsum(next(iter(agreed.values()))) if control is None else float(control),
            base_population=base_population.strip(),
            margins={key: _frozen(margin) for key, margin in agreed.items()},
            provenance={key: own.get(key, default) for key in agreed},
            notes=tuple(log),
        )


def _restore(
    kind: Literal["totals", "shares"],
    total: float,
    base_population: str,
    margins: dict[tuple[str, ...], pd.Series],
    provenance: dict[tuple[str, ...], Provenance],
    notes: tuple[str, ...],
) -> Targets:
    return Targets(
        kind=kind,
        total=total,
        base_population=base_population,
        margins={key: _frozen(margin) for key, margin in margins.items()},
        provenance=provenance,
        notes=notes,
    )


def _iso(date: str | Date) -> str:
    return date.isoformat() if isinstance(date, Date) else str(date).strip()


def _frozen(margin: pd.Series) -> pd.Series:
    figures = np.array(margin, dtype=float)
    figures.flags.writeable = False
    return pd.Series(figures, index=margin.index, copy=False)


def _checksum(targets: Targets) -> str:
    content = {
        "kind": targets.kind,
        "total": repr(float(targets.total)),
        "base_population": targets.base_population,
        "margins": sorted(
            (
                list(key),
                sorted(
                    [*(category if isinstance(category, tuple) else (category,)), repr(float(figure))]
                    for category, figure in margin.items()
                ),
                [
                    targets.provenance[key].source,
                    targets.provenance[key].date,
                    targets.provenance[key].modelled,
                    targets.provenance[key].licence,
                ],
            )
            for key, margin in targets.margins.items()
        ),
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
