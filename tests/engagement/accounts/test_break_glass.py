"""The account for emergencies: the one superuser production lets in, noted and told at each sign-in."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from engagement.audit.models import StaffAct
from engagement.checks import nobody_is_above_the_roles
from tests.people import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def emergency(settings) -> User:
    settings.BREAK_GLASS_ACCOUNT = "emergency"
    return User.objects.create_superuser("emergency", email="emergency@example.org")


def signs_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_production_refuses_every_superuser_but_the_named_one(settings):
    settings.BREAK_GLASS_ACCOUNT = "emergency"
    assert nobody_is_above_the_roles(None) == []
    User.objects.create_superuser("emergency")
    assert nobody_is_above_the_roles(None) == []
    User.objects.create_superuser("root")
    (told,) = nobody_is_above_the_roles(None)
    assert "1 active superuser:" in told.msg


def test_a_superuser_made_while_the_site_runs_is_let_in_nowhere(emergency):
    client = signs_in(User.objects.create_superuser("root"))
    refused = client.get("/admin/")
    assert refused.status_code == 403
    assert "stands above the roles" in refused.content.decode()
    assert client.get("/admin/").status_code == 302


def test_where_none_is_named_no_superuser_is_let_in(settings):
    settings.BREAK_GLASS_ACCOUNT = ""
    assert signs_in(User.objects.create_superuser("root")).get("/admin/").status_code == 403


def test_each_sign_in_of_it_is_noted_and_told_to_every_administrator(
    emergency, mailoutbox, django_capture_on_commit_callbacks
):
    cast("admin")
    cast("analyst")
    with django_capture_on_commit_callbacks(execute=True):
        client = signs_in(emergency)
    assert client.get("/admin/").status_code == 200
    assert StaffAct.objects.filter(act="sign-in.break-glass", name="emergency").count() == 1
    assert [mail.to for mail in mailoutbox] == [["adil@example.org"]]
    assert "“emergency”" in mailoutbox[0].body and reverse("audit:index") in mailoutbox[0].body


def test_a_mail_server_that_is_away_keeps_nobody_out(
    emergency, settings, django_capture_on_commit_callbacks, caplog
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    cast("admin")
    with django_capture_on_commit_callbacks(execute=True):
        client = signs_in(emergency)
    assert client.get("/admin/").status_code == 200
    assert "ConnectionRefusedError" in caplog.text and "adil" not in caplog.text


def test_it_sees_no_answers(emergency):
    assert signs_in(emergency).get(reverse("workbench:index")).status_code == 403
