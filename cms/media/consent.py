"""What follows when the consent to a picture ends or is given again: its files leave their addresses, or return."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localtime

from cms.models.images import SiteImage


def follow_consents(*, now: datetime) -> int:
    """Bring the files of every picture of people to where its consent wants them today; returns how many moved.

    Pages stop showing a picture the moment its consent ends. This is for whoever kept the address of the file itself.
    """
    ended = SiteImage.objects.with_ended_consent(localtime(now).date())
    moved = sum(follow_consent(image, shown=False) for image in ended.filter(withheld=False))
    again = SiteImage.objects.filter(withheld=True).exclude(pk__in=ended.values("pk"))
    moved += sum(follow_consent(image, shown=True) for image in again)
    return moved


def follow_consent(image: SiteImage, *, shown: bool) -> bool:
    """Move the files of one picture if they are not where they should be; whether anything was moved.

    The original gets a new random name, so that an address somebody kept leads nowhere, even should consent be given
    again; sizes and formats of it are deleted and made again when they are needed.
    """
    if image.withheld != shown:
        return False
    storage, before = image.file.storage, image.file.name
    renditions = list(image.renditions.all())
    image.withheld = not shown
    with storage.open(before, "rb") as original:
        content = ContentFile(original.read())
    fresh = f"{secrets.token_hex(16)}{PurePosixPath(before).suffix}"
    after = storage.save(image.get_upload_to(fresh), content)
    with transaction.atomic():
        SiteImage.objects.filter(pk=image.pk).update(file=after, withheld=image.withheld)
        for rendition in renditions:
            rendition.delete()
    image.file.name = after

    def delete_what_was_public() -> None:
        for name in (before, *(rendition.file.name for rendition in renditions)):
            storage.delete(name)

    transaction.on_commit(delete_what_was_public)
    return True
