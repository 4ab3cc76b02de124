"""An official table beside the Census figures that weighting uses unless told otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.analysis.ages import Ages
from surveys.analysis.demographics import STANDARD
from surveys.analysis.population import VARIABLES, census_targets
from surveys.analysis.targets import Targets


@dataclass(frozen=True)
class Beside:
    """How many figures were compared, how many differ by a person or more, the most by which one does, whether those in
    use are modelled, and whether some category stands in one of the two only.
    """

    variables: tuple[str, ...]
    figures: int
    differing: int
    furthest: float
    modelled: bool
    unpaired: bool

    def __str__(self) -> str:
        kind = "modelled figures" if self.modelled else "figures"
        crossed = " by ".join(STANDARD[name].name for name in self.variables).replace("_", " ")
        differ = (
            f"{self.differing:,} differ, by up to {self.furthest:,.0f} people."
            if self.differing
            else "0 differ."
        )
        told = f"{self.figures:,} figures by {crossed}; beside the {kind} in use, {differ}"
        return told + (" Some categories are in one of the two only." if self.unpaired else "")


def beside_the_census(found: Targets, ages: Ages | str) -> Beside:
    """Compare targets read from a table, one margin of them, with those built in for the same ages."""
    (key,) = found.margins
    compared = tuple(name for name in key if name in VARIABLES)
    ours = census_targets([compared if len(compared) > 1 else compared[0]], ages=ages)
    theirs = found.margins[key]
    if compared != key:
        theirs = theirs.groupby(level=list(compared) if len(compared) > 1 else compared[0], sort=False).sum()
    both = theirs.to_frame("file").join(ours.margins[compared].rename("ours"), how="outer")
    gap = (both["file"] - both["ours"]).abs()
    return Beside(
        variables=compared,
        figures=len(both),
        differing=int((gap > 0.5).sum()),
        furthest=float(gap.max()),
        modelled=ours.provenance[compared].modelled,
        unpaired=bool(both.isna().any(axis=None)),
    )
