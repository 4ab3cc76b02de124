"""What can be chosen in the public forms of this app."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from engagement.languages import is_on, is_reviewed
from engagement.support.areas import AREAS

TOPICS = {
    "results": _("What people told us in surveys"),
    "promises": _("What was promised, and what came of it"),
}
"""What a digest tells of, by code."""

AREA_CHOICES = tuple(AREAS.items())

AGE_BANDS = (
    ("11-12", _("11 or 12")),
    ("13-15", _("13 to 15")),
    ("16-17", _("16 or 17")),
    ("18-25", _("18 to 25")),
)
UNDER_16 = ("11-12", "13-15")
UNDER_18 = (*UNDER_16, "16-17")

WHOSE = (
    ("own", _("It is mine. I am 16 or over")),
    ("parent", _("A parent or carer")),
    ("worker", _("A youth worker or teacher")),
)
"""Whose telephone number or address is given in the Youth Assembly's form."""


def mail_languages() -> list[tuple[str, str]]:
    """The languages a mail can be in: switched on, and read by somebody against the English."""
    return [(code, name) for code, name in settings.LANGUAGES if is_on(code) and is_reviewed(code)]
