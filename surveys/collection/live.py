"""What can be answered now, kept in memory so that showing a survey asks the database nothing."""

from __future__ import annotations

import atexit
import logging
import os
import re
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.utils import translation
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from wagtail.models import Page

from engagement.incidents.selectors import Held, held, held_areas, region_is_held
from engagement.support.selectors import shown_lines, support_lines
from surveys.authoring.easy import EASY
from surveys.collection.pictures import pictures_of
from surveys.collection.render import Form, Surroundings, Wording, render, support_line
from surveys.collection.wordings import Frozen, offered
from surveys.models import Channel, Fieldwork, SurveyPage, SurveyVersion, VersionText
from surveys.models.fieldwork import door

REFRESH_SECONDS = 5
GRACE_SECONDS = 15 * 60
"""How long after closing a form that was already open may still be sent."""

logger = logging.getLogger(__name__)


@dataclass
class Live:
    """One survey as this process knows it."""

    survey: int
    addresses: Mapping[str, str]
    newest: Mapping[str, int]
    """Language (or ``easy``) to the version shown there."""
    definitions: Mapping[int, Mapping[str, Any]]
    wordings: Mapping[tuple[int, str], Wording]
    around: Surroundings
    channels: frozenset[str]
    """The codes of links that are counted by themselves."""
    fieldwork: str
    opens_on: date | None
    closes_at: datetime | None
    closed_seen: float | None
    rests: bool = False
    """Whether an incident of the whole region lets every survey rest."""
    resting: frozenset[str] = frozenset()
    """The codes of links that rest, because an incident holds where their posters hang."""
    codes: frozenset[str] = frozenset()
    """Those and the codes of retired links, whose posters may still hang."""
    forms: dict[tuple[int, str, int], Form] = field(default_factory=dict)
    """Version, language and arm to its pages, as far as somebody asked for them."""

    def state(self, now: float) -> str:
        """``open``, ``paused``, ``closed`` or ``soon`` at a moment (seconds since 1970)."""
        return door(self.fieldwork, self.opens_on, self.closes_at, now)

    def shown(self, now: float, channel: str = "", *, rests: bool = False) -> str:
        """What somebody finds who comes now, by a link or without one: a survey that rests is shown as paused.

        Whoever had a form open may still send it: ``accepts`` knows nothing of incidents.
        """
        state = self.state(now)
        return "paused" if state == "open" and (rests or self.rests or channel in self.resting) else state

    def accepts(self, now: float) -> bool:
        """Whether a form may be sent: while open, and for fifteen minutes after the close for those who had it."""
        state = self.state(now)
        if state != "closed":
            return state == "open"
        closed = self.closed_seen
        if self.closes_at is not None and self.closes_at.timestamp() <= now:
            closed = self.closes_at.timestamp()
        return closed is not None and now < closed + GRACE_SECONDS

    def form(self, language: str, version: int | None = None, arm: int = 0) -> Form | None:
        """The pages of a version (the newest by default) in a language and an order, rendered when first asked for."""
        key = (self.newest[language] if version is None else version, language, arm)
        if key not in self.forms:
            wording = self.wordings.get(key[:2])
            if wording is None or (arm and arm >= self.definitions[key[0]].get("arms", 1)):
                return None
            with translation.override(wording.language):
                opens_on = date_format(self.opens_on, "j F Y", use_l10n=False) if self.opens_on else ""
            self.forms[key] = render(
                self.definitions[key[0]],
                wording,
                self.around,
                version=key[0],
                opens_on=opens_on,
                arm=arm,
                like=self.form(language, key[0]) if arm else None,
            )
        return self.forms[key]


@dataclass(frozen=True)
class Route:
    """What a path means: a survey, a language (or ``easy``), and which of its pages (empty: the form)."""

    live: Live
    language: str
    page: str
    channel: str = ""
    """The channel of a short link, where it is still counted by itself."""
    rests: bool = False
    """Whether an incident holds where the poster of that short link hangs."""


_SHORT = re.compile(r"/(?:([a-z-]{2,10})/)?s/([a-z0-9_-]{1,12})/", re.IGNORECASE)


