"""Images of the site: what an editor uploads after everything hidden in it is gone, and who agreed to be seen."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    ImageQuerySet,
    get_rendition_storage,
    get_rendition_upload_to,
    get_upload_to,
)

from cms.media.fields import CleanPictureField, RenditionField
from cms.models.consent import Consented


class ConsentedImages(ImageQuerySet):
    """Images by what may be done with them today."""

    def with_ended_consent(self, today: date) -> ConsentedImages:
        """Images of people that may not be shown today: never agreed, due to be asked again, or taken back."""
        return self.filter(people=SiteImage.People.AGREED).exclude(Consented.holding(today))


class SiteImage(Consented, AbstractImage):
    """A picture with a text for those who cannot see it and, where people are in it, a record of their consent."""

    class People(models.TextChoices):
        NOBODY = "nobody", "No, nobody"
        AGREED = "agreed", "Yes, and all of them agreed in writing"

    file = CleanPictureField(
        verbose_name="file", upload_to=get_upload_to, width_field="width", height_field="height"
    )
    # In Wagtail's order: the file is stored before its width, size and hash are written down.
    file.creation_counter = AbstractImage._meta.get_field("file").creation_counter
    description = models.CharField(
        "what it shows",
        max_length=255,
        blank=True,
        default="",
        help_text="Read aloud to people who cannot see it: “Four friends paint a wall.” No names",
    )
    is_decorative = models.BooleanField(
        "only decoration",
        default=False,
        help_text="Tick when nobody misses anything by not seeing it. Then it needs no words",
    )
    people = models.CharField(
        "can anybody be recognised?",
        max_length=10,
        choices=People.choices,
        help_text="By a face, clothes, a tattoo or a place. For anybody under 16 a parent or carer agrees too",
    )
    withheld = models.BooleanField(default=False, editable=False)
    """Whether its files were moved away from their public addresses since its consent ended."""

    admin_form_fields = (
        "title",
        "file",
        "description",
        "is_decorative",
        "people",
        *Consented.RECORD,
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    objects = ConsentedImages.as_manager()

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"

    @property
    def default_alt_text(self) -> str:
        """The words offered wherever the image is used; never its title, which is a note for staff."""
        return "" if self.is_decorative else self.description

    def get_upload_to(self, filename: str) -> str:
        """Where the original lies; the name is made by the field and tells nothing. What is withheld has no address."""
        return f"{'withheld_images' if self.withheld else 'original_images'}/{filename}"

    def may_be_shown(self, today: date | None = None) -> bool:
        """Whether the picture may stand in public today: nobody to ask, or everybody's consent holds."""
        return self.people == self.People.NOBODY or self.consent_holds(today)

    def clean(self) -> None:
        super().clean()
        wrong: dict[str, str] = {}
        if self.is_decorative == bool(self.description.strip()):
            wrong["description"] = (
                "Say what the picture shows, or tick “only decoration” and leave this empty: one of the two."
            )
        if self.people == self.People.AGREED:
            wrong |= self.missing_consent()
        elif any(getattr(self, name) for name in self.RECORD):
            wrong["people"] = (
                "A consent is filled in, so somebody can be recognised. Choose “yes”, or empty it."
            )
        if wrong:
            raise ValidationError(wrong)

    def _set_image_file_metadata(self) -> None:
        """Nothing: the field measures what it stores, and Wagtail would measure what was sent."""

    def save(self, *args: Any, update_fields: Any = None, **kwargs: Any) -> None:
        if update_fields is not None and "file" in update_fields:
            # What is measured of a file goes with it.
            update_fields = {*update_fields, "width", "height", "file_size", "file_hash"}
        super().save(*args, update_fields=update_fields, **kwargs)
        from cms.media.consent import follow_consent

        follow_consent(self, shown=self.may_be_shown())


class SiteRendition(AbstractRendition):
    """A picture in a size and format, made from the clean original."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")
    file = RenditionField(
        upload_to=get_rendition_upload_to,
        storage=get_rendition_storage,
        width_field="width",
        height_field="height",
    )

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]
