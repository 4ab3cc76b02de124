"""How a survey is weighted: a plan made once and never changed by the answers it meets."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from surveys.analysis.demographics import STANDARD

Margin = str | tuple[str, str]


def names_of(margin: str | tuple[str, ...]) -> tuple[str, ...]:
    """The variables of a margin: one, or those that are crossed."""
    return (margin,) if isinstance(margin, str) else margin


@dataclass(frozen=True)
class Scheme:
    """The weighting plan of a survey.

    ``margins`` are variables or pairs of variables whose Census figures the weighted answers must meet. Variables are
    weighted in their published bands. ``kept_outside`` are answers the Census has no category for: their people are
    kept and weighted on the other variables. ``left_out`` are answers that put a person outside the population.
    ``usual_cap`` is the ratio of weight to mean weight allowed where the targets can be met with it. ``without`` are
    the keys of single answers left out, to see what a figure would be without them; never in publication. ``ages`` is
    the population, such as "18 and over"; people of other ages must be among those left out. ``soft`` margins may be
    missed, each by so many times its multiplier. Where the targets cannot be met within the usual cap, the cap is
    raised, unless ``keep_cap`` says to keep it and leave a gap. ``figures`` names for single margins the official table
    (by the SHA-256 of its file) that takes the place of the Census figures built in.
    """

    name: str
    margins: tuple[Margin, ...]
    kept_outside: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    missing: str = "soft"
    min_n: int = 10
    usual_cap: float = 5.0
    smallest_sample: int = 50
    without: tuple[int, ...] = ()
    ages: str = "13 and over"
    soft: tuple[tuple[Margin, float], ...] = ()
    keep_cap: bool = False
    figures: tuple[tuple[Margin, str], ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """Every weighting variable once, in the order first met."""
        named = (name for margin in self.margins for name in names_of(margin))
        return tuple(dict.fromkeys(named))

    def figures_for(self, margin: Margin) -> str:
        """The table that gives the figures of a margin, by its SHA-256; "" for the Census figures built in.

        A margin split off from a crossed one takes the figures of that one.
        """
        return next((sha for key, sha in self.figures if set(names_of(margin)) <= set(names_of(key))), "")

    def softness_of(self, margins: Sequence[Margin]) -> dict[Margin, float]:
        """How softly each of these margins is met, those left out exactly."""
        found = {
            margin: softness
            for margin in margins
            for key, softness in self.soft
            if set(names_of(margin)) <= set(names_of(key))
        }
        # One split off from a soft margin stays soft; something has to be met exactly.
        return found if len(found) < len(margins) else {}

    @property
    def bands(self) -> Mapping[str, str]:
        """Every variable in its published bands: one banding a variable, in weighting as in publication."""
        return self.bands_of(self.margins)

    def bands_of(self, margins: Sequence[Margin]) -> Mapping[str, str]:
        """The same for other margins."""
        names = dict.fromkeys(name for margin in margins for name in names_of(margin))
        return MappingProxyType(dict.fromkeys(names, "shown"))

    @property
    def outside(self) -> dict[str, list[str]]:
        """Bands the targets have no category for, by variable."""
        bands: dict[str, list[str]] = {}
        for variable, code in self.kept_outside:
            band = STANDARD[variable].band_of(code)
            assert band is not None
            bands.setdefault(variable, []).append(band)
        return bands

    @property
    def key(self) -> str:
        """A short digest that changes whenever the plan does."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


PUBLIC = Scheme(
    name="public survey",
    margins=("authority", ("sex", "age_band"), "ethnic_group", "religion"),
    kept_outside=(("sex", "another"),),
    left_out=(("authority", "elsewhere"),),
)
"""Residents aged 13 and over of the seven authorities, weighted on five Census variables."""

BREAKDOWNS = ("age_band", "sex", "ethnic_group", "religion", "authority", "disability", "main_language")
"""The variables a table may be broken down by, one at a time, each in its one published banding."""

IMPUTATIONS = 10
"""How many times missing answers are filled in: enough where fewer than half are missing (Rubin, 1987)."""

NAMES = {
    "authority": "Area",
    "age_band": "Age",
    "sex": "Sex",
    "ethnic_group": "Ethnic group",
    "religion": "Religion",
    "disability": "Disability",
    "main_language": "Main language",
}
"""What each breakdown is called on a screen."""