class Registry:
    """The live surveys by address. Read by every request, replaced as a whole by ``refresh``."""

    PAGES = ("", "thanks/", "support/", "ended/", "stop/")

    def __init__(self) -> None:
        self._routes: dict[str, Route] = {}
        self._surveys: dict[int, Live] = {}
        self._codes: dict[str, Live] = {}
        self._definitions: dict[int, Any] = {}
        self._texts: dict[int, Any] = {}
        self._lock = threading.Lock()
        self._starting = threading.Lock()
        self._thread_of: int | None = None

    def find(self, path: str) -> Route | None:
        """What a path means, or None if it is not a survey's."""
        return self._routes.get(path) or self._short(path)

    def _short(self, path: str) -> Route | None:
        """What a short link of a poster means, however it was typed.

        A code nobody made leads to the survey where only one is open: somebody read it wrongly from a wall.
        """
        typed = _SHORT.fullmatch(path)
        if typed is None:
            return None
        prefix, code = (typed[1] or "").lower(), typed[2].lower()
        live = self._codes.get(code)
        if live is None:
            now = time.time()
            open_now = [one for one in self._surveys.values() if one.state(now) == "open"]
            if len(open_now) != 1:
                return None
            live = open_now[0]
        language = next(
            (language for language, address in live.addresses.items() if _prefix_of(address) == prefix), None
        )
        if language is None:
            return None
        return Route(live, language, "", code if code in live.channels else "", code in live.resting)

    def surveys(self) -> list[Live]:
        """Every survey known, in no order."""
        return list(self._surveys.values())

    def clear(self) -> None:
        """Forget everything, for a process that changes its database."""
        with self._lock:
            self._routes, self._surveys, self._codes = {}, {}, {}
            self._definitions, self._texts = {}, {}

    def refresh(self) -> None:
        """Read what is live and its state. Pages are rendered again only where something in them changed."""
        with self._lock:
            surveys = self._read(time.time())
            routes = {}
            for live in surveys.values():
                for language, address in live.addresses.items():
                    live.form(language)
                    for page in self.PAGES:
                        routes[address + page] = Route(live, language, page.rstrip("/"))
            codes = {code: live for live in surveys.values() for code in live.codes}
            self._surveys, self._routes, self._codes = surveys, routes, codes

    def _read(self, now: float) -> dict[int, Live]:
        pages: dict[Any, dict[str, SurveyPage]] = {}
        for page in SurveyPage.objects.filter(alias_of=None).select_related("locale", "fieldwork"):
            pages.setdefault(page.translation_key, {})[page.locale.language_code] = page
        versions: dict[int, list[int]] = {}
        for pk, survey in SurveyVersion.objects.order_by("number").values_list("pk", "survey_id"):
            versions.setdefault(survey, []).append(pk)
        unknown = [pk for found in versions.values() for pk in found if pk not in self._definitions]
        if unknown:
            rows = SurveyVersion.objects.filter(pk__in=unknown).values_list("pk", "definition")
            self._definitions.update(rows)
        # The last row of a version and language is the wording in force.
        wording_rows = list(
            VersionText.objects.order_by("id").values_list("pk", "version_id", "language", "reviewed_by")
        )
        unknown = [row[0] for row in wording_rows if row[0] not in self._texts]
        if unknown:
            self._texts.update(VersionText.objects.filter(pk__in=unknown).values_list("pk", "texts"))
        codes: dict[int, dict[str, bool]] = {}
        areas: dict[str, str] = {}
        links = Channel.objects.values_list("survey_id", "code", "retired_on", "area")
        for survey, code, retired_on, area in links:
            codes.setdefault(survey, {})[code.lower()] = retired_on is None
            areas[code.lower()] = area
        incidents = held()
        resting = held_areas(incidents)
        lines = tuple(
            support_line(line)
            for line in (*support_lines(), *shown_lines().exclude(area="").order_by("order"))
        )
        surveys = {}
        for found in pages.values():
            source = next((page for page in found.values() if page.pk in versions and page.live), None)
            if source is not None:
                live = self._one(source, found, versions[source.pk], wording_rows, lines, incidents, now)
                live.codes = frozenset(codes.get(source.pk, ()))
                live.rests = region_is_held(incidents)
                live.resting = frozenset(code for code in live.codes if areas[code] in resting)
                live.channels = frozenset(code for code in live.codes if codes[source.pk][code])
                surveys[source.pk] = live
        return surveys

    def _one(
        self,
        source: SurveyPage,
        pages: Mapping[str, SurveyPage],
        versions: list[int],
        wording_rows: list[tuple[int, int, str, str]],
        lines: tuple[Mapping[str, str], ...],
        incidents: Sequence[Held],
        now: float,
    ) -> Live:
        in_force = {
            (version, language): (pk, by) for pk, version, language, by in wording_rows if version in versions
        }
        frozen = {key: Frozen(self._texts[pk], bool(by)) for key, (pk, by) in in_force.items()}
        shown = offered(
            versions,
            frozen,
            own=source.locale.language_code,
            live={language: page.live for language, page in pages.items()},
        )
        places = (settings.LANGUAGE_CODE, EASY, *(language for language, _ in settings.LANGUAGES))
        addresses = {
            place: address_of(pages.get(place, source), place)
            for place in dict.fromkeys(places)
            if place in shown.newest
        }
        fieldwork = getattr(source, "fieldwork", None)
        around = Surroundings(
            survey=source.pk,
            addresses=addresses,
            notice=notice_of(fieldwork.notice if fieldwork else "", incidents),
            is_example=source.is_example,
            lines=lines,
            pictures=pictures_of(self._definitions[pk] for pk in versions),
        )
        state = fieldwork.state if fieldwork else Fieldwork.State.CLOSED
        before = self._surveys.get(source.pk)
        closed_seen = None
        if state == Fieldwork.State.CLOSED and before is not None:
            closed_seen = now if before.fieldwork != Fieldwork.State.CLOSED else before.closed_seen
        live = Live(
            survey=source.pk,
            addresses=addresses,
            newest=shown.newest,
            definitions={pk: self._definitions[pk] for pk in versions},
            wordings=shown.wordings,
            around=around,
            channels=frozenset(),
            fieldwork=state,
            opens_on=fieldwork.opens_on if fieldwork else None,
            closes_at=fieldwork.closes_at if fieldwork else None,
            closed_seen=closed_seen,
        )
        if before and (before.around, before.wordings, before.opens_on) == (
            around,
            shown.wordings,
            live.opens_on,
        ):
            live.forms = before.forms
        return live

    def ensure_started(self, environ: Mapping[str, Any]) -> None:
        """Under a web server, read once and keep reading every five seconds on a thread of this process.

        Nothing happens under the test client or in a command: there ``refresh`` is called by whoever needs it.
        """
        if self._thread_of == os.getpid() or not _is_web_server(environ):
            return
        with self._starting:
            if self._thread_of == os.getpid():
                return
            self._refresh_quietly()
            # Only now: whoever comes at the same moment waits for the first reading, and does not find nothing here.
            self._thread_of = os.getpid()
        atexit.register(_flush_quietly)
        threading.Thread(target=self._keep_fresh, name="live-surveys", daemon=True).start()

    def _keep_fresh(self) -> None:
        hour = int(time.time() // 3600)
        while True:
            time.sleep(REFRESH_SECONDS)
            self._refresh_quietly()
            if int(time.time() // 3600) != hour:
                hour = int(time.time() // 3600)
                _flush_quietly()

    def _refresh_quietly(self) -> None:
        """Keep the last good state when the database is away: the survey is shown, sending says what is wrong."""
        try:
            close_old_connections()
            self.refresh()
        except Exception:
            logger.exception("The live surveys could not be read.")


def _flush_quietly() -> None:
    close_old_connections()
    for path in settings.COUNTED_IN_MEMORY:
        try:
            import_string(path).flush()
        except Exception:
            logger.exception("The counts of the hour could not be written.")


def _is_web_server(environ: Mapping[str, Any]) -> bool:
    server = str(environ.get("SERVER_SOFTWARE", ""))
    return server.startswith("gunicorn") or (server.startswith("WSGIServer") and "runserver" in sys.argv)


def notice_of(notice: str, incidents: Sequence[Held]) -> str:
    """The sentence above a survey: that something has happened, then what staff wrote there."""
    places = [one.name for one in incidents if one.name]
    told = (
        f"Something serious has happened in {', '.join(places)}. If it is on your mind, choose “More help and support”."
        if places
        else ""
    )
    return " ".join(part for part in (told, notice) if part)


def _prefix_of(address: str) -> str:
    """The language a survey's address begins with: ``ur`` of ``/ur/insights/``."""
    return address.rstrip("/").rpartition("/")[0].lstrip("/")


def address_of(page: Page, language: str) -> str:
    """The path of a survey: its slug, after the language (or ``easy``) unless that is English."""
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    return f"{prefix}/{page.slug}/"


registry = Registry()
