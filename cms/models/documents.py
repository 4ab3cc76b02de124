"""Documents of the site: files to download, after everything hidden in them is gone."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django.db import models
from django.utils.text import slugify
from wagtail.documents.models import AbstractDocument

from cms.media.fields import CleanDocumentField


class SiteDocument(AbstractDocument):
    """A file to download. It is stored under random letters and handed out under its title."""

    title = models.CharField(
        max_length=255,
        verbose_name="title",
        help_text="The downloaded file is called like this. No names of people",
    )
    file = CleanDocumentField(upload_to="documents", verbose_name="file")
    # In Wagtail's order: the file is stored before its size and hash are written down.
    file.creation_counter = AbstractDocument._meta.get_field("file").creation_counter

    admin_form_fields = ("title", "file", "collection")

    @property
    def filename(self) -> str:
        """What the file is called when somebody saves it: its title and its kind."""
        return f"{slugify(self.title)[:80] or 'document'}{PurePosixPath(self.file.name).suffix}"

    def clean(self) -> None:
        """Nothing more: what a file is its content says, when the form or the field opens it."""

    def _set_document_file_metadata(self) -> None:
        """Nothing: the field measures what it stores, and Wagtail would measure what was sent."""

    def save(self, *args: Any, update_fields: Any = None, **kwargs: Any) -> None:
        if update_fields is not None and "file" in update_fields:
            # What is measured of a file goes with it.
            update_fields = {*update_fields, "file_size", "file_hash"}
        super().save(*args, update_fields=update_fields, **kwargs)
