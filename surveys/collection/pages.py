"""Putting a survey's pages together for one visit: the rendered pieces, with what belongs to the visit between them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from surveys.authoring.answers import Problem
from surveys.authoring.piping import filled
from surveys.authoring.routing import Shown
from surveys.collection.nonce import make_nonce, make_stamp, seal_arm
from surveys.collection.render import Form, button
from surveys.collection.splice import Fixed, Part
from surveys.collection.state import State, seal_state
from surveys.collection.work import solver_address
from surveys.questions import form_fields, kind_of

TRAP = (
    '<div class="trap" aria-hidden="true"><label>Leave this empty<input type="text" name="website" value=""'
    ' tabindex="-1" autocomplete="off"></label></div>'
)


@dataclass(frozen=True)
class Visit:
    """What a form carries besides answers. A visit that begins has neither nonce nor stamp yet."""

    channel: str = ""
    arm: int = 0
    nonce: str = ""
    stamp: str = ""


def _hidden(name: str, value: object) -> str:
    return f'<input type="hidden" name="{name}" value="{value}">'


def _slots(form: Form, visit: Visit, now: float, *, trap: bool = True, names_version: bool = True) -> str:
    nonce = visit.nonce or make_nonce(now)
    return (
        _hidden("nonce", nonce)
        + _hidden("stamp", escape(visit.stamp) or make_stamp(now))
        + (_hidden("arm", seal_arm(visit.arm, nonce)) if form.definition.get("arms", 1) > 1 else "")
        + _hidden("c", visit.channel)
        + (_hidden("version", form.version) if names_version else "")
        + (TRAP if trap else "")
    )


def _fill(pieces: Iterable[Fixed | str], slots: Mapping[str, Sequence[Part]]) -> list[Part]:
    parts: list[Part] = []
    for piece in pieces:
        if isinstance(piece, Fixed):
            parts.append(piece)
        else:
            parts.extend(slots[piece])
    return parts


def drawn_arm(form: Form) -> int:
    """The order of one visit, drawn at random among those a survey has."""
    arms: int = form.definition.get("arms", 1)
    return secrets.randbelow(arms) if arms > 1 else 0


def document(form: Form, *, channel: str, now: float) -> list[Part]:
    """The whole survey as one page, its first screen showing: no query, no cookie, nothing written."""
    visit = Visit(channel=channel, arm=form.arm)
    query = f"?c={channel}".encode() if channel else b""
    return _fill(form.document, {"slots": [_slots(form, visit, now).encode()], "c": [query]})


def _step(
    form: Form,
    visit: Visit,
    state: State,
    content: Sequence[Part],
    *,
    default: str,
    now: float,
    is_stranded: bool = False,
) -> list[Part]:
    """A page of the form. One that ``is_stranded`` holds words of a version that is gone, and can be sent for none."""
    slots = _slots(form, visit, now, names_version=not is_stranded)
    if not is_stranded:
        slots += _hidden("state", seal_state(state, survey=form.survey, version=form.version, now=now))
        # Enter always goes forward: a browser presses the first button it finds.
        slots += (
            f'<button class="default" type="submit" name="to" value="{default}" tabindex="-1" aria-hidden="true">'
            f"{form.words['continue']}</button>"
        )
    return _fill(form.step, {"slots": [slots.encode()], "content": content})


def consent_page(form: Form, visit: Visit, state: State, *, now: float) -> list[Part]:
    """What agreeing means, before the first question."""
    first = form.order[0]
    return _step(
        form, visit, State(state.answers, (), False, state.hour), [form.consent], default=first, now=now
    )


def section_page(
    form: Form, visit: Visit, state: State, code: str, route: Shown, *, topics: Sequence[str], now: float
) -> list[Part]:
    """One section alone, everything else sealed. Signposts for the ``topics`` stand above it."""
    asked = form.asked[code]
    position = form.order.index(code)
    following = (*form.order, "check")[position + 1]
    shown = [other for other in form.order if other in route.sections]
    place = shown.index(code)
    earlier = shown[place - 1] if place else "over13"
    words = form.words["part_must" if form.reader.requires(asked) else "part"]
    said = words.replace("{n}", str(place + 1)).replace("{of}", str(len(shown)))
    head = (
        f'<div class="progress"><progress max="{len(shown)}" value="{place + 1}" aria-labelledby="where">'
        f'</progress><p id="where">{escape(said)}</p></div>'
    )
    buttons = button(following, form.words["continue"]) + button(earlier, form.words["back"], "btn plain")
    if state.has_checked:
        buttons += button("check", form.words["check_instead"], "btn plain")
    own = {name: state.answers[name] for name in asked if name in state.answers}
    fragment = form.sections[code]
    section = next(section for section in form.definition["sections"] if section["code"] == code)
    hidden = [
        question["code"]
        for question in section["questions"]
        if question["code"] not in route.questions and form.reasons[question["code"]].isdisjoint(asked)
    ]
    body: Part = fragment
    if own or hidden or b'value="after-' in fragment.raw or b'class="pipe"' in fragment.raw:
        raw = fragment.raw.replace(f'value="after-{code}"'.encode(), f'value="{following}"'.encode())
        for name in hidden:
            raw = raw.replace(form.questions[name], b"")
        body = restored(_repeating(raw, form, state, route), own)
    content: list[Part] = [head.encode()]
    content += [form.signposts[topic] for topic in topics]
    content += [body, f'<p class="buttons">{buttons}</p>'.encode()]
    return _step(
        form,
        visit,
        State(state.answers, asked, state.has_checked, state.hour),
        content,
        default=following,
        now=now,
    )


def check_page(
    form: Form, visit: Visit, state: State, route: Shown, *, topics: Sequence[str], now: float
) -> list[Part]:
    """Every answer with a way to change it. Nothing has been stored yet."""
    word = form.words
    send = f'<p class="buttons">{button("send", word["send"])}</p>'
    out = [
        f'<h1 tabindex="-1">{escape(word["check_title"])}</h1><p class="lead">{escape(word["check_say"])}</p>'
    ]
    out.append(send + '<dl class="answers">')
    nothing = f'<span class="no">{escape(word["none"])}</span>'
    on_route = frozenset(route.questions)
    for line in form.lines:
        if line.question["code"] in on_route:
            given = {name: state.answers[name] for name in line.names if name in state.answers}
            said = kind_of(line.question).told(line.question, given, form.texts, form.words)
            out.append(f"{line.before}{escape(said) if said else nothing}{line.after}")
    out.append(f"</dl>{send}")
    repeating = _repeating("".join(out).encode("utf-8", "replace"), form, state, route)
    content: list[Part] = [form.signposts[topic] for topic in topics]
    content.append(repeating)
    return _step(form, visit, State(state.answers, (), True, state.hour), content, default="send", now=now)


def _repeating(fragment: bytes, form: Form, state: State, route: Shown) -> bytes:
    """Part of a page with the earlier answers that its words repeat. Declined and left-out ones stay what they are."""
    if not form.repeated or b'class="pipe"' not in fragment:
        return fragment
    words: dict[str, str] = {}
    for name, question in form.repeated.items():
        given = state.answers.get(name, ())
        declined = {option["code"] for option in question.get("options", ()) if option.get("missing")}
        if question["code"] in route.questions and given and declined.isdisjoint(given):
            words[name] = kind_of(question).told(question, {name: given}, form.texts, form.words)
    return filled(fragment.decode("utf-8", "replace"), words).encode("utf-8", "replace")


def restored(fragment: bytes, answers: Mapping[str, Sequence[str]]) -> bytes:
    """A rendered question or section with earlier answers filled in again."""
    for name, values in answers.items():
        start = 0
        for value in values:
            safe = escape(value.replace("\x00", "")).encode("utf-8", "replace")
            choice = b'name="%s" value="%s"' % (name.encode(), safe)
            if choice in fragment:
                fragment = fragment.replace(choice, choice + b" checked", 1)
                continue
            line = b'name="%s" value=""' % name.encode()
            if line in fragment:
                fragment = fragment.replace(line, b'name="%s" value="%s"' % (name.encode(), safe), 1)
                continue
            place = _in_list(fragment, name.encode(), safe, start)
            if place:
                fragment = fragment[:place] + b" selected" + fragment[place:]
                start = place
                continue
            start = fragment.find(b'name="%s" rows=' % name.encode())
            if start >= 0:
                end = fragment.index(b"></textarea>", start) + 1
                # A browser drops the first line end inside a text box.
                fragment = fragment[:end] + b"\n" + safe + fragment[end:]
    return fragment


def _in_list(fragment: bytes, name: bytes, value: bytes, start: int) -> int:
    """Where an option of a name's lists is marked as chosen: in the first list after ``start`` that has it; 0: none."""
    option = b'<option value="%s"' % value
    while True:
        start = fragment.find(b'<select name="%s"' % name, start)
        if start < 0:
            return 0
        end = fragment.index(b"</select>", start)
        found = fragment.find(option, start, end)
        if found >= 0:
            return found + len(option)
        start = end


