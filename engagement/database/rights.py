"""What each process may do with each table on PostgreSQL: the least that works, table by table.

Three processes, three roles. ``web`` serves the public and takes answers in, ``jobs`` mixes, tags and deletes, and
``workbench`` serves the admin. Tables are named by their model, so that one without a rule is found by a test and not
by a visitor: see ``rights_of``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.apps import apps
from django.db import models

Privileges = tuple[str, ...]

NOTHING: Privileges = ()
READ: Privileges = ("SELECT",)
ADD: Privileges = ("INSERT",)
KEEP: Privileges = ("SELECT", "INSERT")
CHANGE: Privileges = ("SELECT", "INSERT", "UPDATE")
ALL: Privileges = ("SELECT", "INSERT", "UPDATE", "DELETE")

WEB, JOBS, WORKBENCH = "web", "jobs", "workbench"
ROLES = (WEB, JOBS, WORKBENCH)


@dataclass(frozen=True)
class Rights:
    """The privileges of each role on one table.

    ``web_reads``, ``workbench_reads`` and ``workbench_changes`` name single columns, where a role may not read or
    change the others, and ``workbench_rows`` is a condition in SQL on the rows that the workbench sees at all. A table
    ``owned_by_jobs`` can be written anew by ``VACUUM FULL``, which PostgreSQL lets nobody but the owner do.
    """

    web: Privileges = NOTHING
    jobs: Privileges = NOTHING
    workbench: Privileges = NOTHING
    web_reads: tuple[str, ...] = ()
    workbench_reads: tuple[str, ...] = ()
    workbench_changes: tuple[str, ...] = ()
    workbench_rows: str = ""
    owned_by_jobs: bool = False

    def of(self, role: str) -> Privileges:
        """What one role may do."""
        return {WEB: self.web, JOBS: self.jobs, WORKBENCH: self.workbench}[role]


PUBLIC = Rights(web=READ, jobs=ALL, workbench=ALL)
"""What the public site shows, staff write, and timed work publishes."""
STAFF = Rights(jobs=ALL, workbench=ALL)
"""Drafts, workflow and translations in the making: nothing a visitor is shown."""
SIGN_IN = Rights(workbench=ALL)
"""Sessions, passwords and second factors."""
ANSWERS = Rights(jobs=ALL, workbench=READ, owned_by_jobs=True)
"""Mixed answers and what hangs from them: analysts read, the mix alone writes."""
LOG = Rights(jobs=("SELECT", "INSERT", "DELETE"), workbench=KEEP)
"""What staff did: added to, never changed; timed work deletes what is too old."""
RENDITIONS = Rights(web=KEEP, jobs=ALL, workbench=ALL)
"""Pictures cut to size, which happens when a page first shows them."""
CASCADED = Rights(workbench=("SELECT", "DELETE"))
"""Tables that nothing of ours writes, looked through when the page or the person they belong to is deleted."""
UNUSED = Rights()
"""Tables that installed apps bring and this product never touches."""

APPS: dict[str, Rights] = {
    "cms": PUBLIC,
    "delivery": PUBLIC,
    "incidents": PUBLIC,
    "support": PUBLIC,
    "taggit": PUBLIC,
    "wagtaildocs": PUBLIC,
    "wagtailredirects": PUBLIC,
    "wagtailsearch": PUBLIC,
    "publishing": STAFF,
    "wagtailadmin": STAFF,
    "wagtail_localize": STAFF,
    "wagtailusers": SIGN_IN,
    "account": SIGN_IN,
    "accounts": SIGN_IN,
    "mfa": SIGN_IN,
    "sessions": SIGN_IN,
    "admin": CASCADED,
    "wagtailembeds": UNUSED,
    "wagtailforms": CASCADED,
}
"""Apps all of whose tables are alike."""

MODELS: dict[str, Rights] = {
    "audit.StaffAct": LOG,
    "audit.FailedSignIns": Rights(jobs=ALL, workbench=CHANGE),
    "auth.Group": Rights(jobs=READ, workbench=ALL),
    "auth.Group_permissions": Rights(jobs=READ, workbench=ALL),
    "auth.Permission": Rights(jobs=READ, workbench=READ),
    # The web process asks at its start whether a superuser is active, and nothing else about anybody.
    "auth.User": Rights(jobs=READ, workbench=ALL, web_reads=("id", "is_superuser", "is_active")),
    "auth.User_groups": Rights(jobs=READ, workbench=ALL),
    "auth.User_user_permissions": Rights(jobs=READ, workbench=ALL),
    # Sums of a day, which the public process adds to; the workbench deletes them with their page.
    "counting.PageCount": Rights(web=CHANGE, jobs=("SELECT", "DELETE"), workbench=("SELECT", "DELETE")),
    "directory.Organisation": PUBLIC,
    "directory.Location": PUBLIC,
    "directory.Service": PUBLIC,
    "directory.Schedule": PUBLIC,
    # Where organisations read mail is no matter of the public process.
    "directory.Keeper": STAFF,
    "directory.KeeperLink": PUBLIC,
    # The public process adds what is sent, sees whether a link was used, and reads no word of it.
    "directory.Proposal": Rights(web=ADD, jobs=ALL, workbench=ALL, web_reads=("id",)),
    "directory.Suggestion": Rights(web=ADD, jobs=ALL, workbench=("SELECT", "DELETE"), web_reads=("id",)),
    # The public process counts what waits and adds to it; only staff read the words.
    "cms.PageRemark": Rights(web=ADD, jobs=ALL, workbench=("SELECT", "DELETE"), web_reads=("id",)),
    # Whoever presses the button of a pledge adds one to a sum.
    "cms.PledgeCount": Rights(web=CHANGE, jobs=READ, workbench=READ),
    "contenttypes.ContentType": Rights(web=READ, jobs=READ, workbench=READ),
    # Rows of tasks hold times to the microsecond: no public request can write one.
    "django_tasks_database.DBTaskResult": Rights(jobs=ALL, workbench=KEEP),
    # What was aimed at before, and the plan of each year: added once, never changed.
    "delivery.EarlierAim": Rights(web=READ, jobs=READ, workbench=KEEP),
    "delivery.PlanSnapshot": Rights(web=READ, jobs=KEEP, workbench=READ),
    # What waits for a second person is nothing the public process knows of; timed work deletes what is old.
    "delivery.PlanChange": Rights(jobs=("SELECT", "DELETE"), workbench=CHANGE),
    "delivery.PlanChange_writers": Rights(jobs=("SELECT", "DELETE"), workbench=ALL),
    "jobs.JobRun": Rights(jobs=ALL),
    # A draft that somebody outside was asked to read, as it looked then.
    "publishing.PreviewLink": PUBLIC,
    # The public process takes sign-ups in, confirms, changes and deletes them by their key, and reads no address.
    "membership.Subscription": Rights(
        web=("INSERT", "UPDATE", "DELETE"),
        jobs=ALL,
        web_reads=("id", "confirmed", "topics", "areas", "language"),
    ),
    "membership.JoiningRequest": Rights(
        web=ADD, jobs=ALL, workbench=("SELECT", "UPDATE"), web_reads=("id", "group", "decision")
    ),
    "membership.ToldItem": Rights(jobs=ALL),
    "membership.Member": Rights(jobs=ALL, workbench=ALL),
    "membership.MemberLink": Rights(jobs=ALL, workbench=ALL),
    # Whoever has something to say puts a mail by; timed work alone opens it. The workbench counts.
    "outbox.Mail": Rights(
        web=ADD,
        jobs=ALL,
        workbench=ADD,
        workbench_reads=("id", "kind", "state", "tries", "since"),
        workbench_changes=("state", "tries", "rests", "since"),
    ),
    # The mail provider's reports reach the public process.
    "outbox.StoppedAddress": Rights(web=ADD, jobs=ALL, web_reads=("id",)),
    # The workbench asks one thing of what waits: whether anything is left of a survey that is over, since its results
    # cannot be proposed before that is mixed. Of an open survey it sees not even that somebody has answered.
    "surveys.Intake": Rights(
        web=ADD,
        jobs=ALL,
        workbench_reads=("survey_id",),
        workbench_rows=(
            "EXISTS (SELECT FROM surveys_fieldwork AS over WHERE over.survey_id = surveys_intake.survey_id"
            " AND (over.state = 'closed' OR over.closes_at <= now()))"
        ),
        owned_by_jobs=True,
    ),
    # The key tells whether a form was sent before.
    "surveys.Nonce": Rights(web=ADD, jobs=ALL, web_reads=("id",), owned_by_jobs=True),
    "surveys.Response": ANSWERS,
    # An analyst passes a comment on to the safeguarding lead, and changes no other word of it.
    "surveys.Comment": replace(ANSWERS, workbench_changes=("passed_on",)),
    "surveys.ThemeTag": ANSWERS,
    "surveys.ThemeReading": ANSWERS,
    # Analysts draw, take turns and decide; a decision is added and never changed.
    # Frozen like a survey's version; the draft of the next is staff's own.
    "surveys.CodebookVersion": Rights(jobs=READ, workbench=KEEP),
    "surveys.CodebookDraft": Rights(jobs=READ, workbench=ALL),
    "surveys.CodebookTrial": Rights(jobs=ALL, workbench=ALL),
    # Staff ask and decide, timed work fits; a model once made is kept.
    "surveys.ThemeModel": Rights(jobs=("SELECT", "UPDATE"), workbench=CHANGE),
    "surveys.CodingPlan": STAFF,
    "surveys.CodingSample": replace(STAFF, owned_by_jobs=True),
    "surveys.CodingTurn": replace(STAFF, owned_by_jobs=True),
    "surveys.HumanCoding": replace(ANSWERS, workbench=KEEP),
    "surveys.PlaceMention": ANSWERS,
    # The public process shows the words of a signed quote, and sees neither who signed nor whose they are.
    "surveys.Quote": Rights(
        web=READ,
        jobs=("SELECT", "DELETE"),
        workbench=ALL,
        web_reads=("id", "survey_id", "theme", "text", "language", "state"),
    ),
    "surveys.OwedVacuum": Rights(jobs=ALL),
    "surveys.SeenClosed": Rights(jobs=ALL, workbench=ALL),
    "surveys.SurveyPage": PUBLIC,
    # Frozen: whoever publishes adds, nobody changes.
    "surveys.SurveyVersion": Rights(web=READ, jobs=KEEP, workbench=KEEP),
    "surveys.VersionText": Rights(web=READ, jobs=KEEP, workbench=KEEP),
    "surveys.Fieldwork": Rights(web=READ, jobs=READ, workbench=ALL),
    "surveys.Channel": Rights(web=READ, jobs=READ, workbench=ALL),
    # The workbench deletes counts of a survey that is deleted before it was ever published.
    "surveys.DailyCount": Rights(web=CHANGE, jobs=READ, workbench=("SELECT", "DELETE")),
    "surveys.LanguageCount": Rights(web=CHANGE, jobs=READ, workbench=("SELECT", "DELETE")),
    "surveys.QuotaPlan": Rights(jobs=CHANGE, workbench=ALL),
    # What is published says how it was weighted: the public process needs neither.
    "surveys.PopulationTable": Rights(jobs=READ, workbench=ALL),
    "surveys.WeightingPlan": Rights(jobs=READ, workbench=ALL),
    "surveys.SectionStop": Rights(web=CHANGE, jobs=READ, workbench=("SELECT", "DELETE")),
    "surveys.PublishedResult": Rights(web=READ, jobs=READ, workbench=ALL),
    # The mix seals with the public half of the key; the wrapped private half is for the leads' own screens.
    "surveys.Export": Rights(jobs=ALL, workbench=ALL),
    "surveys.SafeguardingKey": Rights(jobs=READ, workbench=ALL),
    "surveys.KeyShare": SIGN_IN,
    "surveys.Referral": Rights(jobs=ALL, workbench=CHANGE, owned_by_jobs=True),
    "surveys.HardTextsOpened": STAFF,
    "wagtailcore.APIToken": CASCADED,
    "wagtailcore.Collection": PUBLIC,
    "wagtailcore.CollectionViewRestriction": PUBLIC,
    "wagtailcore.CollectionViewRestriction_groups": PUBLIC,
    "wagtailcore.Comment": STAFF,
    "wagtailcore.CommentReply": STAFF,
    "wagtailcore.GroupApprovalTask": STAFF,
    "wagtailcore.GroupApprovalTask_groups": STAFF,
    "wagtailcore.GroupCollectionPermission": STAFF,
    "wagtailcore.GroupPagePermission": STAFF,
    "wagtailcore.GroupSitePermission": STAFF,
    "wagtailcore.Locale": PUBLIC,
    "wagtailcore.ModelLogEntry": LOG,
    "wagtailcore.Page": PUBLIC,
    "wagtailcore.PageLogEntry": LOG,
    "wagtailcore.PageSubscription": STAFF,
    "wagtailcore.PageViewRestriction": PUBLIC,
    "wagtailcore.PageViewRestriction_groups": PUBLIC,
    "wagtailcore.ReferenceIndex": STAFF,
    "wagtailcore.Revision": STAFF,
    "wagtailcore.Site": PUBLIC,
    "wagtailcore.Task": STAFF,
    "wagtailcore.TaskState": STAFF,
    "wagtailcore.UploadedFile": STAFF,
    "wagtailcore.Workflow": STAFF,
    "wagtailcore.WorkflowContentType": STAFF,
    "wagtailcore.WorkflowPage": STAFF,
    "wagtailcore.WorkflowState": STAFF,
    "wagtailcore.WorkflowTask": STAFF,
    "wagtailimages.Image": PUBLIC,
}
"""Every other table by its model."""


class NoRule(Exception):
    """A table has no rule; the message names it and the file in which to write one."""


def tables() -> dict[str, type[models.Model]]:
    """Every table of the installed apps by name, with its model."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            found.setdefault(model._meta.db_table, model)
    return found


def rights_of(model: type[models.Model]) -> Rights:
    """The rule for a model's table. Raises ``NoRule``."""
    from wagtail.images.models import AbstractRendition

    meta = model._meta
    if issubclass(model, AbstractRendition):
        return RENDITIONS
    rights = MODELS.get(meta.label, APPS.get(meta.app_label))
    if rights is None:
        raise NoRule(
            f"{meta.label} (table {meta.db_table}) has no rule that says which process may do what with it."
            " Write one in engagement/database/rights.py."
        )
    return rights
