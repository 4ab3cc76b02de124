"""Signing a translation off: who read it against the English, and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from surveys.authoring.compile import NotPublishable
from surveys.authoring.services import sign_off
from surveys.models import SurveyPage


class SignOffForm(forms.Form):
    """A reader's name and the day of the reading."""

    reviewed_by = forms.CharField(
        max_length=120,
        label="Who read it",
        help_text="Name or organisation. Seen by editors, not by visitors.",
    )
    reviewed_on = forms.DateField(label="On which day", widget=forms.DateInput(attrs={"type": "date"}))

    def clean_reviewed_on(self) -> Any:
        day = self.cleaned_data["reviewed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("This day is still to come.")
        return day


def sign_off_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """The form, and what it does: the newest draft of the translation goes to its two readers as reviewed."""
    page = get_object_or_404(SurveyPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    form = SignOffForm(request.POST or None, initial={"reviewed_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            sign_off(
                page,
                by=form.cleaned_data["reviewed_by"],
                on=form.cleaned_data["reviewed_on"],
                user=request.user,
            )
        except NotPublishable:
            raise
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(
                request,
                f"“{page.title}” is signed off and on its way to two readers. When both have approved it, it is live"
                " and asks for consent in its own words.",
            )
            return redirect("wagtailadmin_pages:edit", page.pk)
    return render(request, "surveys/admin/sign_off.html", {"page": page, "form": form})
