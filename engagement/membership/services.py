"""Writing the mailing list. What runs in the public process reads no address, and little else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from engagement.database.keys import key_from, keys_from
from engagement.membership.models import Subscription
from engagement.membership.periods import KEEP_SUBSCRIPTION, KEEP_UNCONFIRMED
from engagement.outbox.sealing import seal
from engagement.outbox.services import put_by

PURPOSE = "subscription"
MOST_UNCONFIRMED = 1_000
"""Addresses that can wait to be confirmed. A flood fills the list and then stops; nobody gets a mail more for it."""


class Full(Exception):
    """So many addresses wait to be confirmed that no more are taken."""


def key_of(address: str) -> int:
    """The key of an address."""
    return key_from(PURPOSE, plain(address))


def plain(address: str) -> str:
    """An address as it is compared: case does not matter to any provider worth the name."""
    return address.strip().casefold()


def ask_to_subscribe(address: str, *, topics: Sequence[str], areas: Sequence[str], language: str) -> None:
    """Keep what somebody asks for, and put by the mail that asks the owner of the address to confirm it.

    An address that is known already is told nothing on the page: its owner gets a mail that says so, at most one a day.
    Raises Full.
    """
    if Subscription.objects.filter(confirmed=False).values("id").count() >= MOST_UNCONFIRMED:
        raise Full
    key = key_of(address)
    with transaction.atomic():
        try:
            with transaction.atomic():
                Subscription(
                    id=key,
                    address=seal(PURPOSE, address.strip(), bound=key),
                    topics=sorted(topics),
                    areas=sorted(areas),
                    language=language,
                    day=timezone.localdate(),
                ).save(force_insert=True)
        except IntegrityError:
            # Somebody who asks again before confirming wants what they ticked last; a confirmed choice is not changed
            # by whoever types an address into a form.
            Subscription.objects.filter(pk=key, confirmed=False).update(
                topics=sorted(topics), areas=sorted(areas), language=language
            )
        put_by("confirm", address.strip(), {"subscription": key}, once=f"list {timezone.localdate()}")


def confirm(subscription: int) -> bool:
    """The owner of an address says yes. False when it is not there (any more); saying yes twice changes nothing."""
    today = timezone.localdate()
    known = Subscription.objects.filter(pk=subscription)
    if known.filter(confirmed=False).update(confirmed=True, day=today):
        return True
    return known.filter(confirmed=True).values("id").exists()


def choose(subscription: int, *, topics: Sequence[str], areas: Sequence[str], language: str) -> bool:
    """Save new choices; the two years begin anew. False when the subscription is not there (any more)."""
    return bool(
        Subscription.objects.filter(pk=subscription, confirmed=True).update(
            topics=sorted(topics), areas=sorted(areas), language=language, day=timezone.localdate()
        )
    )


def unsubscribe(subscription: int) -> None:
    """Take an address off the list: its row is deleted. Twice does no harm."""
    _delete([subscription])


def forget_stopped(sender: Any, address: str, **kwargs: Any) -> None:
    """The mail provider says that an address bounces, or that its owner complains: it leaves the list."""
    _delete(keys_from(PURPOSE, plain(address)))


def _delete(keys: Sequence[int]) -> None:
    # Django would read the whole row first for whoever listens to deletions, and this process may not read addresses.
    with connection.cursor() as cursor:
        cursor.executemany(
            f'DELETE FROM "{Subscription._meta.db_table}" WHERE id = %s', [[key] for key in keys]
        )


def forget_subscriptions(*, now: datetime | None = None) -> int:
    """Delete what was never confirmed and what is two years old; how many is returned. Timed work, once a day."""
    today = timezone.localdate(now)
    gone = Subscription.objects.filter(confirmed=False, day__lt=today - KEEP_UNCONFIRMED).delete()[0]
    return gone + Subscription.objects.filter(day__lte=today - KEEP_SUBSCRIPTION).delete()[0]
