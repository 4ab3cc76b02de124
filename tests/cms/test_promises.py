"""A page that promises what nobody can keep is not sent to its readers."""

from __future__ import annotations

import pytest
from wagtail.models import Locale, Page

from cms.models import StandardPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    locale, _ = Locale.objects.get_or_create(language_code="en")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root", locale=locale)
    return root.add_child(
        instance=StandardPage(title="About", slug="about-promises", locale=locale, live=False)
    )


def test_a_draft_that_promises_too_much_says_what_and_why(page):
    page.body = [("paragraph", "<p>Your answers are <b>100%</b> anonymous.</p>")]
    page.standfirst = "Nobody will ever know."
    told = [fault for fault in page.faults() if "nobody can promise" in fault]
    assert len(told) == 2
    assert any("100% anonymous" in fault for fault in told)


def test_a_draft_that_says_what_is_true_is_left_alone(page):
    page.body = [("paragraph", "<p>We keep no name, and we do not ask for one.</p>")]
    assert not [fault for fault in page.faults() if "promise" in fault]
