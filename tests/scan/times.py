"""Times finer than a day, in whatever form they are kept: columns, texts, numbers, identifiers."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

TIMED_TYPES = re.compile(r"time|interval")
"""Column types that hold a time of day: date alone is not among them."""

WRITTEN = re.compile(
    r"(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)?\s*(Z|[+-]\d\d:?(?:\d\d)?)?"
)
OF_A_LOG = re.compile(r"(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d):(\d\d):(\d\d)\s*([+-]\d{4})?")
"""As web servers write it: 22/Nov/2026:12:30:05 +0000."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CLOCK = re.compile(r"(?<![\d:])([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?![\d:])")
NUMBER = re.compile(r"(?<![\d.])\d{10,19}(?:\.\d+)?(?![\d])")
UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)
ULID = re.compile(r"\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b")
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GREGORIAN = datetime(1582, 10, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Window:
    """The stretch of time in which answers were sent."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment <= self.end

    def widened(self, by: timedelta) -> Window:
        return Window(self.start - by, self.end + by)


def fresh_second() -> datetime:
    """Wait until a whole second begins; that second, for a window to start at.

    Written times are read without their fractions. So a window that starts within a second either misses what is
    written later in it, or takes in what was written before: one that starts with a second does neither.
    """
    begun = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    while (left := (begun - datetime.now(UTC)).total_seconds()) > 0:
        time.sleep(left)
    return begun


def has_time_type(declared: str) -> bool:
    """Whether a column of this type can hold a time finer than a day."""
    return bool(TIMED_TYPES.search(declared.lower()))


def times_in(value: Any, window: Window) -> list[str]:
    """The times within the window that can be read out of a value, each with how it was read.

    Looked for: written times, clock times alone, Unix times in seconds to nanoseconds, UUIDs of versions 1, 6 and 7,
    and ULIDs. A written time without a zone counts if it falls into the window in UTC or in local summer time.
    """
    text = str(value)
    return [how for how, moment in _moments(text, window) if window.holds(moment)]


def _moments(text: str, window: Window) -> Iterator[tuple[str, datetime]]:
    for match in WRITTEN.finditer(text):
        yield from _written(match)
    for match in OF_A_LOG.finditer(text):
        day, month, year, hour, minute, second, zone = match.groups()
        if month in MONTHS:
            told = f"{year}-{MONTHS.index(month) + 1:02}-{day} {hour}:{minute}:{second}{zone or ''}"
            for written in WRITTEN.finditer(told):
                yield from _written(written)
    for match in CLOCK.finditer(text):
        clock = timedelta(hours=int(match[1]), minutes=int(match[2]), seconds=int(match[3]))
        midnight = window.start.replace(hour=0, minute=0, second=0, microsecond=0)
        for hours in (0, -1, 1):
            yield f"clock time {match[0]}", midnight + clock - timedelta(hours=hours)
    for match in NUMBER.finditer(text):
        for unit, divisor in (("s", 1), ("ms", 1e3), ("us", 1e6), ("ns", 1e9)):
            yield from _moment(f"Unix time in {unit} {match[0]}", float(match[0]) / divisor)
    for match in UUID.finditer(text):
        yield from _of_uuid(uuid.UUID(match[0]))
    for match in ULID.finditer(text):
        milliseconds = 0
        for letter in match[0][:10]:
            milliseconds = milliseconds * 32 + CROCKFORD.index(letter)
        yield from _moment(f"ULID {match[0]}", milliseconds / 1e3)


def _written(match: re.Match[str]) -> Iterator[tuple[str, datetime]]:
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return
    zone = match[7]
    if zone and zone != "Z":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:].lstrip(":") or 0))
        yield f"time {match[0]}", moment - offset if zone[0] == "+" else moment + offset
        return
    yield f"time {match[0]}", moment
    if not zone:
        yield f"summer time {match[0]}", moment - timedelta(hours=1)


def _moment(how: str, seconds: float) -> Iterator[tuple[str, datetime]]:
    if 0 < seconds < 32_503_680_000:  # the year 3000
        yield how, datetime.fromtimestamp(seconds, tz=UTC)


def _of_uuid(found: uuid.UUID) -> Iterator[tuple[str, datetime]]:
    if found.version == 1:
        yield f"UUID 1 {found}", GREGORIAN + timedelta(microseconds=found.time // 10)
    elif found.version == 6:
        ticks = (found.int >> 80) << 12 | (found.int >> 64) & 0xFFF
        yield f"UUID 6 {found}", GREGORIAN + timedelta(microseconds=ticks // 10)
    elif found.version == 7:
        yield from _moment(f"UUID 7 {found}", (found.int >> 80) / 1e3)


def times_in_all(named: Iterable[tuple[str, Any]], window: Window) -> list[str]:
    """Every time within the window in named values, as sentences."""
    return [f"{how} in {place}" for place, value in named for how in times_in(value, window)]
