"""Requests as bytes, also those no browser would send, and what a server says to them."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

PATH = "/insights/"
FORM = "application/x-www-form-urlencoded"
PATIENCE = 30.0

Fields = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Said:
    """What came back: the status (0: the line was closed without a word), everything as text, and the seconds."""

    status: int
    text: str
    seconds: float


def request(
    method: str = "GET", path: str = PATH, *, body: bytes | None = None, **headers: str | None
) -> bytes:
    """A request as a browser would send it, headers changed as wanted (None leaves one out)."""
    said: dict[str, str | None] = {"Host": "127.0.0.1", "Connection": "close"}
    if body is not None:
        said |= {"Content-Type": FORM, "Content-Length": str(len(body))}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [
        f"{method} {path} HTTP/1.1",
        *(f"{name}: {value}" for name, value in said.items() if value is not None),
    ]
    return "\r\n".join([*lines, "", ""]).encode("utf-8") + (body or b"")


def post(fields: Fields | bytes, **headers: str | None) -> bytes:
    """A form, sent."""
    return request(
        "POST", body=fields if isinstance(fields, bytes) else urlencode(list(fields)).encode(), **headers
    )


def multipart(*parts: bytes, boundary: str = "x", end: bytes = b"--x--\r\n") -> bytes:
    """A form in parts, each given with its own headers."""
    body = b"".join(b"--x\r\n" + part + b"\r\n" for part in parts) + end
    return request("POST", body=body, Content_Type=f"multipart/form-data; boundary={boundary}")


def part(name: str, value: bytes, more: str = "") -> bytes:
    """One part of such a form."""
    return f'Content-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value


def say(port: int, raw: bytes) -> Said:
    """Send bytes on a line of their own and listen until the other side closes it."""
    begun = time.monotonic()
    heard = b""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        # A server may refuse and hang up while we are still talking.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            line.sendall(raw)
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionResetError):
            while got := line.recv(65_536):
                heard += got
    text = heard.decode("utf-8", "replace").removeprefix("HTTP/1.1 100 Continue\r\n\r\n")
    first = text.split("\r\n", 1)[0].split(" ")
    status = int(first[1]) if len(first) > 1 and first[0].startswith("HTTP/") and first[1].isdigit() else 0
    return Said(status, text, time.monotonic() - begun)


@contextlib.contextmanager
def half_open(port: int, lines: int, begun: bytes) -> Iterator[None]:
    """So many callers who begin a request and then say nothing, for as long as the block runs."""
    with contextlib.ExitStack() as held:
        for _ in range(lines):
            held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)).sendall(begun)
        yield
