"""The acts that are kept, in plain words, and those of Wagtail's log that are not."""

from __future__ import annotations

from wagtail.log_actions import registry

OWN = {
    "sign-in": "Signed in",
    "sign-in.break-glass": "Signed in with the break-glass account",
    "sign-out": "Signed out",
    "sign-out.everywhere": "Signed out everywhere",
    "account.made": "Account made",
    "account.locked": "Account locked",
    "account.opened": "Account opened again",
    "account.deleted": "Account deleted",
    "account.renamed": "Name of an account changed",
    "account.e-mail": "E-mail address of an account changed",
    "password.changed": "Password changed",
    "role.asked": "Role asked for, to be confirmed by another",
    "role.confirmed": "Role confirmed",
    "role.turned-down": "Role turned down",
    "role.break-glass": "Role given on the server, without a second person",
    "role.given": "Role given",
    "role.taken": "Role taken away",
    "right.given": "Right given to one person by hand",
    "right.taken": "Right taken from one person",
    "role-right.given": "Right given to a role",
    "role-right.taken": "Right taken from a role",
    "section.given": "Pages or files opened to a role",
    "section.taken": "Pages or files closed to a role",
    "superuser.given": "Made a superuser",
    "superuser.taken": "No longer a superuser",
    "factor.added": "Second step added",
    "factor.removed": "Second step removed",
    "factor.renewed": "Recovery codes made anew",
    "audit.exported": "List of acts downloaded",
    "membership.decided": "Request to join a group answered",
    "membership.opened": "Requests to join a group read",
    "membership.removed": "Member of the Advisory Group taken off",
    "membership.tried-again": "Mail that was given up sent again",
    "incident.declared": "Incident declared, to be released by another",
    "incident.released": "Incident released: pages and links put aside",
    "incident.dropped": "Incident dropped before it was released",
    "incident.end-asked": "End of an incident asked for",
    "incident.held-on": "End of an incident turned down or taken back",
    "incident.ended": "Incident ended",
    "drill.declared": "Drill of an incident declared",
    "drill.released": "Drill of an incident released",
    "drill.dropped": "Drill of an incident dropped",
    "drill.end-asked": "End of a drill asked for",
    "drill.held-on": "End of a drill turned down or taken back",
    "drill.ended": "Drill of an incident ended",
    "directory.link": "Link sent to an organisation, to look at its entries",
    "directory.accepted": "Changes of an organisation taken over",
    "directory.declined": "Changes of an organisation thrown away",
    "directory.confirmed": "Entry of the directory confirmed",
    "directory.assured": "Safeguarding of an entry noted or taken back",
    "directory.imported": "Entry of the directory taken from a file",
    "directory.put-away": "What a visitor said about an entry put away",
}
"""Acts this product notes itself. A code never changes: lines two years old carry it."""

LEFT_OUT = (
    "wagtail.edit",
    "wagtail.comments.",
    "wagtail.lock",
    "wagtail.unlock",
    "wagtail.reorder",
    "wagtail.rename",
    "wagtail.revert",
)
"""Beginnings of actions in Wagtail's log that are daily writing, not decisions: a page's own history keeps them."""

KINDS = {
    "signing-in": ("Signing in", ("sign-", "password.", "factor.")),
    "people": ("People and roles", ("account.", "role", "right.", "section.", "superuser.")),
    "publishing": (
        "Publishing",
        (
            "publishing.",
            *tuple(
                f"wagtail.{act}"
                for act in (
                    "publish",
                    "unpublish",
                    "schedule",
                    "create",
                    "copy",
                    "move",
                    "delete",
                    "view_restriction",
                )
            ),
        ),
    ),
    "workflow": ("Workflow decisions", ("wagtail.workflow",)),
    "answers": ("Answers and results", ("surveys.",)),
    "incidents": ("Incidents and drills", ("incident.", "drill.")),
    "plan": ("Delivery plan", ("delivery.",)),
    "audit": ("This list itself", ("audit.",)),
}
"""What an administrator may ask for: a key, its words, and the beginnings of its acts."""


def is_kept(action: str, *, on_a_page: bool) -> bool:
    """Whether an action of Wagtail's log is an act of the audit: editing a page is daily work, a setting is not."""
    if not on_a_page and action == "wagtail.edit":
        return True
    return not action.startswith(LEFT_OUT)


def label_of(act: str) -> str:
    """The act in plain words."""
    return OWN.get(act) or str(registry.get_action_label(act) if registry.action_exists(act) else act)
