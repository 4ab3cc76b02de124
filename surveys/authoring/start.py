"""Starting a survey: an empty one, or the next wave of one that was asked before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from surveys.authoring.selectors import home_of_surveys
from surveys.authoring.services import start_survey
from surveys.models import SurveyPage
from surveys.workbench.access import USE, only


class NewSurveyForm(forms.Form):
    """Name, address, and the survey whose questions it takes over."""

    title = forms.CharField(
        max_length=120, label="Name", help_text="For staff and for results, for example “Insights 2027”."
    )
    slug = forms.SlugField(
        max_length=50,
        label="Address",
        help_text="Stands in links and posters, where others may see it. Leave out the topic: “insights-2027”.",
        error_messages={"invalid": "Use small letters, digits and hyphens, for example “insights-2027”."},
    )
    like = forms.ModelChoiceField(
        queryset=SurveyPage.objects.none(),
        required=False,
        label="Start from",
        empty_label="An empty survey",
        help_text="Takes over every question with its codes, so that answers can be compared.",
    )

    def __init__(self, *args: Any, home: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home = home
        surveys = (
            SurveyPage.objects.filter(locale=home.locale, alias_of=None)
            if home
            else SurveyPage.objects.none()
        )
        self.fields["like"].queryset = surveys.order_by("-pk")

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if self.home and self.home.get_children().filter(slug=slug).exists():
            raise forms.ValidationError("Another page has this address. Choose another.")
        return slug


@only(USE)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The form, and what it does: a draft that its author goes on writing in the editor."""
    home = home_of_surveys()
    form = NewSurveyForm(request.POST or None, home=home)
    if request.method == "POST" and form.is_valid():
        if home is None:
            form.add_error(None, "The site has no home page yet. An administrator has to make one first.")
        else:
            survey = start_survey(home, user=request.user, **form.cleaned_data)
            messages.success(
                request, f"“{survey.title}” is a draft. Nobody sees it until two readers have approved it."
            )
            return redirect("wagtailadmin_pages:edit", survey.pk)
    return render(request, "surveys/admin/start.html", {"form": form}, status=422 if form.errors else 200)
