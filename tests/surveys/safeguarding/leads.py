"""A safeguarding queue that Sana can open, and texts that have to reach it."""

from __future__ import annotations

from surveys.models import Referral
from surveys.safeguarding import keys
from surveys.safeguarding.sealing import unseal
from tests.people import cast

PASSPHRASE = "seven quiet herons wait"
DISCLOSED = "my stepdad comes in my room at night, ring me on 07700900123"
ORDINARY = "More light by the canal, please."


def queue_key() -> bytes:
    """Sana sets up the queue; the private key is returned."""
    sana = cast("safeguarding_lead")
    keys.make_first_key(sana, PASSPHRASE, PASSPHRASE)
    return keys.unlock(sana, PASSPHRASE)


def texts(private: bytes) -> list[str]:
    """What lies in the queue, opened."""
    return sorted(
        unseal(bytes(referral.sealed), private, bound=keys.bound_to(referral.pk))
        for referral in Referral.objects.filter(sealed__isnull=False)
    )
