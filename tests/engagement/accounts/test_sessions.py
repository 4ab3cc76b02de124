"""How long a person stays signed in, from where, and what ends it."""

from __future__ import annotations

import time

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from engagement.accounts.checks import networks_can_be_read
from engagement.accounts.sessions import BEGAN
from engagement.audit.models import StaffAct
from tests.people import PASSWORD, cast

pytestmark = pytest.mark.django_db

HOME = "/admin/"


def signed_in(role: str = "analyst") -> Client:
    client = Client()
    client.force_login(cast(role))
    return client


def is_in(client: Client) -> bool:
    return client.get(HOME).status_code == 200


def began_earlier(client: Client, seconds: float) -> None:
    session = client.session
    session[BEGAN] -= seconds
    session.save()


def test_a_session_ends_twelve_hours_after_signing_in_however_busy_it_was():
    client = signed_in()
    began = client.session[BEGAN]
    assert abs(time.time() - began) < 60
    # Whatever a request stores in the session lengthens Django's own expiry, and not this one.
    began_earlier(client, 11.9 * 3600)
    session = client.session
    session["used"] = True
    session.save()
    assert is_in(client)
    began_earlier(client, 0.2 * 3600)
    assert not is_in(client)
    assert BEGAN not in client.session


def test_a_session_that_does_not_say_when_it_began_is_over():
    client = signed_in()
    session = client.session
    del session[BEGAN]
    session.save()
    assert not is_in(client)


def test_a_new_password_ends_every_other_session():
    here, there = signed_in(), signed_in()
    amara = User.objects.get(username="amara")
    amara.set_password("quite another long password")
    amara.save()
    assert not is_in(here) and not is_in(there)


def test_changing_ones_own_password_keeps_the_session_it_was_changed_in():
    here, there = signed_in(), signed_in()
    changed = here.post(
        reverse("account_change_password"),
        {
            "oldpassword": PASSWORD,
            "password1": "quite another long one",
            "password2": "quite another long one",
        },
    )
    assert changed.status_code == 302
    assert is_in(here) and not is_in(there)


def test_locking_an_account_ends_its_sessions():
    client = signed_in()
    assert is_in(client)
    User.objects.filter(username="amara").update(is_active=False)
    assert not is_in(client)


def test_signing_out_everywhere_ends_every_session_and_none_that_begins_later():
    here, there = signed_in(), signed_in()
    assert "Sign out everywhere" in here.get(reverse("sign_out_everywhere")).content.decode()
    assert is_in(here) and is_in(there)
    assert here.post(reverse("sign_out_everywhere")).status_code == 302
    assert not is_in(here) and not is_in(there)
    assert is_in(signed_in())
    assert StaffAct.objects.filter(act="sign-out.everywhere", name="amara").count() == 1


def test_a_visitor_has_nothing_to_sign_out_of(client):
    assert client.post(reverse("sign_out_everywhere")).status_code == 302


# --- From where ------------------------------------------------------------------------------------------------------


@pytest.fixture
def one_network(settings):
    settings.STAFF_NETWORKS = ["192.0.2.0/24", "2001:db8::/32"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("192.0.2.7", 200),
        ("2001:db8::1", 200),
        ("::ffff:192.0.2.7", 200),
        ("198.51.100.7", 404),
        ("", 404),
        ("not an address", 404),
    ],
)
def test_where_networks_are_named_staff_addresses_exist_for_them_alone(one_network, address, status):
    client = Client(REMOTE_ADDR=address)
    assert client.get(reverse("account_login")).status_code == status
    assert client.get(HOME).status_code == (302 if status == 200 else 404)


def test_public_pages_are_for_everybody_and_no_address_is_looked_at_there(one_network):
    client = Client(REMOTE_ADDR="198.51.100.7")
    assert client.get("/robots.txt").status_code == 200


def test_behind_a_proxy_the_address_is_the_one_the_proxy_tells(one_network, settings):
    settings.CLIENT_ADDRESS = "HTTP_X_REAL_IP"
    told = Client(REMOTE_ADDR="127.0.0.1", HTTP_X_REAL_IP="192.0.2.7")
    assert told.get(reverse("account_login")).status_code == 200
    untold = Client(REMOTE_ADDR="192.0.2.7", HTTP_X_REAL_IP="198.51.100.7")
    assert untold.get(reverse("account_login")).status_code == 404


def test_a_network_that_cannot_be_read_is_told_before_the_start(settings):
    settings.STAFF_NETWORKS = ["192.0.2.0/24", "the office"]
    (told,) = networks_can_be_read(None)
    assert "'the office'" in told.msg and told.id == "engagement.E008"
