"""Everything the report says, gathered from where it really stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from cms.transparency.claims import Claim, claims, limits
from engagement.audit.services import KEPT as ACTS_KEPT
from engagement.backup.services import KEEP as BACKUPS_KEPT
from engagement.delivery.two_persons import KEPT as PLAN_CHANGES_KEPT
from engagement.directory.keeping import LINK_DAYS
from engagement.jobs.schedule import RETENTION, schedule
from engagement.privacy.database_log import database_log_facts
from engagement.privacy.facts import Fact
from engagement.privacy.logs import log_facts
from engagement.privacy.version import VERSION
from engagement.privacy.visits import cache_facts, visit_facts
from engagement.privacy.web_server import web_server_facts
from engagement.publishing.services import FORGOTTEN_AFTER as LINKS_KEPT
from surveys.transparency.example import Example, example_of_open_survey
from surveys.transparency.retention import Kept, in_words, retention
from surveys.transparency.schema import rights_on
from surveys.transparency.stored import OtherTables, Stored, ToldTable, read_stored


@dataclass(frozen=True)
class Report:
    """What is stored, what is logged, what is kept for how long, what nobody can promise, and what is wrong.

    ``problems`` holds a sentence for each thing that is not as promised; none means that every claim holds. A fact that
    cannot be seen from here is no problem: it says so itself.
    """

    version: str
    engine: str
    schema: str
    digest: str
    expected_digest: str
    claims: tuple[Claim, ...]
    limits: tuple[str, ...]
    tables: tuple[ToldTable, ...]
    others: tuple[OtherTables, ...]
    retention: tuple[Kept, ...]
    facts: tuple[Fact, ...]
    example: Example | None
    problems: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The report for machines."""
        return asdict(self)


def read_report(*, web_server: str | None = None, web_server_name: str = "") -> Report:
    """Read everything now. Some ten queries, none of which looks at a row of answers."""
    stored = read_stored()
    facts = (
        *log_facts(),
        *database_log_facts(),
        *web_server_facts(web_server, name=web_server_name),
        *visit_facts(),
        *cache_facts(),
    )
    kept = {**retention(), **staff_retention()}
    jobs = {job.name for job in schedule()}
    problems = (
        *(sentence for found in stored.findings.values() for sentence in found),
        *(f"{fact.about}: {fact.found}" for fact in facts if fact.is_safe is False),
        *_never_deleted(list(kept.values()), stored, jobs),
    )
    return Report(
        version=VERSION,
        engine="PostgreSQL" if connection.vendor == "postgresql" else "SQLite",
        schema=_schema_version(),
        digest=stored.digest,
        expected_digest=stored.expected,
        claims=claims(stored, facts, kept, jobs),
        limits=limits(connection.vendor),
        tables=stored.tables,
        others=stored.others,
        retention=tuple(kept.values()),
        facts=facts,
        example=example_of_open_survey(settings.LANGUAGE_CODE),
        problems=tuple(dict.fromkeys(problems)),
    )


def staff_retention() -> dict[str, Kept]:
    """How long what staff leave behind stays, and copies of the whole."""
    return {
        "acts": Kept("What staff did, without a word of it", in_words(ACTS_KEPT), "forget-staff-acts"),
        "plan changes": Kept(
            "Which members of staff wrote, confirmed or turned down a change of the delivery plan",
            f"{in_words(PLAN_CHANGES_KEPT)} after the decision",
            "forget-plan-changes",
        ),
        "links": Kept(
            "Links by which staff show a draft", f"{in_words(LINKS_KEPT)} after they ended", "forget-links"
        ),
        "entry links": Kept(
            "Links by which an organisation changes its own entry",
            f"{LINK_DAYS} days, and until the night after",
            "forget-directory-links",
        ),
        "backups": Kept(
            "Encrypted copies of the store (backups). They hold no answer that waits to be mixed",
            in_words(BACKUPS_KEPT),
        ),
    }


def _never_deleted(kept: Collection[Kept], stored: Stored, jobs: set[str]) -> Iterable[str]:
    """Promises of deletion that no timed work keeps."""
    for line in kept:
        if line.job and line.job not in jobs:
            yield f"{line.what}: nothing deletes it, because the timed work “{line.job}” does not exist."
    names = retention()
    for job in sorted(set(RETENTION) - {line.job for line in kept}):
        yield f"The timed work “{job}” deletes something, and nobody has said what."
    for table in stored.tables:
        if table.is_described and table.kept not in names:
            yield f"{table.name}: nobody has said how long it stays."


def _schema_version() -> str:
    """The newest migration of each of our apps in this database, such as ``surveys 0001_initial``."""
    recorder = MigrationRecorder(connection)
    if not recorder.has_table() or rights_on(["django_migrations"]).get("django_migrations", ("read",))[
        :1
    ] != ("read",):
        # The process that serves visitors may not read that table where roles are apart.
        return "not shown to this process"
    ours = [
        app.label
        for app in apps.get_app_configs()
        if app.name.split(".")[0] in ("cms", "surveys", "engagement")
    ]
    rows = recorder.Migration.objects.filter(app__in=ours).order_by("app", "name").values_list("app", "name")
    newest = dict(rows.iterator())
    return ", ".join(f"{app} {name}" for app, name in newest.items()) or "made without migrations"
