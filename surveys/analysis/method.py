"""The method statement: generated from what was done, never typed.

Says in plain words what the American Association for Public Opinion Research and the Government Statistical Service
ask of samples that chose themselves. It takes facts, not objects of the weighting, so that answers from any source
can be reported with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from surveys.analysis.sensitivity import random_equivalent

SUSPECTED_RHO = 0.005
"""A small correlation between answering and what is answered, for the sentence on what self-selection can cost."""

SEEN_GAP = 0.1
"""Percentage points: a target missed by less is told as that."""


@dataclass(frozen=True, kw_only=True)
class WeightingFacts:
    """What a weighting did.

    ``margins`` are names in plain words ("sex by age"); ``modelled`` those of them whose figures are not published
    counts. ``population`` is the number of people stood for, ``lightest``, ``heaviest`` and ``cap`` are relative to the
    mean weight. ``not_stated`` names the variables some people did not state, under the policy ``missing`` of the
    weighting; ``soft`` names those of the margins that may be missed a little, ``gap`` is the most by which any target
    is missed, in percentage points. ``figures`` says whose counts of residents they are, ``decisions`` are sentences.
    """

    margins: Sequence[str]
    modelled: Sequence[str]
    base_population: str
    population: float
    lightest: float
    heaviest: float
    cap: float
    ess: float
    deff: float
    missing: str = "soft"
    not_stated: Sequence[str] = ()
    soft: Sequence[str] = ()
    gap: float = 0.0
    figures: str = "Census 2021"
    decisions: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a report is about. ``n`` people are counted, ``left_out`` were not of the population.

    ``invited`` is the sentence of whoever ran the survey; empty where nobody said. ``languages`` is how many it could
    be answered in, 0 where that is not known. ``codebook`` is the version comments were read with by machine, empty
    where none were; ``coded`` is about how many people's comments people read too, 0 where shares are not
    corrected; ``places`` says that kinds of place were counted. Of an ``is_example`` every answer is invented.
    """

    title: str
    n: int
    left_out: int = 0
    opened: date | None = None
    closed: date | None = None
    invited: str = ""
    languages: int = 0
    weighting: WeightingFacts | None = None
    codebook: str = ""
    coded: int = 0
    places: bool = False
    protected: bool = True
    is_example: bool = False


@dataclass(frozen=True)
class Paragraph:
    """One paragraph under its own short heading."""

    heading: str
    text: str


def worth(n: float, population: float, rho: float = SUSPECTED_RHO) -> int:
    """Random answers that a self-selected sample is worth where answering correlates ``rho`` with the answer.

    See ``sensitivity.random_equivalent``; never more than the answers there are.
    """
    return max(1, round(random_equivalent(n, population, rho)))


def statement(facts: Facts) -> list[Paragraph]:
    """Who answered, what was done, and what the figures cannot carry, in the order a reader asks."""
    paragraphs = (
        [Paragraph("This is a synthetic example", "Every answer is invented.")] if facts.is_example else []
    )
    paragraphs.append(Paragraph("Who answered", _who(facts)))
    weighting = facts.weighting
    if weighting is None:
        paragraphs.append(
            Paragraph(
                "Nothing was weighted",
                "The figures are plain counts of the people who chose to answer. They have not been adjusted to the "
                "population of the area, so groups who answered more than others count for more.",
            )
        )
    else:
        paragraphs += _weighted(facts, weighting)
    if facts.protected:
        paragraphs.append(
            Paragraph(
                "What is hidden",
                "A figure resting on fewer than 10 people, or on all but fewer than 10, carries [c], as do the figures "
                "that would give it away by subtraction. Groups of fewer than 30 people are not shown; fewer than 100 "
                "are marked. Per cents are whole numbers, and numbers of people are rounded to the nearest 5.",
            )
        )
    if facts.codebook:
        paragraphs.append(
            Paragraph(
                "How comments were read",
                "A program, not a person, took out names and contact details and sorted comments into themes by their "
                f"words (codebook {facts.codebook}). {_corrected(facts.coded)} A comment can have several themes or "
                f"none.{_PLACES if facts.places else ''}",
            )
        )
    return paragraphs


_PLACES = (
    " It also counted the kinds of place that people said they avoid, by a short list of kinds: no street, no school"
    " and no person is among them. Nobody has corrected those counts."
)


def _corrected(coded: int) -> str:
    if not coded:
        return "It misses some and mistakes some; the shares are not corrected for that."
    return (
        f"It misses some and mistakes some. What about {coded:,} people wrote was therefore read by people too, drawn "
        "by lot before anybody saw what the program found, and every share is corrected by what they read "
        "(prediction-powered inference: Angelopoulos, Duchi and Zrnic, 2023). The ranges hold the error of the "
        "correction."
    )


