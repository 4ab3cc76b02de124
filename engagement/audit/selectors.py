"""Reading the audit: what each line was about, looked up when it is shown, so that no title is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from engagement.audit.acts import KINDS, label_of
from engagement.audit.models import FailedSignIns, StaffAct

NOBODY = "Nobody (not signed in)"
"""Timed work, a command on the server, or a link from an e-mail."""


@dataclass(frozen=True)
class Line:
    """One act as a person reads it."""

    at: Any
    who: str
    what: str
    to: str
    about: str


def of_kind(acts: QuerySet[StaffAct], kind: str) -> QuerySet[StaffAct]:
    """The acts of one kind of ``acts.KINDS``."""
    asked = Q()
    for beginning in KINDS[kind][1]:
        asked |= Q(act__startswith=beginning)
    return acts.filter(asked)


def failed_sign_ins(days: int = 14) -> list[FailedSignIns]:
    """Days on which sign-ins failed, the latest first."""
    return list(FailedSignIns.objects.all()[:days])


def lines(acts: Iterable[StaffAct]) -> list[Line]:
    """Acts with the names their objects bear now, and the reason given for a download where the log still has it."""
    acts = list(acts)
    names = _names(acts)
    reasons = _reasons(acts)
    return [
        Line(
            at=act.at,
            who=act.name or NOBODY,
            what=label_of(act.act),
            to=names.get((act.kind, act.key), ""),
            about=reasons.get(act.log_entry, "") if act.act == "surveys.export" else act.about,
        )
        for act in acts
    ]


def _names(acts: list[StaffAct]) -> dict[tuple[str, str], str]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for act in acts:
        if act.kind:
            wanted[act.kind].add(act.key)
    found = {}
    for kind, keys in wanted.items():
        try:
            model = apps.get_model(kind)
        except LookupError:
            continue
        words = str(model._meta.verbose_name)
        rows = {str(row.pk): row for row in model._default_manager.filter(pk__in=keys)}
        for key in keys:
            row = rows.get(key)
            found[kind, key] = f"{words} “{_title(row)}”" if row is not None else f"{words} {key}, gone"
    return found


def _title(row: Any) -> str:
    if isinstance(row, Page):
        return row.get_admin_display_title()
    return row.get_username() if hasattr(row, "get_username") else str(row)


def _reasons(acts: list[StaffAct]) -> dict[int | None, str]:
    """Why figures were downloaded. The words stay in the one log they were written to."""
    keys = [act.log_entry for act in acts if act.act == "surveys.export" and act.log_entry]
    if not keys:
        return {}
    return {
        entry.pk: f"Reason: {entry.data.get('reason', '')}"
        for log in (ModelLogEntry, PageLogEntry)
        for entry in log.objects.filter(pk__in=keys, action="surveys.export")
    }
