"""The answers of earlier pages, sealed into the form: a survey without JavaScript and without drafts on the server."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.collection.seal import Tampered, seal, unseal
from surveys.questions import form_fields

VALID_HOURS = 24


@dataclass(frozen=True)
class State:
    """What a page of the survey carries: earlier answers, and which fields the page itself asked.

    The fields the page asked are replaced by what it sends: a box that was unticked stays unticked.
    """

    answers: Mapping[str, list[str]] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    has_checked: bool = False
    hour: int | None = None

    def is_old(self, now: float) -> bool:
        """Whether the first page was opened more than a day ago."""
        return self.hour is not None and int(now // 3600) - self.hour > VALID_HOURS


def _bound(survey: int, version: int) -> bytes:
    return f"{survey}/{version}".encode()


def seal_state(state: State, *, survey: int, version: int, now: float) -> str:
    """The state as a hidden field's value, bound to one version of one survey."""
    hour = int(now // 3600) if state.hour is None else state.hour
    data = json.dumps([hour, state.answers, state.asked, state.has_checked], separators=(",", ":"))
    return seal("state", data.encode("utf-8", "surrogatepass"), bound=_bound(survey, version))


def open_state(sealed: str, *, survey: int, version: int) -> State:
    """The state of a page that came back.

    Raises:
        Tampered: changed, cut, or of another survey or version.
    """
    data = unseal("state", sealed, bound=_bound(survey, version))
    hour, answers, asked, has_checked = json.loads(data.decode("utf-8", "surrogatepass"))
    return State(answers, tuple(asked), has_checked, hour)


def merged(state: State, posted: Mapping[str, list[str]], known: Iterable[str]) -> dict[str, list[str]]:
    """All answers so far: the sealed ones, with the fields of the page just sent taken from it."""
    answers = {name: values for name, values in state.answers.items() if name not in state.asked}
    answers.update({name: posted[name] for name in known if posted.get(name)})
    return answers


def known_fields(definition: Mapping[str, Any]) -> tuple[str, ...]:
    """Every form field of a survey, in its order."""
    return tuple(
        name
        for section in definition["sections"]
        for question in section["questions"]
        for name in form_fields(question)
    )


def section_fields(definition: Mapping[str, Any], code: str) -> tuple[str, ...]:
    """The form fields one section asks."""
    return tuple(
        name
        for section in definition["sections"]
        if section["code"] == code
        for question in section["questions"]
        for name in form_fields(question)
    )


__all__ = ["State", "Tampered", "known_fields", "merged", "open_state", "seal_state", "section_fields"]
