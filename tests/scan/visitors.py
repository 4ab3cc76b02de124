"""Visitors who answer a survey over HTTP with everything about them marked, so that it can be looked for afterwards."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

from tests.scan.markers import Marker

ROOT = Path(__file__).resolve().parents[2]
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"


def made_up_word() -> str:
    """A word of twelve letters that is in no dictionary and that nobody else has written."""
    return "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(6))


@dataclass
class Sent:
    """One answer that was sent and acknowledged: its place in the order, and the words that tell it from all others."""

    number: int
    short: str = field(default_factory=made_up_word)
    long: str = field(default_factory=made_up_word)
    nonce: str = ""
    in_danger: bool = False
    phone: str = field(default_factory=lambda: f"07700 900{100 + secrets.randbelow(900)}")

    @property
    def comments(self) -> dict[str, str]:
        """A short text, and one so long that PostgreSQL keeps it apart and SQLite on pages of its own."""
        where = f"the corner with the {self.short} sign feels least safe"
        if self.in_danger:
            where = f"my stepdad hits me by the {self.short} sign, ring {self.phone}"
        return {
            "WHERE": where,
            "CHANGE": f"a {self.long} lamp on every corner, and " + "light — path — stair — " * 80,
        }


@dataclass
class Visitor:
    """A browser with a past: every header and its address can be recognised."""

    port: int
    address: str = field(
        default_factory=lambda: f"127.{60 + secrets.randbelow(60)}.{100 + secrets.randbelow(99)}.213"
    )
    forwarded: str = field(default_factory=lambda: f"203.0.113.{100 + secrets.randbelow(100)}")
    agent: str = field(default_factory=made_up_word)
    referrer: str = field(default_factory=made_up_word)
    cookie: str = field(default_factory=made_up_word)
    language: str = field(default_factory=made_up_word)
    refused: list[str] = field(default_factory=list)
    cookies_set: list[str] = field(default_factory=list)
    told: Message = field(default_factory=Message)

    def markers(self) -> list[Marker]:
        """What must be found nowhere."""
        told = {
            "client address": self.address,
            "forwarded address": self.forwarded,
            "user agent": self.agent,
            "referrer": self.referrer,
            "cookie": self.cookie,
            "accepted language": self.language,
        }
        return [Marker(name, value) for name, value in told.items()] + [
            Marker("refused form", word) for word in self.refused
        ]

    def refused_word(self) -> str:
        """A word for a form that will not be accepted."""
        self.refused.append(made_up_word())
        return self.refused[-1]

    def connect(self) -> http.client.HTTPConnection:
        """A connection from this visitor's own address."""
        return http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=30, source_address=(self.address, 0)
        )

    def request(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, str, str]:
        """One request on a connection of its own: status, Location and text."""
        connection = self.connect()
        sent = {
            "User-Agent": f"Mozilla/5.0 ({self.agent})",
            "Referer": f"https://{self.referrer}.example/from-here",
            "Cookie": f"sessionid={self.cookie}; csrftoken={self.cookie}",
            "Accept-Language": f"en-{self.language},en;q=0.5",
            "X-Forwarded-For": self.forwarded,
            "X-Forwarded-Proto": "https",
            "X-Real-IP": self.forwarded,
            "Forwarded": f"for={self.forwarded}",
            "Sec-CH-UA": f'"{self.agent}";v="1"',
        }
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(
                method, path, body, sent | {k.replace("_", "-"): v for k, v in headers.items()}
            )
            response = connection.getresponse()
            self.told = response.headers
            self.cookies_set += response.headers.get_all("Set-Cookie") or []
            text = response.read().decode("utf-8", "replace")
            return response.status, response.getheader("Location", ""), text
        finally:
            connection.close()

    def open_form(self, path: str) -> dict[str, str]:
        """The hidden fields of a freshly opened form."""
        status, _, text = self.request("GET", path)
        assert status == 200, text[:500]
        hidden = {}
        for tag in HIDDEN.findall(text):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name:
                hidden[name[1]] = value[1] if value else ""
        assert hidden.get("nonce"), "the form carries no number"
        return hidden

    def post(self, path: str, fields: dict[str, str], **headers: str) -> tuple[int, str, str]:
        return self.request("POST", path, urlencode(fields).encode(), **headers)

    def answer(self, path: str, sent: Sent) -> None:
        """Open the form, fill it in, send it, and see that it was acknowledged."""
        form = self.open_form(path)
        sent.nonce = form["nonce"]
        status, location, text = self.post(
            path, form | sent.comments | {"SAFEDAY": "very_safe", "to": "send"}
        )
        assert (status, location) == (303, f"{path}thanks/"), (status, text[:500])

    def misbehave(self, path: str) -> dict[str, int]:
        """Forms that are refused, or never sent, each with a word of its own; the status each was given."""
        form = self.open_form(path)

        def words() -> dict[str, str]:
            return form | {"CHANGE": f"nobody shall keep {self.refused_word()}", "to": "send"}

        return {
            "not sent, only checked": self.post(path, words() | {"to": "check"})[0],
            "a number that is not ours": self.post(path, words() | {"nonce": "x" * 43})[0],
            "too long": self.post(path, words() | {"WHERE": f"{self.refused_word()} " * 900})[0],
            "a NUL": self.post(path, words() | {"WHERE": f"\0{self.refused_word()}"})[0],
            "an option nobody offered": self.post(path, words() | {"SAFEDAY": self.refused_word()})[0],
            "an unknown version": self.post(path, words() | {"version": "999999"})[0],
            "from another site": self.post(path, words(), Sec_Fetch_Site="cross-site")[0],
            "not UTF-8": self.request("POST", path, f"CHANGE=%ff{self.refused_word()}&to=send".encode())[0],
            "another shape": self.request(
                "POST",
                path,
                f'{{"CHANGE": "{self.refused_word()}"}}'.encode(),
                Content_Type="application/json",
            )[0],
            "an address that is not there": self.request(
                "GET", f"/{self.refused_word()}/?q={self.refused_word()}"
            )[0],
            "a method nobody offers": self.request("PUT", path, self.refused_word().encode())[0],
        }

    def send_twice(self, path: str, sent: Sent) -> None:
        """Send one form two times with other words the second time: the first is kept."""
        form = self.open_form(path)
        sent.nonce = form["nonce"]
        assert self.post(path, form | sent.comments | {"to": "send"})[0] == 303
        other = {"WHERE": f"instead {self.refused_word()}", "to": "send"}
        assert self.post(path, form | other)[0] == 303


@contextlib.contextmanager
def served(url: str, folder: Path) -> Iterator[tuple[int, Path]]:
    """The product on a database, in a process of its own: its port, and the file all its output goes to."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    log = folder / "server.log"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "engagement.settings.test",
        "DATABASE_UNDER_TEST": url,
        "VAR_DIR": str(folder),
        "PYTHONPATH": str(ROOT),
    }
    with log.open("ab") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.scan.serve", str(port)],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _wait_for(port, server, log)
        yield port, log
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(30)


def _wait_for(port: int, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/insights/")
            connection.getresponse().read()
            connection.close()
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text(errors="replace")) from None
            time.sleep(0.1)
