"""Requests to join a group: keeping them sealed, telling those who read them, deciding, forgetting."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from engagement.accounts.roles import ROLES, holders
from engagement.audit.services import record
from engagement.database.keys import key_from
from engagement.membership.links import absolute
from engagement.membership.models import Group, JoiningRequest
from engagement.membership.periods import KEEP_DECIDED, KEEP_UNANSWERED
from engagement.membership.selectors import ROLE_OF, groups_of, opened
from engagement.outbox.sealing import seal
from engagement.outbox.services import put_by

PURPOSE = "joining"
MOST = 300
"""Requests of one group that can wait. A flood fills the list and then stops."""
LONGEST = 1_000
"""Letters of an answer."""


class Full(Exception):
    """So many requests of a group wait that no more are taken."""


class NotPossible(ValueError):
    """A decision that cannot be recorded; its message says why and what to do."""


def ask_to_join(group: str, details: Mapping[str, Any]) -> None:
    """Keep a request, sealed. The same form sent twice is one request. Raises Full."""
    waiting = JoiningRequest.objects.filter(group=group, decision="").values("id").count()
    if waiting >= MOST:
        raise Full
    key = key_of(group, details)
    try:
        with transaction.atomic():
            JoiningRequest(
                id=key,
                group=group,
                details=seal(PURPOSE, dict(details), bound=key),
                arrived_on=timezone.localdate(),
            ).save(force_insert=True)
    except IntegrityError:
        # Sent already.
        return


def key_of(group: str, details: Mapping[str, Any]) -> int:
    """The key of a request, made from what stands in it."""
    return key_from(PURPOSE, group, json.dumps(details, sort_keys=True, ensure_ascii=False))


def announce(*, now: datetime | None = None) -> int:
    """Tell those who read the requests of a group that something waits: a link, and nothing of what was written.

    Timed work, at full hours. Returns how many mails were put by.
    """
    told = 0
    with transaction.atomic():
        fresh = list(JoiningRequest.objects.filter(announced=False).values_list("pk", "group"))
        for group in sorted({group for _, group in fresh}):
            told += _tell(group)
        JoiningRequest.objects.filter(pk__in=[key for key, _ in fresh]).update(announced=True)
    return told


def _tell(group: str) -> int:
    role = ROLE_OF[group]
    people = holders(role)
    name = Group(group).label
    text = f"Somebody asks to join the {name}. Read it and answer here:\n\n{absolute(reverse('joining:queue'))}\n"
    if not people:
        people = holders("admin")
        text = (
            f"Somebody asks to join the {name}, and nobody has the role “{ROLES[role].name}”, which reads such"
            " requests. Give it to somebody. Requests are deleted after 180 days without an answer.\n"
        )
    messages = [
        EmailMessage(
            f"{name}: somebody asks to join",
            text,
            to=[who.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        for who in people
        if who.email
    ]
    return get_connection().send_messages(messages) or 0


@transaction.atomic
def decide(key: int, decision: str, words: str, *, by: Any) -> str:
    """Welcome or decline somebody, in the reader's own words. Returns what happens with the words, as a sentence.

    Words go by e-mail where an e-mail address was given; otherwise somebody has to call.

    Raises:
        PermissionDenied: somebody else's group.
        NotPossible: no such decision, no words, or somebody was first.
    """
    request = JoiningRequest.objects.select_for_update().filter(pk=key).first()
    if request is None:
        raise NotPossible("This request is not here any more. Nothing was sent.")
    if request.group not in groups_of(by):
        raise PermissionDenied
    if decision not in JoiningRequest.Decision.values:
        raise NotPossible("Choose whether to welcome or to decline.")
    words = words.replace("\x00", "").strip()
    if not words:
        raise NotPossible("Write a few words: they are what the person gets to read. Nothing was sent.")
    if len(words) > LONGEST:
        raise NotPossible(f"These words are too long: {LONGEST:,} letters are enough. Nothing was sent.")
    if request.decision:
        raise NotPossible(
            f"A colleague has answered this already: {request.get_decision_display().lower()}. Nothing was sent."
        )
    details = opened(request)["details"]
    request.decision, request.decided_on, request.decided_by = decision, timezone.localdate(), by
    request.save(update_fields=["decision", "decided_on", "decided_by"])
    record("membership.decided", by=by, of=request)
    return _answer(request, details or {}, words)


def _answer(request: JoiningRequest, details: Mapping[str, Any], words: str) -> str:
    address = details.get("email") or details.get("contact") or ""
    approved = request.decision == JoiningRequest.Decision.APPROVED
    joins_advisory = approved and request.group == Group.ADVISORY
    if joins_advisory and "@" in address:
        from engagement.membership.members import add_member

        add_member(details.get("name", ""), address)
    if "@" not in address:
        return "They gave a telephone number: please call and tell them in your words. Nothing was sent."
    told = {
        "group": request.get_group_display(),
        "approved": approved,
        "words": words,
        "papers": joins_advisory,
    }
    put_by("answer", address, told, once=f"request {request.pk}", prompt=True)
    return "Your words go to them by e-mail within minutes."


def forget_requests(*, now: datetime | None = None) -> int:
    """Delete requests decided 90 days ago or unanswered for 180; how many is returned. Timed work, once a day."""
    today = timezone.localdate(now)
    gone = JoiningRequest.objects.filter(decided_on__lte=today - KEEP_DECIDED).delete()[0]
    return (
        gone + JoiningRequest.objects.filter(decision="", arrived_on__lte=today - KEEP_UNANSWERED).delete()[0]
    )
