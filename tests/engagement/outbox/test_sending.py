"""Mail that was written goes out once, whatever the mail server does in the meantime."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.mail import EmailMessage, send_mail
from django.db import transaction
from django.utils import timezone

from engagement.outbox import letters
from engagement.outbox.models import Mail, StoppedAddress
from engagement.outbox.sending import send_batch, send_prompt
from engagement.outbox.services import forget_sent, put_by, stop, try_again
from tests.engagement.outbox.smtp_stub import (
    DROPS,
    DROPS_AFTER,
    HANGS,
    LATER,
    NEVER,
    REFUSES,
    TAKES,
    MailServer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
WORDS = {"subject": "News", "text": "Something is new.\n"}


@pytest.fixture
def server(settings):
    with MailServer() as server:
        settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 0.3
        yield server


def put(*addresses: str, prompt: bool = False) -> None:
    for address in addresses:
        put_by(letters.PLAIN, address, WORDS, prompt=prompt)


def run_batches(most: int = 30) -> int:
    """So many full hours; how many mails went."""
    return sum(send_batch() for _ in range(most))


def test_what_was_written_is_sent_once_and_nothing_of_it_stays_that_can_be_read(server):
    put("ada@example.org", "ben@example.org")
    assert "ada@example.org" not in json.dumps(list(Mail.objects.values()), default=str)
    assert send_batch() == 2 and send_batch() == 0
    assert server.recipients() == ["ada@example.org", "ben@example.org"]
    assert set(server.copies().values()) == {1}
    assert set(Mail.objects.values_list("state", "sealed")) == {("sent", "")}
    assert forget_sent(now=timezone.now() + timedelta(days=1)) == 2


@pytest.mark.parametrize("mood", [REFUSES, HANGS, LATER, DROPS])
def test_a_server_in_any_bad_mood_loses_nothing_and_gets_nothing_twice(server, mood):
    put(*(f"{n}@example.org" for n in range(5)))
    server.mood = mood
    assert send_batch() == 0 and not server.taken
    server.mood = TAKES
    assert run_batches() == 5
    assert len(server.taken) == 5 and set(server.copies().values()) == {1}


def test_a_mail_whose_answer_was_lost_goes_again_under_the_same_number(server):
    """SMTP leaves no other way: the server may have taken it or not."""
    put("ada@example.org")
    server.mood = DROPS_AFTER
    assert send_batch() == 0
    server.mood = TAKES
    assert run_batches() == 1
    assert list(server.copies().values()) == [2]


def test_a_process_that_dies_while_it_sends_is_followed_by_one_that_sends(server):
    put("ada@example.org")
    Mail.objects.update(state=Mail.State.SENDING, tries=1)
    assert send_batch() == 1 and server.recipients() == ["ada@example.org"]


def test_a_server_that_is_away_is_asked_twice_a_batch_and_not_for_every_mail(server):
    put(*(f"{n}@example.org" for n in range(20)))
    server.mood = REFUSES
    send_batch()
    assert server.visits == 2 and Mail.objects.filter(tries__gt=0).count() == 2


def test_waits_grow_and_after_two_days_a_mail_is_given_up_but_not_lost(server):
    put("ada@example.org")
    server.mood = LATER
    tried = []
    now = timezone.now()
    for hour in range(80):
        before = Mail.objects.get().tries
        send_batch(now=now + timedelta(hours=hour))
        if Mail.objects.get().tries > before:
            tried.append(hour)
    waits = [later - earlier for earlier, later in pairwise(tried)]
    assert waits[0] == 1 and 4 <= max(waits) <= 9 and tried[-1] >= 48
    mail = Mail.objects.get()
    assert mail.state == "failed" and mail.sealed
    server.mood = TAKES
    assert try_again() == 1 and send_batch() == 1 and len(server.taken) == 1


def test_an_address_that_is_refused_for_good_is_stopped(server):
    put("nobody@example.org")
    server.mood = NEVER
    assert send_batch() == 0
    assert StoppedAddress.objects.get().why == "bounced" and Mail.objects.get().sealed == ""
    server.mood = TAKES
    put("Nobody@Example.org")
    assert run_batches() == 0 and not server.taken


def test_staff_hear_of_danger_whatever_became_of_their_address(server):
    stop("sana@example.org", "bounced")
    put("sana@example.org", prompt=True)
    assert send_prompt() == 1
    server.mood = NEVER
    put("amara@example.org", prompt=True)
    send_prompt()
    assert StoppedAddress.objects.count() == 1


def test_the_order_of_sending_tells_nothing_of_the_order_of_writing(server):
    written = [f"{n:02}@example.org" for n in range(24)]
    put(*written)
    send_batch()
    assert [str(message["To"]) for message in server.taken] != written


def test_a_mail_that_cannot_be_written_keeps_no_other(server, monkeypatch):
    def broken(told):
        raise RuntimeError("ada@example.org")

    monkeypatch.setitem(letters._writers, "broken", broken)
    put_by("broken", "ada@example.org")
    put("ben@example.org")
    assert run_batches() == 1 and server.recipients() == ["ben@example.org"]


def test_a_mail_is_written_with_what_it_is_about_or_not_at_all():
    with pytest.raises(RuntimeError), transaction.atomic():
        put("ada@example.org")
        raise RuntimeError
    assert not Mail.objects.exists()


def test_one_mail_about_one_thing_however_often_it_is_asked_for():
    assert put_by("confirm", "ada@example.org", once="list today")
    assert not put_by("confirm", "ADA@example.org", once="list today")
    assert put_by("confirm", "ada@example.org", once="list tomorrow")


def test_a_changed_secret_key_keeps_mail_and_tells_that_it_does_not_open(server, settings, caplog):
    put("ada@example.org")
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another key for tests"
    assert send_batch() == 0 and Mail.objects.get().state == "failed"
    assert "does not open" in caplog.text
    settings.SECRET_KEY_FALLBACKS = [old]
    try_again()
    assert send_batch() == 1


class TestThroughDjango:
    """Whatever sends mail as Django does is led into the outbox."""

    @pytest.fixture(autouse=True)
    def _outbox(self, settings):
        settings.EMAIL_BACKEND = "engagement.outbox.backend.OutboxBackend"

    def test_a_mail_to_staff_waits_in_the_outbox_and_goes_within_minutes(self, server):
        sent = send_mail("Safeguarding: something new waits", "Open the queue.", None, ["sana@example.org"])
        assert sent == 1 and not server.taken
        assert send_batch() == 0 and send_prompt() == 1
        (message,) = server.taken
        assert message["Subject"] == "Safeguarding: something new waits"
        assert message["From"] == "hello@example.org" and message["Auto-Submitted"] == "auto-generated"

    def test_each_address_gets_a_mail_of_its_own(self, server):
        EmailMessage("Hello", "Words", to=["ada@example.org"], bcc=["ben@example.org"]).send()
        assert send_prompt() == 2
        assert server.recipients() == ["ada@example.org", "ben@example.org"]

    def test_no_mail_server_is_needed_for_an_act_of_staff(self, server):
        server.mood = HANGS
        send_mail("Hello", "Words", None, ["ada@example.org"])
        assert server.visits == 0

    def test_a_file_is_refused_with_a_sentence(self):
        mail = EmailMessage("Hello", "Words", to=["ada@example.org"])
        mail.attach("paper.txt", "words")
        with pytest.raises(ValueError, match="takes no files"):
            mail.send()
        assert not Mail.objects.exists()
