"""A role that reaches answers takes two people: until the second one confirms it, it waits and opens nothing."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse, reverse_lazy
from wagtail.log_actions import LogContext

from engagement.accounts.models import RoleAsked
from engagement.accounts.roles import ROLES
from engagement.audit.models import StaffAct
from tests.engagement.accounts.test_people import change, groups
from tests.people import cast

pytestmark = pytest.mark.django_db

WORKBENCH = reverse_lazy("workbench:index")


def another(username: str, role: str) -> Client:
    user = User.objects.create_user(username, email=f"{username}@example.org", first_name=username.title())
    user.groups.set(groups(role))
    client = Client()
    client.user = user
    client.force_login(user)
    return client


def ask(admin: Client, person: User, role: str = "analyst") -> RoleAsked:
    held = list(person.groups.values_list("pk", flat=True))
    assert change(admin, person, groups=[*held, *groups(role)]).status_code == 302
    return RoleAsked.objects.get(person=person, role=role)


def decide(client: Client, asked: RoleAsked, what: str = "confirm"):
    return client.post(reverse(f"who_may:{what}", args=[asked.pk]))


def holds(person: User, role: str = "analyst") -> bool:
    return person.groups.filter(name=ROLES[role].name).exists()


@pytest.fixture
def callum() -> User:
    return cast("campaign_lead")


@pytest.fixture
def told(mailoutbox, django_capture_on_commit_callbacks):
    def do(act) -> dict[str, str]:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return {mail.to[0].removesuffix("@example.org"): mail.body for mail in mailoutbox}

    return do


def test_a_role_over_answers_has_no_effect_until_a_safeguarding_lead_confirms_it(
    admin, safeguarding_lead, callum, told
):
    mails = told(lambda: ask(admin, callum))
    assert set(mails) == {"sana", "adil", "callum"}
    assert reverse("who_may:waiting") in mails["sana"] and "by “adil”" in mails["sana"]
    client = Client()
    client.force_login(callum)
    assert client.get(WORKBENCH).status_code == 403 and not holds(callum)

    assert (
        "Sana, safeguarding lead has to confirm it"
        in admin.get(reverse("wagtailusers_users:index")).content.decode()
    )
    page = safeguarding_lead.get(reverse("who_may:waiting")).content.decode()
    assert "callum" in page and ">Confirm<" in page
    assert "for you to confirm" in safeguarding_lead.get("/admin/").content.decode()
    mails = told(lambda: decide(safeguarding_lead, RoleAsked.objects.get()))
    assert "was given the role “Engagement analysts” by “sana”" in mails["adil"]
    assert holds(callum) and client.get(WORKBENCH).status_code == 200
    for act, name in (("role.asked", "adil"), ("role.confirmed", "sana"), ("role.given", "sana")):
        assert StaffAct.objects.filter(act=act, name=name, key=str(callum.pk)).exists(), act


def test_nobody_confirms_what_they_asked_for_or_their_own(admin, callum):
    asked = ask(admin, callum)
    assert "Somebody else has to confirm" in decide(admin, asked).content.decode()
    eve = another("eve", "admin")
    own = RoleAsked.objects.create(person=eve.user, role="analyst", asked_by=admin.user)
    assert "your own account" in decide(eve, own).content.decode()
    assert not holds(callum) and not holds(eve.user)
    assert decide(eve, asked).status_code == 302 and holds(callum)
    assert decide(eve, asked).status_code == 404


def test_an_administrator_cannot_make_their_own_second_person(admin, callum):
    """A second account of one's own would confirm anything, so the administrators' role takes two people as well."""
    cast("safeguarding_lead")
    ask(admin, callum, "admin")
    assert not holds(callum, "admin")


@pytest.mark.parametrize("role", ["analyst", "moderator", "campaign_lead"])
def test_other_roles_neither_see_nor_decide_what_waits(admin, role):
    asked = ask(admin, cast("faith_lead"))
    client = another("somebody", role)
    assert client.get(reverse("who_may:waiting")).status_code == 403
    assert decide(client, asked).status_code == 403
    assert decide(client, asked, "turn_down").status_code == 403
    assert RoleAsked.objects.filter(pk=asked.pk).exists() and not holds(asked.person)


def test_a_superuser_confirms_nothing_for_being_one(admin, callum):
    asked = ask(admin, callum)
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    assert decide(client, asked).status_code == 403 and not holds(callum)


def test_what_is_turned_down_is_gone_and_noted(admin, safeguarding_lead, callum):
    asked = ask(admin, callum)
    assert decide(safeguarding_lead, asked, "turn_down").status_code == 302
    assert not RoleAsked.objects.exists() and not holds(callum)
    assert StaffAct.objects.filter(act="role.turned-down", name="sana").exists()


def test_what_somebody_asked_for_who_is_locked_out_since_is_not_confirmed(admin, safeguarding_lead, callum):
    asked = ask(admin, callum)
    User.objects.filter(pk=admin.user.pk).update(is_active=False)
    assert "no open account any more" in decide(safeguarding_lead, asked).content.decode()
    assert not holds(callum)


def test_no_screen_gives_such_a_role_by_another_way(admin, callum):
    analysts = Group.objects.get(name=ROLES["analyst"].name)
    right = Permission.objects.get(codename="use_workbench")
    with LogContext(user=admin.user):
        for by_another_way in (
            lambda: callum.groups.add(analysts),
            lambda: callum.groups.set([analysts]),
            lambda: analysts.user_set.add(callum),
            lambda: Group.objects.get(name=ROLES["campaign_lead"].name).permissions.add(right),
            lambda: right.group_set.add(Group.objects.get(name=ROLES["campaign_lead"].name)),
        ):
            with pytest.raises(PermissionDenied), transaction.atomic():
                by_another_way()
    assert not holds(callum)


@pytest.mark.parametrize("touched", [{"email": "elsewhere@example.org"}, {"is_active": "on"}])
def test_an_account_that_may_have_passed_to_somebody_else_waits_again(admin, safeguarding_lead, touched):
    amara = cast("analyst")
    if "is_active" in touched:
        User.objects.filter(pk=amara.pk).update(is_active=False)
        amara.refresh_from_db()
    change(admin, amara, **touched)
    assert not holds(amara)
    decide(safeguarding_lead, RoleAsked.objects.get(person=amara))
    assert holds(amara)
    amara.refresh_from_db()
    change(admin, amara, first_name="Amara B.")
    assert holds(amara) and not RoleAsked.objects.exists()


def test_a_second_step_started_anew_lets_the_role_rest(admin):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    amara = cast("analyst")
    TOTP.activate(amara, generate_totp_secret())
    admin.post(reverse("who_may:second_step", args=[amara.pk]))
    assert not holds(amara) and RoleAsked.objects.filter(person=amara, asked_by=admin.user).exists()


def test_where_nobody_else_is_there_the_screen_says_what_to_do(admin, callum):
    answer = change(admin, callum, groups=groups("analyst"))
    page = admin.get(answer["Location"]).content.decode()
    assert "manage.py give_role callum analyst" in page
    assert "manage.py give_role callum analyst" in admin.get(reverse("who_may:waiting")).content.decode()


def test_the_command_gives_it_notes_it_and_tells_everybody(admin, callum, told):
    ask(admin, callum)
    out = StringIO()
    mails = told(lambda: call_command("give_role", "callum", "analyst", stdout=out))
    assert holds(callum) and not RoleAsked.objects.exists()
    assert set(mails) == {"adil", "callum"} and "by nobody who was signed in" in mails["adil"]
    assert StaffAct.objects.filter(act="role.break-glass", key=str(callum.pk)).exists()


def test_the_command_leaves_it_to_two_people_where_there_are_two(admin, callum):
    cast("safeguarding_lead")
    with pytest.raises(CommandError, match="adil, sana can do this in the admin"):
        call_command("give_role", "callum", "analyst")
    call_command("give_role", "callum", "analyst", "--break-glass", stdout=StringIO())
    assert holds(callum)
    with pytest.raises(CommandError, match="sees no answers"):
        call_command("give_role", "adil", "analyst", "--break-glass")
    with pytest.raises(CommandError, match="no open account"):
        call_command("give_role", "nobody", "analyst")
