"""Somebody who may upload, and the doors by which they do."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission

from cms.models import SiteDocument, SiteImage
from tests.people import cast

WORDS = {
    "title": "Painted wall",
    "description": "A wall with many colours",
    "people": "nobody",
    "collection": 1,
}
"""What a form asks beside the file; 1 is the collection above all others, made by Wagtail's first migration."""


def uploader() -> Client:
    """The campaign's editor, who may add and change images and documents of the root collection."""
    editor = cast("campaign_lead")
    group, _ = Group.objects.get_or_create(name="Uploaders")
    for permission in Permission.objects.filter(
        content_type__app_label__in=("wagtailimages", "wagtaildocs"),
        content_type__model__in=("image", "document"),
    ):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=Collection.get_first_root_node(), permission=permission
        )
    editor.groups.add(group)
    client = Client()
    client.force_login(editor)
    return client


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/octet-stream")


def by_the_form(client: Client, name: str, data: bytes, **words: Any) -> SiteImage:
    answer = client.post(reverse("wagtailimages:add"), {**WORDS, **words, "file": upload(name, data)})
    assert answer.status_code == 302, errors_of(answer)
    return SiteImage.objects.latest("pk")


def by_the_chooser(client: Client, name: str, data: bytes, **words: Any) -> SiteImage:
    prefix = "image-chooser-upload-"
    told = {f"{prefix}{key}": value for key, value in {**WORDS, **words, "file": upload(name, data)}.items()}
    answer = client.post(reverse("wagtailimages_chooser:create"), told)
    assert answer.json()["step"] in ("chosen", "duplicate_found"), answer.content
    return SiteImage.objects.latest("pk")


def by_many_at_once(client: Client, name: str, data: bytes, **words: Any) -> SiteImage:
    """The page that takes many pictures: the file first, its words afterwards."""
    sent = client.post(reverse("wagtailimages:add_multiple"), {"title": name, "files[]": upload(name, data)})
    waiting = sent.json()
    assert waiting["success"], waiting
    key = waiting["uploaded_file_id"]
    told = {f"uploaded-image-{key}-{name}": value for name, value in {**WORDS, **words}.items()}
    done = client.post(reverse("wagtailimages:create_multiple_from_uploaded_image", args=[key]), told).json()
    assert done["success"], done
    return SiteImage.objects.get(pk=done["image_id"])


def in_place_of_another(client: Client, name: str, data: bytes, **words: Any) -> SiteImage:
    """A new file for an image that is there already."""
    from tests.cms.media import originals

    there = by_the_form(client, "old.png", originals.png(mode="L"))
    there.get_rendition("width-30")
    answer = client.post(
        reverse("wagtailimages:edit", args=[there.pk]), {**WORDS, **words, "file": upload(name, data)}
    )
    assert answer.status_code == 302, errors_of(answer)
    return SiteImage.objects.get(pk=there.pk)


def by_a_script(client: Client, name: str, data: bytes, **words: Any) -> SiteImage:
    fields = {key: value for key, value in {**WORDS, **words}.items() if key != "collection"}
    return SiteImage.objects.create(**fields, file=upload(name, data))


DOORS = {
    door.__name__: door
    for door in (by_the_form, by_the_chooser, by_many_at_once, in_place_of_another, by_a_script)
}


def document_by_the_form(client: Client, name: str, data: bytes, title: str = "Our plan") -> SiteDocument:
    answer = client.post(
        reverse("wagtaildocs:add"), {"title": title, "file": upload(name, data), "collection": 1}
    )
    assert answer.status_code == 302, errors_of(answer)
    return SiteDocument.objects.latest("pk")


def body_of(answer: Any) -> bytes:
    """The bytes of a file that was answered, closed again. Closing it for good would close the test's database too."""
    data = b"".join(answer)
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)
    return data


def is_there(visitor: Client, address: str) -> bool:
    """Whether a visitor gets a file at an address."""
    answer = visitor.get(address)
    if answer.streaming:
        return bool(body_of(answer))
    assert answer.status_code == 404
    return False


def errors_of(answer: Any) -> list[str]:
    """What a form said in refusal, in words."""
    found = re.findall(r'class="error-message"[^>]*>(.*?)</', answer.content.decode(), re.S)
    return [re.sub(r"<[^>]+>|\s+", " ", told).strip() for told in found]
