"""What the mailing list is told of: published results and promises, as the membership app takes them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from cms.models import HomePage
from cms.selectors import Frame, frame_of
from engagement.delivery.selectors import Promise, commitments
from engagement.incidents.selectors import held
from engagement.membership.digest import Item, send_digest
from surveys.publication.selectors import published_results


def send_weekly_digest(*, now: datetime | None = None) -> int:
    """Tell the mailing list what is new since the last time; how many mails were put by. Timed work, once a week.

    While an incident holds nothing is told; it is news the week after.
    """
    if held():
        return 0
    return send_digest(news(now=now), now=now)


def news(*, now: datetime | None = None) -> list[Item]:
    """Every published result and every promise as it stands; whoever sends digests knows which of them are new."""
    home = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).live().first()
    if home is None:
        return []
    frame = frame_of(home)
    return [*_results(frame), *_promises(frame, now)]


def _results(frame: Frame) -> list[Item]:
    if not frame.results_url:
        return []
    return [
        Item(
            key=f"result:{found.slug}",
            topic="results",
            title=found.title,
            says="",
            address=f"{_absolute(frame.results_url)}{found.slug}/",
        )
        for found in published_results()
    ]


def _promises(frame: Frame, now: datetime | None) -> list[Item]:
    if not frame.promises_url:
        return []
    return [_promise(told, frame) for told in commitments(timezone.localdate(now))]


def _promise(told: Promise, frame: Frame) -> Item:
    commitment = told.commitment
    return Item(
        # Once promised, late, under way, done: each is news of its own.
        key=f"promise:{commitment.slug}:{told.state}",
        topic="promises",
        title=f"{told.state_label}: {commitment.we_did}",
        says=f"You said: {commitment.you_said}",
        address=_absolute(frame.promises_url),
        areas=(commitment.area,) if commitment.area else (),
    )


def _absolute(address: str) -> str:
    if "://" in address:
        return address
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{address}"
