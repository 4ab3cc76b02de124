"""Files that Wagtail itself puts into storage: an upload that waits for its form, and a staff member's portrait."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models.signals import pre_save
from wagtail.images import get_image_model
from wagtail.models import UploadedFile
from wagtail.users.models import UserProfile

from cms.media.fields import clean_document_file, clean_picture_file, seal


def clean_waiting_upload(sender: Any, instance: UploadedFile, **kwargs: Any) -> None:
    """An upload whose form still lacks something waits in storage: clean, and under a sealed name."""
    if not instance.file or instance.file._committed:
        return
    is_picture = instance.for_content_type.model_class() is get_image_model()
    clean = clean_picture_file if is_picture else clean_document_file
    given = instance.file.file
    instance.file = seal(clean(given, name=given.name or instance.file.name))


def clean_portrait(sender: Any, instance: UserProfile, **kwargs: Any) -> None:
    """A portrait is a picture like any other."""
    if instance.avatar and not instance.avatar._committed:
        given = instance.avatar.file
        instance.avatar = clean_picture_file(given, name=given.name or instance.avatar.name)


def watch() -> None:
    """Stand at both doors, from the start of the application."""
    pre_save.connect(clean_waiting_upload, sender=UploadedFile, dispatch_uid="clean-waiting-upload")
    pre_save.connect(clean_portrait, sender=UserProfile, dispatch_uid="clean-portrait")


def forget_waiting_uploads(*, now: datetime) -> int:
    """Delete uploads whose form nobody finished within a day; returns how many."""
    forgotten = 0
    for waiting in UploadedFile.objects.all():
        storage, name = waiting.file.storage, waiting.file.name
        if not storage.exists(name) or now - storage.get_modified_time(name) > timedelta(days=1):
            waiting.delete()
            storage.delete(name)
            forgotten += 1
    return forgotten
