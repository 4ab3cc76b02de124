"""Used forms are forgotten once they can no longer be sent."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from surveys.mixing.services import clean_files
from surveys.models import Nonce, OwedVacuum


def forget_expired_nonces(*, now: datetime | None = None) -> int:
    """Delete the marks of used forms that expired before today; how many is returned.

    Their space in the database's files is overwritten afterwards, not merely given back.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        gone = Nonce.objects.filter(expires_on__lt=today).delete()[0]
        if gone:
            OwedVacuum.objects.create()
    transaction.on_commit(clean_files)
    return gone
