"""Forms of the admin for entries, and for files of other directories."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.admin.forms.models import WagtailAdminModelForm

from engagement.audit.services import record
from engagement.directory.hsds.reading import LARGEST
from engagement.directory.models import Service
from engagement.directory.services import free_slug
from engagement.support.areas import AREAS


class ServiceForm(WagtailAdminModelForm):
    """Makes an entry's address from its name, and notes who confirmed it and who looked at its safeguarding."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("slug") and "slug" not in self.errors:
            taken = set(Service.objects.exclude(pk=self.instance.pk).values_list("slug", flat=True))
            cleaned["slug"] = free_slug(cleaned.get("name", ""), taken)
        return cleaned

    def save(self, commit: bool = True) -> Service:
        service = super().save(commit=commit)
        if commit:
            if "confirmed_on" in self.changed_data:
                record("directory.confirmed", of=service)
            if {"assured_on", "assurance"} & set(self.changed_data):
                record("directory.assured", of=service)
        return service


class ImportForm(forms.Form):
    """A file of another directory."""

    file = forms.FileField(
        label="File",
        help_text="JSON in HSDS 3, as Open Referral UK uses it; up to 5 MB.",
        error_messages={"required": "Choose a file.", "empty": "This file is empty."},
    )
    area = forms.ChoiceField(
        label="Area of places whose address names none",
        choices=[("", "Refuse such services"), *AREAS.items()],
        required=False,
    )
    show = forms.BooleanField(
        label="Show new entries to the public at once",
        required=False,
        help_text="Only those confirmed within the year come into the list. Left empty, an editor shows each.",
    )
    store = forms.ChoiceField(
        label="What to do",
        choices=[("", "Only look: say what would happen"), ("yes", "Take in what can be taken")],
        required=False,
        widget=forms.RadioSelect,
    )

    def clean_file(self) -> bytes:
        """The content of the file, read no further than it may go."""
        return bytes(self.cleaned_data["file"].read(LARGEST + 1))
