"""Keeping a remark on a page, and putting it away once somebody has dealt with it."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.db import IntegrityError, transaction

from cms.models import PageRemark

MOST = 500
"""Remarks that can wait. A flood fills the list and then stops: nothing else of the site is touched by it."""


class Full(Exception):
    """So many remarks wait that no more are taken."""


def take_remark(*, address: str, kind: str, words: str) -> None:
    """Keep a remark, without the telephone numbers, addresses and postcodes in it. Raises Full."""
    # The search for identifiers loads the numbering plans of the world.
    from surveys.analysis.redaction import redact

    told = redact(words.strip(), limit=600).text if words.strip() else ""
    if PageRemark.objects.values("id").count() >= MOST:
        raise Full
    try:
        with transaction.atomic():
            # Added without looking first: the public process may add remarks and read none.
            PageRemark(id=_key(address, kind, told), address=address, kind=kind, words=told).save(
                force_insert=True
            )
    except IntegrityError:
        # Said already, in the same words.
        return


def put_away(remark: PageRemark) -> None:
    """Delete a remark that somebody has dealt with."""
    remark.delete()


def _key(*said: str) -> int:
    """62 bits that only this installation can make from the words, never zero."""
    secret = b"remark " + settings.SECRET_KEY.encode()
    digest = hmac.new(secret, "\n".join(said).encode(), hashlib.sha256).digest()
    return (int.from_bytes(digest[:8], "big") >> 2) or 1