def problem_page(
    form: Form,
    visit: Visit,
    state: State,
    kind: str,
    *,
    now: float,
    to: str = "send",
    marked: Mapping[str, Problem] | None = None,
    can_send: bool = True,
    challenge: str = "",
) -> list[Part]:
    """Say what is wrong and what to do. Everything typed is still there: texts in their boxes, the rest sealed.

    ``challenge`` is for the script, which solves it and sends again without showing this page.
    """
    word = form.words
    marked = marked or {}
    out = [
        f'<div class="card coral" role="alert"><h1 tabindex="-1">{escape(word[f"wrong_{kind}_title"])}</h1>'
    ]
    out.append(f"<p>{escape(word[f'wrong_{kind}'])}</p></div>")
    asked: list[str] = []
    for section in form.definition["sections"]:
        for question in section["questions"]:
            code = question["code"]
            written = kind_of(question).comment_fields(question)
            if code not in marked and not any(state.answers.get(name) for name in written):
                continue
            names = form_fields(question)
            asked += names
            if code in marked:
                out.append(f'<p class="wrong">{escape(word[f"wrong_{marked[code].value}"])}</p>')
            own = {name: state.answers[name] for name in names if name in state.answers}
            whole = _repeating(form.questions[code], form, state, form.reader.route(state.answers))
            out.append(restored(whole, own).decode())
    if can_send:
        label = word["again"] if to == "send" else word["continue"]
        out.append(f'<p class="buttons">{button(to, label)}</p>')
    else:
        out.append(
            f'<p class="buttons"><a class="btn" href="{form.address}">{escape(word["start_again"])}</a></p>'
        )
    if challenge:
        out.append(_hidden("challenge", challenge) + _hidden("solver", escape(solver_address())))
    kept = State(state.answers, tuple(asked), state.has_checked, state.hour)
    content = ["".join(out).encode("utf-8", "replace")]
    # What was answered to questions that are gone must not be filed under those that took their place.
    return _step(form, visit, kept, content, default=to, now=now, is_stranded=kind == "version")
