"""Clocks that jump, and the two nights a year on which Britain's do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from surveys.collection import middleware
from surveys.collection.counters import counters
from surveys.models import DailyCount, Intake
from tests.surveys.collection.survey import put_live
from tests.surveys.collection.walk import Walker


@pytest.fixture
def clock(monkeypatch):
    """The clock of the server, to be put where a test wants it."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr(middleware, "time", SimpleNamespace(time=moment.timestamp))
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return put


NIGHTS = [datetime(2026, 3, 29, 0, 55, tzinfo=UTC), datetime(2026, 10, 25, 0, 55, tzinfo=UTC)]
"""Five minutes before the clocks of Britain go forward, and back."""


@pytest.mark.parametrize("opened", [*NIGHTS, datetime(2026, 7, 1, 22, 58, tzinfo=UTC)])
@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(minutes=10), timedelta(hours=1)])
def test_a_form_opened_before_the_clock_jumps_is_taken_after_it_and_carries_no_mark(
    insights, visitor, clock, opened, jump
):
    clock(opened)
    walker = Walker(visitor)
    clock(opened + jump)
    walker.press("over13")
    walker.press("s1")
    assert walker.send("s2", {"HOPE": "4", "SAFEDAY": "unsafe"}).status_code == 200
    walker.press("s4")
    walker.press("check")
    assert walker.press("send").status_code == 303
    assert Intake.objects.get().payload["flags"] == []


@pytest.mark.parametrize(
    "moments, days",
    [
        # 23:30 at Greenwich is half past midnight in a British summer.
        (["2026-06-30T22:30", "2026-06-30T23:30"], {date(2026, 6, 30): 1, date(2026, 7, 1): 1}),
        # The day that has 23 hours, and the one that has 25.
        (
            ["2026-03-28T23:59", "2026-03-29T00:00", "2026-03-29T00:59", "2026-03-29T01:00", "2026-03-29T22:59"],
            {date(2026, 3, 28): 1, date(2026, 3, 29): 4},
        ),
        (
            ["2026-10-24T22:59", "2026-10-24T23:00", "2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T23:59"],
            {date(2026, 10, 24): 1, date(2026, 10, 25): 4},
        ),
    ],
)  # fmt: skip
def test_an_answer_counts_for_the_day_it_is_in_britain(insights, visitor, clock, moments, days):
    for moment in moments:
        clock(datetime.fromisoformat(moment).replace(tzinfo=UTC))
        assert Walker(visitor).send("send", {"HOPE": "4"}).status_code == 303
    counters.flush()
    assert dict(DailyCount.objects.values_list("date", "n")) == days


@pytest.mark.parametrize("minutes, is_taken", [(-1, True), (0, True), (14, True), (15, False), (60, False)])
def test_the_grace_after_closing_is_fifteen_minutes_also_in_the_night_the_clocks_change(
    db, forgetting, visitor, clock, minutes, is_taken
):
    closes = NIGHTS[1]
    clock(closes - timedelta(hours=1))
    put_live(closes_at=closes)
    walker = Walker(visitor)
    clock(closes + timedelta(minutes=minutes))
    assert walker.send("send", {"HOPE": "4"}).status_code == (303 if is_taken else 410)
    assert Intake.objects.exists() is is_taken
