"""The page of an area: its own figures, promises, dates, doors and helplines, and honest where there are none."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.utils.timezone import localdate

from cms.areas.residents import residents
from cms.models import AreaPage
from cms.shapes import AREAS
from engagement.delivery.models import Action
from surveys.models import PublishedResult
from tests.cms.site import RESULT, example_site


def test_the_census_counts_of_an_area_are_those_that_were_published():
    # TS009, Census 2021: usual residents of Birmingham and of Solihull. Other tables differ by a few people on purpose.
    assert residents()["E08000025"].everybody == 1_144_923
    assert residents()["E08000029"].everybody == 216_245
    assert set(residents()) == set(AREAS)
    assert all(25 < told.share_under_25 < 45 for told in residents().values())


class Area(TestCase):
    @classmethod
    def setUpTestData(cls):
        example_site()

    def test_it_shows_what_was_released_for_it_beside_the_region_and_nothing_else(self):
        view = self.client.get("/areas/sandwell/").context["view"]
        (asked,) = (*view.first, *view.more)
        assert asked.question == "SAFEDAY"
        answers = {answer.label: answer for answer in asked.answers}
        # The made-up result has 32 per cent for Sandwell and 31 for everyone; the last answer is hidden there.
        assert (answers["Very safe"].here.percent, answers["Very safe"].everywhere.percent) == (32, 31)
        assert answers["Prefer not to say"].here.percent == "[c]"

    def test_where_nothing_is_published_it_says_so_and_not_that_people_were_too_few(self):
        with mock.patch("cms.areas.selectors.published_results", return_value=[]):
            html = self.client.get("/areas/sandwell/").content.decode()
        assert "Nothing is published yet" in html and "Too few people" not in html

    def test_where_too_few_answered_it_says_so(self):
        result = PublishedResult.objects.get(slug=RESULT)
        for table in result.snapshot["tables"]:
            table["rows"] = [row for row in table["rows"] if row["label"] != "Sandwell"]
        with mock.patch("cms.areas.selectors.published_results", return_value=[result]):
            assert "Too few people from here" in self.client.get("/areas/sandwell/").content.decode()

    def test_promises_events_doors_and_lines_are_those_of_the_area(self):
        view = self.client.get("/areas/sandwell/").context["view"]
        assert [told.commitment.slug for told in view.promises] == ["lights-on-the-way-home"]
        assert {member.area for member in view.members} == {"E08000028"}
        assert [event.slug for event in self.client.get("/areas/walsall/").context["view"].events] == [
            "open-hall"
        ]
        assert self.client.get("/areas/walsall/").context["view"].promises == []

    def test_actions_of_the_plan_in_the_area_lead_to_their_place_in_it_until_they_are_stopped(self):
        action = Action.objects.exclude(area="").first()
        address = f"/areas/{AreaPage.objects.get(area=action.area).slug}/"
        page = self.client.get(address)
        assert action.slug in [told.slug for told in page.context["view"].planned]
        assert f'href="/delivery-plan/#{action.slug}"' in page.content.decode()
        assert f'id="{action.slug}"' in self.client.get("/delivery-plan/").content.decode()
        elsewhere = AreaPage.objects.exclude(area=action.area).first()
        assert action.says not in self.client.get(elsewhere.url).content.decode()
        Action.objects.filter(pk=action.pk).update(stopped_on=localdate(), stopped_why="No money.")
        assert action.slug not in [told.slug for told in self.client.get(address).context["view"].planned]

    def test_an_area_has_one_page(self):
        again = AreaPage(
            title="Sandwell again", area="E08000028", locale_id=AreaPage.objects.first().locale_id
        )
        with pytest.raises(ValidationError) as refused:
            again.clean()
        assert "has a page already" in refused.value.message_dict["area"][0]

    def test_a_page_that_should_have_been_looked_at_again_says_so_to_everybody(self):
        assert "keeps this page" in self.client.get("/areas/sandwell/").content.decode()
        AreaPage.objects.filter(area="E08000028").update(look_again_on=localdate() - timedelta(days=1))
        assert "may be out of date" in self.client.get("/areas/sandwell/").content.decode()
