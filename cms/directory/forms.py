"""Public forms of the directory: a suggestion by anybody, and an organisation's own entries by its link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from engagement.directory.keeping import CHANGED, ENDED, KEPT_FIELDS, RIGHT
from engagement.directory.models import Service, Suggestion

LETTERS = 600


class SuggestionForm(forms.Form):
    """What is wrong with an entry, and if somebody likes to say more, their words."""

    about = forms.ChoiceField(
        label="What is not right?",
        choices=Suggestion.About.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Tick what fits best.", "invalid_choice": "Tick what fits best."},
    )
    words = forms.CharField(
        label="Tell us more, if you like",
        max_length=LETTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "aria-describedby": "words-hint"}),
        error_messages={"max_length": "This is more than 600 letters. Make it shorter, please."},
    )


STATES = (
    (RIGHT, "All of it is right"),
    (CHANGED, "Something has changed"),
    (ENDED, "It does not run any more"),
)


class KeptForm(forms.ModelForm):
    """One entry as its organisation sees it. Nothing is saved from here: the differences wait for an editor."""

    state = forms.ChoiceField(
        label="Is this still right?",
        choices=STATES,
        widget=forms.RadioSelect,
        error_messages={"required": "Tick one of the three.", "invalid_choice": "Tick one of the three."},
    )

    website = forms.URLField(required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = Service
        fields = KEPT_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["state", *KEPT_FIELDS])
        for name in KEPT_FIELDS:
            # The hints are for editors; a list of years is no hint either.
            self.fields[name].help_text = ""

    @property
    def kept_fields(self) -> list[forms.BoundField]:
        """The fields that can be changed, in their order."""
        return [self[name] for name in KEPT_FIELDS]

    def _get_validation_exclusions(self) -> set[str]:
        # What an editor left half done elsewhere in the entry is not the organisation's to mend.
        return {field.name for field in Service._meta.get_fields() if field.name not in KEPT_FIELDS}

    def _update_errors(self, errors: Any) -> None:
        if hasattr(errors, "error_dict"):
            # A rule about a field that is not in this form would have nowhere to stand.
            known = {name: found for name, found in errors.error_dict.items() if name in self.fields}
            if not known:
                return
            errors = ValidationError(known)
        super()._update_errors(errors)

    def said(self) -> dict[str, Any]:
        """The state, and the fields that differ from what is stored."""
        told = self.cleaned_data
        # Fields of an entry that is said to be right, or to have ended, do not matter.
        changed = (
            [name for name in KEPT_FIELDS if name in self.changed_data] if told["state"] == CHANGED else []
        )
        return {"state": told["state"], "fields": {name: told[name] for name in changed}}


class WordsForm(forms.Form):
    """Anything else an organisation wants to say."""

    words = forms.CharField(
        label="Anything else? New times or places, a new activity",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": "This is more than 2,000 letters. Make it shorter, please."},
    )


def kept_forms(services: Iterable[Service], sent: Mapping[str, Any] | None) -> list[KeptForm]:
    """A form for each entry; a field's name begins with the key of its entry."""
    return [KeptForm(sent, instance=service, prefix=str(service.pk)) for service in services]
