"""What happens when somebody presses a button of the survey."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import Error as DatabaseError
from django.http import HttpRequest

from surveys.analysis.quality.flags import Flag
from surveys.authoring.answers import Problem, Read
from surveys.collection import pages
from surveys.collection.burst import bursts
from surveys.collection.counters import counters
from surveys.collection.limiter import limiter
from surveys.collection.live import Live, Route
from surveys.collection.nonce import (
    BadNonce,
    ExpiredNonce,
    is_fast,
    looks_made_here,
    make_nonce,
    read_arm,
    read_nonce,
    seconds_open,
)
from surveys.collection.pace import paces
from surveys.collection.posted import Posted, Refused, is_from_elsewhere, read_post
from surveys.collection.render import Form
from surveys.collection.services import accept_response
from surveys.collection.splice import Part
from surveys.collection.state import State, Tampered, merged, open_state
from surveys.collection.work import ASK, is_proof, make_challenge

logger = logging.getLogger(__name__)

Answer = tuple[int, list[Part]] | tuple[int, str]
"""A status with the parts of a page, or with the address to go to next."""


def answer(route: Route, request: HttpRequest, now: float) -> Answer:
    """Answer one post to a survey's form."""
    live = route.live
    newest = live.form(route.language)
    assert newest is not None  # A route exists only for a language that was rendered.
    if is_from_elsewhere(request.META):
        return 403, pages.problem_page(newest, pages.Visit(), State(), "origin", now=now, can_send=False)
    try:
        posted = read_post(request)
    except Refused as refused:
        posted = _without_broken(refused.posted)
        visit = _visit(live, posted)
        state = State(merged(State(), posted, newest.known))
        can_send = refused.kind == "unreadable"
        return refused.status, pages.problem_page(
            newest, visit, state, refused.kind, now=now, can_send=can_send
        )
    if _last(posted, "to") == "under13":
        return 303, f"{newest.address}support/"
    if _last(posted, "to") == "refused":
        return 303, f"{newest.address}ended/"
    visit = _visit(live, posted)
    form = _form_of(live, route.language, _last(posted, "version"), visit.arm)
    if form is None:
        state = State(merged(State(), posted, newest.known))
        return 409, pages.problem_page(newest, visit, state, "version", now=now, can_send=False)
    try:
        return _proceed(live, form, request, posted, visit, now)
    except Exception:
        # Nobody's words are lost to a fault of ours: they come back on a page from which they can be sent again.
        logger.exception("A survey page failed.")
        to = _last(posted, "to")
        to = to if to in ("send", "over13", *form.order) else "check"
        return 500, pages.problem_page(form, visit, _as_it_came(form, posted), "fault", now=now, to=to)


def _as_it_came(form: Form, posted: Posted) -> State:
    """Everything a form brought, the answers of earlier pages included where they can be read."""
    try:
        before = open_state(_last(posted, "state"), survey=form.survey, version=form.version)
    except Tampered:
        before = State()
    return replace(before, answers=merged(before, posted, form.known))


def _proceed(
    live: Live, form: Form, request: HttpRequest, posted: Posted, visit: pages.Visit, now: float
) -> Answer:
    to = _last(posted, "to") or "check"
    before = State()
    sealed = _last(posted, "state")
    if sealed:
        try:
            before = open_state(sealed, survey=form.survey, version=form.version)
        except Tampered:
            state = State(merged(State(), posted, form.known))
            return 400, pages.problem_page(form, visit, state, "state", now=now, can_send=False)
    state = replace(before, answers=merged(before, posted, form.known))
    if before.is_old(now):
        renewed = replace(state, hour=None)
        return 409, pages.problem_page(
            form, replace(visit, nonce=make_nonce(now)), renewed, "expired", now=now, to=to
        )
    if to == "send":
        return _send(live, form, request, posted, visit, state, now)
    return turn_page(form, state, to, posted, visit, now)


def turn_page(
    form: Form, state: State, to: str, posted: Posted, visit: pages.Visit, now: float
) -> tuple[int, list[Part]]:
    """The page a button leads to, given all answers so far. Nothing is stored, so drafts can be tried here."""
    if to == "over13":
        return 200, pages.consent_page(form, visit, state, now=now)
    topics = _topics_raised(form, posted)
    lacking = form.reader.lacks_consent(state.answers, before=to)
    if lacking and to in form.order:
        marked = {lacking: Problem.CONSENT}
        return 422, pages.problem_page(form, visit, state, "answers", now=now, to=to, marked=marked)
    if to in form.order:
        route = form.reader.route(state.answers)
        after = [code for code in form.order[form.order.index(to) :] if code in route.sections]
        if after:
            page = pages.section_page(form, visit, state, after[0], route, topics=topics, now=now)
            return 200, page
    elif to != "check":
        return 400, pages.problem_page(form, visit, state, "form", now=now)
    read = form.reader.read(state.answers)
    if read.problems:
        status = 200 if _contradicts_only(read) else 422
        page = pages.problem_page(form, visit, state, "answers", now=now, to="check", marked=read.problems)
        return status, page
    return 200, pages.check_page(form, visit, state, read.route, topics=topics, now=now)


