"""What the page promises in plain words. Each sentence stands on what was read; where that fails, the page says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engagement.privacy.facts import Fact
from surveys.transparency.retention import Kept
from surveys.transparency.stored import Stored

ANSWERS = frozenset({"surveys_intake", "surveys_response", "surveys_comment"})
"""The tables beside whose rows not even a day may stand."""

SEALED = "surveys_referral"
"""Where words that tell of danger go before the mix, sealed and alone."""


@dataclass(frozen=True)
class Claim:
    """A promise and whether it holds now. ``says`` is what is true: the promise, or what is wrong instead."""

    name: str
    says: str
    holds: bool
    why: str


def _claim(name: str, holds: bool, promise: str, otherwise: str, why: str) -> Claim:
    return Claim(name, promise if holds else otherwise, holds, why)


def claims(
    stored: Stored, facts: Iterable[Fact], kept: Mapping[str, Kept], jobs: set[str]
) -> tuple[Claim, ...]:
    """The promises, in the order a worried person asks for them."""
    unsafe = {fact.about for fact in facts if fact.is_safe is False}
    found = stored.findings
    days = [
        table.name
        for table in stored.tables
        if table.name in ANSWERS and any(column.time != "none" for column in table.columns)
    ]
    is_passed_on = any(table.name == SEALED for table in stored.tables)
    sooner = " Only words about danger can be read sooner, without the rest." if is_passed_on else ""
    return (
        _claim(
            "who",
            not (found["columns"] or found["links"] or found["schema"]),
            "Beside your answers we have no place for your name, your number or your address.",
            "Our store has a place that nobody has explained yet. Until that is put right, be careful with us.",
            "The list below is read from the live store, and each place in it has a sentence. If you ask for our news "
            "or to join a group, we keep how to reach you. That is kept apart, and nothing joins it to an answer.",
        ),
        _claim(
            "when",
            not (found["times"] or days),
            "We do not keep the time you sent it. Not even the day stands beside an answer.",
            "Our store has a place where a time could be kept beside answers. That breaks our promise.",
            "No column beside an answer can hold a date or a time.",
        ),
        _claim(
            "order",
            not found["keys"],
            "Each answer gets a random number. So nobody can tell which one came first.",
            "Our store numbers some rows in order. That could tell which answer came first.",
            "The number is 62 random bits and it is also the row's place in the table.",
        ),
        _claim(
            "mixed",
            "mix" in jobs,
            f"Your answer is mixed with others before anybody reads it.{sooner}",
            "Answers are not being mixed at the moment.",
            "Timed work moves answers in groups of ten or more and gives each a new number.",
        ),
        _claim(
            "visits",
            not unsafe - {"Cache"},
            "Our program keeps no list of visits. It sets no cookies.",
            "Something on this site writes down more of a visit than it should.",
            "Read from the settings in force: logs, cookies and headers are listed below.",
        ),
        _claim(
            "deleted",
            all(not line.job or line.job in jobs for line in kept.values()),
            f"What you typed is deleted {kept['comments'].how_long}. What you ticked goes after {_alone(kept)}.",
            "Something that should be deleted in time is not.",
            "The same code that deletes says these times.",
        ),
    )


def _alone(kept: Mapping[str, Kept]) -> str:
    return kept["answers"].how_long.removesuffix(" after the survey closes")


def limits(vendor: str) -> tuple[str, ...]:
    """What no program can promise, in plain words."""
    diary = ("Our database keeps a diary of each change for some time. It shows which answer came first.",)
    return (
        "What you write could give you away. A program takes out names and numbers, but it misses some.",
        "Someone who picks up your phone might see you were on this site.",
        "Your wifi or phone company can see you visited it.",
        "A few people look after our computers. They could open the store, even before answers are mixed.",
        *(diary if vendor == "postgresql" else ()),
        "They could also change the program. This page is made by that program, so it shows no more than they let it.",
        "Once sent, we can’t find your answers to change or delete them.",
    )
