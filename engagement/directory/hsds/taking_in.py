"""Storing what was read from a file: each service whole or not at all, and a report of every one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from engagement.audit.services import record
from engagement.directory.hsds.reading import Read, read_file
from engagement.directory.hsds.terms import key
from engagement.directory.models import Location, Organisation, Schedule, Service
from engagement.directory.services import free_slug

NEW, CHANGED, KEPT, REFUSED = "new", "changed", "kept", "refused"


@dataclass(frozen=True)
class Line:
    """What became of one service of a file, or would: its state, why, and what was left out."""

    name: str
    state: str
    told: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What became of a file. ``stored``: whether it was taken in, or only looked at."""

    lines: tuple[Line, ...]
    stored: bool

    def count(self, *states: str) -> int:
        """How many services have one of these states."""
        return sum(line.state in states for line in self.lines)

    @property
    def taken(self) -> int:
        """Services that were taken, or would be."""
        return self.count(NEW, CHANGED)

    @property
    def refused(self) -> int:
        """Services that cannot be taken."""
        return self.count(REFUSED)

    @property
    def kept(self) -> int:
        """Services that we know better already."""
        return self.count(KEPT)


def take_file(content: bytes, *, area: str = "", show: bool = False, store: bool, by: Any = None) -> Report:
    """Read a file of HSDS and store its services in one transaction; with ``store=False`` only say what would happen.

    Args:
        content: the file.
        area: the authority of places whose address names none.
        show: whether new entries that were confirmed within the year are in the public list at once.
        store: whether to keep it.
        by: the account that acts, for the audit.

    Raises:
        NotHsds: the file as a whole cannot be read.
    """
    read = read_file(content, area=area)
    with transaction.atomic():
        slugs = set(Service.objects.values_list("slug", flat=True))
        lines = [
            _take(each, show=show, slugs=slugs, by=by)
            if isinstance(each, Read)
            else Line(each.name, REFUSED, each.why)
            for each in read
        ]
        if not store:
            transaction.set_rollback(True)
    return Report(tuple(lines), store)


class _Kept(Exception):
    """Ours was confirmed later."""


def _take(read: Read, *, show: bool, slugs: set[str], by: Any) -> Line:
    try:
        with transaction.atomic():
            is_new = _store(read, show=show, slugs=slugs)
            record("directory.imported", by=by, of=Service(pk=read.id))
    except _Kept:
        return Line(read.name, KEPT, ("What we have was confirmed later than what the file says.",))
    except ValidationError as refused:
        return Line(read.name, REFUSED, tuple(_sentences(refused)))
    return Line(read.name, NEW if is_new else CHANGED, read.remarks)


def _sentences(refused: ValidationError) -> list[str]:
    if not hasattr(refused, "error_dict"):
        return refused.messages
    return [
        f"{name.replace('_', ' ')}: {message}" if name != "__all__" else message
        for name, messages in refused.message_dict.items()
        for message in messages
    ]


def _store(read: Read, *, show: bool, slugs: set[str]) -> bool:
    service = Service.objects.filter(pk=read.id).first()
    is_new = service is None
    if service is None:
        service = Service(pk=read.id, slug=free_slug(read.name, slugs), shown=show)
    elif (
        service.confirmed_on and (read.fields["confirmed_on"] or service.confirmed_on) < service.confirmed_on
    ):
        raise _Kept
    for name, value in read.fields.items():
        # A file that does not say when it was confirmed takes no confirmation away.
        if name != "confirmed_on" or value is not None:
            setattr(service, name, value)
    service.organisation = _save(Organisation, read.organisation)
    service.full_clean()
    service.save()
    if read.rows is None:
        return is_new
    Schedule.objects.filter(service_id=service.pk).delete()
    for index, told in enumerate(read.rows):
        location = _save(Location, told["location"]) if told["location"] else None
        row = Schedule(
            pk=_free_row(told["id"], service.pk, index),
            service=service,
            location=location,
            days=told["days"],
            opens_at=told["opens_at"],
            closes_at=told["closes_at"],
            note=told["note"],
        )
        row.full_clean()
        row.save(force_insert=True)
    return is_new


def _free_row(wanted: UUID, service: UUID, index: int) -> UUID:
    taken = Schedule.objects.filter(pk=wanted).exists()
    return UUID(key(service, "row", index)) if taken else wanted


def _save(model: type[Any], told: dict[str, Any]) -> Any:
    """The organisation or place with this id, with what the file says about it; what it leaves out stays."""
    found = model.objects.filter(pk=told["id"]).first() or model(pk=told["id"])
    for name, value in told.items():
        if value or not getattr(found, name):
            setattr(found, name, value)
    found.full_clean()
    found.save()
    return found
