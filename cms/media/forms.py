"""Forms for uploads: a file is refused beside its field, in a sentence, before anything is stored."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.forms import FileField, FileInput
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.media import documents, pictures
from cms.media.fields import CleanFile, clean_document_file, clean_picture_file
from cms.media.refusal import Refused


class PictureUploadField(WagtailImageField):
    """A picture by its content, whatever its name; the cleaned value is already made anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_text = (
            "JPG, PNG, WebP or HEIC, up to 10 MB. Place, camera and every other hidden note are taken out."
        )

    def to_python(self, data: Any) -> File | None:
        given = FileField.to_python(self, data)
        return None if given is None else _cleaned(given, clean_picture_file, pictures.MOST_BYTES)


class DocumentUploadField(WagtailDocumentField):
    """A document by its content; the cleaned value is already made anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_text = (
            "PDF, CSV or plain text, up to 10 MB. Author, comments, attachments and programs are taken out."
        )

    def to_python(self, data: Any) -> File | None:
        given = FileField.to_python(self, data)
        return None if given is None else _cleaned(given, clean_document_file, documents.MOST_BYTES)


def _cleaned(given: File, clean: Any, most_bytes: int) -> CleanFile:
    if given.size > most_bytes:
        # Said before a byte of it is read into memory.
        raise ValidationError(
            "This file has more than 10 MB. Make it smaller and try again.", code="too_large"
        )
    try:
        return clean(given)
    except Refused as refused:
        raise ValidationError(str(refused), code="refused") from refused


class _UploadForm:
    """What both forms do: take the strict field, and let nobody's file name become a title."""

    upload_field: type[FileField]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain = self.fields.get("file")
        if plain is not None:
            # A bare widget: Wagtail's own would copy the name of the file into the title, and that name often is a
            # camera's or a person's.
            self.fields["file"] = self.upload_field(
                label=plain.label, required=plain.required, initial=plain.initial, widget=FileInput
            )
        if not self.is_bound and self.instance._state.adding:
            # The multiple upload offers the name of the file.
            self.initial["title"] = ""


class ImageForm(_UploadForm, BaseImageForm):
    """Adding or changing an image."""

    upload_field = PictureUploadField


class DocumentForm(_UploadForm, BaseDocumentForm):
    """Adding or changing a document."""

    upload_field = DocumentUploadField
