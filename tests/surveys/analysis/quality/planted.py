"""Answers as 1,140 people give them, with sixty machines of five kinds among them. Drawn the same every time."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from surveys.analysis import population
from surveys.analysis.quality.flags import Flag
from surveys.analysis.quality.marks import Answered
from surveys.analysis.quality.patterns import Impossible, grid_items

COMMENTS = Path(population.__file__).parent / "data" / "example_comments.csv"
AGREEMENT = ("strongly_agree", "agree", "neither", "disagree", "strongly_disagree")
AGES = ("13-15", "16-17", "18-24", "25-34", "35-49", "50-64", "65-74", "75+")

DEFINITION = {
    "sections": [
        {
            "questions": [
                {
                    "code": code,
                    "type": "grid",
                    "rows": [{"code": f"R{row}"} for row in range(6)],
                    "options": [{"code": option} for option in AGREEMENT]
                    + [{"code": "prefer_not", "missing": True}],
                }
                for code in ("AGREE", "SERVE")
            ]
        }
    ]
}
ITEMS = grid_items(DEFINITION)
IMPOSSIBLE = (Impossible(("AGE", frozenset({"13-15"})), ("WORK", frozenset({"retired"}))),)
ATTENTION = {"CHECK": "agree"}

SPAM = "Great survey thanks for this! Visit our website today for amazing offers and free prizes number {}."


def _person(draw: random.Random, sayings: list[str]) -> Answered:
    mood = draw.gauss(2.0, 0.6)
    # Two grids ask about two things: what somebody thinks of one goes with the other, and is not the same.
    leaning = {code: mood + draw.gauss(0, 0.6) for code in ("AGREE", "SERVE")}
    answers = {}
    declines = draw.random() < 0.03
    for item in ITEMS:
        if draw.random() < 0.95:
            place = min(4, max(0, round(leaning[item.field.partition(".")[0]] + draw.gauss(0, 0.8))))
            answers[item.field] = "prefer_not" if declines else AGREEMENT[place]
    age = draw.choice(AGES)
    answers |= {"AGE": age, "WORK": "retired" if age in ("65-74", "75+") else draw.choice(("school", "work"))}
    answers["CHECK"] = "agree" if draw.random() < 0.995 else "disagree"
    texts = []
    if draw.random() < 0.6:
        texts.append(". ".join(draw.sample(sayings, 2)))
    if draw.random() < 0.3:
        texts.append(
            draw.choice(("More lights", "don't know", "Nothing", "more things to do", "a youth club"))
        )
    flags = {Flag.FAST} if draw.random() < 0.003 else set()
    if draw.random() < 0.05:
        flags |= {Flag.RATE, Flag.BURST}
    return Answered(answers, texts, frozenset(flags))


def _machine(kind: int, draw: random.Random, sayings: list[str]) -> Answered:
    seen = _person(draw, sayings)
    answers = dict(seen.answers)
    match kind:
        case 0:  # The same advertisement with another number in it.
            return Answered(answers, [SPAM.format(draw.randrange(10_000))])
        case 1:  # The first column all the way down.
            return Answered(answers | {item.field: AGREEMENT[0] for item in ITEMS}, seen.texts)
        case 2:  # Fills in every field there is, also the one nobody sees.
            return Answered(answers, seen.texts, frozenset({Flag.HONEYPOT}))
        case 3:  # Sends within a second of opening, or far ahead of everybody.
            return Answered(answers, seen.texts, frozenset({draw.choice((Flag.FAST, Flag.SPEEDING))}))
        case _:  # Clicks at random.
            answers |= {item.field: draw.choice(AGREEMENT) for item in ITEMS}
            answers |= {"AGE": "13-15", "WORK": "retired", "CHECK": draw.choice(AGREEMENT)}
            return Answered(answers, seen.texts)


def planted(people: int = 1_140, machines: int = 60, seed: int = 20261122) -> tuple[list[Answered], set[int]]:
    """The answers in random order, and the places of the machines among them."""
    draw = random.Random(seed)
    with COMMENTS.open(encoding="utf-8", newline="") as file:
        sayings = [row["text"] for row in csv.DictReader(file)]
    made = [(False, _person(draw, sayings)) for _ in range(people)]
    made += [(True, _machine(which % 5, draw, sayings)) for which in range(machines)]
    draw.shuffle(made)
    return [answered for _, answered in made], {place for place, (is_one, _) in enumerate(made) if is_one}
