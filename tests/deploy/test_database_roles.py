"""The whole loop with three roles on a PostgreSQL of the test's own: each process does its work and nothing else."""

from __future__ import annotations

import re
import secrets

import psycopg
import pytest

from tests.deploy.installation import environment, free_port, gunicorn, manage
from tests.deploy.roles import MAKE_WHAT_PRODUCTION_ADDS, Roles
from tests.scan.site import PATH
from tests.scan.visitors import Sent, Visitor

pytestmark = pytest.mark.long

SIGNED_IN = """
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
user = User.objects.get(username=%r)
if not Authenticator.objects.filter(user=user, type="totp").exists():
    TOTP.activate(user, generate_totp_secret())
request = RequestFactory().post("/account/login/")
request.session = SessionStore()
login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
record_authentication(request, user, method="mfa", type="totp")
request.session.save()
print("session", request.session.session_key)
"""


FORBIDDEN = {
    "web": (
        "SELECT count(*) FROM surveys_intake",
        "SELECT payload FROM surveys_intake",
        "UPDATE surveys_intake SET payload = '{}'",
        "DELETE FROM surveys_intake",
        "SELECT count(*) FROM surveys_response",
        "SELECT text FROM surveys_comment",
        "INSERT INTO surveys_response SELECT",
        "SELECT expires_on FROM surveys_nonce",
        "DELETE FROM surveys_nonce",
        "SELECT password FROM auth_user",
        "SELECT count(*) FROM django_session",
        "SELECT count(*) FROM mfa_authenticator",
        "SELECT content FROM wagtailcore_revision",
        "SELECT count(*) FROM wagtailcore_pagelogentry",
        "SELECT count(*) FROM django_tasks_database_dbtaskresult",
        "INSERT INTO django_tasks_database_dbtaskresult SELECT",
        "SELECT count(*) FROM jobs_jobrun",
        "SELECT count(*) FROM django_migrations",
        "UPDATE wagtailcore_page SET title = 'x'",
        "CREATE TABLE notes (text text)",
        "TRUNCATE surveys_dailycount",
        "LOCK TABLE surveys_response IN SHARE ROW EXCLUSIVE MODE",
        "SET ROLE engagement_jobs",
    ),
    "workbench": (
        "SELECT payload FROM surveys_intake",
        "SELECT id FROM surveys_intake",
        "INSERT INTO surveys_intake (id, survey_id, payload) VALUES (1, 1, '{}')",
        "SELECT count(*) FROM surveys_nonce",
        "UPDATE surveys_response SET sex = 'x'",
        "DELETE FROM surveys_response",
        "UPDATE surveys_comment SET text = 'x'",
        "INSERT INTO surveys_themetag SELECT",
        "UPDATE surveys_surveyversion SET digest = 'x'",
        "UPDATE wagtailcore_pagelogentry SET data = '{}'",
        "DELETE FROM wagtailcore_modellogentry",
        "SELECT engagement_write_anew('cms_pageremark')",
        "CREATE TABLE notes (text text)",
        "SET ROLE engagement_jobs",
    ),
    "jobs": (
        "SELECT count(*) FROM django_session",
        "SELECT count(*) FROM mfa_authenticator",
        "UPDATE auth_user SET is_superuser = true",
        "UPDATE surveys_surveyversion SET digest = 'x'",
        "UPDATE wagtailcore_pagelogentry SET data = '{}'",
        "ALTER TABLE audit_staffact DISABLE TRIGGER ALL",
        "CLUSTER audit_staffact USING audit_staffact_pkey",
        "CREATE TABLE notes (text text)",
        "DROP TABLE wagtailcore_page",
    ),
}


@pytest.mark.parametrize("role", FORBIDDEN)
def test_each_role_is_refused_what_is_not_its_work(roles, role):
    assert [sql for sql in FORBIDDEN[role] if not roles.refuses(role, sql)] == []


def test_what_it_may_do_is_not_refused(roles):
    """The other half: a database that refused everything would pass the test above."""
    assert not roles.refuses("web", "SELECT count(*) FROM wagtailcore_page")
    assert not roles.refuses("web", "SELECT id FROM surveys_nonce WHERE id = 1")
    assert not roles.refuses("workbench", "SELECT count(*) FROM surveys_response")
    assert not roles.refuses("jobs", "SELECT count(*) FROM surveys_intake")
    assert not roles.refuses("jobs", "SELECT engagement_write_anew('audit_staffact')")


def flag(roles: Roles) -> str:
    """A value for each column of the intake beyond the three that were always there."""
    (n,) = roles.run(
        "", "SELECT count(*) FROM information_schema.columns WHERE table_name = 'surveys_intake'"
    )[0]
    return ", false" * (n - 3)


