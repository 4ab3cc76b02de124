"""What is in the list today: fresh, marked, hidden; and what fits a wish."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from engagement.directory.choices import Status
from engagement.directory.freshness import freshness
from engagement.directory.models import Schedule, Service
from engagement.directory.selectors import (
    Wish,
    by_words,
    count_by_area,
    due_for_asking,
    find,
    listed,
    neighbourhoods,
    of_area,
)
from tests.engagement.directory.entries import DUDLEY, SANDWELL, place, service


@pytest.mark.parametrize(
    ("confirmed_on", "state"),
    [
        (date(2026, 11, 22), "fresh"),
        (date(2026, 5, 22), "fresh"),
        (date(2026, 5, 21), "old"),
        (date(2025, 11, 22), "old"),
        (date(2025, 11, 21), "hidden"),
        (None, "hidden"),
    ],
)
def test_an_entry_is_fresh_for_six_months_marked_for_six_more_and_then_hidden(confirmed_on, state):
    assert freshness(confirmed_on, today=date(2026, 11, 22)) == state


def test_months_are_months_of_the_calendar_at_the_end_of_february_too():
    assert freshness(date(2024, 2, 29), today=date(2024, 8, 29)) == "fresh"
    assert freshness(date(2024, 2, 28), today=date(2024, 8, 29)) == "old"


@pytest.mark.django_db
def test_the_list_has_what_is_shown_runs_and_was_confirmed_within_the_year():
    service("Here")
    service("Paused", status=Status.PAUSED)
    service("Old", confirmed=200)
    service("Too old", confirmed=380)
    service("Never", confirmed=None)
    service("Not shown", shown=False)
    service("Gone", status=Status.DEFUNCT)
    assert [found.name for found in find(Wish(), today=localdate())] == ["Here", "Old", "Paused"]
    assert [found.name for found in due_for_asking(localdate())] == ["Never", "Too old", "Old"]
    assert [found.name for found in by_words("entry too", today=localdate(), most=9)] == []


@pytest.mark.django_db
def test_a_wish_is_met_in_all_its_parts():
    boxing = service(
        "Boxing", minimum_age=10, maximum_age=25, cost="low", access=["toilet"], languages=["en", "ur"]
    )
    girls = service("Football", open_to="girls", minimum_age=12, maximum_age=17, faith_friendly=True)
    sent = service("Mentors", kind="mentoring", referral="professional", at=place(DUDLEY, "Old Market"))
    online = service("Chat", kind="advice", assured_on=localdate(), assurance="Papers")
    Schedule.objects.filter(service=online).update(location=None)

    def names(**wish: object) -> list[str]:
        return [found.name for found in find(Wish(**wish), today=localdate())]

    assert names(kind="sport") == ["Boxing", "Football"]
    assert names(age=11) == ["Boxing", "Chat", "Mentors"]
    assert names(age=26) == ["Chat", "Mentors"]
    assert names(cost="free") == ["Chat", "Football", "Mentors"]
    assert names(cost="low") == ["Boxing", "Chat", "Football", "Mentors"]
    assert names(who="girls") == ["Football"] and "Football" not in names(who="mixed")
    assert names(access="toilet") == ["Boxing"] == names(language="ur")
    assert names(referral="self") == ["Boxing", "Chat", "Football"]
    assert names(faith=True) == [girls.name] and names(assured=True) == [online.name]
    # What is for the whole region comes after what is near.
    assert names(area=DUDLEY) == [sent.name, online.name]
    assert names(area=SANDWELL, neighbourhood="five-locks") == [boxing.name, girls.name]
    assert [found.name for found in of_area(DUDLEY, today=localdate())] == [sent.name]
    assert [(told.slug, told.services) for told in neighbourhoods(SANDWELL, today=localdate())] == [
        ("five-locks", 2)
    ]
    counted = count_by_area(listed(localdate()))
    assert (counted[SANDWELL], counted[DUDLEY], sum(counted.values())) == (2, 1, 3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"minimum_age": 12, "maximum_age": 11}, "maximum_age"),
        ({"assured_on": date(2026, 1, 1)}, "assurance"),
        ({"confirmed_on": localdate() + timedelta(days=2)}, "confirmed_on"),
        ({"phone": "ring us"}, "phone"),
        ({"languages": ["tlh"]}, "languages"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_beside_its_field(given, field):
    entry = service()
    for name, value in given.items():
        setattr(entry, name, value)
    with pytest.raises(ValidationError) as refused:
        entry.full_clean()
    assert field in refused.value.message_dict


@pytest.mark.django_db
def test_times_are_said_in_words():
    row = Schedule(days=["FR", "MO"], opens_at=None)
    assert row.in_words == "Monday and Friday"
    assert Schedule(days=list(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))).in_words == "Every day"
    assert Schedule().in_words == "Ask when"
    assert Service(minimum_age=11).ages == "11 and older" and Service(maximum_age=9).ages == "Up to 9"
