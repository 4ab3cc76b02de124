"""A small site with one page in each section, for tests that need no more."""

from __future__ import annotations

from wagtail.models import Locale, Page, Site

from cms.models import (
    CampaignPage,
    FaithAlliancePage,
    HomePage,
    ResultsIndexPage,
    StoryPage,
    YouthAssemblyPage,
)

BODY = [
    {
        "type": "paragraph",
        "value": "<p>We walk home together.</p>",
        "id": "b1a7e6a0-0000-4000-8000-000000000001",
    }
]


FORM = {
    "title": "Changed",
    "slug": "changed",
    "alias": "Sol",
    "standfirst": "A bench.",
    "is_example": "on",
    "consent_given_by": "invented",
    "body-count": "0",
    "comments-TOTAL_FORMS": "0",
    "comments-INITIAL_FORMS": "0",
    "comments-MIN_NUM_FORMS": "0",
    "comments-MAX_NUM_FORMS": "",
}
"""What the editor of a story posts, with an empty body."""


def small_site() -> HomePage:
    """A live home page with four section pages and one story below the campaign."""
    english, _ = Locale.objects.get_or_create(language_code="en")
    root = Page.objects.get(depth=1)
    home = _live(root, HomePage(title="Home", slug="front", headline="Most of us", locale=english))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
    )
    campaign = _live(home, CampaignPage(title="Stories", slug="stories", locale=english))
    _live(home, YouthAssemblyPage(title="Youth Assembly", slug="youth", locale=english))
    _live(home, FaithAlliancePage(title="Faith Alliance", slug="faith", locale=english))
    _live(home, ResultsIndexPage(title="What we heard", slug="results", locale=english))
    _live(campaign, new_story("The walk"))
    return home


def new_story(title: str = "The bench", **fields) -> StoryPage:
    """A story that nobody has saved yet, with everything a story needs."""
    told = {
        "slug": title.lower().replace(" ", "-"),
        "alias": "Sol",
        "is_example": True,
        "consent_given_by": StoryPage.GivenBy.INVENTED,
        "standfirst": "A bench.",
        "body": BODY,
        "locale": Locale.objects.get(language_code="en"),
    }
    return StoryPage(title=title, **{**told, **fields})


def draft_story(author, title: str = "The bench", **fields) -> StoryPage:
    """A story that somebody has written and nobody has read."""
    campaign = CampaignPage.objects.get(slug="stories")
    story = new_story(title, live=False, owner=author, **fields)
    campaign.add_child(instance=story)
    story.save_revision(user=author, log_action="wagtail.create")
    return StoryPage.objects.get(pk=story.pk)


def _live(parent: Page, page):
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)
