"""Starting a survey: by analysts, as a draft, empty or with the questions of another."""

from __future__ import annotations

import pytest
from django.urls import reverse

from engagement.accounts.roles import ROLES
from surveys.models import SurveyPage
from tests.people import CAST, cast

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/surveys/new/"


def test_an_analyst_starts_an_empty_survey_and_writes_it(home, analyst):
    response = analyst.post(ADDRESS, {"title": "Insights 2027", "slug": "insights-2027"})
    page = SurveyPage.objects.get(slug="insights-2027")
    assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert not page.live and page.owner == analyst.user
    assert analyst.get(response.url).status_code == 200


def test_the_next_wave_takes_over_the_questions_with_their_codes(survey, analyst):
    analyst.post(ADDRESS, {"title": "Next wave", "slug": "next", "like": survey.pk})
    page = SurveyPage.objects.get(slug="next")
    assert not page.live and not page.is_example
    assert page.body.raw_data[0]["value"] == survey.body.raw_data[0]["value"]
    assert page.translation_key != survey.translation_key


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"title": "", "slug": "new"}, "This field is required."),
        ({"title": "New", "slug": "two words"}, "Use small letters, digits and hyphens"),
        ({"title": "New", "slug": "small"}, "Another page has this address."),
    ],
)
def test_what_is_missing_or_taken_is_said(draft, analyst, fields, says):
    SurveyPage.objects.filter(pk=draft.pk).update(slug="small")
    response = analyst.post(ADDRESS, fields)
    assert response.status_code == 422 and says in response.content.decode()
    assert SurveyPage.objects.count() == 1


@pytest.mark.parametrize("role", sorted(set(ROLES) & set(CAST) - {"analyst"}))
def test_nobody_else_starts_one(home, client, role):
    client.force_login(cast(role))
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, {"title": "New", "slug": "new"}).status_code == 403
    assert not SurveyPage.objects.exists()
