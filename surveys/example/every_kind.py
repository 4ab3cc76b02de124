"""A second survey of the example site: one question of every kind, to try them out. Nothing of it is published.

Its subject is a free afternoon, so that anybody can walk through it. It is plainly an example, in English, Urdu and
Polish.
"""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Page

from surveys.example.blocks import (
    Raw,
    checkbox,
    consent,
    faces,
    grid,
    longtext,
    month,
    number,
    pictures,
    radio,
    ranking,
    scale,
    section,
    skip,
    standard,
    text,
    when,
)
from surveys.example.every_kind_polish import POLISH
from surveys.example.every_kind_urdu import URDU
from surveys.example.keeping import placed, publish_if_changed
from surveys.example.pictures import draw
from surveys.example.translating import translate
from surveys.models import Fieldwork, SurveyPage

SLUG = "every-kind"
TRANSLATIONS = {"ur": URDU, "pl": POLISH}
WORDS = {
    "title": "Every kind of question",
    "browser_title": "A few questions",
    "intro": "This page shows every kind of question there is. It is here to be tried out.\n\n"
    "You can skip any question but the first.",
    "consent": "This is an example. What you send is made-up data for testing. Nobody acts on it, and no results are "
    "published.\n\nIf you press the button below, you agree to this.",
    "thanks": "That was every kind of question. Thank you for trying them.",
}


def body(shown: dict[str, int]) -> list[Raw]:
    """The sections; ``shown`` gives the pictures their keys."""
    return [
        section(
            "kinds-start",
            "Before we start",
            consent(
                "TRYOUT",
                "This is only a try-out.",
                "I know that this is an example, and want to go on",
                help="The box has to be ticked. Nothing else in the survey has to be answered.",
            ),
        ),
        section(
            "kinds-choose",
            "Choosing",
            radio(
                "AFTERNOON",
                "What would you do with a free afternoon?",
                {
                    "friends": "Meet friends",
                    "sport": "Play sport",
                    "rest": "Rest",
                    "other": "Something else",
                    "dont_know": "I don’t know",
                },
                own_words=("other",),
                missing={"dont_know": "dont_know"},
                shuffle=True,
                keep_last=1,
            ),
            checkbox(
                "NEEDED",
                "You chose: {{AFTERNOON}}. What would you need for it?",
                {
                    "bus": "A bus that comes",
                    "money": "A little money",
                    "place": "A place to go",
                    "other": "Something else",
                    "nothing": "Nothing",
                },
                alone=("nothing",),
                own_words=("other",),
                instead="nothing yet",
            ),
            text(
                "WHICHPLACE",
                "What kind of place would that be?",
                show_if=when(("NEEDED", "is", "place")),
            ),
            faces(
                "WEEK",
                "How was your week?",
                {
                    "very_good": "Very good",
                    "good": "Good",
                    "neither": "So-so",
                    "bad": "Bad",
                    "very_bad": "Very bad",
                },
            ),
            pictures(
                "MORE",
                "What would you like more of near you?",
                {"park": "Parks", "court": "Courts", "club": "Youth clubs", "bus": "Buses"},
                shown=shown,
                alt={
                    "park": "Three trees on grass under the sun",
                    "court": "A ball above a basket",
                    "club": "A house with an open door",
                    "bus": "A bus at a stop",
                },
            ),
            scale("HOPEFUL", "How hopeful do you feel today?", low="Not at all", high="Very"),
            grid(
                "NEAR",
                "Near where I live …",
                {
                    "DO": "there are things to do",
                    "SAFE": "I can walk home after dark",
                    "KNOWN": "people know each other",
                },
                {
                    "agree": "Agree",
                    "neither": "Neither agree nor disagree",
                    "disagree": "Disagree",
                },
            ),
            ranking(
                "FIRST",
                "What should come first?",
                {
                    "lights": "Better street lights",
                    "to_do": "More to do in the evening",
                    "workers": "More youth workers",
                    "buses": "Later buses",
                    "parks": "Tidier parks",
                },
                places=3,
                shuffle=True,
            ),
        ),
        section(
            "kinds-write",
            "Writing",
            number(
                "BUSDAYS",
                "On how many days a week do you take the bus?",
                smallest=0,
                largest=7,
                unit="days",
                bands="0, 1, 3, 6",
            ),
            number(
                "HOURS",
                "How many hours did you spend outdoors yesterday?",
                smallest=0,
                largest=24,
                one_decimal=True,
                unit="hours",
                bands="0, 1, 2, 4, 8",
            ),
            month("LASTCLUB", "When were you last at a club or a team?", from_year=2020, to_year=2027),
            text(
                "ONEWORD",
                "What is one word for your area?",
                max_length=40,
                # Whoever has no word for it is not asked for more.
                skips=[skip("s4", ("ONEWORD", "not_answered", ""))],
            ),
            longtext("IDEA", "What would make a good afternoon?", max_length=500),
        ),
        section(
            "kinds-you",
            "About you",
            standard("area", "AREA"),
            standard("age_band", "AGE"),
            standard("sex", "SEX"),
        ),
    ]


@transaction.atomic
def build(home: Page, *, slug: str = SLUG, state: str = Fieldwork.State.OPEN) -> SurveyPage:
    """Make or refresh the survey under ``home``, in its three languages. Safe to repeat. Returns the English page."""
    page = placed(home, slug, {**WORDS, "is_example": True, "body": body(draw())})
    publish_if_changed(page)
    for language, said in TRANSLATIONS.items():
        translate(page, language, said)
    Fieldwork.objects.update_or_create(survey=page, defaults={"state": state})
    return page
