"""System checks: what an installation must not do, said in a sentence before it starts."""

from __future__ import annotations

import itertools
import os
import shlex
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core.checks import ERROR, CheckMessage, Error, Warning, register

from engagement.language_registry import languages
from engagement.languages import is_reviewed
from engagement.minimum_versions import below, installed

UNSAFE_WARNINGS = frozenset(
    f"security.{number}" for number in ("W004", "W008", "W009", "W012", "W016", "W018", "W020")
)
"""What Django only warns of and this product does not start with: no HSTS, no redirect to HTTPS, a weak key, cookies
that travel unencrypted, DEBUG, no allowed host."""
OF_THE_CALENDAR = frozenset({"support.E001"})
"""What fails a deployment but must not stop a running site: it would take the helplines away for being unchecked."""

SAFE_SQLITE = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
"""Releases in which two processes can write and checkpoint at once without losing rows."""


def reasons_not_to_start(found: Iterable[CheckMessage]) -> list[CheckMessage]:
    """Of everything the checks found, what an application must not start with."""
    return [
        told
        for told in found
        if (told.level >= ERROR or told.id in UNSAFE_WARNINGS) and told.id not in OF_THE_CALENDAR
    ]


def sqlite_is_safe_for_processes(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether several processes may write to one SQLite file with this library."""
    if version >= SAFE_SQLITE[0]:
        return True
    return any(version[:2] == fixed[:2] and version >= fixed for fixed in SAFE_SQLITE[1:])


@register()
def production_is_not_the_example(app_configs: Any, **kwargs: Any) -> list[Error]:
    """One-click example sign-ins never meet the production settings."""
    if settings.DEMO_SIGN_IN and settings.REQUIRE_SECOND_FACTOR:
        return [
            Error(
                "The example site's sign-ins are switched on together with the second factor of production.",
                hint="Remove DEMO_SIGN_IN from the production settings.",
                id="engagement.E001",
            )
        ]
    return []


def processes_asked_for(environment: Mapping[str, str]) -> int:
    """How many server processes the environment asks gunicorn for; 1 if it says nothing that can be read."""
    words = shlex.split(environment.get("GUNICORN_CMD_ARGS", ""))
    told = [environment.get("WEB_CONCURRENCY", "")]
    for word, following in itertools.zip_longest(words, words[1:], fillvalue=""):
        if word in ("-w", "--workers"):
            told.append(following)
        elif word.startswith("--workers="):
            told.append(word.removeprefix("--workers="))
    return max((int(number) for number in told if number.isdecimal()), default=1)


@register()
def one_process_on_an_older_sqlite(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Several processes on one SQLite file need a library in which they cannot lose each other's rows."""
    processes = processes_asked_for(os.environ)
    embedded = settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
    if not embedded or processes < 2 or sqlite_is_safe_for_processes():
        return []
    return [
        Error(
            f"{processes} server processes are asked for, and SQLite {sqlite3.sqlite_version} can lose answers when"
            " two processes write at once.",
            hint="Unset WEB_CONCURRENCY (and --workers) to run one process with threads, or use PostgreSQL.",
            id="engagement.E004",
        )
    ]


@register(deploy=True)
def production_keeps_its_promises(app_configs: Any, **kwargs: Any) -> list[Error]:
    """What `check --deploy` adds to Django's own list."""
    errors = []
    if not settings.REQUIRE_SECOND_FACTOR:
        errors.append(Error("Staff can sign in with a password alone.", id="engagement.E002"))
    if settings.DEBUG:
        errors.append(Error("DEBUG is on: error pages would show what people sent.", id="engagement.E005"))
    if settings.DEMO_SIGN_IN:
        errors.append(Error("Anybody can sign in as one of the example's people.", id="engagement.E006"))
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        errors.append(
            Error(
                "The database is a SQLite file. It is for the example and for trying things out.",
                hint="Set DATABASE_URL to a PostgreSQL database.",
                id="engagement.E003",
            )
        )
    return errors


@register(deploy=True)
def nobody_is_above_the_roles(app_configs: Any, **kwargs: Any) -> list[Error]:
    """An active superuser passes Django's own checks: production has none but the named one for emergencies."""
    from django.contrib.auth import get_user_model
    from django.db import DatabaseError

    try:
        above = get_user_model()._default_manager.filter(is_superuser=True, is_active=True)
        found = above.exclude(username=settings.BREAK_GLASS_ACCOUNT or "").count()
    except DatabaseError:
        # No tables yet, or no database: the first has nobody, and the second cannot be started either.
        return []
    if not found:
        return []
    return [
        Error(
            f"{found} active superuser{'s' if found > 1 else ''}: rights come from roles alone.",
            hint="Give the account a role and take is_superuser away, lock it (is_active off), or name it in"
            " BREAK_GLASS_ACCOUNT: then each of its sign-ins is noted and mailed to the administrators.",
            id="engagement.E007",
        )
    ]


@register(deploy=True)
def no_package_is_known_to_be_unsafe(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Installed packages stand at or above the kept table of oldest safe versions."""
    return [
        Error(sentence, hint="Install again with constraints.txt.", id="engagement.E037")
        for sentence in below(installed())
    ]


@register(deploy=True)
def backups_have_a_key(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """Without a public key nothing is backed up: a backup is never written in the clear."""
    if settings.BACKUP_RECIPIENTS or settings.SERVICE:
        # A process with a name makes none: the one that does has a file of settings of its own.
        return []
    return [
        Warning(
            "BACKUP_RECIPIENTS is empty: no backup can be made.",
            hint="manage.py backup --new-key makes a pair of keys. Keep the private one away from the server.",
            id="engagement.W038",
        )
    ]


@register()
def languages_are_known(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every language that is switched on is one the product has words for, written in the direction it is read in."""
    known = {language.code: language for language in languages()}
    errors = [
        Error(
            f"LANGUAGES_ON names {code!r}, which is no language of the product.",
            hint=f"Choose from {', '.join(known)}.",
            id="engagement.E050",
        )
        for code in settings.LANGUAGES_ON
        if code not in known
    ]
    errors += [
        Error(
            f"languages.toml gives half of a review for {language.english}: who and when belong together, and the day"
            " cannot be still to come.",
            hint="Fill in reviewed_by and reviewed_on, or empty both.",
            id="engagement.E051",
        )
        for language in known.values()
        if (language.reviewed_by.strip() or language.reviewed_on) and not language.is_reviewed(date.today())
    ]
    return errors


@register(deploy=True)
def languages_were_reviewed(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A deployment offers no language whose words nobody has read against the English."""
    return [
        Error(
            f"{language.english} is switched on, and nobody has reviewed it.",
            hint="Take it out of LANGUAGES_ON, or have it read and say by whom and when in engagement/languages.toml.",
            id="engagement.E052",
        )
        for language in languages()
        if language.code in settings.LANGUAGES_ON and not is_reviewed(language.code)
    ]


@register(deploy=True)
def every_promise_was_read_in_its_language(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """Languages of open surveys whose wording nobody has signed off: their promise and consent stay in English."""
    from django.db import DatabaseError

    from surveys.authoring.selectors import unreviewed_languages

    try:
        found = unreviewed_languages()
    except DatabaseError:
        # No tables yet, or no database, or a process that may not read them: there is nothing to say.
        return []
    return [
        Warning(
            f"“{title}” is open in {', '.join(languages)}, and nobody has signed that wording off.",
            hint="A second person signs it off in the editor. Until then promise and consent stay in English.",
            id="engagement.W039",
        )
        for title, languages in found
    ]
