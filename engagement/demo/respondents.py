"""Synthetic respondents: who answers, and what they say. Drawn from the modelled residents, the same every time.

The pattern of who answers follows what the Partnership reported of its 2023 survey: under-25s, ethnic minorities and
faith groups were under-represented. Everything else is invented: the answers describe nobody.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from surveys.analysis import population
from surveys.analysis.demographics import PREFER_NOT_TO_SAY, STANDARD
from surveys.analysis.quality.duplicates import SHORTEST
from surveys.authoring.routing import shown
from surveys.reports.asked import CONSENT

COMMENTS = Path(population.__file__).parent / "data" / "example_comments.csv"

READINESS: dict[Any, dict[Any, float]] = {
    "age_band": {
        "13-15": 0.35,
        "16-17": 0.45,
        "18-24": 0.4,
        "25-34": 0.8,
        "50-64": 1.35,
        "65-74": 1.5,
        "75+": 0.8,
    },
    "sex": {"female": 1.35},
    "ethnic_group": {
        **{code: 0.55 for code in STANDARD["ethnic_group"].codes if not code.startswith("white")},
        "white_roma": 0.3,
        "white_gypsy": 0.3,
    },
    "religion": {"muslim": 0.7, "sikh": 0.75, "hindu": 0.75},
    "authority": {"E08000028": 0.7, "E08000030": 0.8, "E08000029": 1.3},
}
"""How readily people answer, relative to others: the shape of the 2023 survey, not its figures."""

EASE = {
    "sex": {"female": -0.35, "another": -0.4},
    "age_band": {"13-15": -0.3, "16-17": -0.4, "18-24": -0.2, "65-74": 0.15, "75+": -0.1},
    "authority": {"E08000029": 0.4, "E08000027": 0.15, "E08000025": -0.2, "E08000031": -0.1},
    "religion": {"muslim": -0.1, "sikh": -0.05},
}
"""How at ease a group feels compared with others, in standard deviations; invented."""

BEST_FIRST: dict[str, tuple[float, ...]] = {
    "SAFEDAY": (0.34, 0.44, 0.16, 0.06),
    "SAFENIGHT": (0.12, 0.36, 0.33, 0.19),
    "FEAR": (0.3, 0.38, 0.22, 0.1),
    "POLICE": (0.05, 0.28, 0.37, 0.2, 0.1),
    "AGREE": (0.08, 0.28, 0.32, 0.2, 0.12),
    "HEARD": (0.07, 0.28, 0.44, 0.21),
    "TRUST": (0.08, 0.34, 0.39, 0.19),
    "ACTIVITY": (0.13, 0.47, 0.4),
    "LOOKOUT": (0.68, 0.23, 0.09),
    "WALKHOME": (0.17, 0.38, 0.3, 0.15),
    "LIGHT": (0.27, 0.45, 0.28),
    "KNOWWHERE": (0.21, 0.34, 0.45),
    "ADULT": (0.62, 0.38),
    "LISTENED": (0.07, 0.29, 0.4, 0.24),
}
"""Questions whose options run from the best answer to the worst, with the shares of each."""

WORST_FIRST: dict[str, tuple[float, ...]] = {
    "WORRY": (0.19, 0.35, 0.33, 0.13),
    "ATTACK": (0.13, 0.27, 0.39, 0.21),
    "ONLINE": (0.22, 0.33, 0.18, 0.27),
}
"""Questions whose options run from the worst answer to the best."""

SKIPPED = 0.03
DECLINED = 0.02
WRITES = 0.42
SHOWS = {"yes": 0.55, "no": 0.3}
"""Whether people who write let their words be shown; the others leave the question out."""


@dataclass(frozen=True)
class Respondent:
    """One synthetic person's answers, in the shape of a stored answer."""

    demographics: dict[str, str]
    answers: dict[str, Any]
    comments: dict[str, str] = field(default_factory=dict)
    language: str = "en"


@dataclass(frozen=True)
class WrittenComment:
    text: str
    question: str
    age: str
    language: str


def written_comments() -> list[WrittenComment]:
    """The invented comments that ship with the codebook."""
    with COMMENTS.open(encoding="utf-8", newline="") as file:
        return [
            WrittenComment(row["text"], row["question"], row["age"], row["language"])
            for row in csv.DictReader(file)
        ]


def respondents(
    n: int, *, seed: int, definition: Mapping[str, Any], shift: float = 0.0
) -> Iterator[Respondent]:
    """``n`` people answering the survey of ``definition``; ``shift`` moves how at ease everybody feels."""
    people = population.sample_people(n, seed=seed, propensity=READINESS)
    draw = np.random.default_rng(seed + 1)
    # Drawn apart: asking it changes nothing else that anybody says.
    asks = any(
        question["code"] == CONSENT for part in definition["sections"] for question in part["questions"]
    )
    lets = np.random.default_rng((seed, 1))
    comments = _Comments(draw)
    for person in people.to_dict("records"):
        demographics = _some_decline({name: str(code) for name, code in person.items()}, draw)
        ease = (
            draw.normal()
            + shift
            + sum(EASE.get(name, {}).get(code, 0.0) for name, code in demographics.items())
        )
        answered = _answer(definition, demographics, ease, draw, comments)
        yield _asked_to_show(answered, lets) if asks else answered


def _asked_to_show(person: Respondent, draw: np.random.Generator) -> Respondent:
    """Somebody with their answer to whether their words may be shown; who wrote nothing leaves it out."""
    chance = float(draw.random())
    if not person.comments or chance >= math.fsum(SHOWS.values()):
        return person
    said = "yes" if chance < SHOWS["yes"] else "no"
    return replace(person, answers={**person.answers, CONSENT: said})


