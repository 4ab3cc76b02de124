"""What a search finds: help first where somebody may need it, then pages and published results."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate
from wagtail.models import Locale, Page

from cms.models import DeliveryPlanPage, DirectoryPage
from engagement.delivery.plan import actions_with
from engagement.directory.selectors import by_words
from engagement.support.models import SupportLine
from engagement.support.selectors import support_lines
from surveys.publication.selectors import published_results

MOST_WORDS = 8
MOST_FOUND = 30
LETTERS = 80
"""Longer than anything that is looked for."""

DANGER: dict[str, tuple[str, ...]] = {
    "self_harm": ("suicid", "self harm", "selfharm", "kill myself", "want to die", "cutting", "end it all"),
    "threatened": ("knife", "knives", "weapon", "gun", "blade", "shank", "stab", "threat", "followed"),
    "abuse": ("abus", "hits me", "hurts me", "rape", "raped", "controlling", "domestic", "forced marriage"),
    "exploited": (
        "county line",
        "grooming",
        "groomed",
        "blackmail",
        "nudes",
        "gang",
        "owe money",
        "trafficked",
    ),
    "hate": ("racis", "islamophob", "antisemit", "homophob", "hate crime"),
    "worry": ("scared", "afraid", "anxi", "panic", "depress", "lonely", "worried"),
}
"""Beginnings of words that somebody in trouble may type, by the subject of the lines that help. In English: where
nothing matches, every page shows where to find help all the same."""


@dataclass(frozen=True)
class Found:
    """One place that fits: its title, its address, a sentence about it, and what kind of thing it is."""

    title: str
    url: str
    says: str
    kind: str


@dataclass(frozen=True)
class Answer:
    """What a search found. ``lines`` stand above everything else."""

    found: tuple[Found, ...]
    lines: tuple[SupportLine, ...]


def words_of(asked: str) -> str:
    """What was typed, as words: at most eight, without signs that mean something to a database."""
    return " ".join(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", asked[:LETTERS])[:MOST_WORDS])


def look_for(asked: str, *, language: str) -> Answer:
    """Everything live that holds these words, in one language: first what holds all of them, else any of them."""
    words = words_of(asked)
    if not words:
        return Answer((), ())
    found = (
        *_pages(words, language),
        *_results(words, language),
        *_services(words, language),
        *_actions(words, language),
    )
    return Answer(found[:MOST_FOUND], _lines(words))


def _pages(words: str, language: str) -> list[Found]:
    locale = Locale.objects.filter(language_code=language).first()
    if locale is None:
        return []
    live = Page.objects.live().public().filter(locale=locale, depth__gte=2)
    for operator in ("and", "or"):
        hits = [page.specific for page in live.search(words, operator=operator)[:MOST_FOUND]]
        shown = [page for page in hits if getattr(page, "may_be_shown", lambda: True)()]
        if shown:
            return [
                Found(page.title, page.url or "", _says(page), str(page._meta.verbose_name)) for page in shown
            ]
    return []


def _says(page: Page) -> str:
    return getattr(page, "standfirst", "") or page.search_description or getattr(page, "intro", "")[:200]


def _results(words: str, language: str) -> list[Found]:
    """Published results whose title or questions hold all the words. They are in English."""
    wanted = words.lower().split()
    if language != "en":
        return []
    found = []
    for result in published_results():
        asked: Sequence[str] = [table.get("label", "") for table in result.snapshot.get("tables") or []]
        told = " ".join((result.title, *asked)).lower()
        if all(word in told for word in wanted):
            first = next((text for text in asked if any(word in text.lower() for word in wanted)), "")
            found.append(Found(result.title, f"/results/{result.slug}/", first, "result"))
    return found


def _actions(words: str, language: str) -> list[Found]:
    """Actions of the delivery plan that hold all the words. They are in English."""
    page = (
        DeliveryPlanPage.objects.live().filter(locale__language_code="en").first()
        if language == "en"
        else None
    )
    if page is None:
        return []
    return [
        Found(action.says, f"{page.url}#{action.slug}", action.owner, "action of the plan")
        for action in actions_with(words.split())
    ]


def _services(words: str, language: str) -> list[Found]:
    """Entries of the directory that hold all the words. They are in English."""
    page = (
        DirectoryPage.objects.live().filter(locale__language_code="en").first() if language == "en" else None
    )
    if page is None:
        return []
    return [
        Found(
            service.name,
            page.url + page.reverse_subpage("service", args=[service.slug]),
            f"{service.get_kind_display()}. {service.description[:160]}",
            "service",
        )
        for service in by_words(words, today=localdate(), most=MOST_FOUND)
    ]


def _lines(words: str) -> tuple[SupportLine, ...]:
    """The lines that help with what the words are about; none where they are about nothing hard."""
    text = f" {words.lower()}"
    topics = {topic for topic, starts in DANGER.items() if any(f" {start}" in text for start in starts)}
    if not topics:
        return ()
    return tuple(line for line in support_lines() if topics & set(line.topics) or line.need == "danger")[:4]
