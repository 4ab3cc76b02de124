"""An installation as docs/deploy describes it, made in a folder: its processes, on its settings, with its files."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ROOT / "docs" / "deploy"
SECRET = "k3p-" * 5 + "abcdefghijklmnopqrstuvwxyz0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def environment_of(file: str) -> dict[str, str]:
    """The variables of an example environment file."""
    lines = (PAPERS / file).read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def environment(folder: Path, url: str, service: str, **changes: str) -> dict[str, str]:
    """What a process of the installation is given: the example files, with this test's folder, database and host."""
    told = environment_of("common.env") | environment_of(f"{service}.env" if service else "common.env")
    told |= {
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": "engagement.example.org,127.0.0.1",
        "VAR_DIR": str(folder),
        "DATABASE_URL": url,
        "REDIS_URL": "",
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
    }
    return told | changes


def manage(told: Mapping[str, str], *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """A command of manage.py as an operator runs it."""
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=dict(told),
        cwd=told["VAR_DIR"],
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@contextlib.contextmanager
def gunicorn(told: Mapping[str, str], *, bind: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """One service under the example configuration of gunicorn, but for where it listens and how many processes."""
    command = [sys.executable, "-m", "gunicorn", "-c", str(PAPERS / "gunicorn.conf.py"), "--workers", "1"]
    with log.open("ab") as output:
        server = subprocess.Popen(
            [*command, "--bind", bind, "engagement.wsgi"],
            env=dict(told),
            cwd=told["VAR_DIR"],
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _wait_until_it_listens(bind, server, log)
        yield server
    finally:
        end(server)


def end(server: subprocess.Popen[bytes]) -> None:
    """Ask a process to stop, and see that it has."""
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(30)


def _wait_until_it_listens(bind: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            if bind.startswith("unix:"):
                with socket.socket(socket.AF_UNIX) as plug:
                    plug.connect(bind.removeprefix("unix:"))
            else:
                host, port = bind.split(":")
                socket.create_connection((host, int(port)), timeout=5).close()
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text(errors="replace")) from None
            time.sleep(0.1)