def _some_decline(person: dict[str, str], draw: np.random.Generator) -> dict[str, str]:
    given = {}
    for name, code in person.items():
        chance = draw.random()
        if chance < 0.015:
            continue
        given[name] = PREFER_NOT_TO_SAY if chance < 0.04 else code
    if draw.random() < 0.006:
        given["sex"] = "another"
    if draw.random() < 0.012:
        given["authority"] = "elsewhere"
    return given


def _answer(
    definition: Mapping[str, Any],
    demographics: dict[str, str],
    ease: float,
    draw: np.random.Generator,
    comments: _Comments,
) -> Respondent:
    answers: dict[str, Any] = {}
    written: dict[str, str] = {}
    language = "en"
    for section in definition["sections"]:
        for question in section["questions"]:
            if question["type"] == "demographic" or question["code"] == CONSENT:
                continue
            if draw.random() < SKIPPED:
                continue
            if question["code"] not in shown(definition, answers).questions:
                continue
            if question["type"] in ("text", "longtext"):
                if draw.random() < WRITES:
                    comment = comments.pick(question["code"], demographics.get("age_band", ""))
                    written[question["code"]] = comment.text
                    language = comment.language if comment.language == "ur" else language
                continue
            answers |= _closed(question, ease, draw)
    return Respondent(demographics, answers, written, language)


def _closed(question: Mapping[str, Any], ease: float, draw: np.random.Generator) -> dict[str, Any]:
    code = question["code"]
    if question["type"] == "scale":
        middle = (question["min"] + question["max"]) / 2
        felt = middle + 1 + 1.7 * (0.6 * ease + 0.8 * draw.normal())
        return {code: int(min(question["max"], max(question["min"], round(felt))))}
    if question["type"] == "grid":
        lean = draw.normal(scale=0.3)
        return {f"{code}.{row['code']}": _ordered(question, ease + lean, draw) for row in question["rows"]}
    if question["type"] == "checkbox":
        return {code: _chosen(question, ease, draw)}
    return {code: _ordered(question, ease, draw)}


def _ordered(question: Mapping[str, Any], ease: float, draw: np.random.Generator) -> str:
    """One option: the more at ease, the likelier the better end, where the question has one."""
    substantive = [option["code"] for option in question["options"] if not option["missing"]]
    declining = [option["code"] for option in question["options"] if option["missing"]]
    if declining and draw.random() < DECLINED:
        return declining[0]
    code = question["code"]
    shares = BEST_FIRST.get(code) or WORST_FIRST.get(code)
    aside = substantive[len(shares) :] if shares else []
    if aside and draw.random() < 0.08:
        return aside[0]
    if code == "AVOID":
        return _likelier("yes", "no", 0.46 - 0.14 * ease, "not_sure", draw)
    if shares is None:
        return substantive[min(len(substantive) - 1, int(draw.exponential(scale=1.1)))]
    place = float(ndtr(-(0.6 * ease + 0.8 * draw.normal())))
    if code in WORST_FIRST:
        place = 1 - place
    edges = np.cumsum(shares) / math.fsum(shares)
    return substantive[int(min(len(shares) - 1, np.searchsorted(edges, place)))]


def _likelier(yes: str, no: str, chance: float, unsure: str, draw: np.random.Generator) -> str:
    if draw.random() < 0.1:
        return unsure
    return yes if draw.random() < min(0.95, max(0.05, chance)) else no


def _chosen(question: Mapping[str, Any], ease: float, draw: np.random.Generator) -> list[str]:
    """Some options of a list: earlier ones more often, and more of them the less at ease somebody is."""
    options = [option for option in question["options"] if not option["missing"]]
    alone = [option["code"] for option in options if option["exclusive"]]
    if alone and draw.random() < 0.12:
        return alone[:1]
    open_options = [option["code"] for option in options if not option["exclusive"]]
    likely = min(0.9, max(0.1, 0.36 - 0.08 * ease))
    chosen = [
        code
        for place, code in enumerate(open_options)
        if draw.random() < likely * (1.25 if place % 3 == 0 else 0.8)
    ]
    return chosen or [open_options[int(draw.integers(len(open_options)))]]


ENDINGS = (
    "",
    " That is how I see it, and I have lived round here for a good long while now.",
    " Ask anybody on our road and I think most of them would tell you the same thing.",
    " I have thought about it a lot, and this is what I would put first on any list.",
    " It has been like that for as long as I can remember, if you want to know.",
    " Maybe others see it in another way, but you asked me and that is my own answer.",
)
"""What the second person with the same thing to say adds to it, and the third: real people share no whole sentence."""


class _Comments:
    """Hands out written comments for a question, each once before any is used again; other languages once alone."""

    def __init__(self, draw: np.random.Generator) -> None:
        self.draw = draw
        self.left: dict[tuple[str, bool], list[WrittenComment]] = {}
        self.all = pd.Series(written_comments())
        self.used: Counter[str] = Counter()

    def pick(self, question: str, age_band: str) -> WrittenComment:
        young = age_band in ("13-15", "16-17", "18-24")
        left = self.left.setdefault((question, young), [])
        if not left:
            fitting = [
                comment
                for comment in self.all
                if comment.question == question and comment.age in ("any", "young" if young else "older")
            ]
            left.extend(fitting[place] for place in self.draw.permutation(len(fitting)))
        comment = left.pop()
        times = self.used[comment.text]
        self.used[comment.text] += 1
        if times and comment.language != "en":
            return self.pick(question, age_band)
        ending = ENDINGS[times % len(ENDINGS)] if len(comment.text) >= SHORTEST else ""
        return replace(comment, text=f"{comment.text.rstrip('.')}.{ending}" if ending else comment.text)
