"""Writes of the directory: what visitors suggest, and addresses of entries."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from engagement.database.keys import key_from
from engagement.directory.models import Service, Suggestion

MOST = 500
"""Suggestions that can wait. A flood fills the list and then stops: nothing else of the site is touched by it."""


class Full(Exception):
    """So many suggestions wait that no more are taken."""


def take_suggestion(service: Service, *, about: str, words: str) -> None:
    """Keep what somebody says is wrong with an entry. ``words`` come redacted. Raises ``Full``."""
    if Suggestion.objects.values("id").count() >= MOST:
        raise Full
    try:
        with transaction.atomic():
            # Added without looking first: the public process may add suggestions and read none.
            Suggestion(
                id=key_from("suggestion", str(service.pk), about, words),
                service=service,
                about=about,
                words=words,
            ).save(force_insert=True)
    except IntegrityError:
        # Said already, in the same words.
        return


def put_away(suggestion: Suggestion) -> None:
    """Delete a suggestion that somebody has dealt with."""
    suggestion.delete()


def free_slug(name: str, taken: set[str]) -> str:
    """An address made from a name that no other entry has; it is added to ``taken``."""
    stem = slugify(name)[:70].strip("-") or "entry"
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    taken.add(slug)
    return slug
