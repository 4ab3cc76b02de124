"""The list of what staff did, for administrators: filters, and the same list as a file."""

from __future__ import annotations

import csv
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required
from wagtail.admin.widgets import AdminDateInput

from engagement.audit.acts import KINDS
from engagement.audit.models import StaffAct
from engagement.audit.selectors import Line, failed_sign_ins, lines, of_kind
from engagement.audit.services import record

READ = "audit.read_audit"
A_PAGE = 50
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class Asked(forms.Form):
    """Which acts to show; everything empty shows them all."""

    who = forms.ChoiceField(required=False, label="Who")
    kind = forms.ChoiceField(
        required=False,
        label="What",
        choices=[("", "Everything"), *((key, words) for key, (words, _) in KINDS.items())],
    )
    since = forms.DateField(required=False, label="From", widget=AdminDateInput)
    until = forms.DateField(required=False, label="To", widget=AdminDateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = StaffAct.objects.exclude(name="").order_by("name").values_list("name", flat=True).distinct()
        self.fields["who"].choices = [("", "Everybody"), *((name, name) for name in names)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "This day is before the first one. Choose a later day.")
        return cleaned

    def acts(self) -> QuerySet[StaffAct]:
        """The acts asked for; none while the question itself is wrong."""
        if not self.is_valid():
            return StaffAct.objects.none()
        found = StaffAct.objects.all()
        if self.cleaned_data["who"]:
            found = found.filter(name=self.cleaned_data["who"])
        if self.cleaned_data["kind"]:
            found = of_kind(found, self.cleaned_data["kind"])
        if self.cleaned_data["since"]:
            found = found.filter(at__gte=_moment(self.cleaned_data["since"], time.min))
        if self.cleaned_data["until"]:
            found = found.filter(at__lte=_moment(self.cleaned_data["until"], time.max))
        return found


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


@require_safe
@permission_required(READ)
def index(request: HttpRequest) -> HttpResponse:
    """What staff did, the latest first."""
    form = Asked(request.GET)
    page = Paginator(form.acts(), A_PAGE).get_page(request.GET.get("p"))
    asked = request.GET.copy()
    asked.pop("p", None)
    return render(
        request,
        "audit/index.html",
        {
            "form": form,
            "page": page,
            "lines": lines(page.object_list),
            "asked": asked.urlencode(),
            "failed": failed_sign_ins(),
            "header_title": "What staff did",
            "header_icon": "history",
            "breadcrumbs_items": [{"url": "", "label": "What staff did"}],
        },
    )


@require_POST
@permission_required(READ)
def download(request: HttpRequest) -> HttpResponse:
    """The list that is asked for, whole, as CSV; taking it is itself an act."""
    form = Asked(request.POST)
    acts = list(form.acts())
    record("audit.exported")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="staff-acts-{timezone.localdate()}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(["when", "who", "what", "to what", "about"])
    for line in lines(acts):
        writer.writerow([_disarmed(value) for value in _cells(line)])
    return response


def _cells(line: Line) -> tuple[str, ...]:
    when = timezone.localtime(line.at)
    return (f"{when:%Y-%m-%d %H:%M:%S}", line.who, line.what, line.to, line.about)


def _disarmed(value: str) -> str:
    """No cell that a spreadsheet would run: as ``surveys.exchange.cells``, which this room may not import."""
    return "'" + value if value.startswith(FORMULA_STARTS) else value
