"""The example site: filled once, kept when filled again, and taken away by one command."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from wagtail.models import Page

from cms.results.present import present
from engagement.delivery.models import Commitment
from engagement.demo import fill, people, removal
from engagement.directory.models import Location, Organisation, Service
from engagement.membership.models import JoiningRequest, Member
from surveys.models import (
    Comment,
    DailyCount,
    Intake,
    PublishedResult,
    Response,
    SurveyPage,
    ThemeTag,
    WeightingPlan,
)
from tests.cms.test_public_pages import LIMIT

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """The example site, filled once for this module and taken back afterwards."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            for _, work in fill.STEPS:
                work()
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def state() -> tuple:
    return (
        Page.objects.count(),
        User.objects.count(),
        Commitment.objects.count(),
        Comment.objects.count(),
        ThemeTag.objects.count(),
        sorted(Response.objects.values_list("pk", flat=True)),
        sorted((survey.slug, survey.versions.count()) for survey in SurveyPage.objects.all()),
    )


def test_the_closed_surveys_hold_900_and_1200_answers_and_this_years_a_few_hundred(filled):
    surveys = SurveyPage.objects.filter(locale__language_code="en").exclude(slug="every-kind")
    counted = {survey.slug: (survey.fieldwork.state, survey.responses.count()) for survey in surveys}
    state, answers = counted.pop("insights")
    assert state == "open" and 200 <= answers <= 500
    assert counted.pop("first-questions") == ("closed", 900)
    assert list(counted.values()) == [("closed", 1_200)]


def test_one_result_is_published_weighted_by_a_plan_and_signed_by_two_people(filled):
    result = PublishedResult.objects.get()
    assert (result.slug, result.state) == ("first-questions", PublishedResult.State.PUBLISHED)
    assert result.is_intact
    assert {result.proposed_by.username, result.cosigned_by.username} == {"amara", "sana"}
    assert WeightingPlan.objects.get(survey=result.survey).chosen_by == result.proposed_by


def test_its_figures_stand_on_the_pages_that_quote_them_and_it_is_light_itself(filled, client):
    tables = {table.question: table for table in present(PublishedResult.objects.get().snapshot).tables}

    def share(question: str, answer: str) -> str:
        return next(f"{bar.cell.percent}%" for bar in tables[question].bars if bar.label == answer)

    most, unsafe = share("LOOKOUT", "Most of them do"), share("WALKHOME", "Not safe at all")
    unheard = share("LISTENED", "Not at all")
    for address, figures in (
        ("/most-of-us/", (most, unsafe)),
        ("/you-said-we-did/", (unheard,)),
    ):
        shown = client.get(address).content.decode()
        assert all(figure in shown for figure in figures), address
    shown = client.get("/results/first-questions/").content
    assert len(shown) < LIMIT
    assert shown.count(b'id="areas"') == 1 and shown.count(b'href="#areas"') == len(tables) - 1


def test_every_example_answer_went_through_the_mix(filled):
    assert not Intake.objects.exists()
    assert DailyCount.objects.filter(survey__fieldwork__state="closed").count() > 40


def test_filling_again_changes_nothing(filled):
    before = state()
    for _, work in fill.STEPS:
        work()
    assert state() == before


def test_example_comments_carry_their_themes(filled):
    assert Comment.objects.count() > 500
    assert ThemeTag.objects.values("theme").distinct().count() >= 12


def test_one_command_takes_the_example_away(filled):
    removal.remove()
    assert not Response.objects.exists()
    assert not Comment.objects.exists()
    assert not SurveyPage.objects.exists()
    assert not Commitment.objects.filter(is_example=True).exists()
    assert not JoiningRequest.objects.exists() and not Member.objects.exists()
    assert (
        not Service.objects.exists() and not Organisation.objects.exists() and not Location.objects.exists()
    )
    assert not User.objects.filter(username="amara", is_active=True).exists()


def test_people_whom_a_removal_locked_are_opened_by_the_next_filling(filled):
    removal.remove()
    assert people.make_people() == len(people.PEOPLE)
    amara = User.objects.get(username="amara")
    assert amara.is_active and amara.check_password(people.PASSWORD)
    assert people.make_people() == 0


def test_the_example_never_runs_on_production_settings(settings):
    settings.DEMO_SIGN_IN = False
    with pytest.raises(CommandError, match="never runs on production"):
        call_command("demo", stdout=StringIO())
