"""Every staff address by every role: the table says what each gets, and an address it does not know fails by name."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.permissions.addresses import blank_path, staff_addresses
from tests.permissions.asking import REFUSED, Door, questions, word_of
from tests.permissions.site import fill
from tests.permissions.table import is_right, row_of, rows

UNPROVED = ("/admin/login/", "wagtailadmin_login", "wagtailadmin_logout")
"""Addresses of the admin that open before the second step: the way in and the way out."""


# --- The table itself ------------------------------------------------------------------------------------------------


def test_every_staff_address_is_in_the_table():
    unknown = sorted({found.name for found in staff_addresses() if row_of(found.name, "GET") is None})
    assert unknown == [], f"Say in tests/permissions/table.txt who may open: {', '.join(unknown)}"


def test_every_row_of_the_table_is_about_an_address_that_exists():
    addresses = staff_addresses()
    used = {row_of(found.name, method) for found in addresses for method in ("GET", "POST")}
    assert [f"{row.pattern} {row.method}" for row in rows() if row not in used] == []


def test_no_screen_over_answers_opens_for_an_administrator_or_a_superuser():
    """The table may not be written so; what the site does is held to the table below."""
    for found in staff_addresses():
        if found.name.startswith(("workbench:", "safeguarding:")):
            row = row_of(found.name, "GET")
            assert row is not None, found.name
            for column in ("visitor", "editor own", "moderator", "admin", "superuser"):
                assert row.expected(column) <= set(REFUSED), (found.name, column)


# --- Without an account, and with a password alone -------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_visitor_finds_every_address_closed_that_the_table_does_not_open(method):
    client = Client(raise_request_exception=False)
    wrong = {}
    for found in staff_addresses():
        path = blank_path(found)
        word = word_of(getattr(client, method.lower())(path))
        if not is_right(word, found.name, method, "visitor"):
            wrong[found.name] = word
        client.cookies.clear()
    assert wrong == {}


@pytest.mark.django_db
def test_a_password_alone_opens_no_address_of_the_admin_even_to_a_superuser(settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("root"))
    opened = {}
    for found in staff_addresses():
        if f"/{found.route}".startswith("/admin/") and found.name not in UNPROVED:
            answer = client.get(blank_path(found))
            if (answer.status_code, answer.headers.get("Location")) != (302, reverse("mfa_index")):
                opened[found.name] = answer.status_code
    assert opened == {}


# --- Everybody else --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def door(django_db_setup, django_db_blocker):
    """The filled site, made once and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        site = fill()
        yield site, Door(site)
        transaction.set_rollback(True)


@pytest.mark.long
@pytest.mark.django_db
def test_everybody_gets_at_every_address_what_the_table_says(door):
    site, door = door
    assert settings.REQUIRE_SECOND_FACTOR is False
    wrong = []
    for found in staff_addresses():
        for asked in questions(found, site):
            for method in ("GET", "POST"):
                if method == "POST" and not _matters(found.name, asked.column):
                    continue
                word = door.word(asked, method)
                if not is_right(word, found.name, method, asked.column):
                    wrong.append(f"{found.name} {method}, {asked.column} ({asked.role}): {word}")
    assert not wrong, "\n".join(wrong)


def _matters(name: str, column: str) -> bool:
    """Whether a POST is worth sending: where a GET is refused, or where the table has a row for it."""
    reading = row_of(name, "GET")
    refused = reading is not None and reading.expected(column) <= set(REFUSED)
    return refused or row_of(name, "POST") is not None
