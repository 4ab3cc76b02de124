"""Links to drafts: opened without an account, until they end; nothing of them can be guessed, kept or written."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.models import StoryPage
from engagement.publishing.links import open_links
from engagement.publishing.models import PreviewLink
from engagement.publishing.services import forget_ended_links, make_link, send_for_review
from tests.engagement.publishing.pages import draft_story
from tests.engagement.publishing.reading import reading_of
from tests.people import cast
from tests.surveys.authoring.surveys import small_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(home) -> StoryPage:
    return draft_story(cast("campaign_lead"))


def link_to(page, *, days=3, revision=None, user=None):
    page = type(page).objects.get(pk=page.pk)
    revision = revision or page.get_latest_revision()
    return make_link(page, revision, days=days, reader="Juno", user=user or cast("campaign_lead"))


def address(secret: str) -> str:
    return reverse("draft", args=[secret])


def test_a_link_shows_the_draft_to_somebody_without_an_account(story, visitor):
    _, secret = link_to(story)
    response = visitor.get(address(secret))
    said = response.content.decode()
    assert response.status_code == 200
    assert "<h1" in said and "The bench" in said and "We walk home together." in said
    assert "Please do not share it further." in said and "css/draft.css" in said


def test_opening_a_link_writes_nothing_sets_no_cookie_and_asks_not_to_be_kept(story, visitor):
    _, secret = link_to(story)
    visitor.cookies.load({"sessionid": "x" * 32})
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = visitor.get(address(secret))
    assert asked and all(query["sql"].lstrip().upper().startswith("SELECT") for query in asked)
    assert not any("wagtailcore_revision" in query["sql"] for query in asked)
    assert not response.cookies
    assert response["Cache-Control"] == "no-store"
    assert (
        "noindex" in response["X-Robots-Tag"]
        and '<meta name="robots" content="noindex' in response.content.decode()
    )
    assert response["Referrer-Policy"] == "no-referrer"
    assert visitor.post(address(secret)).status_code == 405


def test_only_a_digest_of_the_secret_is_kept(story):
    link, secret = link_to(story)
    kept = " ".join(str(value) for value in PreviewLink.objects.values_list().get(pk=link.pk))
    assert secret not in kept and len(secret) == 43
    assert len({link_to(story)[1] for _ in range(20)}) == 20


def ended(link, story):
    PreviewLink.objects.filter(pk=link.pk).update(ends_at=timezone.now() - timedelta(seconds=1))


def closed(link, story):
    from engagement.publishing.services import close_links

    close_links(PreviewLink.objects.filter(pk=link.pk), cast("campaign_lead"))


def its_maker_left(link, story):
    user = cast("campaign_lead")
    user.is_active = False
    user.save()


def its_page_is_not_for_everybody(link, story):
    PageViewRestriction.objects.create(page=story.page_ptr, restriction_type=PageViewRestriction.LOGIN)


def its_section_is_not_for_everybody(link, story):
    PageViewRestriction.objects.create(page=story.get_parent(), restriction_type=PageViewRestriction.LOGIN)


def its_teller_took_the_story_back(link, story):
    told = StoryPage.objects.get(pk=story.pk)
    told.consent_withdrawn_on = timezone.localdate()
    told.save_revision(user=cast("campaign_lead"))


def its_safeguarding_reader_sent_it_back(link, story):
    send_for_review(story, cast("campaign_lead"))
    reading_of(story).approve(user=cast("moderator"))
    reading_of(story).reject(user=cast("safeguarding_lead"), comment="Names a street.")


def it_was_taken_down(link, story):
    live = StoryPage.objects.get(pk=story.pk)
    live.get_latest_revision().publish()
    StoryPage.objects.get(pk=story.pk).unpublish()


@pytest.mark.long
@pytest.mark.parametrize(
    "happens",
    [
        ended,
        closed,
        its_maker_left,
        its_page_is_not_for_everybody,
        its_section_is_not_for_everybody,
        its_teller_took_the_story_back,
        its_safeguarding_reader_sent_it_back,
        it_was_taken_down,
    ],
)
def test_a_link_ends_when(story, visitor, happens):
    link, secret = link_to(story)
    assert visitor.get(address(secret)).status_code == 200
    happens(link, story)
    response = visitor.get(address(secret))
    assert response.status_code == 410
    assert (
        "The bench" not in response.content.decode() and "This draft is closed" in response.content.decode()
    )
    assert response["Cache-Control"] == "no-store" and not response.cookies


def test_a_link_that_never_was_is_not_found(story, visitor):
    _, secret = link_to(story)
    for guess in (secret[:-1], secret + "A", "x" * 43, "ك" * 43, "%00"):
        response = visitor.get(f"/draft/{guess}/")
        assert response.status_code == 404 and not response.cookies


@pytest.mark.long
def test_a_link_shows_the_draft_it_was_made_for_and_no_later_one(story, visitor):
    _, secret = link_to(story)
    story.title = "The bench, again"
    story.save_revision(user=cast("campaign_lead"))
    assert "The bench, again" not in visitor.get(address(secret)).content.decode()


@pytest.mark.long
@pytest.mark.parametrize("days", [0, 8, -1])
def test_a_link_is_open_for_one_to_seven_days(story, days):
    with pytest.raises(ValidationError, match="one to 7 days"):
        link_to(story, days=days)
    assert link_to(story, days=7)[0].ends_at <= timezone.now() + timedelta(days=7)


@pytest.mark.long
def test_no_link_is_made_to_what_is_not_for_everybody_taken_back_or_another_pages(story, home):
    other = StoryPage.objects.get(slug="the-walk").get_latest_revision()
    with pytest.raises(ValidationError, match="not one of this page"):
        link_to(story, revision=other)
    its_teller_took_the_story_back(None, story)
    with pytest.raises(ValidationError, match="taken back"):
        link_to(story)
    its_page_is_not_for_everybody(None, home)
    with pytest.raises(ValidationError, match="not for everybody"):
        link_to(StoryPage.objects.get(slug="the-walk"))
    assert not PreviewLink.objects.exists()


@pytest.mark.long
def test_an_editor_makes_a_link_sees_how_many_are_open_and_closes_one(story, campaign_lead, visitor):
    screen = reverse("publishing:links", args=[story.pk])
    fields = {"revision": story.latest_revision_id, "reader": "Juno's youth worker", "days": "2"}
    said = campaign_lead.post(screen, fields).content.decode()
    secret = re.search(r"/draft/([\w-]{43})/", said).group(1)
    assert visitor.get(address(secret)).status_code == 200
    again = campaign_lead.get(screen).content.decode()
    assert secret not in again and "1 open link" in again and "youth worker" in again
    editor = campaign_lead.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert "Links to drafts (1 open)" in editor
    link = open_links(story).get()
    assert campaign_lead.post(reverse("publishing:close_link", args=[link.pk])).status_code == 302
    assert visitor.get(address(secret)).status_code == 410 and not open_links(story)
    for wrong in ({"days": "8"}, {"revision": "0"}, {"reader": ""}):
        assert campaign_lead.post(screen, {**fields, **wrong}).status_code == 422
    assert PreviewLink.objects.count() == 1


@pytest.mark.long
def test_nobody_closes_a_link_of_another_section(story, youth_lead, visitor):
    link, secret = link_to(story)
    assert youth_lead.post(reverse("publishing:close_link", args=[link.pk])).status_code == 403
    assert visitor.get(address(secret)).status_code == 200


@pytest.mark.long
def test_a_survey_is_shown_as_its_form_that_sends_nothing(home, visitor):
    survey = small_survey(home)
    survey.save_revision(user=cast("analyst"))
    _, secret = link_to(survey, user=cast("analyst"))
    response = visitor.get(address(secret))
    policy = response["Content-Security-Policy"]
    assert "Which places?" in response.content.decode() and "draft-banner" in response.content.decode()
    assert (
        "form-action 'none'" in policy and "frame-ancestors 'none'" in policy and "style-src 'self'" in policy
    )


@pytest.mark.long
def test_drafts_of_ended_links_are_dropped_daily_and_the_links_after_a_month(story):
    link, _ = link_to(story)
    still_open, _ = link_to(story)
    ended(link, story)
    forget_ended_links()
    assert PreviewLink.objects.get(pk=link.pk).html == "" and PreviewLink.objects.get(pk=still_open.pk).html
    forget_ended_links(now=timezone.now() + timedelta(days=31))
    assert not PreviewLink.objects.filter(pk=link.pk).exists()
