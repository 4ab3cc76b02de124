"""Every table has a rule, no process may do what it must not, and the SQL follows the rules."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models

from engagement.database import roles
from engagement.database.rights import (
    APPS,
    JOBS,
    MODELS,
    WEB,
    WORKBENCH,
    NoRule,
    Rights,
    rights_of,
    tables,
)
from surveys.mixing.statistics import unsampled

SECRET_OF_STAFF = ("auth_user", "mfa_authenticator", "django_session", "wagtailcore_revision")


def may(role: str, privilege: str) -> set[str]:
    return {table for table, model in tables().items() if privilege in rights_of(model).of(role)}


def test_every_table_has_a_rule():
    missing = []
    for model in tables().values():
        try:
            rights_of(model)
        except NoRule as told:
            missing.append(str(told))
    assert not missing


def test_a_table_nobody_thought_of_is_named():
    class Forgotten(models.Model):
        class Meta:
            app_label = "surveys"
            db_table = "surveys_forgotten"

        def __str__(self) -> str:
            return "forgotten"

    try:
        with pytest.raises(NoRule, match=r"surveys\.Forgotten \(table surveys_forgotten\) has no rule"):
            rights_of(Forgotten)
        with pytest.raises(NoRule, match="surveys_forgotten"):
            list(roles.statements())
    finally:
        del apps.all_models["surveys"]["forgotten"]
        apps.clear_cache()


def test_no_rule_is_about_a_table_that_does_not_exist():
    labels = {model._meta.label for model in tables().values()}
    optional = {"django_tasks_database.DBTaskResult"}  # installed by the production settings alone
    assert set(MODELS) - optional <= labels
    assert set(APPS) <= {model._meta.app_label for model in tables().values()}


def test_the_web_process_writes_where_visitors_write_and_nowhere_else():
    written = {privilege: may(WEB, privilege) for privilege in ("INSERT", "UPDATE", "DELETE")}
    counts = {
        *("surveys_dailycount", "surveys_languagecount", "surveys_sectionstop"),
        *("counting_pagecount", "cms_pledgecount"),
    }
    assert {"surveys_intake", "surveys_nonce"} | counts <= written["INSERT"]
    # Whoever is on the mailing list confirms, changes and leaves by a link in a mail.
    assert written["UPDATE"] == counts | {"membership_subscription"}
    assert written["DELETE"] == {"membership_subscription"}


def test_no_table_that_a_visitor_writes_can_hold_a_time():
    timed = (models.DateTimeField, models.TimeField, models.DurationField)
    for table in may(WEB, "INSERT"):
        assert not [field.name for field in tables()[table]._meta.fields if isinstance(field, timed)], table


def test_answers_are_read_by_the_workbench_and_written_by_the_mix_alone():
    answers = {"surveys_response", "surveys_comment", "surveys_themetag", "surveys_themereading"}
    assert not answers & (may(WEB, "SELECT") | may(WEB, "INSERT"))
    assert answers <= may(WORKBENCH, "SELECT")
    for privilege in ("INSERT", "UPDATE", "DELETE"):
        assert not answers & may(WORKBENCH, privilege)
    for table in ("surveys_intake", "surveys_nonce"):
        assert rights_of(tables()[table]).workbench == ()
        assert table not in may(WEB, "SELECT")


def test_what_belongs_to_staff_is_closed_to_the_public_process():
    assert not set(SECRET_OF_STAFF) & may(WEB, "SELECT")
    assert not {"django_session", "mfa_authenticator"} & may(JOBS, "SELECT")


def test_the_log_of_what_staff_did_is_added_to_and_never_changed():
    for table in ("wagtailcore_pagelogentry", "wagtailcore_modellogentry"):
        assert rights_of(tables()[table]).workbench == ("SELECT", "INSERT")
        assert "UPDATE" not in rights_of(tables()[table]).jobs


def test_the_jobs_own_every_table_that_the_mix_writes_anew():
    """PostgreSQL lets nobody but the owner run VACUUM FULL."""
    assert {model._meta.db_table for model in unsampled()} <= {
        table for table, model in tables().items() if rights_of(model).owned_by_jobs
    }


def test_single_columns_are_columns():
    for table, model in tables().items():
        rights: Rights = rights_of(model)
        columns = {field.column for field in model._meta.fields}
        assert {*rights.web_reads, *rights.workbench_reads, *rights.workbench_changes} <= columns, table


@pytest.mark.django_db
@pytest.mark.both_databases
def test_the_command_prints_sql_on_postgresql_and_says_why_not_on_sqlite(capsys):
    from django.db import connection

    if connection.vendor == "sqlite":
        with pytest.raises(CommandError, match="this database is SQLite"):
            call_command("database_roles")
        return
    call_command("database_roles")
    told = capsys.readouterr().out
    assert 'GRANT INSERT ON "surveys_intake" TO engagement_web;' in told
    assert 'ALTER TABLE "surveys_intake" OWNER TO engagement_jobs;' in told
    assert 'GRANT SELECT ON "surveys_intake" TO engagement_workbench' not in told
    assert 'GRANT SELECT ("survey_id") ON "surveys_intake" TO engagement_workbench;' in told
    with pytest.raises(CommandError, match="cannot begin the name of a role"):
        call_command("database_roles", prefix='x"; DROP TABLE surveys_response; --')
