"""A command and the running server talk through files beside the embedded database.

The command writes a question; the server's jobs thread carries it out on the connection that may write, and writes the
answer. Names of commands and their options pass, never anything a visitor sent.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import time
from pathlib import Path
from typing import Any

from django.utils.module_loading import import_string

from engagement.jobs.lock import ServerRunning, beside_database, writing_alone
from engagement.jobs.schedule import REQUESTS
from engagement.privacy.reporter import place_of

PAUSE = 0.1
PATIENCE = 300.0
"""Seconds a command waits for the server's answer."""

log = logging.getLogger(__name__)


class NoAnswer(Exception):
    """The server did not answer in time."""


def carry_out(name: str, options: dict[str, Any]) -> str:
    """Do a request in this process and return its sentences."""
    return import_string(REQUESTS[name])(**options)


def run_or_hand_over(name: str, options: dict[str, Any], *, patience: float = PATIENCE) -> str:
    """Do a request here while no server owns the database; otherwise let the server do it and wait for its answer."""
    deadline = time.monotonic() + patience
    asked: Path | None = None
    try:
        while True:
            if asked is not None and (answer := _answer_to(asked)) is not None:
                return answer
            try:
                with writing_alone(name):
                    if asked is None or _withdraw(asked):
                        return carry_out(name, options)
                    if (answer := _answer_to(asked)) is not None:
                        return answer
                    raise NoAnswer(f"The server ended while it carried out {name}. Run the command again.")
            except ServerRunning:
                asked = asked or _ask(name, options)
            if time.monotonic() > deadline:
                raise NoAnswer(
                    f"The running server has not answered {name} for {patience:.0f} seconds. Stop it and run the"
                    " command again, or wait: a long mix may still be at work."
                )
            time.sleep(PAUSE)
    finally:
        if asked is not None:
            _withdraw(asked)


def answer_requests() -> int:
    """For the server: carry out every question that waits; how many is returned."""
    folder = beside_database(".requests")
    if folder is None or not folder.is_dir():
        return 0
    answered = 0
    for question in sorted(folder.glob("*.asked")):
        taken = question.with_suffix(".taken")
        try:
            question.rename(taken)
            asked = json.loads(taken.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            taken.unlink(missing_ok=True)
            continue
        try:
            answer = carry_out(asked["name"], asked["options"])
        except Exception as error:
            answer = f"It failed: {type(error).__name__} at {place_of(error.__traceback__)}."
            log.error(answer)
        _write(question.with_suffix(".answered"), answer)
        taken.unlink(missing_ok=True)
        answered += 1
    return answered


def _ask(name: str, options: dict[str, Any]) -> Path:
    folder = beside_database(".requests")
    assert folder is not None  # only an embedded database is ever owned by a server
    folder.mkdir(mode=0o700, exist_ok=True)
    question = folder / f"{secrets.token_hex(8)}.asked"
    _write(question, json.dumps({"name": name, "options": options}))
    return question


def _answer_to(question: Path) -> str | None:
    answer = question.with_suffix(".answered")
    try:
        told = answer.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    answer.unlink()
    return told


def _withdraw(question: Path) -> bool:
    """Take an unanswered question back; False if the server has taken it."""
    try:
        question.unlink()
    except FileNotFoundError:
        return False
    return True


def _write(path: Path, text: str) -> None:
    """Write a file that is either whole or not there."""
    draft = path.with_suffix(".draft-" + secrets.token_hex(4))
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.rename(path)