def test_the_workbench_learns_of_what_waits_once_a_survey_is_over_and_not_before(roles):
    roles.empty()
    survey = roles.run("", "SELECT survey_id FROM surveys_fieldwork LIMIT 1")[0][0]
    seen = "SELECT count(*) FROM surveys_intake"
    roles.run("web", f"INSERT INTO surveys_intake SELECT 77, {survey}, '{{}}'::jsonb{flag(roles)}")
    try:
        assert roles.run("workbench", seen) == [(0,)]
        roles.run("", f"UPDATE surveys_fieldwork SET state = 'closed' WHERE survey_id = {survey}")
        assert roles.run("workbench", seen) == [(1,)]
    finally:
        roles.run("", f"UPDATE surveys_fieldwork SET state = 'open' WHERE survey_id = {survey}")
        roles.run("jobs", "DELETE FROM surveys_intake")


def counted(roles: Roles) -> list[int]:
    """Answers and people who left, as the counts of the days have them."""
    tables = ("surveys_dailycount", "surveys_sectionstop")
    return [roles.run("", f"SELECT coalesce(sum(n), 0) FROM {table}")[0][0] for table in tables]


def answer(roles: Roles, sent: list[Sent]) -> None:
    port = free_port()
    log = roles.folder / "loop-web.log"
    before = counted(roles)
    with gunicorn(roles.environment("web"), bind=f"127.0.0.1:{port}", log=log):
        visitor = Visitor(port)
        for each in sent:
            visitor.answer(PATH, each)
        visitor.send_twice(PATH, sent[-1])
        assert visitor.request("POST", f"{PATH}stop/", b"1")[0] == 204
        for path, status in {"/": 200, "/results/": 404, "/admin/": 404, "/account/login/": 404}.items():
            assert visitor.request("GET", path)[0] == status, path
        assert visitor.cookies_set == []
    # The counts of the hour are written when the process ends.
    assert [now - then for now, then in zip(counted(roles), before, strict=True)] == [len(sent) + 1, 1]
    assert log.read_text() == ""


def jobs(roles: Roles) -> None:
    for command in (["mix"], ["jobs"], ["purge"], ["db_worker", "--queue-name", "*", "--batch"]):
        done = manage(roles.environment("jobs"), *command)
        assert done.returncode == 0, done.stderr
        assert "failed" not in done.stdout, done.stdout


def sign_in(roles: Roles, username: str = "amara") -> str:
    """The session of somebody who has shown a second factor, made with the workbench's own rights."""
    done = manage(roles.environment("workbench"), "shell", "-v0", given=SIGNED_IN % username)
    told = re.search(r"^session (\w+)$", done.stdout, re.MULTILINE)
    assert told is not None, done.stderr
    return told[1]


def test_a_visitor_answers_the_jobs_mix_and_an_analyst_reads(roles):
    roles.empty()
    sent = [Sent(number) for number in range(12)]
    answer(roles, sent)
    assert roles.run("", "SELECT count(*) FROM surveys_intake") == [(13,)]
    jobs(roles)
    assert roles.run("", "SELECT count(*) FROM surveys_intake") == [(0,)]
    assert roles.run("", "SELECT count(*) FROM surveys_response") == [(13,)]
    # The files were written anew, which only the owner of the tables may ask for.
    assert roles.run("", "SELECT count(*) FROM surveys_owedvacuum") == [(0,)]

    survey = roles.run("", "SELECT DISTINCT survey_id FROM surveys_response")[0][0]
    port = free_port()
    log = roles.folder / "loop-workbench.log"
    with gunicorn(roles.environment("workbench"), bind=f"127.0.0.1:{port}", log=log):
        staff = Staff(port, sign_in(roles))
        for path in ("/admin/", "/admin/insights/", f"/admin/insights/{survey}/"):
            assert staff.get(path)[0] == 200, path
        assert "13" in staff.get(f"/admin/insights/{survey}/")[1]
        for path in (f"/admin/insights/{survey}/fieldwork/", f"/admin/insights/{survey}/themes/"):
            assert staff.get(path)[0] == 200, path
        assert staff.get(PATH)[0] == 404
        assert staff.get("/")[0] == 404
    assert log.read_text() == ""


class Staff:
    """An analyst's browser: a session that holds a second factor."""

    def __init__(self, port: int, key: str) -> None:
        self.port, self.key = port, key

    def get(self, path: str) -> tuple[int, str]:
        visitor = Visitor(self.port)
        visitor.cookie = "x"
        status, _, text = visitor.request("GET", path, Cookie=f"__Host-session={self.key}")
        return status, text


def test_a_process_with_too_many_rights_is_not_started(roles):
    log = roles.folder / "refused.log"
    told = roles.environment("web") | {"DATABASE_URL": roles.url("workbench")}
    with (
        pytest.raises(RuntimeError, match="connects as engagement_workbench, which has SELECT on surveys_re"),
        gunicorn(told, bind=f"127.0.0.1:{free_port()}", log=log),
    ):
        pass
    told = roles.environment("workbench") | {"DATABASE_URL": roles.url("")}
    with (
        pytest.raises(RuntimeError, match="connects as postgres, which has SELECT on surveys_intake"),
        gunicorn(told, bind=f"127.0.0.1:{free_port()}", log=log),
    ):
        pass


