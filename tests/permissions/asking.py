"""Opening an address as somebody and putting what comes back into one word."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.permissions.addresses import Address, is_in_a_section, path_of
from tests.permissions.site import OWN, Site, other_than

REFUSED = ("sign-in", "no", "404")
"""Ways of not letting somebody in: asked to sign in; told no; told that nothing is there."""

COLUMNS = (
    "visitor",
    "editor own",
    "editor other",
    "analyst own",
    "analyst other",
    "moderator",
    "safeguarding",
    "admin",
    "superuser",
)
EDITORS = ("campaign_lead", "youth_lead", "faith_lead")
ROLES = {
    "moderator": "moderator",
    "safeguarding": "safeguarding_lead",
    "admin": "admin",
    "superuser": "superuser",
}


@dataclass(frozen=True)
class Asked:
    """One question to the site: an address as a path, by one person, in one column of the table."""

    address: Address
    column: str
    role: str
    path: str


def questions(address: Address, site: Site) -> Iterator[Asked]:
    """Everybody who has to be tried on an address, with their own things and with another section's."""
    parted = is_in_a_section(address)

    def asked(column: str, role: str, section: str) -> Asked:
        return Asked(address, column, role, path_of(address, site, section))

    yield asked("visitor", "", "campaign")
    for role in EDITORS:
        yield asked("editor own", role, OWN[role])
        if parted:
            yield asked("editor other", role, other_than(OWN[role]))
        else:
            # About nothing of a section: one editor stands for all.
            break
    yield asked("analyst own", "analyst", "insights" if parted else "campaign")
    if parted:
        yield asked("analyst other", "analyst", "campaign")
    for column, role in ROLES.items():
        yield asked(column, role, "campaign")


class Door:
    """The site as everybody in turn finds it; whatever a request changes is taken back."""

    def __init__(self, site: Site) -> None:
        self.client = Client(raise_request_exception=False)
        self.keys = {"": None}
        for role, user in site.users.items():
            self.client.force_login(user)
            self.keys[role] = self.client.cookies[settings.SESSION_COOKIE_NAME].value
            self.client.cookies.clear()

    def ask(self, role: str, path: str, method: str = "GET", **sent: str) -> HttpResponse:
        """The answer to one request of one person."""
        self.client.cookies.clear()
        if self.keys[role]:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.keys[role]
        with transaction.atomic(), warnings.catch_warnings():
            # What Wagtail warns itself of is no matter of rights.
            warnings.simplefilter("ignore")
            answer = getattr(self.client, method.lower())(path, sent)
            # A file is made while it is sent: read it before what was asked is taken back.
            answer.said = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        return answer

    def word(self, asked: Asked, method: str) -> str:
        """``ok``, ``go`` (sent on), a way of refusing, or the number of anything else."""
        return word_of(self.ask(asked.role, asked.path, method))


def word_of(answer: HttpResponse) -> str:
    """What an answer comes to."""
    status = answer.status_code
    if status in (301, 302, 303):
        return "sign-in" if answer["Location"].startswith(reverse("account_login")) else "go"
    if status == 403:
        return "no"
    return "ok" if status in (200, 204) else str(status)
