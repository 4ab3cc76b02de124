"""Members of the Community Advisory Group: who they are, the link that opens their papers once, and the papers.

The papers are documents of a collection that is closed to the public, so they lie outside the page tree, are cleaned
like every upload, and have no public address.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from engagement.audit.services import record
from engagement.database.keys import key_from, keys_from
from engagement.membership.links import absolute
from engagement.membership.models import Group, Member, MemberLink
from engagement.membership.selectors import groups_of
from engagement.membership.services import plain
from engagement.outbox.sealing import CannotOpen, seal, unseal
from engagement.outbox.services import put_by

PURPOSE = "member"
COLLECTION = "Community Advisory Group papers"
HOURS = 1
"""How long a link opens, from when its mail was sent."""
SESSION = timedelta(minutes=30)
"""How long the papers stay open on one device."""
COOKIE = "members"
_SALT = "membership.session"


def add_member(name: str, address: str) -> Member:
    """Let somebody open the papers."""
    key = key_of_member(address)
    member, _ = Member.objects.get_or_create(
        pk=key,
        defaults={
            "details": seal(PURPOSE, {"name": name, "email": address.strip()}, bound=key),
            "since": timezone.localdate(),
        },
    )
    return member


def key_of_member(address: str) -> int:
    """The key of a member, made from their address."""
    return key_from(PURPOSE, plain(address))


def members() -> list[dict[str, Any]]:
    """Every member with name and address."""
    told = []
    for member in Member.objects.order_by("since", "pk"):
        try:
            details = unseal(PURPOSE, member.details, bound=member.pk)
        except CannotOpen:
            details = {"name": "", "email": ""}
        told.append({"member": member, **details})
    return told


@transaction.atomic
def remove_member(key: int, *, by: Any) -> None:
    """Take a member off: their links, open pages included, are closed. Raises PermissionDenied."""
    if Group.ADVISORY not in groups_of(by):
        raise PermissionDenied
    member = Member.objects.filter(pk=key).first()
    if member is not None:
        record("membership.removed", by=by, of=member)
        member.delete()


def ask_for_link(address: str) -> None:
    """Put by a mail with a link, if the address is a member's; the page says the same to everybody."""
    member = Member.objects.filter(pk__in=keys_from(PURPOSE, plain(address))).first()
    if member is not None:
        to = unseal(PURPOSE, member.details, bound=member.pk)["email"]
        # One mail in ten minutes, however often somebody presses.
        now = timezone.now()
        put_by("papers", to, {"member": member.pk}, once=f"{now:%Y-%m-%d %H}:{now.minute // 10}", prompt=True)


def make_link(member: Member) -> str:
    """A new link for a member, as an address. Its secret is stored nowhere."""
    secret = secrets.token_urlsafe(24)
    MemberLink.objects.create(id=_key(secret), member=member, ends_at=timezone.now() + timedelta(hours=HOURS))
    return absolute(reverse("members:open", args=[secret]))


def opens(secret: str) -> bool:
    """Whether a link would open the papers; looking uses nothing up, since mail programs open links by themselves."""
    return MemberLink.objects.filter(pk=_key(secret), ends_at__gt=timezone.now()).exists()


@transaction.atomic
def use(secret: str) -> str | None:
    """Use a link up: what the cookie of the next half hour holds, or None for a link that does not open (any more)."""
    link = MemberLink.objects.select_for_update().filter(pk=_key(secret), ends_at__gt=timezone.now()).first()
    if link is None or not MemberLink.objects.filter(pk=link.pk).delete()[0]:
        return None
    return signing.dumps(link.member_id, salt=_SALT)


def member_of(cookie: str) -> Member | None:
    """Whom a cookie was given to, while the half hour lasts and they are still a member."""
    try:
        key = signing.loads(cookie, salt=_SALT, max_age=SESSION)
    except signing.BadSignature:
        return None
    return Member.objects.filter(pk=key).first()


def papers() -> list[Any]:
    """The papers, newest first."""
    return list(
        get_document_model().objects.filter(collection__name=COLLECTION).order_by("-created_at", "-pk")
    )


def paper(key: int) -> Any | None:
    """One paper; None for any other document."""
    return get_document_model().objects.filter(collection__name=COLLECTION, pk=key).first()


def ensure_collection() -> None:
    """Make the collection of the papers and close it to the public. Safe to repeat."""
    root = Collection.get_first_root_node()
    if root is None:
        return
    found = Collection.objects.filter(name=COLLECTION).first() or root.add_child(name=COLLECTION)
    CollectionViewRestriction.objects.get_or_create(
        collection=found, restriction_type=CollectionViewRestriction.LOGIN
    )


def forget_links(*, now: datetime | None = None) -> int:
    """Delete links whose hour is over; how many is returned. Timed work, once a day."""
    return MemberLink.objects.filter(ends_at__lte=now or timezone.now()).delete()[0]


def _key(secret: str) -> int:
    return (int.from_bytes(hashlib.sha256(secret.encode("utf-8", "replace")).digest()[:8]) >> 2) or 1
