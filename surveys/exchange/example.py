"""The synthetic example file in docs/examples: invented people who answer an invented survey of 2023.

``python -m surveys.exchange.example`` writes it again, the same to the last byte. It is laid out as survey tools
export: wide age bands, one column for each box, words instead of codes, blanks and "Prefer not to say".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from random import Random

from surveys.analysis.demographics import AUTHORITIES, STANDARD
from surveys.analysis.population import sample_people

PATH = Path(__file__).resolve().parents[2] / "docs" / "examples" / "responses-2023-style.csv"
PEOPLE = 400
SEED = 2023

AGES = {
    "13-15": "Under 18",
    "16-17": "Under 18",
    "18-24": "18-24",
    "25-34": "25-34",
    "35-49": "35-49",
    "50-64": "50-64",
    "65-74": "65 and over",
    "75+": "65 and over",
}
GROUPS = {
    "Asian": "Asian or Asian British",
    "Black": "Black, African, Caribbean or Black British",
    "Mixed": "Mixed or multiple ethnic groups",
    "White": "White",
    "Other": "Another ethnic group",
}
WHO_ANSWERS = {
    "age_band": {
        "13-15": 0.7,
        "16-17": 0.8,
        "18-24": 0.75,
        "25-34": 0.9,
        "35-49": 1.4,
        "50-64": 1.3,
        "75+": 0.5,
    },
    "sex": {"female": 1.5},
    "ethnic_group": {
        category.code: 0.6 for category in STANDARD["ethnic_group"].categories if category.shown != "White"
    },
    "authority": {"E08000025": 0.8, "E08000026": 1.3, "E08000031": 1.5},
}
"""Who answers more readily: an invented pattern with the gaps such surveys have."""

SAFE = ("Very safe", "Fairly safe", "A bit unsafe", "Very unsafe")
AGREE = ("Strongly agree", "Agree", "Neither agree nor disagree", "Disagree", "Strongly disagree")
PLACES = ("Parks", "Town centre", "Bus or tram stops", "Underpasses", "None of these")
HELP = ("More youth clubs", "Better lighting", "More police on foot", "Mentors", "Lessons in school")
STATEMENTS = (
    "People here listen to young people",
    "I know where to get help",
    "People from different backgrounds get on well",
)
HEADINGS = (
    *(
        "Response ID",
        "How old are you?",
        "Are you...",
        "Which area do you live in?",
        "Ethnic group",
        "Religion or belief",
    ),
    *("Q1 Safe in the day", "Q2 Safe after dark", "Q3 How worried are you about violence? (0-10)"),
    *(f"Q4 {place}" for place in PLACES),
    "Q5 What would help?",
    *(f"Q6 {statement}" for statement in STATEMENTS),
    *("Q7 Where do you feel unsafe, and why?", "Q8 What should change?"),
)


def rows() -> list[list[str]]:
    """The headings and 400 invented responses."""
    random = Random(SEED)
    people = sample_people(PEOPLE, seed=SEED, propensity=WHO_ANSWERS)
    comments = _comments()
    found = [list(HEADINGS)]
    for number, person in enumerate(people.itertuples(index=False), 1):
        young = person.age_band in ("13-15", "16-17", "18-24")
        fear = 0.15 * young + 0.12 * (person.sex == "female") + 0.6 * random.random()
        places = [place for place in PLACES[:-1] if random.random() < 0.1 + 0.5 * fear]
        helps = [
            each for place, each in enumerate(HELP) if random.random() < (0.55, 0.35, 0.4, 0.3, 0.25)[place]
        ]
        ticks = places or ([PLACES[-1]] if random.random() < 0.8 else [])
        answers = [
            _pick(random, SAFE, fear * 0.8),
            _pick(random, SAFE, fear * 1.1 + 0.1),
            str(min(10, max(0, round(10 * fear + random.random() * 3 - 1)))),
            *("1" if place in ticks else "0" if ticks else "" for place in PLACES),
            ";".join(helps),
            *(_pick(random, AGREE, 0.3 + 0.25 * random.random() + 0.2 * young) for _ in STATEMENTS),
        ]
        answers = ["" if random.random() < 0.03 and not answer.isdigit() else answer for answer in answers]
        found.append(
            [
                f"R{10_000 + 7 * number}",
                _declined(random, AGES[person.age_band], 0.02),
                "Woman or girl" if person.sex == "female" else "Man or boy",
                AUTHORITIES[person.authority] if random.random() > 0.02 else "Outside the West Midlands",
                _declined(random, GROUPS[str(STANDARD["ethnic_group"].band_of(person.ethnic_group))], 0.03),
                _religion(random, person.religion),
                *answers,
                *(_comment(random, comments[question], young) for question in ("WHERE", "CHANGE")),
            ]
        )
    return found


def _pick(random: Random, scale: Sequence[str], height: float) -> str:
    """An answer higher up the scale the larger ``height`` is, with chance in it."""
    at = height + random.gauss(0.0, 0.2)
    return scale[min(max(int(at * len(scale)), 0), len(scale) - 1)]


def _declined(random: Random, answer: str, share: float) -> str:
    return "Prefer not to say" if random.random() < share else answer


def _religion(random: Random, code: str) -> str:
    band = STANDARD["religion"].band_of(code)
    return _declined(random, "Prefer not to say" if band is None else band, 0.03)


def _comments() -> Mapping[str, tuple[list[str], list[str]]]:
    """Invented comments by question: those anybody may have written, and those a young person wrote."""
    found: dict[str, tuple[list[str], list[str]]] = {"WHERE": ([], []), "CHANGE": ([], [])}
    text = (
        resources.files("surveys.analysis.data").joinpath("example_comments.csv").read_text(encoding="utf-8")
    )
    for row in csv.DictReader(io.StringIO(text)):
        if row["language"] == "en" and row["split"] == "dev" and row["question"] in found:
            found[row["question"]][row["age"] == "young"].append(row["text"])
    return found


def _comment(random: Random, comments: tuple[list[str], list[str]], young: bool) -> str:
    if random.random() < 0.45:
        return random.choice(("", "", "", "N/A", "-"))
    return random.choice(comments[young and random.random() < 0.7])


def text() -> str:
    """The example file as it is written."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows())
    return out.getvalue()


if __name__ == "__main__":
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text(text(), encoding="utf-8")
