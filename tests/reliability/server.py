"""The product in processes of its own, to be killed and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

from tests.reliability.crowd import AWAY, PATH, request
from tests.scan.engines import Engine

ROOT = Path(__file__).resolve().parents[2]


class Server:
    """One process on SQLite, as the example runs; two workers on PostgreSQL, as an installation does."""

    def __init__(self, engine: Engine, folder: Path, **told: str) -> None:
        with socket.socket() as asked:
            asked.bind(("127.0.0.1", 0))
            self.port = asked.getsockname()[1]
        folder.mkdir(exist_ok=True)
        self.log = folder / "server.log"
        self._folder = folder
        self._environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "engagement.settings.test",
            "DATABASE_UNDER_TEST": engine.url,
            "VAR_DIR": str(folder),
            "PYTHONPATH": str(ROOT),
            **told,
        }
        self._command = [sys.executable, "-m", "tests.scan.serve", str(self.port)]
        if engine.vendor == "postgresql":
            self._command = [sys.executable, "-m", "gunicorn", "django.core.wsgi:get_wsgi_application()"]
            self._command += ["--preload", "--bind", f"127.0.0.1:{self.port}", "--no-control-socket"]
            self._command += ["--workers", "2", "--worker-class", "gthread", "--threads", "8"]
            self._command += ["--log-level", "error"]
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def start(self) -> float:
        """Start, and wait until the survey is shown; the seconds that took."""
        begun = time.monotonic()
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self._command,
                cwd=self._folder,
                env=self._environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        while not self._shows_the_survey():
            if self.process.poll() is not None or time.monotonic() > begun + 60:
                raise RuntimeError(self.log.read_text(errors="replace"))
            time.sleep(0.05)
        return time.monotonic() - begun

    def kill(self) -> None:
        """End every process of it at once, as a crash of the machine's power would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)
        self.process = None

    def workers(self) -> list[psutil.Process]:
        """The processes that answer."""
        assert self.process is not None
        return psutil.Process(self.process.pid).children()

    def _shows_the_survey(self) -> bool:
        try:
            return request(self.port, "GET", PATH)[0] == 200
        except AWAY:
            return False
