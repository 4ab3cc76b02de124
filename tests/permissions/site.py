"""A site filled once for the whole matrix: each section with pages, drafts, files and work in hand of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Page, Workflow
from wagtail_localize.models import Translation, TranslationSource

from cms.models import CampaignPage, FaithAlliancePage, StandardPage, StoryPage, YouthAssemblyPage
from engagement.delivery.models import Commitment
from engagement.publishing.setting_up import set_up_publishing
from engagement.support.models import SupportLine
from surveys.models import Fieldwork, SurveyPage
from surveys.publication.services import propose
from surveys.publication.snapshot import Plan
from surveys.reports import memory
from tests.cms.site import example_site
from tests.people import CAST, cast
from tests.surveys.workbench.answered import people, store, survey_page

SECTIONS = ("campaign", "youth", "faith", "insights")
OWN = {"campaign_lead": "campaign", "youth_lead": "youth", "faith_lead": "faith", "analyst": "insights"}
"""The section each editor writes; the next one in the row stands for every other."""


def other_than(section: str) -> str:
    """A section that is not this one, and not the analysts' (whose pages have screens of their own)."""
    writing = SECTIONS[:3]
    return writing[(writing.index(section) + 1) % 3] if section in writing else "campaign"


@dataclass
class Part:
    """One section: its first page, a draft below it, its files and what is in hand."""

    name: str
    page: Page
    draft: Page
    image: Any = None
    document: Any = None
    collection: Collection | None = None
    translation: Translation | None = None
    waiting: Page | None = None
    reading: Any = None
    link: Any = None


@dataclass
class Site:
    """Everything an address can be about."""

    parts: dict[str, Part]
    home: Page
    survey: SurveyPage
    result: Any
    line: SupportLine
    commitment: Commitment
    somebody: User
    workflow: Workflow
    users: dict[str, User] = field(default_factory=dict)


def title_of(section: str, what: str) -> str:
    """A title no other object bears, to look for in what a screen shows."""
    return f"Unfinished {what} of {section}"


def fill() -> Site:
    """Make the site, once for the whole module: some seconds."""
    memory.forget()
    home = example_site()
    answered = survey_page("answered", state=Fieldwork.State.CLOSED)
    answered.move(home, "last-child")
    answered = SurveyPage.objects.get(pk=answered.pk)
    store(answered, people(120))
    answered.channels.create(code="q7x2k", name="A youth club")
    result = propose(
        answered, user=cast("analyst"), title="Heard", slug="heard", plan=Plan(("SAFEDAY",), themes=False)
    )
    set_up_publishing()
    firsts = {
        "campaign": CampaignPage.objects.get(locale__language_code="en"),
        "youth": YouthAssemblyPage.objects.get(locale__language_code="en"),
        "faith": FaithAlliancePage.objects.get(locale__language_code="en"),
        "insights": answered,
    }
    site = Site(
        parts={name: _part(name, first) for name, first in firsts.items()},
        home=home,
        survey=answered,
        result=result,
        line=SupportLine.objects.first(),
        commitment=Commitment.objects.first(),
        somebody=User.objects.create_user("somebody", email="somebody@example.org"),
        workflow=Workflow.objects.filter(active=True).first(),
    )
    site.users = {role: cast(role) for role in CAST}
    site.users["superuser"] = User.objects.create_superuser("root", email="root@example.org")
    site.users["superuser"].groups.add(Group.objects.get(name="Engagement analysts"))
    return site


def _part(name: str, page: Page) -> Part:
    editor = next(cast(role) for role, section in OWN.items() if section == name)
    draft = page if name == "insights" else _draft(name, page, editor)
    part = Part(name, page, draft, waiting=draft)
    collection = next(
        found for found in Collection.objects.all() if found.name.lower().startswith(name.lower()[:5])
    )
    part.collection = collection
    part.image = get_image_model().objects.create(
        title=title_of(name, "picture"), file=get_test_image_file(), collection=collection
    )
    part.document = get_document_model().objects.create(
        title=title_of(name, "document"), file=ContentFile(b"words", name="words.txt"), collection=collection
    )
    if name != "insights":
        source, _ = TranslationSource.get_or_create_from_instance(page)
        urdu = Locale.objects.get(language_code="ur")
        part.translation, _ = Translation.objects.get_or_create(source=source, target_locale=urdu)
        part.translation.save_target(publish=False)
        # In review, so that there is a reading to decide on and to keep others from.
        workflow = Workflow.objects.filter(active=True).first()
        part.waiting = _draft(name, page, editor, what="waiting page")
        workflow.start(part.waiting, editor)
        part.reading = part.waiting.current_workflow_task_state
    return part


def _draft(name: str, parent: Page, editor: User, what: str = "page") -> Page:
    given = {"title": title_of(name, what), "slug": f"{name}-{what.replace(' ', '-')}", "live": False}
    if name == "campaign":
        instance = StoryPage(
            alias="Nobody", consent_given_by=StoryPage.GivenBy.INVENTED, is_example=True, **given
        )
    else:
        instance = StandardPage(**given)
    draft = parent.add_child(instance=instance)
    draft.save_revision(user=editor)
    draft.save_revision(user=editor)
    return type(instance).objects.get(pk=draft.pk)
