"""The example site as a stranger starts it: a process of its own, filled by the command that serves it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 180


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as plug:
        return plug.getsockname()[1]


def demo(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start ``manage.py demo`` on files of its own, whatever database the tests themselves use."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATABASE", "DJANGO", "REDIS"))
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", *arguments],
        cwd=ROOT,
        env={**kept, "VAR_DIR": str(folder), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, int]]:
    """The address and port of a filled example site, stopped again at the end."""
    port = free_port()
    process = demo(folder, "--port", str(port))
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, address)
        yield address, port
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _wait(process: subprocess.Popen[str], address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"The example site ended by itself:\n{process.communicate()[0]}")
        try:
            with urlopen(f"{address}/", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise AssertionError(f"The example site did not answer within {PATIENCE} s.")
