"""The one door by which a file comes into storage: model fields that store what they made anew, not what they got.

Forms, the multiple upload, scripts and ``bulk_create`` all end here, whatever they checked before.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import models
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from cms.media.documents import CleanDocument, clean_document
from cms.media.pictures import CleanPicture, clean_picture, is_bare


class CleanFile(ContentFile):
    """Content that was made anew here, under a name of random letters. Only this module makes one."""


def clean_picture_file(given: File, *, name: str = "") -> CleanFile:
    """A picture made anew from an upload. Raises Refused with a sentence for the editor."""
    return _clean(given, name or given.name or "", lambda data, _: clean_picture(data))


def clean_document_file(given: File, *, name: str = "") -> CleanFile:
    """A document made anew from an upload. Raises Refused with a sentence for the editor."""
    return _clean(
        given, name or given.name or "", lambda data, extension: clean_document(data, extension=extension)
    )


def _clean(given: File, name: str, clean: Callable[[bytes, str], CleanPicture | CleanDocument]) -> CleanFile:
    if isinstance(given, CleanFile):
        return given
    data, called = _read(given), PurePosixPath(name)
    if hmac.compare_digest(called.stem.encode(), _seal(data).encode()):
        return CleanFile(data, name=f"{secrets.token_hex(16)}{called.suffix}")
    made = clean(data, called.suffix.lstrip(".").lower())
    return CleanFile(made.data, name=f"{secrets.token_hex(16)}{made.suffix}")


def seal(clean: CleanFile) -> CleanFile:
    """The same content under a name by which ``_clean`` knows it again, for files that wait between two forms.

    Only this installation's key makes such a name, so that nobody passes a file of their own as clean.
    """
    data = _read(clean)
    return CleanFile(data, name=f"{_seal(data)}{PurePosixPath(clean.name).suffix}")


def _seal(data: bytes) -> str:
    return hmac.new(b"clean upload " + settings.SECRET_KEY.encode(), data, hashlib.sha256).hexdigest()


def _read(file: File) -> bytes:
    file.seek(0)
    data = file.read()
    file.seek(0)
    return data


class CleanPictureFile(WagtailImageFieldFile):
    """The file of an image: what is saved through it is made anew first, and measured as it is stored."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        clean = clean_picture_file(content, name=content.name or name)
        _measure(self.instance, clean)
        super().save(clean.name, clean, save)


class CleanPictureField(WagtailImageField):
    """An image field whose originals hold nothing but the picture, under random names."""

    attr_class = CleanPictureFile


class RenditionFile(WagtailImageFieldFile):
    """The file of a rendition: made from a clean original, and made anew should it ever hold more than the picture."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        data = _read(content)
        content.close()
        super().save(name, ContentFile(data if is_bare(data) else clean_picture(data).data, name=name), save)


class RenditionField(WagtailImageField):
    """An image field for renditions."""

    attr_class = RenditionFile


class CleanDocumentFile(models.fields.files.FieldFile):
    """The file of a document: what is saved through it is made anew first, and measured as it is stored."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        clean = clean_document_file(content, name=content.name or name)
        _measure(self.instance, clean)
        super().save(clean.name, clean, save)


class CleanDocumentField(models.FileField):
    """A file field whose documents hold nothing but what a reader sees, under random names."""

    attr_class = CleanDocumentFile


def _measure(instance: Any, clean: CleanFile) -> None:
    """Size and hash of what is stored, not of what was sent."""
    instance.file_size = clean.size
    instance.file_hash = hashlib.sha1(_read(clean), usedforsecurity=False).hexdigest()
