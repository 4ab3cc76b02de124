"""Who may do what: the roles of the product and the permissions each one carries."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission, User

DIRECTORY = (
    *(
        f"directory.{act}_{model}"
        for model in ("service", "organisation", "location")
        for act in ("add", "change", "delete")
    ),
    "directory.exchange_services",
    "directory.read_suggestions",
)
"""Everything that is done with the directory."""


@dataclass(frozen=True)
class Role:
    """A role, what it is for, and its permissions as ``app.codename``."""

    slug: str
    name: str
    does: str
    permissions: tuple[str, ...]


ADMIN = "wagtailadmin.access_admin"

ROLES: dict[str, Role] = {
    role.slug: role
    for role in (
        Role(
            "analyst",
            "Engagement analysts",
            "Build surveys, watch who is missing, weigh, read redacted comments, propose results.",
            (ADMIN, "surveys.use_workbench", "surveys.propose_results"),
        ),
        Role(
            "safeguarding_lead",
            "Safeguarding leads",
            "Open flagged texts and decide what to do. Co-sign results. Confirm changes of the delivery plan. Declare "
            "or release incidents. See no other answers.",
            (
                ADMIN,
                "surveys.cosign_results",
                "surveys.open_referrals",
                "incidents.hold_incidents",
                "delivery.confirm_changes",
            ),
        ),
        Role(
            "moderator",
            "Moderators",
            "Review pages of every section before they go live. Keep the directory. Declare or release incidents.",
            (ADMIN, "incidents.hold_incidents", *DIRECTORY),
        ),
        Role("campaign_lead", "Campaign editors", "Write the campaign's pages.", (ADMIN,)),
        Role("youth_lead", "Youth Assembly editors", "Write the Youth Assembly's pages.", (ADMIN,)),
        Role("faith_lead", "Faith Alliance editors", "Write the Faith Alliance's pages.", (ADMIN,)),
        Role("directory_lead", "Directory editors", "Write the directory of services.", (ADMIN, *DIRECTORY)),
        Role(
            "admin",
            "Administrators",
            "Run the site: people, settings, delivery plan. Declare or release incidents. See no answers.",
            (
                ADMIN,
                "auth.add_user",
                "auth.change_user",
                "auth.delete_user",
                "audit.read_audit",
                "incidents.hold_incidents",
                "wagtailredirects.add_redirect",
                "wagtailredirects.change_redirect",
                "wagtailredirects.delete_redirect",
                "delivery.add_action",
                "delivery.change_action",
                "delivery.confirm_changes",
                "delivery.add_commitment",
                "delivery.change_commitment",
                "delivery.delete_commitment",
                "support.add_supportline",
                "support.change_supportline",
                "support.delete_supportline",
            ),
        ),
    )
}


ANSWER_ROLES = ("analyst", "safeguarding_lead")
"""Roles that see something of the answers or sign results. No administrator holds one."""


def holders(slug: str) -> list[User]:
    """Everybody with an open account who holds a role."""
    return list(User.objects.filter(groups__name=ROLES[slug].name, is_active=True))


def ensure_roles() -> None:
    """Make the groups and give each its permissions. Safe to repeat."""
    for role in ROLES.values():
        group, _ = Group.objects.get_or_create(name=role.name)
        for permission in role.permissions:
            app, codename = permission.split(".")
            group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
