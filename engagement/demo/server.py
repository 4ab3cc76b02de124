"""The example site's server: one process with threads, in front of the embedded database."""

from __future__ import annotations

import socket
import struct
from typing import Any

from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

SILENCE_SECONDS = 10


class ExampleServer(BaseApplication):
    """gunicorn inside this very process: the product is loaded once, and no second command is needed."""

    def __init__(self, *, port: int, threads: int = 8) -> None:
        self.port = port
        self.threads = threads
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"127.0.0.1:{self.port}",
            # One process: an older SQLite can lose rows when two write and checkpoint at the same moment.
            "workers": 1,
            "worker_class": "gthread",
            "threads": self.threads,
            "timeout": 60,
            "keepalive": 5,
            "accesslog": None,
            "loglevel": "error",
            "proc_name": "engagement",
            "control_socket_disable": True,
            "post_worker_init": _begin,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()


def _begin(worker: Any) -> None:
    for listener in worker.sockets:
        grow_impatient(listener.sock)
    start_background()


def grow_impatient(listener: socket.socket) -> None:
    """Let whoever calls and falls silent lose their line: no proxy stands in front of this server to wait for them.

    What is set on the socket that listens holds for every line it accepts (Linux).
    """
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SILENCE_SECONDS, 0))


def start_background() -> None:
    """Timed work of the embedded server: mixing, reading, publishing what is due."""
    from engagement.jobs import thread

    thread.start()
