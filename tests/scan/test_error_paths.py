"""Requests that are broken, huge, half sent or cunning: no 5xx, no word of them in a log, a table or a file."""

from __future__ import annotations

import contextlib
import socket
import time
from pathlib import Path

import pytest

from surveys.models import Intake, Nonce
from tests.scan.tables import row_counts
from tests.scan.visitors import made_up_word, served

OF_THE_CLOCK = ("jobs_jobrun", "sqlite_sequence")
MEGABYTE = 1024 * 1024
FORM = "Content-Type: application/x-www-form-urlencoded"


def raw(port: int, sent: bytes, *, wait: float = 20) -> bytes:
    """Send bytes as they are; what came back until the server closed or had nothing more to say."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as plug:
        with contextlib.suppress(OSError):
            plug.sendall(sent)
            plug.shutdown(socket.SHUT_WR)
        told = b""
        with contextlib.suppress(OSError):
            while part := plug.recv(65_536):
                told += part
        return told


def request(line: str, *headers: str, body: bytes = b"") -> bytes:
    told = [line, "Host: 127.0.0.1", "Connection: close", *headers]
    return "\r\n".join([*told, "", ""]).encode("latin-1") + body


def cunning(word: str) -> dict[str, bytes]:
    """Requests no browser makes, each with a word that must be found nowhere afterwards."""
    fields = f"CHANGE={word}&to=send".encode()
    length = f"Content-Length: {len(fields)}"
    picture = (
        f'--x\r\nContent-Disposition: form-data; name="f"; filename="{word}.svg"\r\n\r\n{word}\r\n--x--\r\n'
    )
    of_parts = ("Content-Type: multipart/form-data; boundary=x", f"Content-Length: {len(picture)}")
    paths = (f"/insights//{word}", f"/insights/%00{word}", f"/INSIGHTS/?{word}", f"/insights/../{word}/")
    paths += (f"/insights/?c={word * 400}", f"//{word}/insights/", f"/%ff%fe{word}", f"/media/../../{word}")
    paths += (
        f"/media/%2e%2e/%2e%2e/{word}",
        f"/documents/1/{word}",
        f"/static/../{word}",
        f"/ur//insights/{word}",
    )
    return {
        **{f"path {path[:24]}": request(f"GET {path} HTTP/1.1") for path in paths},
        **{
            f"{method} {path}": request(f"{method} {path}?{word} HTTP/1.1")
            for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE")
            for path in ("/insights/", "/", "/results/")
        },
        "no such method": request(f"{word.upper()} /insights/ HTTP/1.1"),
        "no such version": request(f"GET /{word} HTTP/9.9"),
        "no request at all": f"{word}\r\n\r\n".encode(),
        "a line without end": f"GET /{word * 2_000} HTTP/1.1\r\n\r\n".encode(),
        "bad header name": request("GET / HTTP/1.1", f"bad header {word}: x"),
        "bad header value": request("GET / HTTP/1.1", f"X-Word: {word}\x00"),
        "many headers": request("GET / HTTP/1.1", *(f"X-{n}: {word}" for n in range(300))),
        "unknown host": request("GET /insights/ HTTP/1.1").replace(
            b"Host: 127.0.0.1", f"Host: {word}.org".encode()
        ),
        "broken host": request("GET / HTTP/1.1").replace(b"Host: 127.0.0.1", f"Host: {word}/@?".encode()),
        "forwarded": request("GET / HTTP/1.1", f"X-Forwarded-Host: {word}", f"X-Forwarded-For: {word}, ::1"),
        "another method in a header": request(
            "POST /insights/ HTTP/1.1", FORM, length, f"X-HTTP-Method-Override: {word}", body=fields
        ),
        "chunked": request(
            "POST /insights/ HTTP/1.1",
            FORM,
            "Transfer-Encoding: chunked",
            body=b"%x\r\n%s\r\n0\r\n\r\n" % (len(fields), fields),
        ),
        "broken chunks": request(
            "POST /insights/ HTTP/1.1", FORM, "Transfer-Encoding: chunked", body=f"zz\r\n{word}\r\n".encode()
        ),
        "two lengths": request("POST /insights/ HTTP/1.1", FORM, length, "Content-Length: 3", body=fields),
        "a length that is none": request(
            "POST /insights/ HTTP/1.1", FORM, f"Content-Length: -{word}", body=fields
        ),
        "a body that ends early": request(
            "POST /insights/ HTTP/1.1", FORM, "Content-Length: 5000", body=fields
        ),
        "a file": request("POST /insights/ HTTP/1.1", *of_parts, body=picture.encode()),
        "a file for another page": request("POST /results/ HTTP/1.1", *of_parts, body=picture.encode()),
        "parts without boundary": request(
            "POST /insights/ HTTP/1.1", "Content-Type: multipart/form-data", length, body=fields
        ),
        "JSON": request("POST /insights/ HTTP/1.1", "Content-Type: application/json", length, body=fields),
        "an unknown encoding": request(
            "POST /insights/ HTTP/1.1", f"{FORM}; charset={word}", length, body=fields
        ),
        "a lone surrogate": request(
            "POST /insights/ HTTP/1.1", FORM, "Content-Length: 21", body=b"CHANGE=%ED%A0%80&to=x"
        ),
    }


def half_an_upload(port: int, path: str, word: str, folder: Path) -> list[str]:
    """Begin a file of 100 MB and stop after three; the files that lie in the folder for temporary ones meanwhile."""
    head = (
        f'--x\r\nContent-Disposition: form-data; name="f"; filename="{word}.png"\r\n'
        "Content-Type: image/png\r\n\r\n"
    ).encode()
    start = request(
        f"POST {path} HTTP/1.1",
        "Content-Type: multipart/form-data; boundary=x",
        f"Content-Length: {100 * MEGABYTE}",
        body=head,
    )
    with socket.create_connection(("127.0.0.1", port), timeout=20) as plug:
        with contextlib.suppress(OSError):
            plug.sendall(start + (word.encode() * 90_000)[: 3 * MEGABYTE])
        time.sleep(0.5)
        return sorted(file.name for file in folder.rglob("*") if file.is_file())


def rows() -> dict[str, int]:
    """Rows of every table but the one the server's own clock writes."""
    return {table: n for table, n in row_counts().items() if table not in OF_THE_CLOCK}


@pytest.mark.long
def test_broken_requests_end_in_no_error_no_log_no_row_and_no_file(engine, tmp_path, monkeypatch):
    site, temporary = tmp_path / "site", tmp_path / "temporary"
    site.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    word = made_up_word()
    with served(engine.url, site) as (port, log):
        before, logged = rows(), log.read_bytes()
        for name, sent in cunning(word).items():
            told = raw(port, sent)
            status = told.split(b" ", 2)[1:2]
            # Without an answer the connection was closed, which tells a visitor nothing either.
            assert not status or status[0] < b"500", (name, told[:200])
            assert b"Traceback" not in told and b"Set-Cookie" not in told, name
        assert half_an_upload(port, "/insights/", word, temporary) == []
        assert half_an_upload(port, "/results/", word, temporary) == []
        assert half_an_upload(port, "/nothing/", word, temporary) == []
        assert raw(port, request("GET /insights/ HTTP/1.1")).startswith(b"HTTP/1.1 200")
        assert log.read_bytes() == logged
        assert (Intake.objects.count(), Nonce.objects.count()) == (0, 0)
        assert rows() == before
    assert word.encode() not in log.read_bytes() and word.upper().encode() not in log.read_bytes()
    for file in site.rglob("*"):
        assert not file.is_file() or word.encode() not in file.read_bytes(), file
    assert log.read_bytes() == logged
