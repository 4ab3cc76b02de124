"""The digest: what is new in results and promises, by area and topic, to each subscriber once a calendar week at most.

Whoever knows what is new passes it in; nothing of the site or of surveys is read here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from engagement.membership.models import Subscription, ToldItem
from engagement.membership.services import PURPOSE
from engagement.outbox.sealing import unseal
from engagement.outbox.services import put_by

MOST_ITEMS = 20
"""A mail with more is read by nobody; the rest is on the site."""
KEEP_TOLD = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Item:
    """One thing a digest can tell of.

    ``key`` names it and its state, so that a promise that is kept is news again. ``areas`` empty: the whole region.
    ``address`` is absolute.
    """

    key: str
    topic: str
    title: str
    says: str
    address: str
    areas: tuple[str, ...] = ()


def send_digest(items: Iterable[Item], *, now: datetime | None = None) -> int:
    """Put by a digest for everybody whom something new is about; how many is returned.

    In one transaction: a digest is put by with the note that its items are told, or neither. The very first run only
    notes what is there: a list that begins today has no news from last year.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        known = set(ToldItem.objects.values_list("key", flat=True))
        new = [item for item in items if item.key not in known]
        ToldItem.objects.bulk_create(
            [ToldItem(key=item.key, on=today) for item in new], ignore_conflicts=True
        )
        if not known or not new:
            return 0
        return sum(_put_by(subscription, new, today) for subscription in _due(today))


def _due(today: date) -> list[Subscription]:
    monday = today - timedelta(days=today.weekday())
    rested = Q(told_on=None) | Q(told_on__lt=monday)
    return list(Subscription.objects.filter(rested, confirmed=True).order_by("pk"))


def concerns(item: Item, *, topics: Iterable[str], areas: Iterable[str]) -> bool:
    """Whether somebody with these choices asked to hear of it. What is about the whole region is for everybody."""
    chosen = set(areas)
    return item.topic in set(topics) and (not item.areas or not chosen or bool(chosen & set(item.areas)))


def _put_by(subscription: Subscription, new: list[Item], today: date) -> bool:
    mine = [item for item in new if concerns(item, topics=subscription.topics, areas=subscription.areas)]
    if not mine:
        return False
    told = [{"title": item.title, "says": item.says, "address": item.address} for item in mine[:MOST_ITEMS]]
    address = unseal(PURPOSE, subscription.address, bound=subscription.pk)
    put_by("digest", address, {"subscription": subscription.pk, "items": told}, once=f"digest {today}")
    Subscription.objects.filter(pk=subscription.pk).update(told_on=today)
    return True


def forget_told(*, now: datetime | None = None) -> int:
    """Delete the notes on items three years old; how many is returned."""
    return ToldItem.objects.filter(on__lte=timezone.localdate(now) - KEEP_TOLD).delete()[0]
