"""The directory as visitors meet it: filters without a script, honest dates, cards, need beside supply."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

from django.test import TestCase
from django.utils.timezone import localdate

from cms.directory.need import need_view, young_people
from cms.example import build_site
from cms.models import DirectoryPage
from cms.shapes import AREAS
from engagement.directory.choices import Status
from engagement.directory.models import Service
from engagement.publishing.sections import section_of
from tests.cms.site import example_site


class Directory(TestCase):
    @classmethod
    def setUpTestData(cls):
        example_site()

    def names(self, query: str) -> list[str]:
        return [
            service.name for service in self.client.get(f"/directory/?{query}").context["page_of_services"]
        ]

    def test_the_filter_is_a_form_whose_choices_stay_chosen_and_travel_to_the_next_page(self):
        told = self.client.get("/directory/?area=E08000025&age=13&who=girls").content.decode()
        assert '<form class="wish" method="get"' in told and '<details class="wish__more" open' in told
        for chosen in ('value="E08000025" selected', 'value="13" selected', 'value="girls" selected'):
            assert chosen in told
        assert self.names("area=E08000025&age=13&who=girls") == [
            "Girls-only football at Rosehill",
            "Rosehill homework and pool",
        ]
        first = self.client.get("/directory/?age=13").context
        assert first["later"] == "age=13&page=2" and self.names(first["later"])
        assert not set(self.names("age=13")) & set(self.names(first["later"]))

    def test_nonsense_in_the_address_counts_as_nothing_ticked(self):
        nonsense = "area=x&kind=%00&age=-1&who=%F0%9F%90%88&page=99999&near=%3Cb%3E&faith=2"
        answer = self.client.get(f"/directory/?{nonsense}")
        assert answer.status_code == 200 and answer.context["wish"].is_empty

    def test_words_travel_in_the_body_of_the_search_and_find_entries(self):
        told = self.client.get("/directory/").content.decode()
        assert '<form class="search" method="post" action="/search/"' in told
        found = self.client.post("/search/", {"q": "boxing lock five"}).context["answer"].found
        assert "/directory/service/towpath-boxing/" in [place.url for place in found]

    def test_an_old_entry_is_marked_and_one_beyond_a_year_leaves_the_list_but_not_its_address(self):
        entry = Service.objects.filter(slug="friday-open-hall")
        entry.update(confirmed_on=localdate() - timedelta(days=200))
        assert (
            "Not confirmed since" in self.client.get("/directory/service/friday-open-hall/").content.decode()
        )
        assert "Friday open hall" in self.names("area=E08000030")
        entry.update(confirmed_on=localdate() - timedelta(days=380))
        told = self.client.get("/directory/service/friday-open-hall/").content.decode()
        assert "not in our list any more" in told and 'content="noindex"' in told
        assert "Friday open hall" not in self.names("area=E08000030")
        assert "Friday open hall" not in self.client.get("/areas/walsall/").content.decode()
        found = self.client.post("/search/", {"q": "friday open hall"}).context["answer"].found
        assert not [place for place in found if place.url.startswith("/directory/service/")]

    def test_an_entry_that_is_not_shown_has_no_address(self):
        Service.objects.filter(slug="friday-open-hall").update(shown=False)
        assert self.client.get("/directory/service/friday-open-hall/").status_code == 404
        Service.objects.filter(slug="friday-open-hall").update(shown=True, status=Status.PAUSED)
        assert "Closed for now" in self.client.get("/directory/service/friday-open-hall/").content.decode()

    def test_the_page_of_an_entry_says_what_was_seen_or_that_nothing_was(self):
        seen = self.client.get("/directory/service/towpath-boxing/").content.decode()
        assert "One of our editors looked on" in seen and "we do not watch it" in seen
        assert (
            "We have not seen safeguarding papers"
            in self.client.get("/directory/service/friday-open-hall/").content.decode()
        )

    def test_every_invented_entry_says_so(self):
        for service in Service.objects.filter(shown=True):
            told = self.client.get(f"/directory/service/{service.slug}/").content.decode()
            assert "Synthetic example." in told and "(invented)" in told, service
        assert Service.objects.count() >= 20
        assert all(view for view in (row.entries for row in need_view(today=localdate()).rows))

    def test_building_the_example_again_changes_nothing_an_editor_wrote(self):
        Service.objects.filter(slug="friday-open-hall").update(description="Changed by an editor.")
        before = list(Service.objects.values())
        build_site(localdate())
        assert list(Service.objects.values()) == before

    def test_a_card_leads_to_its_neighbourhood_and_an_empty_one_does_not_exist(self):
        card = self.client.get("/directory/card/E08000025/rosehill/").context["card"]
        assert {service.organisation.name for service in card.services} == {"Rosehill Together (invented)"}
        assert card.side > 20 and card.squares
        assert self.client.get("/directory/card/E08000025/nowhere/").status_code == 404
        assert self.client.get("/directory/card/nowhere/rosehill/").status_code == 404

    def test_the_area_page_shows_entries_of_the_area_alone(self):
        view = self.client.get("/areas/sandwell/").context["view"]
        assert view.services and all("E08000028" in service.areas for service in view.services)
        assert view.services_in_all == 4

    def test_need_stands_beside_supply_with_its_caution_and_its_source(self):
        told = self.client.get("/directory/need/").content.decode()
        assert "Read this first." in told and "Our list is not complete" in told
        assert "English Indices of Deprivation 2025" in told and "Open Government Licence" in told
        view = need_view(today=localdate())
        # The made-up result has an answer for every area, one of them perhaps hidden by its sign.
        assert view.answer and {row.area.code for row in view.rows} == set(AREAS)
        with mock.patch("cms.directory.need.published_results", return_value=[]):
            assert (
                "No published result covers every area yet"
                in self.client.get("/directory/need/").content.decode()
            )

    def test_the_section_belongs_to_its_own_editors(self):
        assert section_of(DirectoryPage.objects.get()).role == "directory_lead"


def test_young_people_are_those_of_the_census():
    # Under 25 by TS009 is 981,631 in all seven; small areas added up differ by a few dozen at most.
    assert abs(sum(young.everybody for young in young_people().values()) - 981_631) < 50
    assert set(young_people()) == set(AREAS)
    assert young_people()["E08000029"].share == 21 and young_people()["E08000028"].share == 62
