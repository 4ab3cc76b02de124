"""nginx as docs/deploy sets it up, before the real processes: no line is written about anybody, whatever happens."""

from __future__ import annotations

import contextlib
import http.client
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from surveys.models import Intake, Response
from tests.deploy.installation import PAPERS, SECRET, end, free_port, gunicorn, manage
from tests.deploy.roles import Roles
from tests.scan.database import use_database
from tests.scan.engines import Engine
from tests.scan.files import files_below, markers_in_files
from tests.scan.report import leaks, write_pages
from tests.scan.site import PATH
from tests.scan.tables import row_counts
from tests.scan.test_scan import break_the_intake
from tests.scan.times import Window, fresh_second, times_in
from tests.scan.visitors import Sent, Visitor

pytestmark = pytest.mark.long

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")
HOST = "engagement.example.org"
SYSTEM_LOGS = Path("/var/log/nginx")
MAY_EXIST = {"web.log", "workbench.log", "nginx.out"}
"""What the processes print, which systemd would take into its journal. No other log of the platform may exist."""


class SecureVisitor(Visitor):
    """A browser on the public address: TLS, and the name of the site."""

    def connect(self) -> http.client.HTTPConnection:
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=30, source_address=(self.address, 0), context=trusting
        )

    def request(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, str, str]:
        return super().request(method, path, body, **({"Host": HOST} | headers))


@dataclass
class WebServer:
    """A running nginx: where it listens, and the folder that holds everything it writes."""

    folder: Path
    port: int
    plain_port: int

    def lines(self) -> list[str]:
        """Every line in any file it has written, and in what it printed."""
        found = []
        for path in files_below(self.folder):
            if path.name not in ("nginx.conf", "fullchain.pem", "privkey.pem", "nginx.pid"):
                found += [f"{path.name}: {line}" for line in path.read_text(errors="replace").splitlines()]
        return found


def certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    signed = made.sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def configuration(folder: Path, port: int, plain_port: int) -> str:
    """The file of docs/deploy with this test's ports, folders and user; every change must find what it changes."""
    text = (PAPERS / "nginx.conf").read_text(encoding="utf-8")
    changes = {
        "user www-data;": "user root;",
        "pid /run/nginx.pid;": f"pid {folder}/nginx.pid;",
        "listen 80": f"listen 127.0.0.1:{plain_port}",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "/etc/ssl/engagement": str(folder),
        "/run/engagement": str(folder),
        "http {": "http {\n"
        + "".join(
            f"    {kind}_temp_path {folder}/temporary/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        ),
    }
    for before, after in changes.items():
        assert before in text, before
        text = text.replace(before, after)
    return text


@contextlib.contextmanager
def running(folder: Path, *, change=lambda text: text) -> Iterator[WebServer]:
    if NGINX is None:
        pytest.skip("no nginx (apt-get install nginx)")
    folder.mkdir(exist_ok=True)
    (folder / "temporary").mkdir(exist_ok=True)
    port, plain_port = free_port(), free_port()
    certificate(folder)
    (folder / "nginx.conf").write_text(change(configuration(folder, port, plain_port)))
    command = [NGINX, "-e", "/dev/null", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with (folder / "nginx.out").open("ab") as output:
        checked = subprocess.run([*command, "-t"], stdout=output, stderr=subprocess.PIPE, check=False)
        assert checked.returncode == 0, checked.stderr.decode()
        server = subprocess.Popen([*command, "-g", "daemon off;"], stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                break
            except OSError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        yield WebServer(folder, port, plain_port)
    finally:
        end(server)


def system_logs() -> dict[str, int]:
    return {path.name: path.stat().st_size for path in SYSTEM_LOGS.glob("*")} if SYSTEM_LOGS.is_dir() else {}


@contextlib.contextmanager
def both_processes(roles: Roles, folder: Path) -> Iterator[None]:
    with (
        gunicorn(roles.environment("web"), bind=f"unix:{folder}/web.sock", log=roles.folder / "web.log"),
        gunicorn(
            roles.environment("workbench"),
            bind=f"unix:{folder}/workbench.sock",
            log=roles.folder / "workbench.log",
        ),
    ):
        yield


@pytest.fixture
def database(roles, django_db_blocker) -> Iterator[Engine]:
    """The same database as its owner sees it, empty of answers."""
    roles.empty()
    with django_db_blocker.unblock(), use_database(roles.url("")) as url:
        yield Engine("postgresql", url, cluster=roles.cluster)


def raw(port: int, sent: bytes) -> bytes:
    """Bytes as they are over TLS; what came back."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), timeout=20) as plug,
        trusting.wrap_socket(plug, server_hostname=HOST) as secure,
    ):
        told = b""
        with contextlib.suppress(OSError):
            secure.sendall(sent)
            while part := secure.recv(65_536):
                told += part
        return told


def provoke(visitor: SecureVisitor, server: WebServer) -> None:
    """Everything that makes a web server complain, each with a word that must be found nowhere."""
    word = visitor.refused_word
    host = f"Host: {HOST}\r\nConnection: close\r\n"
    assert visitor.request("POST", PATH, b"x" * 1_100_000)[0] == 413
    assert visitor.told["Referrer-Policy"] == "no-referrer"
    for sent in (
        f"GET /{word()} HTTP/1.1\r\nbad header {word()}\r\n\r\n",
        f"{word()}\r\n\r\n",
        f"GET /{'x' * 9000}{word()} HTTP/1.1\r\n{host}\r\n",
        f"GET /{word()} HTTP/1.1\r\n{host}X-Long: {word() * 3000}\r\n\r\n",
        f"GET /../../{word()} HTTP/1.1\r\n{host}\r\n",
        f"GET /%zz{word()} HTTP/1.1\r\n{host}\r\n",
        f"GET / HTTP/1.1\r\nHost: {word()}.example\r\nConnection: close\r\n\r\n",
        f"POST {PATH} HTTP/1.1\r\n{host}Content-Length: 12\r\nTransfer-Encoding: chunked\r\n\r\n{word()}",
    ):
        told = raw(server.port, sent.encode())
        assert not told or b" 50" not in told[:20], told[:200]
        assert b"Set-Cookie" not in told and b"nginx/" not in told
    plain = http.client.HTTPConnection("127.0.0.1", server.plain_port, timeout=20)
    plain.request("GET", f"/?c={word()}", headers={"Host": HOST})
    moved = plain.getresponse()
    assert (moved.status, moved.getheader("Location")) == (301, f"https://{HOST}/")
    plain.close()


def test_nothing_behind_the_web_server_tells_who_answered_or_when(roles, database, tmp_path, settings):
    # The scan reads the numbers of the forms that the installation gave out.
    settings.SECRET_KEY = SECRET
    logs = system_logs()
    sent = [Sent(number) for number in range(60)]
    with running(tmp_path / "nginx") as server, both_processes(roles, server.folder):
        visitor = SecureVisitor(server.port)
        visitor.request("GET", PATH)
        write_pages()
        before = row_counts()
        start = fresh_second()
        for each in sent:
            visitor.answer(PATH, each) if each.number % 10 else visitor.send_twice(PATH, each)
            if each.number == 7:
                refusals = visitor.misbehave(PATH)
                provoke(visitor, server)
            if (each.number + 1) % 15 == 0:
                if each.number == 59:
                    break_the_intake(visitor)
                done = manage(roles.environment("jobs"), "mix", "--survey", "insights")
                assert "15 mixed" in done.stdout, done.stderr
        window = Window(start, datetime.now(UTC) + timedelta(seconds=1))
        assert all(status < 500 for status in refusals.values()), refusals
        assert (Intake.objects.count(), Response.objects.count()) == (0, 60)
        assert visitor.cookies_set == []
        assert leaks(database, sent, markers=visitor.markers(), window=window, before=before) == []
        assert server.lines() == []
        for folder in (server.folder, roles.folder):
            assert markers_in_files(folder, visitor.markers(), since=start.timestamp() - 1) == []
    written = {
        path.name for path in files_below(roles.folder, since=start.timestamp() - 1) if path.suffix == ".log"
    }
    assert written <= MAY_EXIST
    for name in MAY_EXIST:
        for file in (roles.folder / name, server.folder / name):
            assert not file.exists() or not times_in(file.read_text(errors="replace"), window)
    assert server.lines() == []
    assert system_logs() == logs
    told = roles.cluster.log.read_text(errors="replace")
    assert not [line for line in told.splitlines() if times_in(line, window) and "reload" not in line], told[
        -2000:
    ]


def test_an_access_log_somebody_switches_on_is_found(roles, database, tmp_path):
    """The fault the scan is there for, planted."""

    def switched_on(text: str) -> str:
        return re.sub(r"access_log off;", f"access_log {tmp_path}/nginx/access.log;", text)

    with running(tmp_path / "nginx", change=switched_on) as server, both_processes(roles, server.folder):
        visitor = SecureVisitor(server.port)
        start = fresh_second()
        visitor.answer(PATH, Sent(1))
        window = Window(start, datetime.now(UTC) + timedelta(seconds=1))
    assert [line for line in server.lines() if "access.log" in line and "POST /insights/" in line]
    assert {found.marker for found in markers_in_files(server.folder, visitor.markers())} >= {
        "client address"
    }
    assert times_in((server.folder / "access.log").read_text(), window)


def test_an_error_log_somebody_switches_on_is_found(tmp_path):
    """With the processes away every request is an error, and nginx would write who asked."""

    def switched_on(text: str) -> str:
        return re.sub(r"error_log /dev/null emerg;", f"error_log {tmp_path}/nginx/error.log error;", text)

    with running(tmp_path / "nginx", change=switched_on) as server:
        visitor = SecureVisitor(server.port)
        assert visitor.request("GET", PATH)[0] == 503
    assert "client address" in {found.marker for found in markers_in_files(server.folder, visitor.markers())}


def test_a_site_that_is_away_says_so_with_the_headers_of_a_public_page(tmp_path):
    with running(tmp_path / "nginx") as server:
        visitor = SecureVisitor(server.port)
        for path in (PATH, "/", "/admin/"):
            status, _, text = visitor.request("GET", path)
            assert status == 503 and "away for a moment" in text and "0800 1111" in text
            told = visitor.told
            assert told["Referrer-Policy"] == "no-referrer" and told["Cache-Control"] == "no-store"
            assert told["Content-Security-Policy"].startswith("default-src 'none'")
            assert told["Server"] == "nginx" and told["Set-Cookie"] is None
        assert visitor.request("POST", PATH, b"CHANGE=x")[0] == 503
        assert server.lines() == []


def test_each_address_reaches_its_own_process_with_the_headers_it_should_have(roles, database, tmp_path):
    with running(tmp_path / "nginx") as server, both_processes(roles, server.folder):
        visitor = SecureVisitor(server.port)
        for path, status in {PATH: 200, "/": 200, "/nothing/": 404, f"{PATH}thanks/": 200}.items():
            assert visitor.request("GET", path)[0] == status, path
            told = visitor.told
            assert told["Referrer-Policy"] == "no-referrer" and told["Set-Cookie"] is None, path
            assert told["Strict-Transport-Security"].startswith("max-age=63072000"), path
            assert told["X-Content-Type-Options"] == "nosniff" and told["Content-Security-Policy"], path
            assert len(told.get_all("Content-Security-Policy")) == 1, path
        assert visitor.request("GET", PATH)[0] == 200 and "no-store" in visitor.told["Cache-Control"]
        visitor.cookies_set.clear()
        status, where, _ = visitor.request("GET", "/admin/")
        assert status == 302 and where.startswith("/account/login/")
        status, _, text = visitor.request("GET", "/account/login/")
        assert status == 200 and "password" in text.lower()
        assert any(cookie.startswith("__Host-csrf") for cookie in visitor.cookies_set)
        style = re.search(r'href="(/static/[^"]+\.css)"', visitor.request("GET", "/")[2])
        assert style is not None
        assert visitor.request("GET", style[1])[0] == 200
        assert visitor.told["Cache-Control"].startswith("max-age=315360000")
        # A name that is not ours gets no answer at all.
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            visitor.request("GET", "/", Host="elsewhere.example")


def test_thirty_forms_that_are_half_sent_keep_nobody_waiting(roles, database, tmp_path):
    with running(tmp_path / "nginx") as server, both_processes(roles, server.folder):
        visitor = SecureVisitor(server.port)
        visitor.request("GET", PATH)
        half = f"POST {PATH} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        half += "Content-Length: 500000\r\n\r\nCHANGE=" + "x" * 100_000
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        with contextlib.ExitStack() as open_ones:
            for _ in range(30):
                plug = open_ones.enter_context(socket.create_connection(("127.0.0.1", server.port)))
                open_ones.enter_context(trusting.wrap_socket(plug, server_hostname=HOST)).sendall(
                    half.encode()
                )
            visitor.answer(PATH, Sent(1))
            # A body that is not whole lies in memory: nothing of it is in a file.
            assert [path for path in (server.folder / "temporary").rglob("*") if path.is_file()] == []
        assert server.lines() == []


def test_a_flood_from_one_place_is_slowed_without_a_line(tmp_path):
    def slower(text: str) -> str:
        assert "rate=100r/s" in text and "burst=400" in text
        return text.replace("rate=100r/s", "rate=1r/s").replace("burst=400", "burst=2")

    with running(tmp_path / "nginx", change=slower) as server:
        visitor = SecureVisitor(server.port)
        told = [visitor.request("GET", PATH)[0] for _ in range(8)]
        assert 429 in told
        assert visitor.told["Retry-After"] and visitor.told["Cache-Control"] == "no-store"
        assert server.lines() == []
