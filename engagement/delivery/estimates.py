"""A field that names one published estimate: a result, a question of it, and one answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string


class _KeptSelect(forms.Select):
    """A select that also shows what is chosen and no longer offered."""

    def optgroups(self, name: str, value: list[str], attrs: dict | None = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        chosen = next((each for each in value if each), "")
        if chosen and not any(option["selected"] for _, options, _ in groups for option in options):
            label = f"{chosen} (not published, or hidden)"
            option = self.create_option(name, chosen, label, True, len(groups), attrs=attrs)
            groups.append((None, [option], len(groups)))
        return groups


class _EstimateChoice(forms.ChoiceField):
    widget = _KeptSelect

    def valid_value(self, value: str) -> bool:
        """Whether it is offered, or was: a result may be published after the plan was written."""
        return super().valid_value(value) or parts_of(value) is not None


class EstimateField(models.CharField):
    """Stored as ``result/question/answer``, chosen from what is published now.

    What is published belongs to a room this one does not know: the settings name the function that lists it. A choice
    that is not in the list, or not yet, stays chosen and is marked until somebody changes it.
    """

    def formfield(self, **kwargs: Any) -> forms.Field:
        """One select."""
        return _EstimateChoice(
            choices=_choices,
            required=False,
            label=str(self.verbose_name).capitalize(),
            help_text=self.help_text,
        )


def _choices() -> list[tuple[str, Any]]:
    return [("", "None: a value is typed below"), *import_string(settings.PUBLISHED_ESTIMATES)()]


def in_words(estimate: str) -> str:
    """A stored choice as the list of choices names it; the choice itself where nothing published holds it."""
    for title, shares in import_string(settings.PUBLISHED_ESTIMATES)():
        for choice, words in shares:
            if choice == estimate:
                return f"{title}: {words}"
    return estimate


def parts_of(estimate: str) -> tuple[str, str, str] | None:
    """Result, question and answer of a stored choice; None for an empty or broken one.

    >>> parts_of("insights-2025/SAFEDAY/very_safe"), parts_of("")
    (('insights-2025', 'SAFEDAY', 'very_safe'), None)
    """
    parts = estimate.split("/")
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 and all(parts) else None
