"""What we store: the public page says what the schema holds, no more and no less."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cms.transparency.claims import claims, limits
from cms.transparency.report import read_report
from cms.transparency.views import forget
from engagement.jobs.schedule import schedule
from engagement.privacy.facts import Fact
from surveys.transparency.retention import retention
from surveys.transparency.stored import read_stored
from tests.cms.site import example_site

pytestmark = pytest.mark.django_db
ADDRESS = "/what-we-store/"


@pytest.fixture(autouse=True)
def _made_anew():
    forget()
    yield
    forget()


@pytest.fixture
def described(monkeypatch):
    """As if every table had its sentence: whether each has is the matter of another test."""
    stored = replace(read_stored(), findings={kind: () for kind in read_stored().findings})
    monkeypatch.setattr("cms.transparency.report.read_stored", lambda: stored)
    return stored


def plant(column: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE surveys_intake ADD COLUMN {column}")


def text_of(answer) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def page(visitor, described):
    return visitor.get(ADDRESS)


def test_it_shows_every_column_of_every_table_of_answers(page):
    html = page.content.decode()
    for table in read_stored().tables:
        assert f'<dd class="code">{table.name}</dd>' in html
        for column in table.columns:
            assert f'<th scope="row" class="code">{column.name}</th>' in html, (table.name, column.name)


def test_while_all_is_well_it_says_so_and_nothing_else(page):
    report = read_report()
    assert report.problems == ()
    assert all(claim.holds for claim in report.claims)
    assert "Not as promised" not in text_of(page) and report.digest in text_of(page)


def test_a_planted_time_of_sending_appears_and_the_page_takes_its_promise_back(visitor):
    plant("sent_at timestamp")
    told = text_of(visitor.get(ADDRESS))
    assert "sent_at" in told and "finer than a day" in told and "Nobody has said yet what this holds." in told
    assert "Something here is not as we promise." in told
    assert "We do not keep the time you sent it" not in told
    assert "surveys_intake.sent_at can hold a time finer than a day" in told


def test_it_is_light_and_kept_by_nobody_and_asks_the_database_once_a_minute(
    visitor, django_assert_max_num_queries
):
    example_site()
    with django_assert_max_num_queries(26):
        first = visitor.get(ADDRESS)
    with django_assert_max_num_queries(0):
        second = visitor.get(ADDRESS)
    assert first.content == second.content and len(first.content) < 60_000
    assert first["Cache-Control"] == "no-store" and not first.cookies
    assert visitor.head(ADDRESS).status_code == 200 and visitor.post(ADDRESS).status_code == 405
    for address in ("/", "/privacy/", "/ur/", ADDRESS):
        assert f'href="{ADDRESS}"' in visitor.get(address).content.decode(), address


def test_the_file_says_the_same_for_machines(visitor, page):
    told = json.loads(visitor.get(f"{ADDRESS}report.json").content)
    assert [table["name"] for table in told["tables"]] == [table.name for table in read_stored().tables]
    assert told["problems"] == [] and told["digest"] == told["expected_digest"]
    assert {"claims", "limits", "facts", "retention", "example"} <= told.keys()


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("who", {"columns": ("a column without a sentence",)}),
        ("who", {"links": ("answers tied to accounts",)}),
        ("who", {"schema": ("an unknown table",)}),
        ("when", {"times": ("a time",)}),
        ("order", {"keys": ("a key that counts",)}),
    ],
)
def test_each_promise_is_taken_back_where_its_ground_is_gone(described, name, finding):
    stored = described
    jobs = {job.name for job in schedule()}
    before = {claim.name: claim for claim in claims(stored, (), retention(), jobs)}
    broken = replace(stored, findings={**stored.findings, **finding})
    after = {claim.name: claim for claim in claims(broken, (), retention(), jobs)}
    assert before[name].holds and not after[name].holds and before[name].says != after[name].says
    assert all(after[other].holds for other in after.keys() - {name})


def test_promises_about_visits_mixing_and_deleting_rest_on_facts_and_jobs():
    stored, kept = read_stored(), retention()
    jobs = {job.name for job in schedule()}
    noisy = (Fact("List of visits", "switched on", False),)
    told = {claim.name: claim.holds for claim in claims(stored, noisy, kept, jobs)}
    assert told["visits"] is False and told["when"]
    told = {claim.name: claim.holds for claim in claims(stored, (), kept, jobs - {"mix", "purge"})}
    assert told["mixed"] is told["deleted"] is False and told["visits"]


def test_every_deletion_the_schedule_knows_is_told_with_its_time(described, monkeypatch):
    told = {line.what: line.how_long for line in read_report().retention}
    assert told["Words you typed"] == "12 months after the survey closes"
    assert told["What staff did, without a word of it"] == "2 years"
    monkeypatch.setattr("cms.transparency.report.RETENTION", ("purge", "forget-something-new"))
    assert (
        "The timed work “forget-something-new” deletes something, and nobody has said what."
        in read_report().problems
    )


def test_a_promise_of_deletion_that_no_timed_work_keeps_is_told(described, monkeypatch):
    monkeypatch.setattr(
        "cms.transparency.report.schedule", lambda: [job for job in schedule() if job.name != "purge"]
    )
    report = read_report()
    assert any("“purge” does not exist" in problem for problem in report.problems)
    assert not next(claim for claim in report.claims if claim.name == "deleted").holds


def test_what_is_read_before_the_mix_is_told_where_it_can_happen():
    stored, jobs = read_stored(), {job.name for job in schedule()}
    without = replace(
        stored, tables=tuple(table for table in stored.tables if table.name != "surveys_referral")
    )
    told = [
        next(claim.says for claim in claims(each, (), retention(), jobs) if claim.name == "mixed")
        for each in (stored, without)
    ]
    assert "danger can be read sooner" in told[0] and "sooner" not in told[1]


def test_the_diary_of_the_database_is_told_where_there_is_one():
    assert any("diary" in sentence for sentence in limits("postgresql"))
    assert not any("diary" in sentence for sentence in limits("sqlite"))


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("anonymity_report", *arguments, stdout=out)
    return out.getvalue()


def test_operators_read_the_same_in_a_terminal(described):
    told = run()
    for table in read_stored().tables:
        assert f"{table.name}: {table.title}" in told
    assert "Not as promised\n---------------\n  Nothing." in told and "unseen The web server" in told
    assert json.loads(run("--json"))["problems"] == []


def test_the_check_passes_while_nothing_is_wrong(described):
    assert run("--check").startswith("Everything is as promised.")


def test_the_check_fails_for_a_planted_column():
    plant("sent_at timestamp")
    with pytest.raises(CommandError, match=r"surveys_intake\.sent_at can hold a time finer than a day"):
        run("--check")


def test_the_check_reads_nginx_where_it_is_given(described, tmp_path):
    file = tmp_path / "nginx.conf"
    file.write_text("http { server { listen 80; } }")
    with pytest.raises(CommandError, match="access_log"):
        run("--check", "--nginx", str(file))
    file.write_text("http { server { listen 80; access_log off; error_log /dev/null emerg; } }")
    assert run("--check", "--nginx", str(file)).startswith("Everything")
    with pytest.raises(CommandError, match="cannot be read"):
        run("--nginx", str(tmp_path / "none"))
    file.write_text("http { server {")
    with pytest.raises(CommandError, match="not a configuration of nginx"):
        run("--nginx", str(file))
