"""Signing in tells nobody who has an account, gives up on guessers, and is closed to newcomers."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client

from tests.people import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget_limits():
    cache.clear()
    yield
    cache.clear()


def attempt(client: Client, name: str, password: str = "not this one"):
    return client.post("/account/login/", {"login": name, "password": password})


def without_what_was_typed(text: str, name: str) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    return text.replace(name, "NAME")


def test_a_wrong_password_and_a_wrong_name_are_answered_alike():
    known = cast("analyst").username
    told = [
        (answer.status_code, without_what_was_typed(answer.content.decode(), name))
        for name in (known, "nobody-here")
        for answer in [attempt(Client(), name)]
    ]
    assert told[0] == told[1]
    assert told[0][0] == 200


def test_a_new_password_is_promised_to_everybody_alike():
    cast("analyst")
    answers = [
        Client().post("/account/password/reset/", {"email": email})
        for email in ("analyst@example.org", "nobody@example.org")
    ]
    assert len({(answer.status_code, answer.headers.get("Location")) for answer in answers}) == 1


def test_guessing_ends_in_a_refusal():
    name = cast("analyst").username
    statuses = [attempt(Client(), name).status_code for _ in range(40)]
    assert statuses[0] == 200 and 429 in statuses
    assert statuses[statuses.index(429) :].count(200) == 0


def test_nobody_signs_up():
    answer = Client().post(
        "/account/signup/",
        {
            "username": "newcomer",
            "email": "n@example.org",
            "password1": "long enough 1",
            "password2": "long enough 1",
        },
    )
    assert "newcomer" not in answer.content.decode()
    from django.contrib.auth.models import User

    assert not User.objects.filter(username="newcomer").exists()


def test_the_session_ends_with_the_browser_or_after_twelve_hours_and_scripts_cannot_read_it():
    person = cast("analyst")
    person.set_password("a long enough password")
    person.save()
    client = Client()
    assert attempt(client, person.username, "a long enough password").status_code == 302
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["max-age"] == "" or int(cookie["max-age"]) <= 12 * 3600
    assert client.session.get_expiry_age() <= 12 * 3600
