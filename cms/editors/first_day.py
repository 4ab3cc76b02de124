"""What somebody who writes the site needs on their first day: their pages, their kinds of page, a good one of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from wagtail.models import Page, get_page_models
from wagtail.permissions import policy_registry

from engagement.accounts.roles import ROLES


@dataclass(frozen=True)
class Kind:
    """A kind of page: what it is for, and a live one to look at."""

    name: str
    purpose: str
    example: Page | None


@dataclass(frozen=True)
class FirstDay:
    """A person's roles in plain words, the pages they start from, and the kinds of page they can make or change."""

    does: list[str]
    own: list[Page]
    kinds: list[Kind]


def first_day_of(user: AbstractBaseUser) -> FirstDay:
    """What to show this person."""
    names = set(user.groups.values_list("name", flat=True))
    policy = policy_registry.get_by_type(Page)
    pages = policy.instances_user_has_permission_for(user, "change").exclude(depth=1)
    own, below = [], ""
    for page in pages.order_by("path"):
        if not below or not page.path.startswith(below):
            own.append(page)
            below = page.path
    return FirstDay(
        does=[role.does for role in ROLES.values() if role.name in names],
        own=own,
        kinds=[_kind(model, pages) for model in _models_of(pages)],
    )


def _models_of(pages) -> list[type[Page]]:
    """The kinds among these pages and those that may be made below them, in the order of their names."""
    there = {type(page) for page in pages.specific()}
    makeable = {model for kind in there for model in kind.creatable_subpage_models()}
    return sorted(
        (model for model in get_page_models() if model in there | makeable and model is not Page),
        key=lambda model: model.get_verbose_name().lower(),
    )


def _kind(model: type[Page], pages) -> Kind:
    example = model.objects.live().filter(pk__in=pages.values("pk")).order_by("path").first()
    return Kind(str(model.get_verbose_name()), str(model.get_page_description()), example)
