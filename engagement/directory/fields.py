"""A list of codes, as boxes to tick."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import models


class CodesField(models.JSONField):
    """Any of a fixed list of codes, stored in a JSON list and ticked in a form."""

    def __init__(self, *args: Any, codes: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        self.codes = dict(codes or {})
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def formfield(self, **kwargs: Any) -> forms.Field:
        """One box for each code."""
        return forms.MultipleChoiceField(
            choices=list(self.codes.items()),
            required=False,
            label=str(self.verbose_name).capitalize(),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )
