"""Who can open the safeguarding queue: making the key, sharing it, opening it for a while, replacing it.

The private key is stored in no readable form. Each lead holds a copy wrapped under their own passphrase, and one more
is wrapped under a recovery code that is shown once. An unlocked key travels in a cookie of the lead's browser, itself
sealed with the installation's secret: neither the database nor the browser alone holds it.
"""

from __future__ import annotations

import json
import time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys.collection.seal import Tampered
from surveys.collection.seal import seal as seal_for_browser
from surveys.collection.seal import unseal as unseal_from_browser
from surveys.models import KeyShare, Referral, SafeguardingKey
from surveys.safeguarding import sealing

OPEN_SECONDS = 15 * 60
"""How long the queue stays unlocked after the last thing a lead did there."""
PURPOSE = "safeguarding key"


class Refused(ValueError):
    """Something that cannot be done with the key; its message says why and what to do."""


def key_in_use() -> SafeguardingKey | None:
    """The key that texts are sealed to now; None before the first lead has made one."""
    return SafeguardingKey.objects.filter(in_use=True).first()


def check_passphrase(passphrase: str, again: str) -> None:
    """Refuse a passphrase that is too short, or typed in two ways."""
    if len(" ".join(passphrase.split())) < sealing.SHORTEST:
        raise Refused(
            f"Choose at least {sealing.SHORTEST} characters: four words that do not belong together are easy to keep."
        )
    if passphrase != again:
        raise Refused("The two passphrases are not the same. Type both again.")


def make_first_key(user: Any, passphrase: str, again: str) -> str:
    """Make the queue's key with the first lead's passphrase; return the recovery code, which is stored nowhere."""
    check_passphrase(passphrase, again)
    try:
        with transaction.atomic():
            _, _, code = _new_key(user, passphrase)
    except IntegrityError:
        raise Refused(
            "Somebody else has made the key at this moment. Ask them to give you access to it."
        ) from None
    return code


def unlock(user: Any, passphrase: str) -> bytes:
    """The private key, for a lead who knows their passphrase.

    Raises:
        Refused: there is no key, or this person has no share of it.
        CannotOpen: the passphrase is wrong.
    """
    share = _share_of(user)
    if share is None or share.is_invitation:
        raise Refused("You have no passphrase for the queue yet. Ask another safeguarding lead for access.")
    return sealing.unwrap(bytes(share.wrapped), bytes(share.salt), passphrase)


def invite(holder: Any, private: bytes) -> str:
    """Give another lead access: returns the one-time code to tell them, which is stored nowhere.

    A lead who has forgotten their passphrase is let in the same way.
    """
    key = _key_or_refuse()
    code = sealing.make_code()
    salt, wrapped = sealing.wrap(private, code)
    KeyShare.objects.update_or_create(
        key=key,
        holder=holder,
        defaults={
            "salt": salt,
            "wrapped": wrapped,
            "is_invitation": True,
            "made_on": timezone.localdate(),
        },
    )
    return code


def accept_invitation(user: Any, code: str, passphrase: str, again: str) -> bytes:
    """Turn a one-time code into a passphrase of one's own; returns the private key."""
    check_passphrase(passphrase, again)
    share = _share_of(user)
    if share is None or not share.is_invitation:
        raise Refused("No code waits for you. Ask another safeguarding lead for a new one.")
    private = sealing.unwrap(bytes(share.wrapped), bytes(share.salt), sealing.code_as_typed(code))
    _keep_under(user, private, passphrase)
    return private


def recover(user: Any, code: str, passphrase: str, again: str) -> bytes:
    """Let a lead in by the recovery code, under a new passphrase; returns the private key."""
    check_passphrase(passphrase, again)
    share = KeyShare.objects.filter(key=_key_or_refuse(), holder=None).first()
    if share is None:
        raise Refused("This key has no recovery code.")
    private = sealing.unwrap(bytes(share.wrapped), bytes(share.salt), sealing.code_as_typed(code))
    _keep_under(user, private, passphrase)
    return private


@transaction.atomic
def replace_key(user: Any, passphrase: str, again: str, *, private: bytes | None) -> str:
    """Start a new key, and return its recovery code. Everybody else has to be given access anew.

    With the old private key every text that still lies in the queue is sealed to the new one. Without it (None: the
    key is lost) those texts stay as they are, and nobody will ever open them.
    """
    check_passphrase(passphrase, again)
    old = _key_or_refuse()
    SafeguardingKey.objects.filter(pk=old.pk).update(in_use=False)
    new, public, code = _new_key(user, passphrase)
    if private is not None:
        for referral in Referral.objects.select_for_update().filter(key=old, sealed__isnull=False):
            bound = bound_to(referral.pk)
            text = sealing.unseal(bytes(referral.sealed), private, bound=bound)
            referral.sealed = sealing.seal(text, public, bound=bound)
            referral.key = new
            referral.save(update_fields=["sealed", "key"])
        KeyShare.objects.filter(key=old).delete()
    return code


def leave(user: Any) -> None:
    """Take a person's share away: their passphrase opens nothing any more."""
    KeyShare.objects.filter(holder=user).delete()


def for_browser(private: bytes, *, user: Any, session: str) -> str:
    """An unlocked key as the value of a cookie: useless without this installation, this person and this session."""
    data = json.dumps([int(time.time()) + OPEN_SECONDS, private.hex()])
    return seal_for_browser(PURPOSE, data.encode(), bound=_of(user, session))


def from_browser(value: str, *, user: Any, session: str) -> bytes | None:
    """The unlocked key of a cookie; None when there is none, it is somebody else's, or its time is over."""
    if not value:
        return None
    try:
        until, private = json.loads(unseal_from_browser(PURPOSE, value, bound=_of(user, session)))
    except (Tampered, ValueError):
        return None
    return bytes.fromhex(private) if time.time() < until else None


def bound_to(referral: int) -> bytes:
    """What ties a sealed text to its row."""
    return f"referral {referral}".encode()


def _of(user: Any, session: str) -> bytes:
    return f"{user.pk}/{session}".encode()


def _key_or_refuse() -> SafeguardingKey:
    key = key_in_use()
    if key is None:
        raise Refused("The queue has no key yet. Make one first.")
    return key


def _share_of(user: Any) -> KeyShare | None:
    return KeyShare.objects.filter(key=_key_or_refuse(), holder=user).first()


def _keep_under(user: Any, private: bytes, passphrase: str) -> None:
    salt, wrapped = sealing.wrap(private, passphrase)
    KeyShare.objects.update_or_create(
        key=_key_or_refuse(),
        holder=user,
        defaults={
            "salt": salt,
            "wrapped": wrapped,
            "is_invitation": False,
            "made_on": timezone.localdate(),
        },
    )


def _new_key(user: Any, passphrase: str) -> tuple[SafeguardingKey, bytes, str]:
    private, public = sealing.make_key()
    code = sealing.make_code()
    today = timezone.localdate()
    key = SafeguardingKey.objects.create(public=public, made_on=today)
    for holder, secret in ((user, passphrase), (None, code)):
        salt, wrapped = sealing.wrap(private, secret)
        KeyShare.objects.create(key=key, holder=holder, salt=salt, wrapped=wrapped, made_on=today)
    return key, public, code
