"""Errors are told by type and place. Never by what a person sent."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

from django.views.debug import ExceptionReporter


def place_of(trace: TracebackType | None) -> str:
    """File and line of the innermost frame, such as ``accept.py:41``."""
    frames = traceback.extract_tb(trace)
    return f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "unknown place"


class TypeAndPlace(ExceptionReporter):
    """Django's error report, reduced to the exception's type and place: no values, no request, no settings."""

    def get_traceback_text(self) -> str:
        name = self.exc_type.__name__ if self.exc_type else "Error"
        return f"{name} at {place_of(self.tb)}"

    def get_traceback_html(self) -> str:
        return f"<p>{self.get_traceback_text()}</p>"


class PlaceFormatter(logging.Formatter):
    """One line a record: level, logger, and for an exception its type and place instead of its text.

    A record's own arguments may hold a path with a channel code or a value of a form, so only the constant message of
    a record without arguments is printed.
    """

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info and record.exc_info[0] is not None:
            told = f"{record.exc_info[0].__name__} at {place_of(record.exc_info[2])}"
        elif record.args or hasattr(record, "request"):
            told = f"from {record.filename}:{record.lineno}"
        else:
            told = record.getMessage()
        return f"{record.levelname} {record.name}: {told}"
