"""The mail server refuses, hangs or breaks off: answers are taken as fast as ever, no mail is lost or sent twice."""

from __future__ import annotations

import statistics
import time

import pytest

from engagement.jobs.models import JobRun
from engagement.outbox import letters
from engagement.outbox.models import Mail
from engagement.outbox.services import put_by
from tests.engagement.outbox.smtp_stub import DROPS, HANGS, LATER, REFUSES, TAKES, MailServer
from tests.reliability.crowd import HIDDEN, PATH, request
from tests.reliability.figures import tell
from tests.reliability.ledger import CHOSEN, comments_of, stored_answers
from tests.reliability.server import Server
from tests.scan.visitors import made_up_word

pytestmark = pytest.mark.long
MAILS, VISITORS = 40, 25
MOST_SLOWER = 0.050
"""Seconds that sending an answer may take longer while mail is down."""


def answer_once(port: int) -> float:
    """One visitor: how long pressing Send took."""
    form = dict(HIDDEN.findall(request(port, "GET", PATH)[2]))
    fields = form | CHOSEN | comments_of(made_up_word()) | {"to": "send"}
    begun = time.monotonic()
    status, location, _ = request(port, "POST", PATH, fields)
    took = time.monotonic() - begun
    assert (status, location) == (303, f"{PATH}thanks/")
    return took


def due_at_once() -> None:
    """As if the next hour had come. No server runs now, so this process may write."""
    JobRun.objects.all().delete()
    Mail.objects.update(rests=0)


def until(happened, what: str, patience: float = 60) -> None:
    begun = time.monotonic()
    while not happened():
        assert time.monotonic() < begun + patience, what
        time.sleep(0.05)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_answers_are_taken_and_every_mail_goes_once_when_the_server_is_back(engine, tmp_path):
    with MailServer() as mail:
        told = {
            "MAIL_PROVIDER": "smtp",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail.port),
            "EMAIL_TIMEOUT": "5",
        }
        took: dict[str, list[float]] = {}
        for mood in (TAKES, REFUSES, HANGS, LATER, DROPS):
            mail.mood = mood
            due_at_once()
            visits = mail.visits
            with Server(engine, tmp_path / "site", **told) as server:
                if mood != TAKES:
                    # The jobs of the server are at it, and stay at it while visitors answer.
                    until(lambda seen=visits: mail.visits > seen, f"nobody tried to send ({mood})")
                took[mood] = [answer_once(server.port) for _ in range(VISITORS)]
            if mood == TAKES:
                # Written once the undisturbed times are known.
                for n in range(MAILS):
                    put_by(letters.PLAIN, f"{n}@example.org", {"subject": "News", "text": "New.\n"})
            else:
                assert not mail.taken, mood
        mail.mood = TAKES
        due_at_once()
        with Server(engine, tmp_path / "site", **told):
            until(lambda: len(mail.taken) >= MAILS, f"only {len(mail.taken)} of {MAILS} mails went")
        assert len(mail.taken) == MAILS and set(mail.copies().values()) == {1}
        assert not Mail.objects.exclude(state=Mail.State.SENT).exists()
    undisturbed = statistics.median(took.pop(TAKES))
    slower = {mood: statistics.median(times) - undisturbed for mood, times in took.items()}
    assert max(slower.values()) < MOST_SLOWER, slower
    assert len(stored_answers(engine)) == 5 * VISITORS
    tell(
        f"mail down: an answer took {undisturbed * 1000:.0f} ms undisturbed, at most"
        f" {max(slower.values()) * 1000:.0f} ms more in the median; {MAILS} mails, each taken once"
    )
