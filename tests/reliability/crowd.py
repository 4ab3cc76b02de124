"""Visitors who answer one after the other and, when anything goes wrong, press Send again as people do."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections.abc import Callable
from urllib.parse import urlencode

from tests.reliability.ledger import CHOSEN, Ledger, comments_of
from tests.scan.visitors import made_up_word

PATH = "/insights/"
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
PATIENCE = 90
AWAY = (OSError, http.client.HTTPException)
"""What a client sees of a server that is not there, or goes away in the middle."""


def request(port: int, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
    """One request on a connection of its own: status, Location and text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        body = urlencode(fields) if fields else None
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        return response.status, response.getheader("Location", ""), text
    finally:
        connection.close()


class Crowd:
    """So many visitors at once for as long as the block runs; what they know stands in ``ledger``.

    ``before_each`` is called before each visit, to set their pace.
    """

    def __init__(
        self, port: int, ledger: Ledger, *, clients: int = 8, before_each: Callable[[], None] | None = None
    ) -> None:
        self.port, self.ledger = port, ledger
        self._before_each = before_each
        self._leaving = threading.Event()
        self._threads = [
            threading.Thread(target=self._come_and_go, args=(random.Random(n),), daemon=True)
            for n in range(clients)
        ]

    def __enter__(self) -> Crowd:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        for thread in self._threads:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in self._threads), "a visitor waits for ever"

    def wait_for(self, more: int) -> None:
        """Until so many more visitors were thanked."""
        target = len(self.ledger.thanked) + more
        self.wait_until(lambda: len(self.ledger.thanked) >= target, f"{more} more visitors thanked")

    def wait_until(self, happened: Callable[[], bool], what: str) -> float:
        """Until something has happened; the seconds it took."""
        begun = time.monotonic()
        while not happened():
            if time.monotonic() > begun + PATIENCE:
                raise AssertionError(f"Not seen in {PATIENCE} seconds: {what}. {self.ledger.faults}")
            time.sleep(0.01)
        return time.monotonic() - begun

    def until_told_unsaved(self, visitors: int) -> None:
        """Until so many more visitors were told that nothing was saved."""
        target = self.ledger.told_unsaved + visitors
        self.wait_until(lambda: self.ledger.told_unsaved >= target, "visitors told 'not saved'")

    def until_back(self, visitors: int = 8) -> float:
        """Until so many more visitors were thanked; the seconds it took."""
        target = len(self.ledger.thanked) + visitors
        return self.wait_until(lambda: len(self.ledger.thanked) >= target, "the site back at work")

    def _come_and_go(self, chance: random.Random) -> None:
        while not self._leaving.is_set():
            if self._before_each is not None:
                self._before_each()
            form = self._open_form()
            if form is None:
                time.sleep(0.05)
                continue
            word = made_up_word()
            self.ledger.note("sent", word)
            self._send_until_thanked(word, form | CHOSEN | comments_of(word) | {"to": "send"}, chance)

    def _open_form(self) -> dict[str, str] | None:
        try:
            status, _, text = request(self.port, "GET", PATH)
        except AWAY:
            return None
        if status != 200:
            self.ledger.fault(f"the form answered {status}")
            return None
        return dict(HIDDEN.findall(text))

    def _send_until_thanked(self, word: str, fields: dict[str, str], chance: random.Random) -> None:
        while not self._leaving.is_set():
            try:
                status, location, text = request(self.port, "POST", PATH, fields)
            except AWAY as away:
                # Nobody at home is not "broken off": that is somebody whose answer was on its way.
                if not isinstance(away, ConnectionRefusedError):
                    self.ledger.note("broken_off")
                time.sleep(chance.uniform(0.01, 0.1))
                continue
            if status == 303 and location == f"{PATH}thanks/":
                self.ledger.note("thanked", word)
                return
            if status != 503:
                self.ledger.fault(f"sending was answered with {status}")
                return
            self.ledger.note("told_unsaved")
            if any(written not in text for written in comments_of(word).values()):
                self.ledger.fault("the page that says 'not saved' had lost what was typed")
            time.sleep(chance.uniform(0.02, 0.2))
