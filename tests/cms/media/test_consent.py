"""A picture of people is shown while everybody in it agrees, and not a day longer."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone

from cms.blocks.media import PictureBlock
from cms.editors.consents import consents, state_of
from cms.media.consent import follow_consents
from cms.media.doors import forget_waiting_uploads
from cms.models import SiteImage, StandardPage
from tests.cms.media import originals
from tests.cms.media.people import WORDS, by_the_form, errors_of, is_there, upload
from tests.cms.site import example_site
from tests.people import cast

TODAY = timezone.localdate()
AGREED = {
    "people": "agreed",
    "consent_given_on": TODAY - timedelta(days=30),
    "consent_kept_at": "Folder 7, sheet 12",
    "review_on": TODAY + timedelta(days=300),
}


def refusals(**words: object) -> dict[str, list[str]]:
    told = {"title": "Wall", "description": "A wall", "people": "nobody", "collection_id": 1, **words}
    try:
        SiteImage(**told).clean()
    except ValidationError as refused:
        return refused.message_dict
    return {}


@pytest.mark.parametrize(
    ("words", "field", "says"),
    [
        ({"description": ""}, "description", "one of the two"),
        ({"is_decorative": True}, "description", "one of the two"),
        ({"people": "agreed"}, "consent_given_on", "Say when they agreed"),
        ({"people": "agreed"}, "consent_kept_at", "signed form"),
        ({"people": "agreed"}, "review_on", "when to ask"),
        ({**AGREED, "consent_given_on": TODAY + timedelta(days=2)}, "consent_given_on", "not come yet"),
        ({**AGREED, "review_on": TODAY + timedelta(days=900)}, "review_on", "two years"),
        ({**AGREED, "review_on": TODAY - timedelta(days=40)}, "review_on", "after the day they agreed"),
        ({**AGREED, "people": "nobody"}, "people", "Choose “yes”, or empty it"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(words, field, says):
    assert any(says in told for told in refusals(**words)[field])


def test_words_or_decoration_and_nobody_or_consent_are_enough():
    assert refusals() == {}
    assert refusals(description="", is_decorative=True) == {}
    assert refusals(**AGREED) == {}


@pytest.mark.parametrize(
    ("changed", "shown", "state"),
    [
        ({}, True, "holds"),
        ({"review_on": TODAY + timedelta(days=10)}, True, "soon"),
        ({"review_on": TODAY + timedelta(days=1)}, True, "soon"),
        ({"review_on": TODAY}, False, "ended"),
        ({"consent_withdrawn_on": TODAY}, False, "taken back"),
        ({"consent_withdrawn_on": TODAY + timedelta(days=60)}, True, "holds"),
        ({"consent_given_on": None}, False, "ended"),
        ({"review_on": None}, False, "ended"),
    ],
)
def test_a_consent_holds_from_its_day_until_its_review_or_until_taken_back(changed, shown, state):
    image = SiteImage(title="Team", collection_id=1, **{**AGREED, **changed})
    assert image.may_be_shown(TODAY) is shown
    assert state_of(image, today=TODAY) == state


def test_the_list_in_the_database_agrees_with_each_picture(editor):
    for change in ({}, {"review_on": TODAY}, {"consent_withdrawn_on": TODAY}, {"people": "nobody"}):
        image = by_the_form(editor, "a.jpg", originals.jpeg())
        SiteImage.objects.filter(pk=image.pk).update(**{**AGREED, **change})
    ended = set(SiteImage.objects.with_ended_consent(TODAY))
    assert len(ended) == 2
    assert ended == {image for image in SiteImage.objects.all() if not image.may_be_shown(TODAY)}


def page_with(image: SiteImage) -> StandardPage:
    example_site()
    page = StandardPage.objects.get(slug="about", locale__language_code="en")
    value = {"image": {"image": image.pk, "alt_text": "Four friends paint a wall", "decorative": False}}
    page.body = [("picture", PictureBlock().to_python({**value, "caption": "Painted in June"}))]
    page.save_revision().publish()
    return page


def test_on_a_page_the_picture_has_its_words_and_goes_with_its_caption_when_consent_is_taken_back(
    editor, visitor, django_capture_on_commit_callbacks
):
    image = by_the_form(editor, "a.jpg", originals.jpeg(), **AGREED)
    page = page_with(image)
    told = visitor.get(page.url).content.decode()
    assert 'alt="Four friends paint a wall"' in told and "Painted in June" in told
    address, original = re.search(r'<img [^>]*src="(\S+)" width="40">', told)[1], image.file.url
    assert is_there(visitor, address) and is_there(visitor, original)

    with django_capture_on_commit_callbacks(execute=True):
        form = {**WORDS, **AGREED, "consent_withdrawn_on": TODAY}
        assert editor.post(reverse("wagtailimages:edit", args=[image.pk]), form).status_code == 302
    told = visitor.get(page.url).content.decode()
    assert "<img" not in told.split('id="main"')[1] and "Painted in June" not in told
    assert not is_there(visitor, address) and not is_there(visitor, original)
    image.refresh_from_db()
    assert image.file.name.startswith("withheld_images/")
    assert not is_there(visitor, image.file.url)
    assert not list((Path(configured.MEDIA_ROOT) / "original_images").iterdir())

    # Given again, it returns under an address nobody has kept.
    with django_capture_on_commit_callbacks(execute=True):
        assert (
            editor.post(reverse("wagtailimages:edit", args=[image.pk]), {**WORDS, **AGREED}).status_code
            == 302
        )
    image.refresh_from_db()
    assert is_there(visitor, image.file.url) and image.file.url != original
    assert "Painted in June" in visitor.get(page.url).content.decode()


def test_a_consent_that_ends_by_its_date_takes_the_files_away_without_anybody(
    editor, visitor, django_capture_on_commit_callbacks
):
    image = by_the_form(editor, "a.jpg", originals.jpeg(), **AGREED)
    before = image.get_rendition("width-30").url
    now = timezone.make_aware(datetime.combine(AGREED["review_on"], datetime.min.time()))
    with django_capture_on_commit_callbacks(execute=True):
        assert follow_consents(now=now - timedelta(minutes=5)) == 0
        assert follow_consents(now=now) == 1
        assert follow_consents(now=now) == 0
    assert not is_there(visitor, before) and not is_there(visitor, image.file.url)


def test_templates_show_nothing_where_there_is_no_picture_to_show(editor):
    image = by_the_form(editor, "a.jpg", originals.jpeg())
    tag = Template('{% load pictures %}{% picture image "width-30" loading="lazy" %}')
    assert 'alt="A wall with many colours"' in tag.render(Context({"image": image}))
    assert tag.render(Context({"image": None})) == ""
    image.people = SiteImage.People.AGREED
    assert tag.render(Context({"image": image})) == ""
    image.people, image.is_decorative = SiteImage.People.NOBODY, True
    assert 'alt=""' in tag.render(Context({"image": image}))


def test_no_public_template_shows_a_picture_by_another_way():
    """Wagtail's own tags know nothing of consent."""
    for path in (Path(configured.BASE_DIR) / "templates").rglob("*.html"):
        if "wagtailadmin" not in path.parts:
            text = path.read_text(encoding="utf-8")
            assert "wagtailimages_tags" not in text and ".get_rendition" not in text, path


