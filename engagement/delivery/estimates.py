"""A field that names one published estimate: a result, a question of it, and one answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string


class EstimateField(models.CharField):
    """Stored as ``result/question/answer``, chosen from what is published now.

    What is published belongs to a room this one does not know: the settings name the function that lists it. A choice
    that is no longer in the list stays chosen, marked, until somebody changes it.
    """

    def formfield(self, **kwargs: Any) -> forms.Field:
        """One select."""
        return forms.ChoiceField(
            choices=_choices,
            required=False,
            label=str(self.verbose_name).capitalize(),
            help_text=self.help_text,
        )


def _choices() -> list[tuple[str, Any]]:
    return [("", "None: a value is typed below"), *import_string(settings.PUBLISHED_ESTIMATES)()]


def parts_of(estimate: str) -> tuple[str, str, str] | None:
    """Result, question and answer of a stored choice; None for an empty or broken one.

    >>> parts_of("insights-2025/SAFEDAY/very_safe"), parts_of("")
    (('insights-2025', 'SAFEDAY', 'very_safe'), None)
    """
    parts = estimate.split("/")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 and all(parts) else None
