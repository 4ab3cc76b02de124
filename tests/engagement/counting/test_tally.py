"""Pages are counted in memory, by the day, and nothing of who read them is counted with them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from cms.models import StandardPage, SupportPage
from engagement.counting.models import PageCount
from engagement.counting.services import forget_counts
from engagement.counting.tally import Tally, tally
from surveys.collection import live
from surveys.models import SurveyPage

pytestmark = pytest.mark.django_db


def sums() -> dict[tuple[str, str], int]:
    return {(row.page.slug, row.kind): row.n for row in PageCount.objects.select_related("page")}


def test_a_page_that_was_shown_is_counted_once_and_written_with_the_hour(campaign, visitor):
    for _ in range(3):
        assert visitor.get("/most-of-us/").status_code == 200
    visitor.get("/about/")
    assert not PageCount.objects.exists()
    live._flush_quietly()
    live._flush_quietly()
    assert sums() == {("most-of-us", "view"): 3, ("about", "view"): 1}
    assert set(PageCount.objects.values_list("date", flat=True)) == {localdate()}


def test_counting_costs_a_reader_no_query(campaign, visitor, monkeypatch):
    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get("/about/").status_code == 200
        return [query["sql"] for query in queries]

    with monkeypatch.context() as patch:
        patch.setattr(StandardPage, "is_counted", False)
        asked()
        uncounted = asked()
    counted = asked()
    assert len(counted) == len(uncounted)
    assert all(sql.startswith("SELECT") for sql in counted)


def test_neither_looking_for_help_nor_a_survey_nor_a_page_that_is_not_there_is_counted(campaign, visitor):
    home = campaign.get_parent()
    home.add_child(instance=SupportPage(title="Help", slug="support", locale=campaign.locale))
    assert visitor.get("/support/").status_code == 200
    assert visitor.get("/nothing/").status_code == 404
    assert visitor.head("/most-of-us/").status_code == 200
    assert visitor.post("/most-of-us/").status_code in (200, 405)
    assert visitor.get("/search/?q=help").status_code == 200
    tally.flush()
    assert not PageCount.objects.exists()
    assert not hasattr(SurveyPage, "is_counted")


def test_a_draft_that_staff_look_at_is_not_counted(campaign, admin):
    assert admin.get(f"/admin/pages/{campaign.pk}/view_draft/").status_code == 200
    tally.flush()
    assert not PageCount.objects.exists()


def test_the_table_has_no_place_for_anything_about_a_reader():
    assert {field.name for field in PageCount._meta.get_fields()} == {"id", "page", "kind", "date", "n"}
    assert PageCount._meta.get_field("date").get_internal_type() == "DateField"


def test_downloads_are_summed_beside_views_and_days_apart(campaign, monkeypatch):
    own = Tally()
    own.viewed(campaign.pk)
    own.downloaded(campaign.pk)
    tomorrow = localdate() + timedelta(days=1)
    monkeypatch.setattr("engagement.counting.tally.localdate", lambda: tomorrow)
    own.downloaded(campaign.pk)
    own.flush()
    assert sorted(PageCount.objects.values_list("kind", "date", "n")) == [
        ("download", localdate(), 1),
        ("download", tomorrow, 1),
        ("view", localdate(), 1),
    ]


def test_an_hour_in_which_nobody_came_writes_nothing(campaign, django_assert_num_queries):
    with django_assert_num_queries(0):
        Tally().flush()


def test_a_page_deleted_within_the_hour_stops_no_other_count(campaign, visitor):
    visitor.get("/about/")
    visitor.get("/most-of-us/")
    StandardPage.objects.get(slug="about").delete()
    tally.flush()
    assert sums() == {("most-of-us", "view"): 1}


def test_counts_that_cannot_be_written_wait_for_the_next_hour(campaign, monkeypatch):
    own = Tally()
    own.viewed(campaign.pk)
    with monkeypatch.context() as patch:
        patch.setattr("engagement.counting.tally._write", _away)
        with pytest.raises(DatabaseError):
            own.flush()
    assert not PageCount.objects.exists()
    own.flush()
    assert PageCount.objects.get().n == 1


def _away(*_: object, **__: object) -> None:
    raise DatabaseError


def test_counts_go_with_their_page_and_after_two_years(campaign):
    old = PageCount.objects.create(page=campaign, date=localdate() - timedelta(days=731), n=40)
    kept = PageCount.objects.create(page=campaign, date=localdate() - timedelta(days=730), n=40)
    assert forget_counts() == 1
    assert list(PageCount.objects.all()) == [kept] and old.date < date.max
    campaign.delete()
    assert not PageCount.objects.exists()
