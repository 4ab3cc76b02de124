"""The sections of the site: who writes each, which pages belong to it, and where its files lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from wagtail.models import Page

from engagement.accounts.roles import ROLES


@dataclass(frozen=True)
class Section:
    """A part of the site with editors of its own.

    ``roots`` are page types as ``app.Model``: a page of such a type, and everything below it, belongs to the section.
    The name is also that of the collection its pictures and documents lie in.
    """

    name: str
    role: str
    roots: tuple[str, ...]

    @property
    def editors(self) -> str:
        """The name of the group that writes this section."""
        return ROLES[self.role].name

    @property
    def models(self) -> tuple[type[Page], ...]:
        """The page types of ``roots`` that this installation has."""
        found = (_model(label) for label in self.roots)
        return tuple(model for model in found if model is not None)


SECTIONS = (
    Section(
        "Campaign",
        "campaign_lead",
        ("cms.CampaignPage", "cms.EventsPage", "cms.NewsIndexPage", "cms.ToolkitsPage"),
    ),
    Section("Youth Assembly", "youth_lead", ("cms.YouthAssemblyPage",)),
    Section("Faith Alliance", "faith_lead", ("cms.FaithAlliancePage",)),
    Section(
        "Insights",
        "analyst",
        (
            "surveys.SurveyPage",
            "cms.ResultsIndexPage",
            "cms.PromisesPage",
            "cms.DeliveryPlanPage",
            "cms.AreasPage",
        ),
    ),
    Section("Directory", "directory_lead", ("cms.DirectoryPage",)),
)


def section_of_type(model: type[Page]) -> Section | None:
    """The section a page of this type is a root of, or None."""
    label = model._meta.label
    return next((section for section in SECTIONS if label in section.roots), None)


def section_of(page: Page) -> Section | None:
    """The section a page belongs to: its own or that of its nearest ancestor; None for the site's own pages."""
    own = section_of_type(page.specific_class) if page.specific_class else None
    if own is not None or page.depth <= 2:
        return own
    for ancestor in page.get_ancestors().select_related("content_type").order_by("-depth"):
        model = ancestor.specific_class
        found = section_of_type(model) if model else None
        if found is not None:
            return found
    return None


def is_section_root(page: Page) -> bool:
    """Whether a section begins with this page."""
    return bool(page.specific_class) and section_of_type(page.specific_class) is not None


def name_of_section(page: Page) -> str:
    """What staff call the part of the site a page belongs to."""
    section = section_of(page)
    return section.name if section else "The site’s own pages"


def _model(label: str) -> Any:
    try:
        return apps.get_model(label)
    except LookupError:
        return None
