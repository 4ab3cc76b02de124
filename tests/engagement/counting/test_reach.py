"""Counts leave the table as whole months, rounded, with small ones hidden."""

from __future__ import annotations

from datetime import date

import pytest

from cms.models import StoryPage
from engagement.counting.models import PageCount
from engagement.counting.rounding import shown
from engagement.counting.selectors import Reach, reach

TODAY = date(2026, 3, 14)


@pytest.mark.parametrize(("n", "told"), [(0, None), (9, None), (10, 10), (12, 10), (13, 15), (1248, 1250)])
def test_a_count_below_ten_is_hidden_and_any_other_rounded_to_five(n, told):
    assert shown(n) == told


@pytest.mark.django_db
def test_reach_is_told_by_whole_months_for_a_page_and_everything_below_it(
    campaign, django_assert_num_queries
):
    story = campaign.add_child(
        instance=StoryPage(
            title="A story",
            slug="a-story",
            alias="Ash",
            consent_given_by="invented",
            is_example=True,
            locale=campaign.locale,
        )
    )
    about = campaign.get_prev_sibling()
    for page, day, n, kind in (
        (campaign, date(2026, 2, 1), 100, "view"),
        (story, date(2026, 2, 28), 23, "view"),
        (story, date(2026, 2, 28), 9, "download"),
        (campaign, date(2026, 1, 31), 7, "view"),
        (story, date(2026, 1, 2), 31, "download"),
        (campaign, date(2026, 3, 1), 5000, "view"),
        (about, date(2026, 2, 3), 5000, "view"),
    ):
        PageCount.objects.create(page=page, date=day, n=n, kind=kind)
    with django_assert_num_queries(1):
        told = reach([campaign], today=TODAY, months=3)
    assert told == [
        Reach(date(2026, 2, 1), 125, None),
        Reach(date(2026, 1, 1), None, 30),
        Reach(date(2025, 12, 1), None, None),
    ]
    assert told[2].is_hidden and not told[0].is_hidden


@pytest.mark.django_db
def test_no_pages_have_no_reach(campaign):
    PageCount.objects.create(page=campaign, date=date(2026, 2, 1), n=100)
    assert [told.is_hidden for told in reach([], today=TODAY)] == [True]
