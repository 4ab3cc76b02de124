"""Which figures a page quotes and whether they still stand: asked before it goes live, and for the list of staff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from wagtail.models import Page

from cms.campaign.figures import Published, Quoted

QUOTING = ("figure", "perception")
"""The blocks that hold a published figure."""


@dataclass(frozen=True)
class QuotedOn:
    """One figure on one live page."""

    page: Page
    sentence: str
    quoted: Quoted


def quoted_by(body: Any) -> Iterator[tuple[str, str]]:
    """The sentence and the chosen figure of each block of a body that holds one."""
    for child in body or []:
        if child.block_type in QUOTING:
            yield child.value["sentence"], child.value["figure"]


def stale_figures(page: Page, *, today: date) -> list[str]:
    """Why a page may not go live as it is: a sentence for each figure that does not stand any more."""
    told = list(quoted_by(getattr(page, "body", None)))
    if not told:
        return []
    published = Published()
    return [
        f"The figure in “{sentence}” cannot be shown. {quoted.why} Choose another one or take the block out."
        for sentence, key in told
        if not (quoted := published.quoted(key, today=today)).is_shown
    ]


def figures_on_pages(user: Any, *, today: date) -> list[QuotedOn]:
    """Every published figure on a live page this person may change: those that do not stand any more first."""
    published = Published()
    found = [
        QuotedOn(page, sentence, published.quoted(key, today=today))
        for page in Page.objects.live().filter(depth__gte=2).specific()
        if page.permissions_for_user(user).can_edit()
        for sentence, key in quoted_by(getattr(page, "body", None))
    ]
    order = {"holds": 2, "newer": 1}
    return sorted(found, key=lambda each: (order.get(each.quoted.state, 0), each.page.title))