def _who(facts: Facts) -> str:
    when = ""
    if facts.opened and facts.closed:
        when = f" It was open from {_day(facts.opened)} to {_day(facts.closed)}."
    elif facts.opened or facts.closed:
        when = f" It {'opened' if facts.opened else 'closed'} on {_day(facts.opened or facts.closed)}."
    invited = facts.invited.strip()
    how = (
        f" How people were invited: {invited}{'' if invited[-1:] in '.!?' else '.'}"
        if invited
        else (" How people were invited is not recorded.")
    )
    spoken = f" It could be answered in {facts.languages} languages." if facts.languages > 1 else ""
    people = f"About {5 * round(facts.n / 5):,}" if facts.n >= 10 else "Fewer than 10"
    left = ""
    if facts.left_out:
        told = f"About {5 * round(facts.left_out / 5):,}" if facts.left_out >= 10 else "Fewer than 10"
        left = f" {told} more are left out because they live elsewhere or are younger than the population described."
    return (
        f"{people} people who chose to answer “{facts.title}” are counted here.{when}{how}{spoken} Nobody was picked "
        f"at random, so they are “people who chose to answer”, not “residents”.{left}"
    )


def _weighted(facts: Facts, weighting: WeightingFacts) -> list[Paragraph]:
    base = weighting.base_population.split(",")[0]
    modelled = ""
    if weighting.modelled:
        modelled = (
            f" Figures for {_listed(weighting.modelled)} among them are modelled from several Census tables, not "
            "published ones."
        )
    policy = ""
    if weighting.not_stated:
        policy = " " + _POLICY[weighting.missing].format(names=_listed(weighting.not_stated, "or"))
    paragraphs = [
        Paragraph(
            "How answers were weighted",
            "People who chose to answer differ from people who live here. So each answer counts for more or less, "
            f"until the answers together match {weighting.figures} for {_listed(weighting.margins)} among {base}. This "
            f"is called raking. Nobody may count for more than {weighting.cap:.1f} times the average.{modelled}"
            f"{_nearly(weighting)}{policy}",
        )
    ]
    if weighting.decisions:
        paragraphs.append(Paragraph("What was decided on the way", " ".join(weighting.decisions)))
    n = 5 * round(facts.n / 5)
    paragraphs += [
        Paragraph(
            "What weighting costs",
            f"Weights run from {weighting.lightest:.1f} to {weighting.heaviest:.1f} times the average. After "
            f"weighting, the answers are worth about {5 * round(weighting.ess / 5):,} equally weighted ones "
            f"(design effect {weighting.deff:.1f}). That is the cost of unequal weights alone: it says nothing of what "
            "people who did not answer would have said.",
        ),
        Paragraph(
            "How sure the figures are",
            "Because people selected themselves, no sampling error can be calculated. The ranges show modelled "
            "uncertainty: they assume no selection beyond the groups weighted on, that is, that within those groups "
            "people who answered are like people who did not. Nothing was weighted on having been harmed, on trust in "
            "the police or on being online, and people may have answered because of these.",
        ),
        Paragraph(
            "What that could mean",
            "If willingness to answer went with the answers only very slightly (a correlation of "
            f"{SUSPECTED_RHO}), {n:,} self-selected answers out of {weighting.population:,.0f} people would tell about "
            f"as much as {worth(facts.n, weighting.population):,} answers picked at random. Nobody can tell from the "
            "answers how strong that correlation is.",
        ),
    ]
    return paragraphs


def _nearly(weighting: WeightingFacts) -> str:
    """What is not met exactly, and by how much; nothing where everything is."""
    if not weighting.soft and weighting.gap < SEEN_GAP:
        return ""
    left = (
        f"{weighting.gap:.1f} percentage points"
        if weighting.gap >= SEEN_GAP
        else "a tenth of a percentage point"
    )
    if not weighting.soft:
        return f" To keep to that limit, some shares are left up to {left} from their figure."
    return (
        f" The figures for {_listed(weighting.soft)} are soft targets, which may be missed a little so that no answer "
        f"has to count for very much; the furthest share is at most {left} from its figure."
    )


_POLICY = {
    "soft": (
        "Whoever did not state their {names} counts in part for each group, in the shares of people like them. "
        "Declining to say is treated the same way."
    ),
    "own_share": (
        "Some did not state their {names}: they keep the share of the answers they have, as a group of their own."
    ),
    "impute": (
        "Where people did not state their {names}, the answer was filled in by chance from people like them, many "
        "times over, and the figures are those of all these together; what is not known about the missing answers "
        "widens the ranges (multiple imputation). Declining to say is treated the same way."
    ),
    "complete": "People who did not state their {names} are left out of every weighted figure.",
}


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _listed(names: Sequence[str], last: str = "and") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
