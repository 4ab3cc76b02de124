"""The second step where the settings ask for it: no address of the admin opens without, and setting up is guided."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from engagement.audit.models import FailedSignIns, StaffAct
from tests.people import PASSWORD, cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _production_asks(settings):
    settings.REQUIRE_SECOND_FACTOR = True
    cache.clear()
    yield
    cache.clear()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_password(role: str = "moderator") -> Client:
    client = Client()
    client.user = cast(role)
    client.post(reverse("account_login"), {"login": client.user.username, "password": PASSWORD})
    return client


@pytest.fixture
def sets_up_the_app(monkeypatch):
    """Go the way a new person is led; the secret of the app."""
    # A test's transaction never ends; a request's does, before its session is stored.
    monkeypatch.setattr("allauth.mfa.totp.internal.flows.transaction.on_commit", lambda act: act())

    def go(client: Client) -> str:
        assert client.get("/admin/")["Location"] == reverse("mfa_index")
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        page = client.get(reverse("mfa_activate_totp"))
        secret = page.context["form"].secret
        done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
        assert done["Location"] == reverse("mfa_view_recovery_codes")
        return secret

    return go


def test_a_password_alone_leads_to_setting_up_the_second_step_and_then_to_work(sets_up_the_app):
    client = with_password()
    sets_up_the_app(client)
    assert client.get("/admin/").status_code == 200
    assert set(StaffAct.objects.filter(act="factor.added").values_list("name", "about")) == {
        ("marcus", "code"),
        ("marcus", "recovery code"),
    }


def test_signing_in_asks_for_the_code_and_a_wrong_one_is_counted(sets_up_the_app):
    secret = sets_up_the_app(with_password())
    cache.clear()  # The code just used may not be used twice; a minute passes.
    client = with_password()
    assert client.get("/admin/").status_code == 302
    wrong = "000000" if code_of(secret) != "000000" else "111111"
    assert client.post(reverse("mfa_authenticate"), {"code": wrong}).status_code == 200
    assert client.get("/admin/").status_code == 302
    assert sum(FailedSignIns.objects.values_list("n", flat=True)) == 1
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert StaffAct.objects.filter(act="sign-in", name="marcus", about="password and code").count() == 1


def test_a_recovery_code_works_once(sets_up_the_app):
    client = with_password()
    sets_up_the_app(client)
    codes = re.findall(
        r"\b[0-9a-f]{8}\b", client.get(reverse("mfa_download_recovery_codes")).content.decode()
    )
    assert len(codes) == len(set(codes)) == 10
    first = with_password()
    assert first.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert first.get("/admin/").status_code == 200
    second = with_password()
    assert second.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200
    assert second.get("/admin/").status_code == 302


def test_the_last_second_step_cannot_be_turned_off(sets_up_the_app):
    client = with_password()
    sets_up_the_app(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=client.user, type="totp").exists()


def test_whoever_has_no_second_step_any_more_is_led_to_a_new_one(sets_up_the_app):
    client = with_password()
    sets_up_the_app(client)
    Authenticator.objects.filter(user=client.user).delete()
    assert client.get("/admin/")["Location"] == reverse("mfa_index")


def test_secrets_of_the_second_step_are_sealed_in_the_database(sets_up_the_app):
    secret = sets_up_the_app(with_password())
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_the_only_passkey_cannot_be_removed_and_one_of_two_can():
    client = with_password()
    first = Authenticator.objects.create(user=client.user, type="webauthn", data={"name": "first"})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    address = reverse("mfa_remove_webauthn", args=[first.pk])
    page = client.get(address)
    assert "Add another one first" in page.content.decode() and "Remove it" not in page.content.decode()
    refused = client.post(address)
    assert refused.status_code == 409 and Authenticator.objects.filter(pk=first.pk).exists()
    Authenticator.objects.create(user=client.user, type="webauthn", data={"name": "second"})
    assert client.post(address).status_code == 302
    assert not Authenticator.objects.filter(pk=first.pk).exists()
