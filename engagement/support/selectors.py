"""Reads of support lines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from django.conf import settings
from django.db.models import Q, QuerySet

from engagement.support.models import SupportLine
from engagement.support.national import national_lines
from engagement.support.review import review_is_due


def shown_lines() -> QuerySet[SupportLine]:
    """Stored lines that visitors may see: an invented one on the example site alone."""
    stored = SupportLine.objects.all()
    return stored if settings.DEMO_SIGN_IN else stored.filter(is_example=False)


def support_lines(area: str | None = None) -> list[SupportLine]:
    """Who to call, most urgent first: the national lines, and with an authority code (ONS, nine characters) its own.

    One query. Falls back on the lines that come with the product, so that no page is ever without help.
    """
    place = Q(area="") | Q(area=area) if area else Q(area="")
    return list(shown_lines().filter(place)) or list(national_lines())


def lines_by_need(lines: Iterable[SupportLine]) -> list[tuple[str, list[SupportLine]]]:
    """The lines under the need they answer ("In danger now"), needs in the order of the model's choices."""
    rank = {need: index for index, need in enumerate(SupportLine.Need.values)}
    ordered = sorted(lines, key=lambda line: (rank[line.need], line.order))
    return [
        (SupportLine.Need(need).label, list(found))
        for need, found in groupby(ordered, lambda line: line.need)
    ]


def lines_due_for_review(today: date) -> list[SupportLine]:
    """Stored lines that nobody has checked for more than six months."""
    return [line for line in SupportLine.objects.all() if review_is_due(line.reviewed_on, today=today)]