def _send(
    live: Live, form: Form, request: HttpRequest, posted: Posted, visit: pages.Visit, state: State, now: float
) -> Answer:
    def problem(status: int, kind: str, **more: Any) -> Answer:
        return status, pages.problem_page(form, more.pop("visit", visit), state, kind, now=now, **more)

    if not live.accepts(now):
        if live.state(now) == "paused":
            return problem(503, "paused")
        return problem(410, "closed", can_send=False)
    try:
        ticket = read_nonce(_last(posted, "nonce"), now)
    except ExpiredNonce:
        return problem(409, "expired", visit=replace(visit, nonce=""))
    except BadNonce:
        return problem(400, "form", visit=replace(visit, nonce=""))
    if form.definition.get("arms", 1) > 1 and read_arm(_last(posted, "arm"), visit.nonce) is None:
        return problem(400, "form", visit=replace(visit, nonce=""))
    read = form.reader.read(state.answers)
    if not _contradicts_only(read):
        broken = Problem.CHARACTER in read.problems.values()
        return problem(422, "unreadable" if broken else "answers", marked=read.problems)
    is_asked = bursts.asks_for_work(form.survey)
    if is_asked and _last(posted, "work") == ASK:
        return problem(428, "form", challenge=make_challenge(visit.nonce, now))
    seconds = seconds_open(_last(posted, "stamp"), now)
    flags = [
        flag.value
        for flag, is_raised in (
            (Flag.CONTRADICTION, bool(read.problems)),
            (Flag.FAST, is_fast(seconds)),
            (Flag.SPEEDING, seconds is not None and paces.is_speeding(form.survey, seconds)),
            (Flag.HONEYPOT, bool(_last(posted, "website"))),
            (Flag.RATE, limiter.is_over(request.META)),
            (Flag.BURST, bursts.is_over(form.survey, visit.channel)),
            (Flag.UNPROVED, is_asked and not is_proof(_last(posted, "work"), visit.nonce)),
        )
        if is_raised
    ]
    try:
        is_new = accept_response(
            survey=form.survey,
            version=form.version,
            language=form.language,
            read=read,
            nonce=ticket,
            channel=visit.channel,
            arm=visit.arm,
            flags=flags,
        )
    except DatabaseError:
        logger.exception("An answer could not be saved.")
        return problem(503, "unsaved")
    if is_new:
        counters.sent(form.survey, visit.channel, form.place)
    return 303, f"{form.address}thanks/"


def _contradicts_only(read: Read) -> bool:
    """Whether nothing is wrong but choices that exclude each other ("none of these" and a place).

    The script prevents that and the page before the check asks again. Somebody who still sends it has passed both by:
    the question is left out and the answer flagged, so that the rest is not lost.
    """
    return all(problem is Problem.EXCLUSIVE for problem in read.problems.values())


def _last(posted: Posted, name: str) -> str:
    values = posted.get(name)
    return values[-1] if values else ""


def _without_broken(posted: Posted) -> Posted:
    return {name: [value for value in values if value] for name, values in posted.items()}


def _visit(live: Live, posted: Posted) -> pages.Visit:
    """What the form said of itself, so far as it can be repeated: its number is checked when it is sent."""
    channel = _last(posted, "c")
    nonce = _last(posted, "nonce")
    stamp = _last(posted, "stamp")
    return pages.Visit(
        channel=channel if channel in live.channels else "",
        arm=read_arm(_last(posted, "arm"), nonce) or 0,
        nonce=nonce if looks_made_here(nonce) else "",
        stamp=stamp if len(stamp) < 100 else "",
    )


def _form_of(live: Live, language: str, version: str, arm: int) -> Form | None:
    """The version a form was opened with, which is accepted for as long as the form is."""
    if not version.isascii() or not version.isdecimal() or len(version) > 18:
        return None
    return live.form(language, int(version), arm) or live.form(language, int(version))


def _topics_raised(form: Form, posted: Mapping[str, Sequence[str]]) -> list[str]:
    """The subjects for which help is offered after the page just sent; empty text: after any hard answer.

    Told from what was posted, for this one answer of the server, and kept nowhere.
    """
    raised = dict.fromkeys(
        subject
        for name, hard in form.hard.items()
        if name in posted
        for subject in hard.subjects(posted[name])
    )
    if len(raised) > 1:
        raised.pop("", None)
    return [topic for topic in raised if topic in form.signposts]
