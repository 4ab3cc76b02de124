"""Accounts: people are invited, roles are given by another, and whoever may see answers changes in nobody's silence."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from engagement.accounts.roles import ROLES
from engagement.audit.models import StaffAct
from tests.people import cast

pytestmark = pytest.mark.django_db


def groups(*roles: str) -> list[int]:
    return [Group.objects.get(name=ROLES[role].name).pk for role in roles]


def written(person: User, **changes) -> dict:
    """What the form of an account sends, with some of it changed."""
    return {
        "username": person.username,
        "email": person.email,
        "first_name": person.first_name or "Somebody",
        "last_name": person.last_name or "Example",
        "is_active": "on",
        "groups": [group.pk for group in person.groups.all()],
        **changes,
    }


def change(client: Client, person: User, **changes):
    return client.post(reverse("wagtailusers_users:edit", args=[person.pk]), written(person, **changes))


@pytest.fixture
def told(mailoutbox, django_capture_on_commit_callbacks):
    """Do something, and hear who was told about it: {address: text}."""

    def do(act) -> dict[str, str]:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return {mail.to[0].removesuffix("@example.org"): mail.body for mail in mailoutbox}

    return do


def test_an_invited_person_chooses_a_password_through_the_link_and_nobody_else_knows_it(admin, mailoutbox):
    made = admin.post(
        reverse("wagtailusers_users:add"),
        {
            "username": "noor",
            "email": "noor@example.org",
            "first_name": "Noor",
            "last_name": "Example",
            "groups": groups("youth_lead"),
            "password1": "chosen by the administrator",
            "password2": "chosen by the administrator",
            "is_superuser": "on",
        },
    )
    assert made.status_code == 302
    noor = User.objects.get(username="noor")
    assert not noor.has_usable_password() and not noor.is_superuser
    (mail,) = mailoutbox
    assert mail.to == ["noor@example.org"] and "noor" in mail.body
    link = re.search(r"http://testserver(/account/password/reset/key/\S+)", mail.body).group(1)

    visitor = Client()
    page = visitor.get(link, follow=True)
    answer = visitor.post(
        page.redirect_chain[-1][0], {"password1": "my own long password", "password2": "my own long password"}
    )
    assert answer.status_code == 302
    noor.refresh_from_db()
    assert noor.check_password("my own long password")
    # The link works once.
    assert "my own long password" not in Client().get(link, follow=True).content.decode()
    second = Client()
    again = second.get(link, follow=True)
    second.post(
        again.request["PATH_INFO"], {"password1": "a thief's password", "password2": "a thief's password"}
    )
    noor.refresh_from_db()
    assert noor.check_password("my own long password")


def test_nobody_changes_roles_of_their_own(admin):
    adil = admin.user
    assert change(admin, adil, groups=groups("admin", "analyst")).status_code == 302
    assert list(adil.groups.values_list("name", flat=True)) == [ROLES["admin"].name]
    assert "Another administrator has to change your roles" in (
        admin.get(reverse("wagtailusers_users:edit", args=[adil.pk])).content.decode()
    )


def test_an_administrator_is_never_an_analyst_or_a_safeguarding_lead_as_well(admin):
    callum = cast("campaign_lead")
    for role in ("analyst", "safeguarding_lead"):
        refused = change(admin, callum, groups=groups("admin", role))
        assert "An administrator cannot also be an analyst" in refused.content.decode()
    assert list(callum.groups.values_list("name", flat=True)) == [ROLES["campaign_lead"].name]


def test_a_role_that_sees_no_answers_is_noted_and_mailed_to_nobody(admin, told):
    cast("safeguarding_lead")
    callum = cast("campaign_lead")
    assert told(lambda: change(admin, callum, groups=groups("youth_lead"))) == {}
    assert StaffAct.objects.filter(act="role.given", about=ROLES["youth_lead"].name, name="adil").exists()


def test_a_role_given_on_the_server_is_told_too(told):
    cast("safeguarding_lead")
    callum = cast("campaign_lead")
    mails = told(lambda: callum.groups.set(groups("analyst")))
    assert "by nobody who was signed in" in mails["sana"]


def test_changing_the_address_of_an_analyst_is_told_to_both_addresses_and_the_safeguarding_lead(admin, told):
    cast("safeguarding_lead")
    mails = told(lambda: change(admin, cast("analyst"), email="elsewhere@example.org"))
    assert set(mails) == {"elsewhere", "amara", "sana", "adil"}


def test_locking_and_deleting_a_safeguarding_lead_is_told_to_them_too(admin, told):
    """Whoever would notice something might be shut out first."""
    sana = cast("safeguarding_lead")
    data = {name: value for name, value in written(sana).items() if name != "is_active"}
    address = reverse("wagtailusers_users:edit", args=[sana.pk])
    mails = told(lambda: admin.post(address, data))
    assert set(mails) == {"sana", "adil"} and "was locked by “adil”" in mails["sana"]
    cast("safeguarding_lead")
    User.objects.filter(pk=sana.pk).update(is_active=True)
    mails = told(lambda: admin.post(reverse("wagtailusers_users:delete", args=[sana.pk])))
    assert "was deleted by “adil”" in mails["sana"] and not User.objects.filter(pk=sana.pk).exists()


def test_a_provider_that_fails_in_its_own_way_stops_no_invitation(admin, monkeypatch):
    class RefusedByTheProvider(Exception):
        pass

    def refuse(*args, **kwargs):
        raise RefusedByTheProvider("noor@example.org")

    monkeypatch.setattr("engagement.accounts.users.ResetPasswordForm.save", refuse)
    noor = {"username": "noor", "email": "noor@example.org", "first_name": "Noor", "last_name": "Example"}
    made = admin.post(reverse("wagtailusers_users:add"), {**noor, "groups": groups("youth_lead")})
    assert made.status_code == 302 and User.objects.filter(username="noor").exists()


def test_two_accounts_never_share_an_address(admin):
    cast("moderator")
    refused = change(admin, cast("campaign_lead"), email="MARCUS@example.org")
    assert "Another account has this address" in refused.content.decode()


def test_a_superuser_is_changed_by_a_superuser_alone(admin):
    root = User.objects.create_superuser("root", email="root@example.org")
    change(admin, root, email="adil@elsewhere.example.org")
    root.refresh_from_db()
    assert root.email == "root@example.org"
    for name in ("who_may:sign_out", "who_may:second_step"):
        assert admin.post(reverse(name, args=[root.pk])).status_code == 403
    assert not StaffAct.objects.filter(act="sign-out.everywhere").exists()


def test_nobody_is_made_a_superuser_in_the_admin(admin):
    callum = cast("campaign_lead")
    change(admin, callum, is_superuser="on")
    callum.refresh_from_db()
    assert not callum.is_superuser


def test_an_administrator_signs_somebody_out_everywhere(admin):
    client = Client()
    client.force_login(cast("analyst"))
    admin.post(reverse("who_may:sign_out", args=[cast("analyst").pk]))
    assert client.get("/admin/").status_code == 302
    assert StaffAct.objects.filter(act="sign-out.everywhere", name="adil").exists()


def test_a_lost_second_step_is_started_anew_and_told(admin, told):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    amara = cast("analyst")
    cast("safeguarding_lead")
    TOTP.activate(amara, generate_totp_secret())
    mails = told(lambda: admin.post(reverse("who_may:second_step", args=[amara.pk])))
    assert not amara.authenticator_set.exists()
    assert set(mails) == {"amara", "sana", "adil"}
    assert StaffAct.objects.filter(act="factor.removed", name="adil", key=str(amara.pk)).exists()
    assert told(lambda: admin.post(reverse("who_may:second_step", args=[amara.pk]))) == {}
