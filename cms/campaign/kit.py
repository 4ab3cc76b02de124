"""The share kit: each message and story as pictures in three sizes, with captions that fit and words for the blind."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.campaign.drawing import DESIGN, LINK, SIZES, CannotBeDrawn, Size, card
from cms.campaign.read_me import read_mes

SHORT = 280
"""Characters of a post on X without a subscription (X Help Centre, “How to post”); other networks take more."""
LONG = 2_200
"""Characters of a caption on Instagram (Instagram Platform, “Publish content”); TikTok and Facebook take more."""
ALT = 1_000
"""Characters of an image description on X (X Help Centre, “How to add an image description”)."""
KEPT_SECONDS = 300
"""A drawn card is kept five minutes at most: what is taken back is gone by then, wherever it was drawn."""
WHOLE_PAGE = "page"
"""The name of the card that stands for a page itself."""


@dataclass(frozen=True)
class Kit:
    """One message or story to be shared."""

    page: Page
    key: str
    line: str
    more: str
    surface: str
    address: str

    @property
    def path(self) -> str:
        """Below which its files lie."""
        return f"/share/{self.page.pk}/{self.key}/"

    @property
    def language(self) -> str:
        """The code of the language it is told in."""
        return self.page.locale.language_code

    @property
    def short(self) -> str:
        """A caption of at most 280 characters: the line, what fits of the words behind it, and the address."""
        return _fitted(self.line, self.more, self.address, most=SHORT)

    @property
    def long(self) -> str:
        """A caption of at most 2,200 characters."""
        return _fitted(self.line, self.more, self.address, most=LONG)

    @property
    def alt(self) -> str:
        """What the picture shows, for people who cannot see it, in the language of the line itself."""
        with translation.override(self.language):
            shows = _("The words “%(line)s” over a row of bright tiles, some of them with faces.")
        return _cut(shows % {"line": self.line}, ALT)


def kits_of(page: Page) -> list[Kit]:
    """What can be shared of a page: its messages, or the story itself. Empty where sharing was not agreed to."""
    if hasattr(page, "consent_covers_sharing"):
        return [_whole(page)] if page.consent_covers_sharing and page.may_be_shown() else []
    body = getattr(page, "body", None) or []
    return [
        Kit(
            page,
            str(child.id),
            child.value["message"],
            child.value["more"],
            child.value["surface"],
            _address(page),
        )
        for child in body
        if child.block_type == "message" and child.id
    ]


def kit_of(page: Page, key: str) -> Kit | None:
    """One of them by its key; None if there is none."""
    return next((kit for kit in kits_of(page) if kit.key == key), None)


def social_card(page: Page) -> Kit:
    """What a network shows beside a link to a page: its title on a colour that belongs to it."""
    return _whole(page)


def _whole(page: Page) -> Kit:
    surfaces = ("violet", "sun", "pink", "mint", "lilac")
    return Kit(
        page,
        WHOLE_PAGE,
        page.title,
        getattr(page, "standfirst", "") or page.search_description,
        surfaces[page.pk % len(surfaces)],
        _address(page),
    )


def _address(page: Page) -> str:
    return page.full_url or ""


def picture(kit: Kit, size: Size) -> bytes:
    """One picture of a kit as PNG, drawn at most once in five minutes. Raises CannotBeDrawn."""
    told = {
        "line": kit.line,
        "surface": kit.surface,
        "language": kit.language,
        "above": _site_name(kit.page),
        "below": _below(kit.page, kit.language),
    }
    key = _key("card", size.name, *told.values())
    drawn = cache.get(key)
    if drawn is None:
        drawn = card(size=size, **told)
        cache.set(key, drawn, KEPT_SECONDS)
    return bytes(drawn)


def link_picture(page: Page) -> bytes:
    """The picture beside a link to a page. Raises CannotBeDrawn."""
    return picture(social_card(page), LINK)


def archive(kit: Kit) -> bytes:
    """A kit as a zip: three pictures, two captions, a description, and how to share it safely, in English too.

    The same kit gives the same bytes: no file in it says when it was made. Raises CannotBeDrawn.
    """
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as folder:

        def add(name: str, data: bytes | str) -> None:
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            folder.writestr(entry, data)

        for size in SIZES.values():
            add(f"{size.name}.png", picture(kit, size))
        add("caption-short.txt", kit.short + "\n")
        add("caption-long.txt", kit.long + "\n")
        add("alt-text.txt", kit.alt + "\n")
        for name, words in read_mes(
            kit.line,
            kit.address,
            language=kit.language,
            captions={"caption-short.txt": SHORT, "caption-long.txt": LONG},
            alt="alt-text.txt",
            is_example=getattr(kit.page, "is_example", False),
        ):
            add(name, words)
    return out.getvalue()


def _below(page: Page, language: str) -> str:
    """What stands at the foot of a card: that it is invented, or the name a story is told under."""
    with translation.override(language):
        if getattr(page, "is_example", False):
            return _("This is an invented example.")
        return str(getattr(page, "alias", ""))


def _site_name(page: Page) -> str:
    home = page.get_ancestors(inclusive=True).filter(depth=2).first()
    return home.title if home and home.pk != page.pk else ""


def _fitted(line: str, more: str, address: str, *, most: int) -> str:
    """The line and the address whole, and between them as many sentences as there is room for."""
    room = most - len(line) - len(address) - 4
    kept = ""
    for sentence in _sentences(more):
        if len(kept) + len(sentence) + 1 > room:
            break
        kept = f"{kept} {sentence}".strip()
    return "\n\n".join(part for part in (_cut(line, most - len(address) - 2), kept, address) if part)


def _sentences(words: str) -> list[str]:
    found, rest = [], " ".join(words.split())
    while rest:
        ends = [at + 1 for mark in ".?!۔।" if (at := rest.find(mark)) >= 0]
        cut = min(ends, default=len(rest))
        found.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return found


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + "…"


def _key(*told: Any) -> str:
    return "share-" + hashlib.sha256("\n".join(map(str, (DESIGN, *told))).encode()).hexdigest()


__all__ = ["CannotBeDrawn", "Kit", "archive", "kit_of", "kits_of", "link_picture", "picture", "social_card"]
