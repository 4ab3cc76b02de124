"""Lists for whoever keeps pages: what to look at again, which language is missing, how often pages are read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils.timezone import localdate

from cms.editors.look_again import remind_keepers, to_look_at
from cms.editors.translated import MISSING, site_languages
from cms.models import CampaignPage, HomePage, StandardPage, YouthAssemblyPage
from engagement.counting.models import PageCount
from engagement.counting.months import whole_months
from tests.people import cast

pytestmark = pytest.mark.django_db


def set_day(model, day: date | None) -> None:
    model.objects.filter(locale__language_code="en").update(look_again_on=day)


@pytest.fixture
def dated(site):
    """Every page has a far day, so that a test sees only the ones it sets."""
    for model in {page.specific_class for page in site.get_descendants(inclusive=True)}:
        if hasattr(model, "look_again_on"):
            model.objects.update(look_again_on=localdate() + timedelta(days=200))
    return site


def test_pages_over_their_day_come_first_and_those_without_one_last(dated):
    today = localdate()
    set_day(CampaignPage, today - timedelta(days=3))
    set_day(YouthAssemblyPage, today + timedelta(days=30))
    StandardPage.objects.filter(slug="about").update(look_again_on=None)
    found = to_look_at(cast("moderator"), today=today)
    assert [(told.page.slug, told.is_over) for told in found if told.page.slug != "home"] == [
        ("most-of-us", True),
        ("youth-assembly", False),
        ("about", False),
    ]
    assert found[0].days_over == 3


def test_an_editor_sees_the_pages_of_their_section_alone(dated, youth_lead):
    set_day(CampaignPage, localdate())
    set_day(YouthAssemblyPage, localdate())
    html = youth_lead.get("/admin/editors/look-again/").content.decode()
    assert "1 page is over its day" in html
    assert "Youth Assembly" in html and "/most-of-us/" not in html


def test_keepers_get_one_mail_that_holds_a_number_and_a_link(
    dated, django_capture_on_commit_callbacks, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    campaign_lead, youth_lead = cast("campaign_lead"), cast("youth_lead")
    set_day(CampaignPage, localdate())
    set_day(HomePage, localdate())
    moderator, admin = cast("moderator"), cast("admin")
    assert remind_keepers() == 3
    to = sorted(letter.to[0] for letter in mail.outbox)
    assert to == sorted([campaign_lead.email, moderator.email, admin.email])
    assert youth_lead.email not in to
    assert "/admin/editors/look-again/" in mail.outbox[0].body
    assert "Most of Us" not in mail.outbox[0].body.replace(settings.WAGTAIL_SITE_NAME, "")


def test_nobody_is_written_to_while_no_page_is_over_its_day(dated):
    cast("campaign_lead")
    assert remind_keepers() == 0


def test_summary_pages_come_first_and_say_which_language_is_missing(site, moderator):
    found = site_languages(moderator.user)
    kinds = [told.is_summary for told in found]
    assert kinds == sorted(kinds, reverse=True) and any(kinds)
    assert found[0].page.pk == site.pk
    urdu, *others = found[0].states
    assert urdu == "live" and set(others) == {MISSING}
    html = moderator.get("/admin/editors/languages/").content.decode()
    assert "summary pages lack a language" in html


def test_a_translation_older_than_the_english_says_so(site, moderator):
    site.save_revision().publish()
    assert site_languages(moderator.user)[0].states[0] == "older"


def test_counts_are_shown_rounded_and_small_ones_hidden(site, moderator):
    month = whole_months(localdate(), 1)[0]
    campaign = CampaignPage.objects.get(locale__language_code="en")
    PageCount.objects.create(page=campaign, date=month, n=1013)
    PageCount.objects.create(page=site, date=month, n=9)
    html = moderator.get("/admin/editors/page-counts/").content.decode()
    assert "1015" in html and "1013" not in html and "under 10" in html
    assert "Find help" not in html


@pytest.mark.parametrize("screen", ["look-again", "languages", "page-counts"])
def test_the_lists_are_for_people_who_write_pages(screen, visitor, campaign_lead):
    address = f"/admin/editors/{screen}/"
    assert visitor.get(address).status_code == 302
    answer = campaign_lead.get(address)
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
