"""The form of an action with its milestones and measures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import slugify
from wagtail.admin.forms.models import WagtailAdminModelForm

KEPT = {"milestones": "milestone", "measures": "measure"}


class ActionForm(WagtailAdminModelForm):
    """Makes the action's address from its words; lets no milestone or measure vanish that the public has read."""

    opened_with = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = "Its address on the page of the plan. Empty: made from what is done."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("slug"):
            cleaned["slug"] = slugify(cleaned.get("says", ""))[:50].strip("-")
        return cleaned

    def is_valid(self) -> bool:
        """Whether everything holds, the steps and numbers below the action included."""
        is_valid = super().is_valid()
        for name, word in KEPT.items():
            for form in self.formsets[name].deleted_forms:
                if form.instance.pk:
                    is_valid = False
                    self.add_error(
                        None,
                        f"The {word} “{form.instance}” has been read in public and is not deleted. "
                        "Say that it was stopped, and why.",
                    )
        return is_valid
