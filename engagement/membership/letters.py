"""The mails of this app, written when they are sent: plain words, our own links, nothing that tells who reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from engagement.membership.links import absolute, choices_link, confirm_link, stop_link
from engagement.membership.models import Member, Subscription
from engagement.membership.periods import KEEP_SUBSCRIPTION
from engagement.outbox.letters import Letter, register


def register_all() -> None:
    """Say who writes which kind of mail."""
    register("confirm", confirm)
    register("digest", digest)
    register("answer", answer)
    register("papers", papers)


def confirm(told: Mapping[str, Any]) -> Letter | None:
    """Ask the owner of an address whether they want to be on the list; to somebody who is, say that they are."""
    found = Subscription.objects.filter(pk=told["subscription"]).first()
    if found is None:
        return None
    if found.confirmed:
        return _letter("already", found.language, choices=choices_link(found.pk), stop=stop_link(found.pk))
    # The 48 hours of the link begin now, however long this mail had to wait.
    Subscription.objects.filter(pk=found.pk).update(day=timezone.localdate())
    return _letter("confirm", found.language, address=confirm_link(found.pk))


def digest(told: Mapping[str, Any]) -> Letter | None:
    """What is new, for one subscription; None for one that has left."""
    found = Subscription.objects.filter(pk=told["subscription"], confirmed=True).first()
    if found is None:
        return None
    stop = stop_link(found.pk)
    context = {
        "items": told["items"],
        "choices": choices_link(found.pk),
        "stop": stop,
        "until": found.day + KEEP_SUBSCRIPTION - timedelta(days=1),
    }
    return _letter(
        "digest",
        found.language,
        html=True,
        headers={
            # RFC 8058: one click in the mail program, and nothing else, ends the subscription.
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": f"<news.{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip(' >')}>",
            "Precedence": "bulk",
        },
        **context,
    )


def answer(told: Mapping[str, Any]) -> Letter:
    """What a group says to somebody who asked to join, in its own words."""
    return _letter(
        "answer",
        settings.LANGUAGE_CODE,
        group=told["group"],
        approved=told["approved"],
        words=told["words"],
        papers=absolute("/members/") if told.get("papers") else "",
    )


def papers(told: Mapping[str, Any]) -> Letter | None:
    """The link that opens the papers once, made now so that its hour begins now; None for who is no member any more."""
    from engagement.membership.members import HOURS, make_link

    member = Member.objects.filter(pk=told["member"]).first()
    if member is None:
        return None
    return _letter("papers", settings.LANGUAGE_CODE, address=make_link(member), hours=HOURS)


def _letter(
    name: str, language: str, *, html: bool = False, headers: Mapping[str, str] | None = None, **context: Any
) -> Letter:
    context = {"site": settings.WAGTAIL_SITE_NAME, **context}
    with translation.override(language):
        subject, _, text = render_to_string(f"membership/mail/{name}.txt", context).strip().partition("\n")
        body = render_to_string(f"membership/mail/{name}.html", context) if html else ""
    return Letter(subject.strip(), text.strip() + "\n", body, headers or {})