def test_a_table_made_later_is_closed_until_the_command_has_run_again(roles):
    roles.cluster.query("SELECT 1")
    roles.run("", "CREATE TABLE IF NOT EXISTS made_later (id integer); SELECT 1")
    for role in ("web", "jobs", "workbench"):
        assert roles.refuses(role, "SELECT count(*) FROM made_later")


def test_an_owner_who_is_no_superuser_can_make_the_roles_and_still_migrate(roles):
    """What the runbook does: one role owns the database and may make roles, no other is used."""
    name = f"owned_{secrets.token_hex(4)}"
    query = roles.cluster.query
    query("CREATE ROLE keeper LOGIN CREATEROLE")
    query(f"CREATE DATABASE {name} OWNER keeper TEMPLATE prepared")
    with psycopg.connect(roles.cluster.url_of(name), autocommit=True) as connection:
        for (table,) in connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall():
            connection.execute(f'ALTER TABLE "{table}" OWNER TO keeper')
        # What it would own had it migrated itself.
        connection.execute("ALTER FUNCTION engagement_write_anew(text) OWNER TO keeper")
    url = roles.cluster.url_of(name).replace("postgres@", "keeper@")
    told = environment(roles.folder, url, "")
    made = manage(told, "shell", "-v0", given=MAKE_WHAT_PRODUCTION_ADDS)
    assert made.returncode == 0, made.stderr
    for _ in range(2):
        done = manage(told, "database_roles", "--apply", "--prefix", "kept")
        assert done.returncode == 0, done.stderr
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER TABLE surveys_response ADD COLUMN arm2 smallint")
        connection.execute("VACUUM (FULL) surveys_response")
        owner = connection.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'surveys_response'")
        assert owner.fetchone() == ("kept_jobs",)
        assert connection.execute(
            "SELECT has_schema_privilege('kept_jobs', 'public', 'CREATE')"
        ).fetchone() == (False,)


LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)"')
NEVER = re.compile(r"/static/|/logout|/demo/|\\.(?:svg|png|jpe?g|webp|woff2)$|/disable|/workflows/disable")
EDITS = """
from cms.models import HomePage, StandardPage
from surveys.models import SurveyPage
from wagtail.models import Page
home = HomePage.objects.get(locale__language_code="en")
page = StandardPage.objects.first().copy(update_attrs={"title": "A copy", "slug": "a-copy"}, keep_live=False)
page.title = "A better copy"
page.save_revision()
page.delete()
survey = home.add_child(instance=SurveyPage(title="A draft", slug="a-draft", live=False))
survey.save_revision()
SurveyPage.objects.get(pk=survey.pk).delete()
print("edited")
"""


def crawl(get, start: str, below: str, most: int) -> dict[str, int]:
    """Follow every link from a page, to pages below an address alone; the status of each."""
    told, waiting = {}, [start]
    while waiting and len(told) < most:
        path = waiting.pop(0)
        if path in told or NEVER.search(path):
            continue
        status, text = get(path)
        told[path] = status
        waiting += [found for found in LINK.findall(text) if found.startswith(below)]
    return told


def test_everything_on_the_example_site_is_served_and_edited_with_these_rights(
    roles, prepared_cluster, tmp_path
):
    """The whole of the product, as far as links lead: whatever it reads or writes, the rules allow or it is told."""
    name = f"example_{secrets.token_hex(4)}"
    prepared_cluster.query(f"CREATE DATABASE {name}")
    example = Roles(prepared_cluster, name, tmp_path)
    owner = example.environment("") | {"SERVICE": ""}
    filled = manage(owner | {"DJANGO_SETTINGS_MODULE": "engagement.settings.dev"}, "demo", "--no-serve")
    assert filled.returncode == 0, filled.stderr
    for command in (
        ["migrate", "--skip-checks", "-v0"],
        ["database_roles", "--apply"],
        ["collectstatic", "--no-input", "-v0"],
    ):
        done = manage(owner, *command)
        assert done.returncode == 0, done.stderr

    port = free_port()
    with gunicorn(example.environment("web"), bind=f"127.0.0.1:{port}", log=tmp_path / "web.log"):

        def get(path: str) -> tuple[int, str]:
            status, _, text = Visitor(port).request("GET", path)
            return status, text

        told = crawl(get, "/", "/", 250)
    assert len(told) > 25
    assert {path: status for path, status in told.items() if status >= 500} == {}
    assert (tmp_path / "web.log").read_text() == ""

    jobs(example)
    port = free_port()
    with gunicorn(example.environment("workbench"), bind=f"127.0.0.1:{port}", log=tmp_path / "workbench.log"):
        for username in ("amara", "sana", "adil", "marcus"):
            staff = Staff(port, sign_in(example, username))
            told = crawl(staff.get, "/admin/", "/admin/", 70)
            assert len(told) > 8, username
            assert {path: status for path, status in told.items() if status >= 500} == {}, username
        done = manage(example.environment("workbench"), "shell", "-v0", given=EDITS)
        assert "edited" in done.stdout, done.stderr
    # A refusal of the database is an error that the process tells by its type, even where a page is served.
    assert (tmp_path / "workbench.log").read_text() == ""
