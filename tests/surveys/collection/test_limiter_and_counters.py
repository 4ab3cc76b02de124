from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from django.db import DatabaseError

from surveys.collection import limiter as limiter_module
from surveys.collection.counters import Counters
from surveys.collection.limiter import SENDS, WINDOW_SECONDS, Limiter
from surveys.models import DailyCount, LanguageCount, SectionStop


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_601st_send_from_one_network_is_noticed_and_the_next_window_forgets():
    clock = Clock()
    limiter = Limiter(clock)
    sends = [limiter.is_over({"REMOTE_ADDR": f"192.0.2.{n % 250}"}) for n in range(SENDS + 1)]
    assert sends == [False] * SENDS + [True]
    assert not limiter.is_over({"REMOTE_ADDR": "198.51.100.1"})
    clock.now = WINDOW_SECONDS
    assert not limiter.is_over({"REMOTE_ADDR": "192.0.2.1"})


def test_an_ipv6_network_is_its_first_56_bits():
    limiter = Limiter(Clock())
    for n in range(SENDS):
        limiter.is_over({"REMOTE_ADDR": f"2001:db8:0:{n % 256:x}::{n:x}"})
    assert limiter.is_over({"REMOTE_ADDR": "2001:db8:0:ff::1"})
    assert not limiter.is_over({"REMOTE_ADDR": "2001:db8:0:100::1"})


def test_no_address_is_kept_even_in_memory():
    limiter = Limiter(Clock())
    limiter.is_over({"REMOTE_ADDR": "192.0.2.77"})
    ((key, count),) = limiter._counts.items()
    assert (len(key), count) == (4, 1)
    salted = Limiter(Clock())
    salted.is_over({"REMOTE_ADDR": "192.0.2.77"})
    assert key not in salted._counts


@pytest.mark.parametrize("address", ["", "unix:", "not an address", "1.2.3.4, 5.6.7.8"])
def test_an_unreadable_address_is_no_error(address):
    assert not Limiter(Clock()).is_over({"REMOTE_ADDR": address})


def test_behind_a_proxy_the_address_is_read_where_the_settings_say(settings):
    settings.CLIENT_ADDRESS = "HTTP_X_REAL_IP"
    limiter = Limiter(Clock())
    for _ in range(SENDS):
        limiter.is_over({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "192.0.2.1"})
    assert limiter.is_over({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "192.0.2.9"})
    assert not limiter.is_over({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "198.51.100.9"})


WHO_IS_ASKING = re.compile(
    r"REMOTE_|FORWARDED|USER_AGENT|ACCEPT_LANGUAGE|REFERER|HTTP_COOKIE|SEC_CH|\.COOKIES|session"
)


def test_only_the_limiter_looks_at_who_is_asking():
    looking = {
        path.name
        for path in Path(limiter_module.__file__).parent.glob("*.py")
        if WHO_IS_ASKING.search(re.sub(r'""".*?"""|#.*', "", path.read_text(encoding="utf-8"), flags=re.S))
    }
    assert looking == {"limiter.py"}


def test_counts_are_added_to_the_day_and_counted_once(insights):
    counters = Counters()
    for _ in range(3):
        counters.sent(insights.pk, "q7x", "ur")
    counters.sent(insights.pk, "", "en")
    counters.stopped(insights.pk, 2)
    counters.flush()
    counters.sent(insights.pk, "q7x", "ur")
    counters.flush()
    counters.flush()
    assert dict(DailyCount.objects.values_list("channel", "n")) == {"q7x": 4, "": 1}
    assert dict(LanguageCount.objects.values_list("language", "n")) == {"ur": 4, "en": 1}
    assert list(SectionStop.objects.values_list("section", "n")) == [(2, 1)]


def test_no_table_of_counts_can_cross_channel_and_language():
    for table in (DailyCount, LanguageCount, SectionStop):
        told = {"channel", "language", "section"} & {field.name for field in table._meta.get_fields()}
        assert len(told) == 1, table


def test_an_hour_in_which_nobody_came_writes_nothing(insights, django_assert_num_queries):
    with django_assert_num_queries(0):
        Counters().flush()


def test_counts_that_cannot_be_written_wait_for_the_next_hour(insights, monkeypatch):
    counters = Counters()
    counters.sent(insights.pk, "", "en")
    with monkeypatch.context() as patch:
        patch.setattr("surveys.collection.counters._add", _away)
        with pytest.raises(DatabaseError):
            counters.flush()
    assert not DailyCount.objects.exists()
    counters.flush()
    assert DailyCount.objects.get().n == 1


def _away(*_: object, **__: object) -> None:
    raise DatabaseError


def test_threads_lose_no_count(insights):
    counters = Counters()
    threads = [
        threading.Thread(target=lambda: [counters.sent(insights.pk, "", "en") for _ in range(500)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counters.flush()
    assert DailyCount.objects.get().n == 2000
