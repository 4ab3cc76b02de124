"""Invented promises in their stages, one of them late on purpose."""

from __future__ import annotations

from datetime import date, timedelta

from engagement.delivery.models import Action, Commitment
from engagement.delivery.services import promise

FIRST_RESULT = "first-questions"
"""The address of the example's first result, which is published when the example is filled."""


def result_slug(today: date) -> str:
    """The address last year's example results get when they are published, which these promises answer."""
    return f"insights-{today.year - 1}"


def build_promises(*, today: date) -> list[Commitment]:
    """Four promises: under way, late and kept, the last of them on the result that is published from the start."""
    figure = result_slug(today)
    planned = {action.slug: action for action in Action.objects.filter(is_example=True)}

    def day(days: int) -> date:
        return today + timedelta(days=days)

    return [
        promise(
            slug="somewhere-warm-on-sundays",
            you_said="There is nothing to do near us, and when there is, nobody tells us.",
            we_did="Open one hall in each area on Sunday afternoons, and put them all on one list.",
            theme="provision_activities",
            figure=figure,
            question="ACTIVITY",
            owner="Activities group (invented)",
            stage=Commitment.Stage.UNDERWAY,
            milestone="Four of seven halls are open",
            due_on=day(48),
            evidence="Opening times of four halls",
            action=planned.get("somewhere-warm-on-sundays-everywhere"),
            is_example=True,
        ),
        promise(
            slug="lights-on-the-way-home",
            you_said="I go the long way round because the short way is dark.",
            we_did="Walk the dark paths with young people and mend the lamps they choose first.",
            theme="no_go_places",
            figure=figure,
            question="SAFENIGHT",
            area="E08000028",
            owner="Street lighting group (invented)",
            stage=Commitment.Stage.PROMISED,
            milestone="The list of lamps is public",
            due_on=day(-9),
            is_example=True,
        ),
        promise(
            slug="officers-you-know",
            you_said="I would talk to the police if it was the same face each week.",
            we_did="The same two officers come to each youth club, out of the car, for a whole year.",
            theme="policing",
            figure=figure,
            question="POLICE",
            owner="Neighbourhood policing group (invented)",
            stage=Commitment.Stage.DONE,
            milestone="Twelve clubs have met their officers",
            due_on=day(-40),
            done_on=day(-44),
            evidence="Twelve clubs confirmed it in writing",
            is_example=True,
        ),
        promise(
            slug="an-answer-in-a-month",
            you_said="You ask us, and then we never hear what became of it.",
            we_did="Whoever asks the Partnership something in public gets an answer in public within a month.",
            figure=FIRST_RESULT,
            question="LISTENED",
            owner="Engagement team (invented)",
            stage=Commitment.Stage.DONE,
            milestone="A year of questions and answers is public",
            due_on=day(-90),
            done_on=day(-96),
            evidence="Every question of a year with its answer",
            is_example=True,
        ),
    ]
