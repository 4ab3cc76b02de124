"""What an installation writes down of its visitors is read from its settings, and every loud one is told."""

from __future__ import annotations

import copy
import logging
import re
from pathlib import Path

import pytest
from django.conf import settings as ours

from engagement.privacy.database_log import WANTED, judged
from engagement.privacy.logs import log_facts
from engagement.privacy.visits import cache_facts, judged_cache, visit_facts
from engagement.privacy.web_server import Unreadable, web_server_facts

ROOT = Path(ours.BASE_DIR)


def unsafe(facts) -> list[str]:
    return [fact.about for fact in facts if fact.is_safe is False]


def test_the_settings_as_they_stand_write_down_nobody():
    assert unsafe([*log_facts({}), *visit_facts(), *cache_facts()]) == []


def changed_logging(**parts) -> dict:
    told = copy.deepcopy(ours.LOGGING)
    for name, part in parts.items():
        told[name].update(part)
    return told


@pytest.mark.parametrize(
    "parts",
    [
        {
            "handlers": {
                "file": {"class": "logging.FileHandler", "filename": "/var/log/x", "formatter": "place"}
            }
        },
        {"handlers": {"mail": {"class": "django.utils.log.AdminEmailHandler"}}},
        {"handlers": {"console": {"class": "logging.StreamHandler"}}},
        {"formatters": {"place": {"format": "%(message)s"}}},
        {"formatters": {"place": {"()": "no.such.Formatter"}}},
        {"loggers": {"django.server": {"handlers": ["console"], "level": "INFO"}}},
        {"loggers": {"django.request": {"handlers": ["console"], "level": "WARNING"}}},
        {"loggers": {"gunicorn": {"handlers": ["console"]}}},
    ],
    ids=["a file", "a mail", "no formatter", "in full", "a typing error", "server", "requests", "no level"],
)
def test_a_loud_log_is_told(settings, parts):
    settings.LOGGING = changed_logging(**parts)
    assert unsafe(log_facts({}))


def test_faults_told_in_full_or_by_mail_are_told(settings):
    settings.DEFAULT_EXCEPTION_REPORTER = "django.views.debug.ExceptionReporter"
    settings.ADMINS = [("Adil", "adil@example.org")]
    assert unsafe(log_facts({})) == ["Reports of faults", "Mail about faults"]


@pytest.mark.parametrize(
    "option", ["--access-logfile -", "--access-logfile=/var/log/a", "--log-config x.ini"]
)
def test_a_list_of_visits_is_told(option):
    (told,) = [
        fact for fact in log_facts({"GUNICORN_CMD_ARGS": f"--workers 2 {option}"}) if fact.is_safe is False
    ]
    assert "access log" in told.about and option.split("=")[0].split()[0] in told.found


def test_a_list_of_visits_in_the_running_process_is_told():
    logger, handler = logging.getLogger("gunicorn.access"), logging.StreamHandler()
    logger.addHandler(handler)
    try:
        assert any("StreamHandler" in fact.found for fact in log_facts({}) if fact.is_safe is False)
    finally:
        logger.removeHandler(handler)


def test_cookies_and_other_companies_are_told(settings):
    settings.MIDDLEWARE = [name for name in ours.MIDDLEWARE if not name.endswith("NoCookies")]
    assert "Cookies" in unsafe(visit_facts())
    directives = {**ours.CONTENT_SECURITY_POLICY["DIRECTIVES"], "script-src": ["https://cdn.example"]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}
    assert "Things from other companies" in unsafe(visit_facts())


@pytest.mark.parametrize(
    ("kept", "is_safe"),
    [
        ({"save": "", "appendonly": "no"}, True),
        ({"save": "3600 1", "appendonly": "no"}, False),
        ({"save": "", "appendonly": "yes"}, False),
    ],
)
def test_a_redis_that_writes_to_disk_is_told(kept, is_safe):
    assert judged_cache(kept).is_safe is is_safe


# --- PostgreSQL ------------------------------------------------------------------------------------------------------

SAFE = [(wanted.name, wanted.safe[0]) for wanted in WANTED]


def test_the_example_settings_are_the_ones_asked_for():
    file = (ROOT / "docs" / "deploy" / "postgresql.conf").read_text(encoding="utf-8")
    written = dict(re.findall(r"^(\w+) = '?([^'\n]*?)'?$", file, re.M))
    for wanted in WANTED:
        assert written.get(wanted.name) in wanted.safe, wanted.name
    assert unsafe(judged(SAFE)) == []


@pytest.mark.parametrize("wanted", WANTED, ids=lambda wanted: wanted.name)
def test_each_setting_that_would_write_down_an_answer_is_told(wanted):
    rows = [(name, "loud" if name == wanted.name else value) for name, value in SAFE]
    (told,) = [fact for fact in judged(rows) if fact.is_safe is False]
    assert wanted.name in told.about and wanted.otherwise in told.found and wanted.safe[0] in told.remedy


def test_an_extension_that_keeps_statements_is_told_and_a_hidden_setting_is_unseen():
    assert unsafe(judged([*SAFE, ("extension", "pg_stat_statements")]))
    assert {fact.is_safe for fact in judged([])} == {None, True}


@pytest.mark.django_db
@pytest.mark.both_databases
def test_the_settings_of_the_database_in_use_can_be_read():
    from django.db import connection

    from engagement.privacy.database_log import database_log_facts

    facts = database_log_facts()
    if connection.vendor == "postgresql":
        assert [fact.about for fact in facts[:-1]] == [f"PostgreSQL: {wanted.name}" for wanted in WANTED]
        assert all(fact.is_safe is not None for fact in facts)
    else:
        assert unsafe(facts) == []


# --- nginx -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("server { access_log off; error_log /dev/null emerg; }", 0),
        ("http { access_log off; error_log /dev/null; server { listen 80; } }", 0),
        ("http { access_log off; error_log /dev/null; server { access_log /var/log/a combined; } }", 1),
        ("http { server { listen 80; } }", 2),
        ("server { access_log off; error_log /var/log/e warn; }", 1),
        ("server { access_log off; error_log /var/log/e emerg; location / { access_log on.log; } }", 1),
        ("# access_log off;\nserver { error_log /dev/null; }", 1),
        ('server { access_log "off"; error_log stderr emerg; location ~ "a{2}" { return 404; } }', 0),
    ],
)
def test_a_line_about_a_visitor_is_found_wherever_nginx_would_write_it(text, telling):
    (told,) = web_server_facts(text)
    assert told.is_safe is (telling == 0)
    assert told.found.count("_log ") == telling


def test_what_is_no_configuration_is_refused_and_what_is_not_given_is_unseen():
    for text in ("server {", "server { } }", "server { listen 80 }"):
        with pytest.raises(Unreadable):
            web_server_facts(text)
    assert web_server_facts("events { }")[0].is_safe is False
    assert web_server_facts(None)[0].is_safe is None
