"""A form page and its fields, as the documentation of wagtail.contrib.forms writes them."""

from __future__ import annotations

from modelcluster.fields import ParentalKey
from wagtail.contrib.forms.models import AbstractForm, AbstractFormField


class FormField(AbstractFormField):
    """One field of the form page."""

    page = ParentalKey("FormPage", related_name="form_fields")


class FormPage(AbstractForm):
    """The form page."""
