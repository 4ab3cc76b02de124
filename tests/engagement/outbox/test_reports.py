"""Bounces and complaints: believed when the provider has signed them, and refused with nothing changed otherwise."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

import pytest

from engagement.outbox.checks import mail_leaves_this_machine, reports_of_the_provider_can_be_believed
from engagement.outbox.models import StoppedAddress
from engagement.outbox.providers import PROVIDERS, anymail_settings, transport_of
from engagement.outbox.services import is_stopped

pytestmark = pytest.mark.django_db
KEY = "a signing key"


@pytest.fixture
def mailgun(settings):
    settings.MAIL_PROVIDER = "mailgun"
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": KEY, "MAILGUN_API_KEY": "x"}


def report(event: str = "failed", key: str = KEY, **more) -> dict:
    stamp, token = str(int(time.time())), "0" * 50
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    data = {"event": event, "recipient": "ada@example.org", "timestamp": time.time(), "id": "1", **more}
    return {"signature": {"timestamp": stamp, "token": token, "signature": signature}, "event-data": data}


def send(visitor, told, provider: str = "mailgun", **headers):
    body = told if isinstance(told, str) else json.dumps(told)
    return visitor.post(f"/mail-reports/{provider}/", body, content_type="application/json", headers=headers)


def test_a_bounce_that_lasts_stops_an_address(visitor, mailgun):
    told = report(severity="permanent", reason="bounce", **{"delivery-status": {"code": 550}})
    assert send(visitor, told).status_code == 200
    assert is_stopped("Ada@example.org") and StoppedAddress.objects.get().why == "bounced"
    assert send(visitor, told).status_code == 200, "told twice is stopped once"


def test_a_complaint_stops_an_address_and_a_passing_trouble_does_not(visitor, mailgun):
    passing = report(severity="temporary", reason="generic", **{"delivery-status": {"code": 421}})
    assert send(visitor, passing).status_code == 200 and not StoppedAddress.objects.exists()
    assert send(visitor, report("complained")).status_code == 200
    assert StoppedAddress.objects.get().why == "complained"


@pytest.mark.parametrize(
    "told",
    [
        report("complained", key="another key"),
        {"event-data": {"event": "complained", "recipient": "ada@example.org"}},
        "not json",
        "[]",
        "",
    ],
)
def test_a_report_without_the_right_signature_is_refused_and_changes_nothing(visitor, mailgun, told):
    answer = send(visitor, told)
    assert 400 <= answer.status_code < 500 and not StoppedAddress.objects.exists()


def test_a_provider_that_signs_nothing_is_known_by_its_password(visitor, settings):
    settings.MAIL_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "us:secret"}
    told = {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "Email": "ada@example.org", "ID": 1}
    wrong = base64.b64encode(b"us:guessed").decode()
    assert send(visitor, told, "postmark").status_code == 400
    assert send(visitor, told, "postmark", authorization=f"Basic {wrong}").status_code == 400
    assert not StoppedAddress.objects.exists()
    right = base64.b64encode(b"us:secret").decode()
    assert send(visitor, told, "postmark", authorization=f"Basic {right}").status_code == 200
    assert StoppedAddress.objects.get().why == "complained"


def test_only_the_provider_in_use_has_an_address_and_only_with_its_secret(visitor, settings, mailgun):
    assert send(visitor, report("complained"), "postmark").status_code == 404
    settings.ANYMAIL = {}
    assert send(visitor, report("complained")).status_code == 404
    assert not StoppedAddress.objects.exists()


def test_production_is_told_of_a_provider_whose_reports_nobody_can_prove(settings, mailgun):
    assert reports_of_the_provider_can_be_believed(None) == []
    settings.ANYMAIL = {}
    (found,) = reports_of_the_provider_can_be_believed(None)
    assert found.id == "engagement.E060" and "ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY" in found.msg
    settings.MAIL_PROVIDER = "smtp"
    settings.EMAIL_BACKEND = "engagement.outbox.backend.OutboxBackend"
    assert reports_of_the_provider_can_be_believed(None) == mail_leaves_this_machine(None) == []
    settings.MAIL_PROVIDER = "pigeon"
    assert [found.id for found in mail_leaves_this_machine(None)] == ["engagement.E061"]
    settings.MAIL_PROVIDER = "smtp"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert [found.id for found in mail_leaves_this_machine(None)] == ["engagement.W063"]


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_every_provider_can_be_loaded_and_is_told_to_track_nobody(name, settings):
    from django.core.mail import EmailMessage, get_connection

    secrets = {"API_KEY": "x", "SECRET_KEY": "x", "SERVER_TOKEN": "x", "API_TOKEN": "x"}
    environment = {f"ANYMAIL_{name.upper()}_{key}": value for key, value in secrets.items()}
    settings.ANYMAIL = anymail_settings(environment, name)
    connection = get_connection(transport_of(name))
    message = EmailMessage(
        "S", "T", "a@example.org", ["b@example.org"], headers={"Message-ID": "<1@example.org>"}
    )
    payload = connection.build_message_payload(message, connection.send_defaults)
    told = json.dumps(payload.data, default=str).casefold()
    if PROVIDERS[name].can_be_told:
        assert "track" in told and not ('"track_opens": true' in told or '"enable": true' in told)
