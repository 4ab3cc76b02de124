"""The example's pages have been read by its people, and one story is on its way."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from wagtail.models import Page

from engagement.demo.people import PEOPLE
from engagement.publishing import notices
from engagement.publishing.sections import SECTIONS, section_of
from engagement.publishing.services import send_for_review

WAITING = "the-bench"
"""The address of the story that waits for its first reader."""


def play_reviews() -> str:
    """Let the example's editors send their pages and its readers approve them, once; make the story that waits."""
    with transaction.atomic(), notices.silenced():
        read = sum(_read(page) for page in _section_pages())
        waits = _story_that_waits()
    return f"{read} pages read, {waits} waits" if read or waits else "kept"


def _section_pages() -> list[Page]:
    """The live pages of the sections in English; surveys have been read by their own compiler."""
    types = [model for section in SECTIONS if section.role != "analyst" for model in section.models]
    roots = [page for model in types for page in model.objects.live().filter(locale__language_code="en")]
    return [page for root in roots for page in root.get_descendants(inclusive=True).live().specific()]


def _read(page: Page) -> bool:
    if page.workflow_states.exists():
        return False
    section = section_of(page)
    page.save_revision(user=_person(section.role))
    send_for_review(page, _person(section.role))
    for role in ("moderator", "safeguarding_lead"):
        reading = Page.objects.get(pk=page.pk).current_workflow_task_state
        reading.approve(user=_person(role))
    return True


def _person(role: str) -> User:
    return User.objects.get(username=next(person.username for person in PEOPLE if person.role == role))


def _story_that_waits() -> int:
    from cms.models import CampaignPage, StoryPage

    campaign = CampaignPage.objects.filter(locale__language_code="en").first()
    if campaign is None or StoryPage.objects.child_of(campaign).filter(slug=WAITING).exists():
        return 0
    editor = _person("campaign_lead")
    story = StoryPage(
        title="The bench",
        slug=WAITING,
        live=False,
        owner=editor,
        locale=campaign.locale,
        is_example=True,
        consent_given_by=StoryPage.GivenBy.INVENTED,
        alias="Sol",
        age="15",
        standfirst="Three of us, one bench, and a man who thought we were up to something.",
        search_description="Three of us, one bench, and a man who thought we were up to something.",
        body=[
            (
                "paragraph",
                "<p>We sit on that bench after school because it is in the sun. That is the whole story. But a man"
                " kept looking at us, so I kept looking at him.</p><p>Then he came over. He said: my bus does not come"
                " for an hour, can I sit? He told us the bench was his idea. He had asked for it for two years.</p>",
            ),
            (
                "quote",
                {
                    "words": "I thought he was scared of us. He was waiting for a seat.",
                    "alias": "Sol",
                    "about": "15",
                    "invented": True,
                    "consent_on_file": False,
                },
            ),
        ],
    )
    campaign.add_child(instance=story)
    story.save_revision(user=editor)
    send_for_review(story, editor)
    return 1
