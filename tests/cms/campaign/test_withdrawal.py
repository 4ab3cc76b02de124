"""A teller takes a story back: within five minutes nothing of it is left but that somebody agreed and took it back."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone
from django.utils.timezone import localdate
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Locale, Page, Revision
from wagtail_localize.models import String, StringTranslation, Translation, TranslationSource

from cms.campaign.kit import KEPT_SECONDS
from cms.campaign.withdrawal import TAKEN_BACK, follow_withdrawals
from cms.media.consent import follow_consents
from cms.models import SiteImage, StoryPage
from cms.search.selectors import look_for
from engagement.jobs.schedule import schedule
from engagement.publishing.models import PreviewLink
from engagement.publishing.services import make_link

pytestmark = pytest.mark.django_db
WORDS = ("hated that walk", "Eleven hands went up", "scared in separate rooms", "Juno", "The walk home")


@pytest.fixture
def story(site) -> StoryPage:
    """The example story as a real one: agreed to, shared, translated, with its teller's picture and a draft by link."""
    page = StoryPage.objects.get(slug="the-walk-home")
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#4b2be0").save(out, "JPEG")
    image = SiteImage(
        title="Somebody",
        people="agreed",
        description="Somebody under a lamp",
        consent_given_on=localdate() - timedelta(days=9),
        consent_kept_at="folder 12",
        review_on=localdate() + timedelta(days=300),
    )
    image.file.save("somebody.jpg", ContentFile(out.getvalue()), save=False)
    image.save()
    picture = {
        "image": {"image": image.pk, "alt_text": "Somebody under a lamp", "decorative": False},
        "caption": "",
    }
    page.body = json.dumps(
        [*page.body.raw_data, {"type": "picture", "value": picture}], cls=DjangoJSONEncoder
    )
    page.save_revision().publish()
    source, _ = TranslationSource.get_or_create_from_instance(page)
    source.update_from_db()
    Locale.objects.get_or_create(language_code="ur")
    Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="ur"))
    return StoryPage.objects.get(pk=page.pk)


def everything_stored() -> str:
    """Every row of every table but what Django keeps of itself, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table == "django_migrations":
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_one_person_takes_the_story_from_the_public_by_saving_the_day(story, visitor, campaign_lead):
    kit = f"/share/{story.pk}/page/kit.zip"
    card = f"/share/{story.pk}/page/link.png"
    assert visitor.get(kit).status_code == visitor.get(card).status_code == 200
    link, secret = make_link(
        story, story.get_latest_revision(), days=3, reader="her mother", user=campaign_lead.user
    )
    draft = story.get_latest_revision_as_object()
    draft.consent_withdrawn_on = localdate()
    draft.save_revision(user=campaign_lead.user)
    assert not Page.objects.get(pk=story.pk).live
    for address in (story.url, kit, card, f"/draft/{secret}/"):
        assert visitor.get(address).status_code in (404, 410), address
    for address in ("/", "/most-of-us/", "/sitemap.xml"):
        assert "walk-home" not in visitor.get(address).content.decode(), address
    assert not any(
        found.title == "The walk home" for found in look_for("walk home juno", language="en").found
    )
    assert PreviewLink.objects.get(pk=link.pk).html == ""


def test_within_five_minutes_words_drafts_translations_and_pictures_are_gone(
    story, visitor, campaign_lead, django_capture_on_commit_callbacks
):
    image = SiteImage.objects.get(title="Somebody")
    rendition = image.get_rendition("width-40|format-webp")
    files = [Path(image.file.path), Path(rendition.file.path)]
    assert TranslationSource.objects.filter(object_id=story.translation_key).exists()
    assert all(words in everything_stored() for words in WORDS)
    draft = story.get_latest_revision_as_object()
    draft.consent_withdrawn_on = localdate()
    draft.save_revision(user=campaign_lead.user)

    Redirect.objects.create(old_path="/most-of-us/scared-in-separate-rooms", redirect_page=story)
    log(story, "wagtail.rename", data={"title": {"old": "Juno's walk", "new": "The walk home"}})

    rules = {job.name: job for job in schedule()}
    for name in ("stories-taken-back", "picture-consents"):
        start = timezone.now().replace(minute=0, second=1)
        assert rules[name].due(start) != rules[name].due(start + timedelta(minutes=5))
    assert KEPT_SECONDS <= 300
    with django_capture_on_commit_callbacks(execute=True):
        assert follow_withdrawals(now=timezone.now()) == 1
        follow_consents(now=timezone.now())
    left = everything_stored()
    for words in WORDS:
        assert words not in left, words
    assert not any(file.exists() for file in files)
    assert not Revision.objects.for_instance(story).exists()
    assert not StringTranslation.objects.filter(context__object_id=story.translation_key).exists()
    assert not String.objects.filter(data__contains="Eleven hands").exists()

    kept = StoryPage.objects.get(pk=story.pk)
    assert (kept.title, kept.consent_withdrawn_on, kept.live) == (TAKEN_BACK, localdate(), False)
    assert visitor.get("/most-of-us/").status_code == 200
    assert follow_withdrawals(now=timezone.now()) == 0
    assert campaign_lead.get(f"/admin/pages/{story.pk}/edit/").status_code == 200
    history = campaign_lead.get(f"/admin/pages/{story.pk}/history/").content.decode()
    assert "Published" in history and not any(words in history for words in WORDS)


def test_a_day_to_come_hides_the_story_on_that_day_and_not_before(story, visitor, campaign_lead):
    draft = story.get_latest_revision_as_object()
    draft.consent_withdrawn_on = localdate() + timedelta(days=1)
    draft.save_revision(user=campaign_lead.user)
    assert visitor.get(story.url).status_code == 200
    assert follow_withdrawals(now=timezone.now()) == 0
    assert follow_withdrawals(now=timezone.now() + timedelta(days=1)) == 1
    assert visitor.get(story.url).status_code == 404
