"""What follows when a teller takes a story back: page, drafts, translations and its people's pictures go.

The page leaves the public the moment somebody saves the day on which consent was taken back; one person is enough.
Within five minutes a timed job deletes the words themselves, wherever they are kept, and leaves the record of consent:
that somebody agreed, and that they took it back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageLogEntry, ReferenceIndex, Revision
from wagtail_localize.models import String, StringTranslation, TranslationSource

from cms.models.campaign import StoryPage
from cms.models.images import SiteImage
from engagement.publishing.models import PreviewLink
from engagement.publishing.services import close_links

TAKEN_BACK = "Story taken back"
TELLING_NOTHING = frozenset({"workflow", "task", "revision"})
"""What lines of a page's history keep besides who, what and when."""


def leave_the_public(story: StoryPage, user: Any = None) -> None:
    """Take a story that was taken back down in every language, and call off what would bring it back."""
    for page in StoryPage.objects.filter(translation_key=story.translation_key):
        StoryPage.objects.filter(pk=page.pk).update(consent_withdrawn_on=story.consent_withdrawn_on)
        if not story.is_withdrawn:
            # A day to come: the page hides itself when it is here.
            continue
        close_links(PreviewLink.objects.filter(page_id=page.pk), user)
        Revision.objects.for_instance(page).update(approved_go_live_at=None)
        state = page.current_workflow_state
        if state is not None:
            state.cancel(user=user)
        if page.live:
            page.refresh_from_db()
            page.unpublish(user=user)
    story.live = story.live and not story.is_withdrawn


def follow_withdrawals(*, now: datetime) -> int:
    """Delete the words of every story whose consent was taken back; returns how many pages were emptied."""
    today = localdate(now)
    due = StoryPage.objects.filter(consent_withdrawn_on__lte=today).exclude(title=TAKEN_BACK)
    emptied = 0
    for story in due:
        emptied += _empty(story)
    return emptied


@transaction.atomic
def _empty(story: StoryPage) -> int:
    leave_the_public(story)
    pages = list(StoryPage.objects.filter(translation_key=story.translation_key))
    _hide_people(pages, story)
    _forget_translations(story)
    for page in pages:
        # The newest draft holds the words too; without drafts the editor opens the emptied page itself.
        StoryPage.objects.filter(pk=page.pk).update(latest_revision=None, live_revision=None)
        Revision.objects.for_instance(page).delete()
        page.refresh_from_db()
        page.title = page.draft_title = TAKEN_BACK
        page.slug = f"taken-back-{page.pk}"
        for name in ("seo_title", "search_description", "alias", "age", "area", "standfirst", "content_note"):
            setattr(page, name, "")
        page.body = []
        page.alias = "–"
        page.has_unpublished_changes = False
        # Saving brings the search index and the index of references up to date.
        page.save(clean=False)
    _forget_names(pages)
    return len(pages)


def _forget_names(pages: list[StoryPage]) -> None:
    """Titles and remarks in the history of the pages, and old addresses that led there.

    Who did what and when stays; so do the names of workflows, which tell nothing of the story.
    """
    Redirect.objects.filter(redirect_page__in=pages).delete()
    history = PageLogEntry.objects.filter(page__in=[page.pk for page in pages])
    entries = list(history)
    for entry in entries:
        entry.label = TAKEN_BACK
        if entry.action.startswith("wagtail."):
            entry.data = {key: value for key, value in entry.data.items() if key in TELLING_NOTHING}
    # Timed work may add to the history and delete from it, and change nothing in it: so the lines are written anew.
    history.delete()
    PageLogEntry.objects.bulk_create(entries)


def _hide_people(pages: list[StoryPage], story: StoryPage) -> None:
    """Pictures of people on the story were part of it: their consent ends with it, and their files follow."""
    used = {
        int(reference.to_object_id)
        for page in pages
        for reference in ReferenceIndex.get_references_for_object(page)
        if reference.to_content_type.model_class() is SiteImage
    }
    people = SiteImage.objects.filter(pk__in=used, people=SiteImage.People.AGREED, consent_withdrawn_on=None)
    people.update(consent_withdrawn_on=story.consent_withdrawn_on)


def _forget_translations(story: StoryPage) -> None:
    """Sentences that translators were given, and what they made of them."""
    sources = TranslationSource.objects.filter(object_id=story.translation_key)
    strings = set(sources.values_list("stringsegment__string_id", flat=True)) - {None}
    StringTranslation.objects.filter(context__object_id=story.translation_key).delete()
    sources.delete()
    kept = set(
        TranslationSource.objects.filter(stringsegment__string_id__in=strings).values_list(
            "stringsegment__string_id", flat=True
        )
    )
    String.objects.filter(pk__in=strings - kept).delete()
