"""`check --deploy` and every start of the application refuse an installation that would break its promises."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.checks import Error, Warning
from django.db import OperationalError

from engagement import checks as product
from engagement.minimum_versions import Minimum, below, installed, minimums, ordered, pins
from engagement.privacy import checks
from engagement.privacy.facts import Fact
from engagement.privacy.web_server import web_server_facts


@pytest.fixture
def behind_a_proxy(settings):
    settings.CLIENT_ADDRESS = "HTTP_X_REAL_IP"
    settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER = "X-Real-IP"
    settings.ALLOWED_HOSTS = ["engagement.example.org"]
    settings.WAGTAILADMIN_BASE_URL = "https://engagement.example.org"
    return settings


def ids(found) -> list[str]:
    return [told.id for told in found]


def test_a_sound_installation_is_told_nothing(behind_a_proxy):
    for check in (
        checks.nothing_is_written_down_of_visitors,
        checks.public_pages_set_nothing,
        checks.the_cache_stays_in_memory,
        checks.the_limits_see_the_visitor,
        checks.the_site_answers_to_its_own_names,
        product.no_package_is_known_to_be_unsafe,
    ):
        assert check(None) == [], check.__name__


@pytest.mark.parametrize(
    ("changes", "check", "id"),
    [
        (
            {"ADMINS": [("Adil", "a@example.org")]},
            checks.nothing_is_written_down_of_visitors,
            "engagement.E030",
        ),
        ({"DEBUG": True}, checks.nothing_is_written_down_of_visitors, "engagement.E030"),
        ({"MIDDLEWARE": []}, checks.public_pages_set_nothing, "engagement.E031"),
        ({"CLIENT_ADDRESS": "REMOTE_ADDR"}, checks.the_limits_see_the_visitor, "engagement.E034"),
        ({"CLIENT_ADDRESS": "HTTP_X_FORWARDED_FOR"}, checks.the_limits_see_the_visitor, "engagement.E034"),
        ({"ALLAUTH_TRUSTED_CLIENT_IP_HEADER": None}, checks.the_limits_see_the_visitor, "engagement.E034"),
        ({"ALLOWED_HOSTS": ["*"]}, checks.the_site_answers_to_its_own_names, "engagement.E035"),
        ({"ALLOWED_HOSTS": [".example.org"]}, checks.the_site_answers_to_its_own_names, "engagement.E035"),
        ({"ALLOWED_HOSTS": []}, checks.the_site_answers_to_its_own_names, "engagement.E035"),
        (
            {"WAGTAILADMIN_BASE_URL": "http://x.example"},
            checks.the_site_answers_to_its_own_names,
            "engagement.E036",
        ),
        ({"SECURITY_CONTACT": ""}, checks.somebody_can_be_told, "engagement.W040"),
        ({"SECURITY_CONTACT": "tell us"}, checks.somebody_can_be_told, "engagement.W040"),
        ({"BACKUP_RECIPIENTS": [], "SERVICE": ""}, product.backups_have_a_key, "engagement.W038"),
    ],
)
def test_each_unsafe_setting_is_told(behind_a_proxy, changes, check, id):
    for name, value in changes.items():
        setattr(behind_a_proxy, name, value)
    assert id in ids(check(None))


def test_a_loud_database_stops_the_start_and_an_absent_one_says_so_itself(monkeypatch):
    loud = Fact(
        "PostgreSQL: log_statement", "all: each statement writes an answer into the log", False, "Set it."
    )
    monkeypatch.setattr(checks, "database_log_facts", lambda: [loud])
    (told,) = checks.the_database_writes_down_no_answer(None)
    assert told.id == "engagement.E032" and "log_statement" in told.msg and told.hint == "Set it."

    def away():
        raise OperationalError

    monkeypatch.setattr(checks, "database_log_facts", away)
    assert checks.the_database_writes_down_no_answer(None) == []


def test_a_cache_on_disk_is_a_warning(monkeypatch):
    monkeypatch.setattr(checks, "cache_facts", lambda: [Fact("Cache", "Redis, which writes to disk", False)])
    assert ids(checks.the_cache_stays_in_memory(None)) == ["engagement.W033"]


def test_a_start_stops_for_errors_and_unsafe_warnings_but_not_for_the_calendar():
    found = [
        Error("unsafe", id="engagement.E003"),
        Warning("cookies travel unencrypted", id="security.W012"),
        Warning("only worth knowing", id="engagement.W038"),
        Error("a helpline was last checked seven months ago", id="support.E001"),
    ]
    assert ids(product.reasons_not_to_start(found)) == ["engagement.E003", "security.W012"]


@pytest.mark.django_db
def test_open_surveys_in_languages_nobody_signed_off_are_told():
    from surveys.collection.live import registry
    from surveys.models import VersionText
    from tests.surveys.collection.survey import put_live

    put_live()
    registry.clear()
    (told,) = product.every_promise_was_read_in_its_language(None)
    assert told.id == "engagement.W039" and "ur" in told.msg
    VersionText.objects.filter(language="ur").update(reviewed_by="Farah", reviewed_on=date(2026, 11, 1))
    assert product.every_promise_was_read_in_its_language(None) == []


def test_the_kept_nginx_configuration_writes_down_nobody(settings):
    text = (settings.BASE_DIR / "docs" / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    (told,) = web_server_facts(text)
    assert told.is_safe, told.found


# --- Oldest safe versions --------------------------------------------------------------------------------------------


def test_every_line_of_the_table_says_where_it_was_read(settings):
    import tomllib

    told = tomllib.loads(
        (settings.BASE_DIR / "engagement" / "minimum_versions.toml").read_text(encoding="utf-8")
    )
    assert {package["name"] for package in told["package"]} >= {"django", "wagtail", "pillow", "cryptography"}
    for package in told["package"]:
        assert package["advisories"] and package["source"] and isinstance(package["read_on"], date), package[
            "name"
        ]


def test_pins_and_installed_packages_stand_at_or_above_their_minimum(settings):
    text = (settings.BASE_DIR / "constraints.txt").read_text(encoding="utf-8")
    assert below(pins(text)) == [] and below(installed()) == []
    assert {line.name for line in minimums()} <= pins(text).keys()


def test_an_older_pin_is_told_with_the_advisory():
    table = (Minimum("wagtail", "8.0.1", ("CVE-2026-55468",)),)
    assert below({"wagtail": "8.0"}, table) == [
        "wagtail 8.0 is older than 8.0.1, the first that answers CVE-2026-55468."
    ]
    assert below({"wagtail": "8.0.1"}, table) == below({"wagtail": "8.1"}, table) == below({}, table) == []


def test_versions_are_compared_as_releases_and_not_as_text():
    rising = ["5.2.9", "5.2.17", "8.0a1", "8.0rc1", "8.0rc2", "8.0", "8.0.1", "8.0.10", "12.3.0"]
    assert sorted(rising, key=ordered) == rising
    assert ordered("8.0") == ordered("8.0.0")
    with pytest.raises(ValueError, match="no version"):
        ordered("newest")
