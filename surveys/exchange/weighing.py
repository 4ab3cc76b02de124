"""Weighing the people of a file to Census 2021, with every decision on the way in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from surveys.analysis.errors import AnalysisError, EmptyCategory, InfeasibleTargets
from surveys.exchange.coding import Coded
from surveys.exchange.mapping import Mapping, Weighting
from surveys.exchange.problems import Problems, quoted
from surveys.exchange.read_weighting import default_margins
from surveys.reports.scheme import NAMES, Scheme

if TYPE_CHECKING:
    import pandas as pd

    from surveys.analysis.representativeness import Gaps, Recruitment
    from surveys.analysis.targets import Targets
    from surveys.analysis.weighting import Imputations, Weights

ROOM_ABOVE_THE_SMALLEST_CAP = 1.25


@dataclass(frozen=True)
class FileScheme(Scheme):
    """The weighting plan of a file: its bands may be wider than the published ones."""

    banding: dict[str, dict[str, str]] = field(default_factory=dict, hash=False)
    not_in_census: dict[str, list[str]] = field(default_factory=dict, hash=False)

    @property
    def bands(self) -> dict[str, dict[str, str]]:  # type: ignore[override]
        """The band of each code, by variable."""
        return {variable: self.banding[variable] for variable in self.variables}

    @property
    def outside(self) -> dict[str, list[str]]:
        """Bands the targets have no category for, by variable."""
        return {v: bands for v, bands in self.not_in_census.items() if v in self.variables and bands}


@dataclass(frozen=True, eq=False)
class Weighed:
    """People with weights, the targets they meet, and how they compare with the Census before weighting."""

    scheme: FileScheme
    targets: Targets
    weights: Weights | Imputations
    gaps: Gaps
    recruitment: Recruitment
    cap: float
    lowest: float
    decisions: tuple[str, ...]


def plan_of(mapping: Mapping, coded: Coded) -> FileScheme | None:
    """The margins to weigh on; None where the file has no demographic with Census figures, or none is wanted."""
    margins = mapping.weighting.margins
    if margins is None:
        margins = default_margins(mapping.demographics)
    if not margins:
        return None
    return FileScheme(
        name="responses from a file",
        margins=margins,  # type: ignore[arg-type]
        ages=mapping.weighting.ages,
        missing=mapping.weighting.missing,
        soft=tuple(mapping.weighting.soft.items()),  # type: ignore[arg-type]
        min_n=mapping.weighting.merge_below,
        banding=coded.bands,
        not_in_census=coded.outside,
    )


def weigh(coded: Coded, mapping: Mapping) -> Weighed | None:
    """Weights that meet every margin of the plan; None where there is nothing to weigh on.

    Raises Unreadable with a sentence for each thing in the way: too few people, a group nobody answered from (with the
    merge to write), targets that contradict each other in this sample.
    """
    from surveys.analysis.population import census_targets
    from surveys.analysis.representativeness import gaps, recruitment
    from surveys.analysis.weighting import calibrate, check, collapse_sparse, impute
    from surveys.analysis.weighting.soft import exact_targets

    scheme = plan_of(mapping, coded)
    if scheme is None:
        return None
    people, problems, wanted = coded.people, Problems(), mapping.weighting
    if len(people) < scheme.smallest_sample:
        problems.add(
            f"{len(people)} people of the population answered; weighting starts at {scheme.smallest_sample}, because "
            "below that a weighted figure would say more about single people than about the area. Take the "
            "demographics out of the mapping for counts that are not weighted."
        )
        problems.refuse_if_any()
    for variable in scheme.variables:
        if people[variable].isna().all():
            problems.add(
                f"Nobody in the file stated their {NAMES[variable].lower()}; take it out of the margins."
            )
    problems.refuse_if_any()
    targets = census_targets(list(scheme.margins), bands=scheme.bands, ages=scheme.ages)
    collapse = _merges_of(wanted, targets)
    decisions = [
        f"{NAMES[variable]}: {_listed(list(parts))} are weighed together as {name}, as the mapping says."
        for variable, groups in wanted.merges.items()
        for name, parts in groups.items()
        if variable in collapse
    ]
    if wanted.merge_below:
        found = collapse_sparse(people, targets, min_n=wanted.merge_below)
        collapse = found.mapping
        decisions += _sparse(collapse, wanted.merge_below)
    exact = exact_targets(targets, wanted.soft)
    feasibility = check(
        people,
        exact,
        bounds=wanted.bounds,
        # Completed samples have nothing missing: whether they can be weighted is asked with gaps spread out.
        missing="soft" if wanted.missing == "impute" else wanted.missing,
        outside={v: bands for v, bands in scheme.outside.items() if v in exact.variables},
        collapse={v: merge for v, merge in collapse.items() if v in exact.variables},
    )
    for refusal in feasibility.problems:
        problems.add(_told(refusal, coded, targets, wanted))
    problems.refuse_if_any()
    lowest, cap = wanted.bounds or (0.0, scheme.usual_cap)
    needed = feasibility.min_cap
    if wanted.bounds is None and needed is not None and needed * ROOM_ABOVE_THE_SMALLEST_CAP > cap:
        cap = needed * ROOM_ABOVE_THE_SMALLEST_CAP
        decisions.append(
            f"The usual limit of {scheme.usual_cap:g} times the mean weight cannot meet every target with room to "
            f"spare; the limit is {cap:.1f}."
        )
    options: dict[str, Any] = {
        "bounds": (lowest, cap),
        "outside": scheme.outside,
        "collapse": collapse,
        "soft": wanted.soft or None,
    }
    weights: Weights | Imputations
    try:
        if wanted.missing == "impute":
            weights = impute(people, targets, **options)
        else:
            weights = calibrate(people, targets, method="raking", missing=wanted.missing, **options)
    except AnalysisError as error:
        problems.add(_told(error, coded, targets, wanted))
        problems.refuse_if_any()
        raise
    single = census_targets(list(scheme.variables), bands=scheme.bands, ages=scheme.ages)
    return Weighed(
        scheme=scheme,
        targets=targets,
        weights=weights,
        gaps=gaps(people, single, outside=scheme.outside),
        recruitment=recruitment(people, single, ratio=0.8, outside=scheme.outside),
        cap=cap,
        lowest=lowest,
        decisions=tuple(decisions),
    )


def cells_of(weighed: Weighed) -> pd.DataFrame:
    """People by cell of the weighting variables, with the count in ``n``."""
    names = list(weighed.scheme.variables)
    people = weighed.weights.sample[names]
    cells = people.fillna("").groupby(names, sort=False).size().rename("n").reset_index()
    return cells.astype({name: object for name in names}).replace({name: {"": None} for name in names})


def _merges_of(wanted: Weighting, targets: Targets) -> dict[str, dict[str, str]]:
    return {
        variable: {part: name for name, parts in groups.items() for part in parts}
        for variable, groups in wanted.merges.items()
        if variable in targets.variables
    }


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _together(mapping: dict[str, str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for old, new in mapping.items():
        groups.setdefault(new, []).append(old)
    return {name: parts for name, parts in groups.items() if len(parts) > 1}


def _sparse(collapse: dict[str, dict[str, str]], fewest: int) -> list[str]:
    return [
        f"{NAMES[variable]}: {_listed(parts)} are weighed together, because fewer than {fewest} people answered from "
        "one of them."
        for variable, mapping in collapse.items()
        for parts in _together(mapping).values()
    ]


def _told(error: AnalysisError, coded: Coded, targets: Targets, wanted: Weighting) -> str:
    """A refusal of the analysis in the words of the file and the mapping."""
    if isinstance(error, EmptyCategory):
        return _empty(error, coded, targets, wanted)
    if isinstance(error, InfeasibleTargets) and error.reason != "bounds":
        return f"{error} Merges are written under [weighting.merges.NAME] in the mapping."
    return str(error)


def _empty(error: EmptyCategory, coded: Coded, targets: Targets, wanted: Weighting) -> str:
    from surveys.analysis.weighting import collapse_sparse

    share = 100 * float(error.target or 0.0) / targets.total
    if not isinstance(error.variable, str):
        names, groups = error.variable or (), error.category or ()
        who = " and ".join(quoted(str(group)) for group in groups)
        alone = ", ".join(f'"{name}"' for name in names)
        return (
            f"Nobody in the file is {who} together ({' by '.join(names)}), but {share:.1f}% of residents are. "
            f"Weigh them one by one: in margins of [weighting] write {alone} instead of [{alone}]."
        )
    variable, category = error.variable, str(error.category)
    said = f"Nobody in the file is {quoted(category)} ({variable}), but {share:.1f}% of residents are."
    if variable == "age_band":
        said += (
            " If the survey was not open to them, a merge makes people of other ages stand for them: say so, or leave "
            "the demographics out and do not weigh."
        )
    if wanted.merges.get(variable):
        return (
            f"{said} Merge it with another under [weighting.merges.{variable}], or leave {variable} out of "
            "the margins."
        )
    suggested = collapse_sparse(coded.people, targets, min_n=1).mapping.get(variable, {})
    for name, parts in _together(suggested).items():
        if category in parts:
            written = ", ".join(f'"{part}"' for part in parts)
            return (
                f"{said} No weight reaches a group without answers. Weigh it together with a neighbour: write "
                f'[weighting.merges.{variable}] and below it "{name}" = [{written}], or merge_below = 10 under '
                "[weighting] to merge every small group."
            )
    return f"{said} Leave {variable} out of the margins."
