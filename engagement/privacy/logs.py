"""Which logs this installation writes, read from its settings and from the running process."""

from __future__ import annotations

import logging
import os
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from engagement.privacy.facts import Fact
from engagement.privacy.reporter import PlaceFormatter, TypeAndPlace

QUIET_HANDLERS = frozenset({"logging.StreamHandler", "logging.NullHandler"})
"""Handlers that write nowhere but to standard error. A file, a mail or another machine keeps what it is given."""
LEAST = {
    "django": logging.WARNING,
    "django.request": logging.ERROR,
    "django.security": logging.CRITICAL,
    "django.server": logging.CRITICAL,
    "gunicorn": logging.CRITICAL,
}
"""The level below which these loggers would write a line for a visitor's request."""
TELLING_OPTIONS = frozenset(
    {"--access-logfile", "--log-config", "--log-config-json", "--log-syslog", "--statsd-host"}
)
"""Options of gunicorn that write down requests, or may."""


def log_facts(environment: Mapping[str, str] | None = None) -> list[Fact]:
    """Every place a line about a visitor could be written by this program and the server that runs it."""
    return [
        _handlers(settings.LOGGING),
        _levels(settings.LOGGING),
        _reporter(),
        _mail(),
        _access_log(os.environ if environment is None else environment),
    ]


def _formatter_of(handler: Mapping[str, Any], formatters: Mapping[str, Any]) -> type | None:
    told = formatters.get(handler.get("formatter", ""), {})
    named = told.get("()") or told.get("class")
    try:
        return import_string(named) if isinstance(named, str) else named
    except ImportError:
        return None


def _telling_handlers(told: Mapping[str, Any]) -> Iterator[str]:
    for name, handler in sorted(told.get("handlers", {}).items()):
        if handler.get("class") == "logging.NullHandler":
            continue
        if handler.get("class") not in QUIET_HANDLERS:
            yield f"{name} ({handler.get('class') or handler.get('()')})"
            continue
        formatter = _formatter_of(handler, told.get("formatters", {}))
        if not (isinstance(formatter, type) and issubclass(formatter, PlaceFormatter)):
            yield f"{name} (its lines are not reduced to type and place)"


def _handlers(told: Mapping[str, Any]) -> Fact:
    telling = list(_telling_handlers(told))
    return Fact(
        "Lines of the program",
        f"kept or told in full by {', '.join(telling)}"
        if telling
        else "errors alone, to standard error, by type and place",
        not telling,
        "Give every handler the formatter engagement.privacy.reporter.PlaceFormatter and the class StreamHandler.",
    )


def _levels(told: Mapping[str, Any]) -> Fact:
    loud = []
    for name, least in LEAST.items():
        level = told.get("loggers", {}).get(name, {}).get("level", "NOTSET")
        if logging.getLevelNamesMapping().get(str(level), logging.NOTSET) < least:
            loud.append(name)
    return Fact(
        "A line for each request",
        f"possible: {', '.join(loud)} may write one"
        if loud
        else "none: the loggers that would write it are silent",
        not loud,
        "Set the loggers of LOGGING back to the levels of engagement/settings/base.py.",
    )


def _reporter() -> Fact:
    named = settings.DEFAULT_EXCEPTION_REPORTER
    try:
        is_safe = issubclass(import_string(named), TypeAndPlace) and not settings.DEBUG
    except (ImportError, TypeError):
        is_safe = False
    return Fact(
        "Reports of faults",
        "the type of the fault and its place, nothing a person sent"
        if is_safe
        else f"DEBUG or {named} would show it",
        is_safe,
        "Switch DEBUG off and leave DEFAULT_EXCEPTION_REPORTER as it is in engagement/settings/base.py.",
    )


def _mail() -> Fact:
    told = [*settings.ADMINS, *settings.MANAGERS]
    return Fact(
        "Mail about faults",
        f"would go to {len(told)} people" if told else "none is ever sent",
        not told,
        "Empty ADMINS and MANAGERS: such mails hold addresses and what people sent.",
    )


def telling_options(environment: Mapping[str, str]) -> list[str]:
    """Options in ``GUNICORN_CMD_ARGS`` that would write down requests."""
    words = shlex.split(environment.get("GUNICORN_CMD_ARGS", ""))
    return sorted({word.split("=")[0] for word in words} & TELLING_OPTIONS)


def _access_log(environment: Mapping[str, str]) -> Fact:
    options = telling_options(environment)
    running = [handler for handler in logging.getLogger("gunicorn.access").handlers if _writes(handler)]
    found = [*options, *(type(handler).__name__ for handler in running)]
    return Fact(
        "List of visits (access log) of the application server",
        f"switched on: {', '.join(found)}" if found else "none",
        not found,
        "Take the option out of GUNICORN_CMD_ARGS: a list of visits with times matches every answer.",
    )


def _writes(handler: logging.Handler) -> bool:
    return isinstance(handler, logging.StreamHandler) and not isinstance(handler, logging.NullHandler)