def test_the_report_lists_pictures_of_people_with_the_pressing_ones_first(editor):
    for title, change in (
        ("Wall walk", {}),
        ("Choir", {"review_on": TODAY}),
        ("Team", {"consent_withdrawn_on": TODAY}),
    ):
        image = by_the_form(editor, "a.jpg", originals.jpeg(), title=title)
        SiteImage.objects.filter(pk=image.pk).update(**{**AGREED, **change})
    by_the_form(editor, "a.jpg", originals.jpeg(), title="Empty street")
    told = (
        editor.get(reverse("editors:consents")).content.decode().split('aria-label="Pictures of people"')[1]
    )
    assert told.index("Team") < told.index("Choir") < told.index("Wall walk")
    assert "Empty street" not in told and "Folder 7, sheet 12" in told
    # Nobody reads of pictures whose collection is not theirs.
    assert consents(cast("faith_lead"), today=TODAY) == [] or all(
        found.image.collection.name == "Faith Alliance" for found in consents(cast("faith_lead"), today=TODAY)
    )


def test_an_upload_that_nobody_finished_is_forgotten_after_a_day(editor):
    editor.post(
        reverse("wagtailimages:add_multiple"), {"title": "x", "files[]": upload("x.jpg", originals.jpeg())}
    )
    assert forget_waiting_uploads(now=timezone.now()) == 0
    assert forget_waiting_uploads(now=timezone.now() + timedelta(days=2)) == 1
    assert not [path for path in Path(configured.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_picture_nobody_described_is_refused_in_the_editor_too(editor):
    answer = editor.post(
        reverse("wagtailimages:add"), {**WORDS, "description": "", "file": upload("a.jpg", originals.jpeg())}
    )
    assert any("one of the two" in told for told in errors_of(answer))
    answer = editor.post(
        reverse("wagtailimages:add"), {**WORDS, "people": "", "file": upload("a.jpg", originals.jpeg())}
    )
    assert any("required" in told for told in errors_of(answer))
