"""Organisations keep their own entries: a link by mail that opens once, and changes that wait for an editor."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from engagement.audit.services import record
from engagement.directory.choices import Status
from engagement.directory.models import KeeperLink, Organisation, Proposal, Service
from engagement.directory.selectors import keeper_of

LINK_DAYS = 14
"""How long a link opens, used or not."""

KEPT_FIELDS = (
    "description",
    "cost_words",
    "minimum_age",
    "maximum_age",
    "access_words",
    "how_to_come",
    "phone",
    "email",
    "website",
)
"""What an organisation changes itself. Kind, places, times and safeguarding are for editors: it says them in words."""

RIGHT, CHANGED, ENDED = "right", "changed", "ended"


class NoAddress(Exception):
    """The organisation has no address for questions, so nothing can be sent to it."""


class Ended(Exception):
    """A link was used before, or its time is over."""


def digest_of(secret: str) -> str:
    """What of a link's secret is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def send_link(organisation: Organisation, *, by: Any) -> str:
    """Mail an organisation a new link, which closes its earlier ones that were not used; its secret is returned.

    Raises ``NoAddress``, or ``NotSent`` where the mail server does not take it; then nothing has changed.
    """
    from engagement.directory.mail import mail_link

    to = keeper_of(organisation.pk)
    if not to:
        raise NoAddress
    secret = secrets.token_urlsafe(24)
    # One that was used keeps its row as long as its proposal waits, so that it cannot be used again.
    for link in organisation.links.all():
        if not _is_used(link):
            link.delete()
    link = KeeperLink.objects.create(
        digest=digest_of(secret), organisation=organisation, ends_on=localdate() + timedelta(days=LINK_DAYS)
    )
    record("directory.link", by=by, of=organisation)
    mail_link(organisation, secret=secret, to=to, ends_on=link.ends_on)
    return secret


def _key(digest: str) -> int:
    # The digest is a hash of a secret already: its first 62 bits will do.
    return (int(digest[:16], 16) >> 2) or 1


def _is_used(link: KeeperLink) -> bool:
    return Proposal.objects.filter(pk=_key(link.digest)).values("id").exists()


def open_link(secret: str, *, today: date | None = None) -> KeeperLink | None:
    """The link with this secret, if it opens; None if it never was. Raises ``Ended``. Reading uses nothing up: mail
    programs open links by themselves."""
    link = KeeperLink.objects.filter(digest=digest_of(secret)).select_related("organisation").first()
    if link is None:
        return None
    if link.ends_on < (today or localdate()) or _is_used(link):
        raise Ended
    return link


def services_kept(organisation: Organisation) -> list[Service]:
    """The entries an organisation is asked about."""
    return list(organisation.services.exclude(status=Status.DEFUNCT).order_by("name"))


def propose(link: KeeperLink, *, services: Mapping[str, Mapping[str, Any]], words: str) -> None:
    """Keep what an organisation sent, to wait for an editor; its link is used with it. Raises ``Ended``."""
    try:
        with transaction.atomic():
            Proposal(
                id=_key(link.digest),
                organisation_id=link.organisation_id,
                said={"services": services, "words": words},
            ).save(force_insert=True)
    except IntegrityError as used:
        raise Ended from used


@dataclass(frozen=True)
class Change:
    """One field of one entry: what it says now and what it would say. ``key`` names it among all that was sent."""

    name: str
    key: str
    label: str
    now: str
    then: str


@dataclass(frozen=True)
class Reading:
    """What a proposal says about one entry."""

    service: Service
    state: str
    changes: tuple[Change, ...]

    @property
    def ending(self) -> str:
        """The key under which an editor believes that it does not run any more."""
        return f"{self.service.pk}/{ENDED}"


def read_proposal(proposal: Proposal) -> list[Reading]:
    """A proposal entry by entry, compared with what is stored now. Entries deleted meanwhile are left out."""
    told = proposal.said.get("services", {})
    stored = Service.objects.filter(pk__in=list(told), organisation_id=proposal.organisation_id).order_by(
        "name"
    )
    readings = []
    for service in stored:
        said = told[str(service.pk)]
        changes = tuple(
            Change(
                name,
                f"{service.pk}/{name}",
                str(Service._meta.get_field(name).verbose_name),
                _shown(getattr(service, name)),
                _shown(value),
            )
            for name, value in said.get("fields", {}).items()
            if name in KEPT_FIELDS and getattr(service, name) != value
        )
        readings.append(Reading(service, said.get("state", CHANGED), changes))
    return readings


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


@transaction.atomic
def accept(proposal: Proposal, *, by: Any, chosen: Collection[str] | None = None) -> int:
    """Take over what a proposal says: all of it, or the fields whose keys were chosen. How many entries is returned.

    An entry of which something was taken over, or which its organisation calls right, is confirmed today. One whose
    changes were all left out stays as it was, its day included. Raises ValidationError, and takes over nothing, where
    a value cannot be stored.
    """
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    told = proposal.said.get("services", {})
    taken = 0
    for reading in read_proposal(proposal):
        service = reading.service
        if reading.state == ENDED:
            if not _is_chosen(reading.ending, chosen):
                continue
            service.status = Status.INACTIVE
        else:
            wanted = [change.name for change in reading.changes if _is_chosen(change.key, chosen)]
            if reading.changes and not wanted:
                continue
            for name in wanted:
                setattr(service, name, told[str(service.pk)]["fields"][name])
            service.confirmed_on = localdate()
        try:
            service.full_clean()
        except ValidationError as refused:
            raise ValidationError(f"{service.name}: {' '.join(refused.messages)}") from refused
        service.save()
        record("directory.accepted", by=by, of=service)
        taken += 1
    _finish(proposal)
    return taken


def _is_chosen(key: str, chosen: Collection[str] | None) -> bool:
    return chosen is None or key in chosen


@transaction.atomic
def decline(proposal: Proposal, *, by: Any) -> None:
    """Throw away what an organisation sent; its entries stay as they are."""
    record("directory.declined", by=by, of=proposal.organisation)
    _finish(proposal)


def _finish(proposal: Proposal) -> None:
    for link in KeeperLink.objects.filter(organisation_id=proposal.organisation_id):
        if _key(link.digest) == proposal.pk:
            link.delete()
    proposal.delete()


def forget_ended_links(*, now: datetime | None = None) -> int:
    """Delete links whose time is over; how many is returned. Timed work, once a day."""
    return KeeperLink.objects.filter(ends_on__lt=localdate(now)).delete()[0]
