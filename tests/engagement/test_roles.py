"""Roles: made by migrating, each with the permissions its entry names and no more."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from engagement.accounts.roles import ROLES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES.values(), ids=ROLES.keys())
def test_migrating_makes_every_role_with_its_permissions(role):
    group = Group.objects.get(name=role.name)
    held = {
        f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.select_related("content_type")
    }
    # Wagtail ships a group of moderators with what reviewing pages needs; ours is that group.
    assert held == set(role.permissions) if role.slug != "moderator" else held > set(role.permissions)


def test_only_analysts_use_the_workbench_and_nobody_both_proposes_and_cosigns():
    holders = {
        permission: {slug for slug, role in ROLES.items() if permission in role.permissions}
        for permission in ("surveys.use_workbench", "surveys.propose_results", "surveys.cosign_results")
    }
    assert holders["surveys.use_workbench"] == {"analyst"}
    assert holders["surveys.propose_results"] == {"analyst"}
    assert holders["surveys.cosign_results"] == {"safeguarding_lead"}


def test_people_without_a_task_there_can_open_the_admin_and_no_screen_over_answers(
    moderator, campaign_lead, youth_lead, faith_lead, admin
):
    for client in (moderator, campaign_lead, youth_lead, faith_lead, admin):
        assert client.get("/admin/").status_code == 200
        assert client.get("/admin/insights/").status_code in (302, 403, 404)
