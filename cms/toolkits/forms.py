"""What the planner is sent: the whole plan, each time. It holds choices and dates, and no word anybody types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from cms.models import ToolkitPage
from cms.toolkits.planning import KINDS, TERMS, Session, Term, monday_of, usual_terms
from cms.toolkits.scales import PHASES

MOST_SESSIONS = 120
LONGEST_TERM = timedelta(weeks=22)
NOT_A_DAY = "This is not a day. Choose it, or type it like 2026-09-07."


class BeginForm(forms.Form):
    """For whom, and which school year."""

    phase = forms.ChoiceField(
        label="For whom do you plan?",
        choices=list(PHASES.items()),
        error_messages={
            "required": "Choose one from the list.",
            "invalid_choice": "Choose one from the list.",
        },
    )
    year = forms.TypedChoiceField(
        label="Which school year?",
        coerce=int,
        error_messages={
            "required": "Choose one from the list.",
            "invalid_choice": "Choose one from the list.",
        },
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", auto_id="%s", **kwargs)
        first = today.year - (today.month < 8)
        self.fields["year"].choices = [(year, f"{year} to {year + 1}") for year in (first, first + 1)]  # type: ignore[attr-defined]


class TermsForm(forms.Form):
    """First and last day of three terms, and the week off in each."""

    def __init__(self, data: QueryDict, *, year: int) -> None:
        usual = usual_terms(year)
        initial = {
            f"{part}{n}": getattr(term, name)
            for n, term in enumerate(usual)
            for part, name in (("first", "first"), ("last", "last"), ("off", "week_off"))
        }
        # Dates that were typed for another year are not dates of this one.
        typed = data if data.get("dates_of") == str(year) else None
        super().__init__(typed, initial=initial, label_suffix="", auto_id="%s")
        self.year = year
        for n, name in enumerate(TERMS):
            for part, label, required in (
                ("first", "first day", True),
                ("last", "last day", True),
                ("off", "any day of the week off", False),
            ):
                self.fields[f"{part}{n}"] = forms.DateField(
                    label=f"{name}: {label}",
                    required=required,
                    widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"}),
                    error_messages={"required": NOT_A_DAY, "invalid": NOT_A_DAY},
                )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        before = None
        for n, name in enumerate(TERMS):
            first, last = told.get(f"first{n}"), told.get(f"last{n}")
            if first is None or last is None:
                continue
            if not date(self.year, 8, 1) <= first <= date(self.year + 1, 8, 31):
                self.add_error(
                    f"first{n}", f"{name} has to begin in the school year {self.year} to {self.year + 1}."
                )
            elif last < first:
                self.add_error(f"last{n}", f"{name} ends before it begins. Change one of the two days.")
            elif last - first > LONGEST_TERM:
                self.add_error(
                    f"last{n}", f"{name} would last more than 22 weeks. Change one of the two days."
                )
            elif before is not None and first <= before:
                self.add_error(f"first{n}", f"{name} begins before the term before it ends.")
            before = last
        return told

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms as typed; the usual ones until somebody typed some, or while one of them cannot be."""
        if not self.is_bound or not self.is_valid():
            return usual_terms(self.year)
        told = self.cleaned_data
        return tuple(
            Term(name, told[f"first{n}"], told[f"last{n}"], told.get(f"off{n}"))
            for n, name in enumerate(TERMS)
        )


@dataclass(frozen=True)
class Read:
    """The sessions of a posted plan, and how many had to be left out."""

    sessions: tuple[Session, ...]
    left_out: int


def read_sessions(told: Sequence[str], kits: dict[int, ToolkitPage]) -> Read:
    """Sessions as ``2026-09-14.12.lesson``. One that is none, or of a toolkit that does not fit, is left out."""
    found: dict[Session, None] = {}
    for line in told[:MOST_SESSIONS]:
        session = _session(line, kits)
        if session is not None:
            found[session] = None
    left_out = len(set(told)) - len(found)
    return Read(tuple(sorted(found, key=lambda each: (each.monday, each.toolkit, each.kind))), left_out)


def line_of(session: Session) -> str:
    """A session as the form carries it."""
    return f"{session.monday.isoformat()}.{session.toolkit}.{session.kind}"


def _session(line: str, kits: dict[int, ToolkitPage]) -> Session | None:
    try:
        monday, key, kind = line.split(".")
        kit = kits[int(key)]
        if kind not in KINDS:
            return None
        return Session(monday_of(date.fromisoformat(monday)), kit.pk, kind, kit.topic)
    except (ValueError, KeyError, OverflowError):
        return None
