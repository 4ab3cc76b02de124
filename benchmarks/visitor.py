"""A visitor inside this process, and the CPU time an application spends on them."""

from __future__ import annotations

import gzip
import io
import re
import statistics
import time
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlencode

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_DEFAULT = re.compile(r'<button class="default" type="submit" name="to" value="([^"]+)"')


class Visits(Protocol):
    """Whatever can open pages and send forms."""

    def get(self, path: str) -> bytes:
        """The page at a path, as its bytes travel."""

    def post(self, path: str, fields: list[tuple[str, str]]) -> bytes:
        """What a sent form is answered with: a page, or (as bytes) the address it redirects to."""


class Visitor:
    """Sends requests to a WSGI application as a web server would, and adds up what they cost the application.

    What the visitor's own side costs (encoding a form, reading a page) is not counted.
    """

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application
        self.cookies: dict[str, str] = {}
        self.seconds = 0.0

    def get(self, path: str) -> bytes:
        """The page at a path, as its bytes travel."""
        return self._request("GET", path, b"")

    def post(self, path: str, fields: list[tuple[str, str]]) -> bytes:
        """What a sent form is answered with: a page, or (as bytes) the address it redirects to."""
        return self._request("POST", path, urlencode(fields).encode())

    def _request(self, method: str, path: str, body: bytes) -> bytes:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_ACCEPT_ENCODING": "gzip",
            "REMOTE_ADDR": "192.0.2.1",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(),
        }
        if self.cookies:
            environ["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        told: list[tuple[str, str]] = []
        status = ""

        def start(line: str, headers: list[tuple[str, str]], *_: Any) -> None:
            nonlocal status
            status = line[:3]
            told.extend(headers)

        begun = time.process_time()
        answer = self.application(environ, start)
        page = b"".join(answer)
        answer.close()
        self.seconds += time.process_time() - begun
        for name, value in told:
            if name == "Set-Cookie":
                key, _, kept = value.partition(";")[0].partition("=")
                self.cookies[key] = kept
        if status == "303":
            return dict(told)["Location"].encode()
        if status != "200":
            raise RuntimeError(f"{method} {path} was answered {status}.")
        return page


def hidden(page: bytes) -> list[tuple[str, str]]:
    """The hidden fields of a page."""
    return _HIDDEN.findall(text_of(page))


def text_of(page: bytes) -> str:
    """A page as it reads, compressed or not."""
    return (gzip.decompress(page) if page.startswith(b"\x1f\x8b") else page).decode()


def default_button(page: bytes) -> str:
    """Where Enter leads on a page of a survey."""
    found = _DEFAULT.search(text_of(page))
    if found is None:
        raise RuntimeError("A page of the survey has no way forward.")
    return found[1]


def cpu_ms(visitor: Visitor, work: Callable[[], Any], *, times: int, runs: int = 7) -> float:
    """CPU milliseconds the application spends on one piece of work: the median of several runs."""
    work()
    taken = []
    for _ in range(runs):
        visitor.seconds = 0.0
        for _ in range(times):
            work()
        taken.append(visitor.seconds * 1000 / times)
    return statistics.median(taken)
