"""Who may do what: read from the rights themselves, on a screen and in a terminal."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from engagement.accounts.roles import ROLES
from engagement.accounts.who_may import PLAIN, people_now, roles_now
from tests.people import CAST, cast

pytestmark = pytest.mark.django_db


def role(slug: str):
    return next(told for told in roles_now() if told.name == ROLES[slug].name)


def person(username: str):
    return next(told for told in people_now() if told.username == username)


def test_a_role_tells_its_rights_as_they_are_now():
    cast("analyst")
    assert PLAIN["surveys.use_workbench"] in role("analyst").may
    assert role("analyst").people == ("amara",)
    Group.objects.get(name=ROLES["analyst"].name).permissions.remove(
        Permission.objects.get(codename="use_workbench")
    )
    assert PLAIN["surveys.use_workbench"] not in role("analyst").may


def test_no_administrator_and_no_editor_may_see_answers():
    for slug in set(ROLES) - {"analyst"}:
        assert PLAIN["surveys.use_workbench"] not in role(slug).may


def test_every_plain_sentence_is_about_a_right_that_exists():
    for known in PLAIN:
        app, codename = known.split(".")
        assert Permission.objects.filter(content_type__app_label=app, codename=codename).exists(), known


def test_rights_given_by_hand_and_superusers_stand_out():
    callum = cast("campaign_lead")
    callum.user_permissions.add(Permission.objects.get(codename="use_workbench"))
    User.objects.create_superuser("root")
    assert person("callum").beside == (f"by hand: {PLAIN['surveys.use_workbench']}",)
    assert "superuser" in person("root").beside[0]


def test_an_administrator_with_a_role_over_answers_stands_out():
    cast("admin").groups.add(Group.objects.get(name=ROLES["analyst"].name))
    assert "take one of the two away" in person("adil").beside[0]


def test_accounts_nobody_used_for_ninety_days_stand_out():
    now = timezone.now()
    for username, days, joined in (
        ("old", 91, 400),
        ("young", 89, 400),
        ("never", None, 91),
        ("new", None, 3),
    ):
        User.objects.create_user(
            username,
            last_login=now - timedelta(days=days) if days else None,
            date_joined=now - timedelta(days=joined),
        )
    assert {told.username for told in people_now() if told.is_unused} == {"old", "never"}


def test_the_day_of_the_last_sign_in_is_told_and_not_its_minute(admin):
    page = admin.get(reverse("who_may:index")).content.decode()
    local = timezone.localtime(User.objects.get(username="adil").last_login)
    assert f"{local:%B %Y}" in page and f"{local:%H:%M}" not in page.split("<main")[-1]


def test_the_screen_is_for_administrators(admin, analyst, moderator, safeguarding_lead):
    page = admin.get(reverse("who_may:index"))
    assert page.status_code == 200
    for told in CAST.values():
        if told.role in ("admin", "analyst"):
            assert told.username in page.content.decode()
    for client in (analyst, moderator, safeguarding_lead):
        assert client.get(reverse("who_may:index")).status_code == 403


def test_the_command_prints_the_same():
    cast("analyst")
    out = StringIO()
    call_command("who_may", stdout=out)
    told = out.getvalue()
    assert "Engagement analysts: amara" in told and f"  - {PLAIN['surveys.use_workbench']}" in told
    assert "amara: Engagement analysts; second step: NONE; last signed in: never" in told
