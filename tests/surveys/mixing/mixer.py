"""A process whose children mix and are killed: ``python -m tests.surveys.mixing.mixer``, one order a line.

An order is JSON: ``kill_after`` seconds, or ``kill_at`` a step of the mix, or neither; with ``refer`` the child only
seals what may tell of danger among the answers that wait. The answer says how the child ended. Forking keeps a trial
short: the libraries are loaded once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time

import django


def die(*args, **kwargs) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying_after(work):
    def done_then_dead(*args, **kwargs):
        work(*args, **kwargs)
        die()

    return done_then_dead


def prepare(step: str) -> None:
    """Let the mix of this process die at a step."""
    from surveys.mixing import referral, services
    from surveys.mixing.rewrite import storage

    kind = type(storage())
    if step == "before the answers are stored":
        services._store = die
    elif step == "after the answers are stored":
        services._store = dying_after(services._store)
    elif step == "after the originals are queued":
        services.queue = referral.queue = dying_after(services.queue)
    elif step == "after the intake is emptied":
        services._forget = dying_after(services._forget)
    elif step == "after the rewrite":
        kind.rewrite = dying_after(kind.rewrite)
    elif step == "before the files are cleaned":
        kind.vacuum = die
    elif step == "after the files are cleaned":
        kind.vacuum = dying_after(kind.vacuum)
    else:
        raise ValueError(step)


def mix_in_a_child(order: dict) -> int:
    """Fork, mix, perhaps be killed; the exit status, negative for a signal."""
    from surveys.mixing.referral import refer
    from surveys.mixing.services import mix
    from surveys.models import SurveyPage

    child = os.fork()
    if not child:
        status = 1
        try:
            if order.get("kill_at"):
                prepare(order["kill_at"])
            survey = SurveyPage.objects.get(slug="insights", locale__language_code="en")
            refer(survey) if order.get("refer") else mix(survey, at_least=1)
            status = 0
        finally:
            os._exit(status)
    if "kill_after" in order:
        time.sleep(order["kill_after"])
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    django.setup()
    # Loaded before the forks, not in each.
    import surveys.analysis.redaction
    from surveys.analysis.safeguarding import read

    surveys.analysis.redaction.redact("ready"), read("ready")

    for line in sys.stdin:
        started = time.monotonic()
        ended = mix_in_a_child(json.loads(line))
        print(json.dumps({"ended": ended, "seconds": time.monotonic() - started}), flush=True)


if __name__ == "__main__":
    main()
