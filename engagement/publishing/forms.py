"""What readers and editors are asked."""

from __future__ import annotations

from typing import Any

from django import forms


class ApproveForm(forms.Form):
    """An approval may carry a note for the next reader."""

    comment = forms.CharField(
        label="Note (optional)",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept in the page’s history. No names of young people here.",
    )


class SendBackForm(forms.Form):
    """Sending back without a reason would help nobody."""

    comment = forms.CharField(
        label="What has to change",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Say which words, and what would be better. No names of young people here.",
        error_messages={"required": "Say what has to change: the writer sees nothing else."},
    )


class TakeDownForm(forms.Form):
    """Whoever takes a page down says why, so that its writers know what to change."""

    reason = forms.CharField(
        label="Why it has to go",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept in the page’s history, for its writers. No names of young people here.",
        error_messages={"required": "Say why: the page’s writers see nothing else."},
    )
    below = forms.BooleanField(label="Take down the pages below it too", required=False)


class PreviewLinkForm(forms.Form):
    """Which draft, for whom, for how long."""

    revision = forms.ModelChoiceField(queryset=None, label="Which draft", empty_label=None)
    reader = forms.CharField(
        label="Who it is for",
        max_length=80,
        help_text="So that you know later which link to close. A role is enough, for example “Juno’s youth worker”.",
    )
    days = forms.TypedChoiceField(
        label="Open for",
        choices=[(day, "1 day" if day == 1 else f"{day} days") for day in range(1, 8)],
        coerce=int,
        initial=3,
    )

    def __init__(self, *args: Any, revisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["revision"]
        field.queryset = revisions
        field.label_from_instance = _draft
        field.error_messages["invalid_choice"] = (
            "This draft is not one of this page. Choose one from the list."
        )


def _draft(revision: Any) -> str:
    from django.utils.timezone import localtime

    writer = (
        (revision.user.get_full_name() or revision.user.get_username())
        if revision.user
        else "nobody signed in"
    )
    return f"{localtime(revision.created_at):%-d %B %Y, %H:%M}, saved by {writer}"
