"""Writes of support lines."""

from __future__ import annotations

from django.db import transaction

from engagement.support.models import SupportLine
from engagement.support.national import national_lines


@transaction.atomic
def load_national_lines() -> int:
    """Store the national lines, one row a name; returns how many were new.

    A line that is stored already and was checked later than the file keeps what the checker wrote.
    """
    made = 0
    for line in national_lines():
        told = {
            field.name: getattr(line, field.name) for field in SupportLine._meta.fields if field.name != "id"
        }
        stored = SupportLine.objects.filter(name=line.name, area="").first()
        if stored is None:
            SupportLine.objects.create(**told)
            made += 1
        elif stored.reviewed_on <= line.reviewed_on:
            SupportLine.objects.filter(pk=stored.pk).update(**told)
    return made
