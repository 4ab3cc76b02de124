"""Run as ``python -m tests.scan.serve PORT``: the embedded server, as the example site runs it, on any database.

With ``TIMED_WORK=0`` it answers and nothing else: what it holds in memory is then what visitors made it hold.
"""

from __future__ import annotations

import os
import sys

import django


def main(port: int) -> None:
    django.setup()
    from engagement.demo import server
    from engagement.jobs.lock import server_lock

    if os.environ.get("TIMED_WORK") == "0":
        server.start_background = lambda: None
    with server_lock():
        server.ExampleServer(port=port).run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
