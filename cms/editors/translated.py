"""Which pages can be read in which language: those that a newcomer needs first, first."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.models import HomePage, StandardPage, SupportPage
from engagement.languages import is_on
from surveys.models import Fieldwork, SurveyPage

SUMMARY_KINDS = (HomePage, SurveyPage, SupportPage, StandardPage)
"""Kinds of page that say what this is, ask, help, and explain: in their order. Only those at the front door count."""
OTHERS = len(SUMMARY_KINDS)
"""Where any other page stands, a survey that is over among them."""
FRONT_DOOR = 3
"""How deep a page lies at most to be at the front door: the home page, and what stands directly below it."""

LIVE, OLDER, MAKING, MISSING = "live", "older", "making", "missing"
WORDS = {
    LIVE: "Live",
    OLDER: "Older than the English",
    MAKING: "In the making",
    MISSING: "Missing",
}


@dataclass(frozen=True)
class PageLanguages:
    """An English page and how it stands in each other language, in their order."""

    page: Page
    is_summary: bool
    states: tuple[str, ...]

    @property
    def cells(self) -> list[tuple[str, str]]:
        """State and its words, a language each."""
        return [(state, WORDS[state]) for state in self.states]


def offered_languages() -> list[tuple[str, str]]:
    """The languages visitors are offered beside English: code and name."""
    return [
        (code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE and is_on(code)
    ]


def site_languages(user: AbstractBaseUser) -> list[PageLanguages]:
    """Every live English page this person may see in the admin, summary pages first."""
    root = policy_registry.get_by_type(Page).explorable_root_instance(user)
    if root is None:
        return []
    pages = list(
        Page.objects.descendant_of(root, inclusive=True)
        .live()
        .exclude(depth=1)
        .filter(locale__language_code=settings.LANGUAGE_CODE, alias_of=None)
        .select_related("content_type")
        .order_by("path")
    )
    others: dict[tuple[object, str], Page] = {
        (version.translation_key, version.locale.language_code): version
        for version in Page.objects.filter(translation_key__in=[page.translation_key for page in pages])
        .exclude(locale__language_code=settings.LANGUAGE_CODE)
        .select_related("locale")
    }
    codes = [code for code, _ in offered_languages()]
    over = set(Fieldwork.objects.filter(state=Fieldwork.State.CLOSED).values_list("survey_id", flat=True))
    order = {page.pk: OTHERS if page.pk in over else _place(page) for page in pages}
    found = [
        PageLanguages(
            page,
            order[page.pk] < OTHERS,
            tuple(_state(page, others.get((page.translation_key, code))) for code in codes),
        )
        for page in pages
    ]
    return sorted(found, key=lambda told: order[told.page.pk])


def _place(page: Page) -> int:
    """Where a page's kind stands in the order of summary pages; behind them all for any other page."""
    kind = page.content_type.model_class()
    if page.depth > FRONT_DOOR or kind not in SUMMARY_KINDS:
        return OTHERS
    return SUMMARY_KINDS.index(kind)


def _state(page: Page, version: Page | None) -> str:
    # An alias shows the English words at an address of the other language.
    if version is None or version.alias_of_id:
        return MISSING
    if not version.live:
        return MAKING
    is_older = (
        page.last_published_at
        and version.last_published_at
        and version.last_published_at < page.last_published_at
    )
    return OLDER if is_older else LIVE
