"""The first survey of the example site: seven short questions and three about who answers, asked before Insights.

It is closed, and its result is published: what the example's pages quote comes from here. Codes are stable.

LOOKOUT: most, some, few             WALKHOME: very_safe, quite_safe, not_very_safe, not_safe
LIGHT, KNOWWHERE: yes, some, no      ADULT: yes, no, not_sure
LISTENED: a_lot, some, not_much, not_at_all
MISSING (several): lights, warm, buses, adults, nothing (stands alone)
AUTHORITY, AGE, SEX (standard categories)

Nothing is asked that needs “prefer not to say”: whoever does not want to answer goes on to the next question.
"""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Page

from surveys.example.blocks import Raw, checkbox, radio, section, standard
from surveys.example.keeping import placed, publish_if_changed
from surveys.models import Fieldwork, SurveyPage

SLUG = "first-questions"
TITLE = "First questions"
WORDS = {
    "title": TITLE,
    "browser_title": "A few first questions",
    "intro": "We want to know how it feels to live here.\n\nThere are ten short questions. They take about three "
    "minutes. You can skip any of them.",
    "consent": "This survey is run by the West Midlands Violence Reduction Partnership.\n\nYou choose whether to take "
    "part. You can stop at any time, and nothing is sent until you press Send.\n\nWe add your answers to those of many "
    "other people and publish totals, never one person's answers.\n\nIf you press the button below, you agree to this.",
    "thanks": "Your answers are in. Thank you.\n\nWhen the survey closes we publish what people said, and what happens "
    "because of it.",
}


def body() -> list[Raw]:
    """The sections and questions, as Wagtail stores them."""
    return [
        section(
            "first-here",
            "Where you live",
            radio(
                "LOOKOUT",
                "Do people in your area look out for each other?",
                {
                    "most": "Most of them do",
                    "some": "Some of them do",
                    "few": "Few of them do",
                },
                prefer_not=False,
            ),
            radio(
                "WALKHOME",
                "How safe do you feel when you walk home in the evening?",
                {
                    "very_safe": "Very safe",
                    "quite_safe": "Quite safe",
                    "not_very_safe": "Not very safe",
                    "not_safe": "Not safe at all",
                },
                prefer_not=False,
            ),
            radio(
                "LIGHT",
                "Is the way you walk in the evening well lit?",
                {"yes": "Yes, all of it", "some": "Some of it", "no": "No"},
                prefer_not=False,
            ),
            radio(
                "KNOWWHERE",
                "Do you know where young people near you can go in the evening?",
                {"yes": "Yes, more than one place", "some": "Yes, one place", "no": "No"},
                prefer_not=False,
            ),
        ),
        section(
            "first-heard",
            "Talking and being heard",
            radio(
                "ADULT",
                "Is there somebody outside your family you could go to with a worry?",
                {"yes": "Yes", "no": "No", "not_sure": "I am not sure"},
                prefer_not=False,
            ),
            radio(
                "LISTENED",
                "How much do the people in charge listen to people like you?",
                {"a_lot": "A lot", "some": "Some", "not_much": "Not much", "not_at_all": "Not at all"},
                prefer_not=False,
                help="People in charge: the council, the police, the health service and others who decide.",
            ),
            checkbox(
                "MISSING",
                "What would make evenings better where you live?",
                {
                    "lights": "Better street lights",
                    "warm": "Somewhere warm to go",
                    "buses": "Later buses",
                    "adults": "Youth workers who stay",
                    "nothing": "Nothing, evenings are fine",
                },
                alone=("nothing",),
            ),
        ),
        section(
            "first-you",
            "About you",
            standard("authority", "AUTHORITY"),
            standard("age_band", "AGE"),
            standard("sex", "SEX"),
        ),
    ]


@transaction.atomic
def build(home: Page) -> SurveyPage:
    """Make the survey under ``home`` or refresh it, closed. Safe to repeat. Returns its page."""
    page = placed(home, SLUG, {**WORDS, "is_example": True, "body": body()})
    publish_if_changed(page)
    Fieldwork.objects.update_or_create(survey=page, defaults={"state": Fieldwork.State.CLOSED})
    return page
