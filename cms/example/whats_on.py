"""The example's news and events: invented, dated relative to today."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import make_aware

from cms.example.pages import ensure_page
from cms.models import EventPage, EventsPage, HomePage, NewsIndexPage, NewsPage

EVENTS: tuple[dict[str, Any], ...] = (
    {
        "slug": "open-hall",
        "title": "Open hall: table tennis, toast and a quiet corner",
        "days": 4,
        "hours": (18, 21),
        "place": "Lantern Church hall, Corner Street",
        "area": "E08000030",
        "for_whom": "Anybody aged 11 to 18",
        "cost": "Free, food included",
        "access": "Level entrance at the side. Accessible toilet. The small room stays quiet",
        "how_to_come": "Just come. Somebody in a yellow top says hello",
        "standfirst": "You can play, sit, or do your homework. Nobody asks why you came.",
    },
    {
        "slug": "girls-only-football",
        "title": "Girls-only football under the lights",
        "days": 11,
        "hours": (17, 19),
        "place": "Pitch 2, Rosehill ground",
        "area": "E08000025",
        "for_whom": "Girls aged 12 to 17, all levels",
        "cost": "Free, boots to borrow",
        "access": "Grass, then a rail. Women coach and keep the gate",
        "how_to_come": "Text the number on the gate, or just come",
        "standfirst": "Two hours, women coaches, and somebody walks the bus-stop group back.",
    },
    {
        "slug": "reading-the-answers",
        "title": "What you told us: reading the answers together",
        "days": 24,
        "hours": (17, 19),
        "place": "Online, cameras optional",
        "area": "",
        "for_whom": "Anybody who answered, and anybody who did not",
        "cost": "Free",
        "access": "Live captions. Tell us which language you would like to hear",
        "how_to_come": "The link stands here on the day. No name needed",
        "standfirst": "We show the figures, you say what they leave out.",
    },
    {
        "slug": "lamp-walk",
        "title": "The lamp walk",
        "days": -9,
        "hours": (19, 20),
        "place": "From Canal Street to the college",
        "area": "E08000028",
        "for_whom": "Everybody",
        "cost": "Free",
        "access": "Flat path, two kerbs",
        "how_to_come": "We met at the gurdwara kitchen",
        "standfirst": "We counted every lamp that did not work. There were eleven.",
    },
)

NEWS: tuple[dict[str, Any], ...] = (
    {
        "slug": "eleven-lamps",
        "title": "Eleven lamps, one list",
        "days": -6,
        "standfirst": "The lamp walk counted eleven lights that were out. The list is with the council, and we "
        "say here which are mended.",
        "words": "<p>Twenty-six people walked from Canal Street to the college. Every lamp that was out got a "
        "number and a photo. The council has promised an answer for each one.</p>",
    },
    {
        "slug": "the-survey-is-open",
        "title": "The survey is open",
        "days": -20,
        "standfirst": "Seven minutes, no names. We want to hear most from people who never answer surveys.",
        "words": "<p>Last year too few young people answered, and too few people from some faiths. So this year "
        "it is on phones, in more languages, and on posters where you wait for the bus.</p>",
    },
    {
        "slug": "the-board-was-late",
        "title": "The Board was late, and says so",
        "days": -33,
        "standfirst": "A question of the Youth Assembly waited longer than 28 days. The clock showed it.",
        "words": "<p>The Assembly asked whether young people are paid for checking plans. The answer is yes. It "
        "came late, and the page said so until it came.</p>",
    },
)


def build_whats_on(home: HomePage, *, today: date) -> None:
    """The list of events and the list of news, with what an invented month would bring."""
    events = ensure_page(
        home,
        EventsPage,
        "events",
        title="What is on",
        search_description="Things to do and places to be, most of them free.",
        standfirst="Places to be and people to meet. Most of it is free.",
        is_example=True,
        show_in_menus=True,
    )
    for told in EVENTS:
        day = today + timedelta(days=told["days"])
        begins, ends = (make_aware(datetime.combine(day, time(hour))) for hour in told["hours"])
        fields = {
            name: value for name, value in told.items() if name not in ("slug", "title", "days", "hours")
        }
        ensure_page(
            events,
            EventPage,
            told["slug"],
            title=told["title"],
            search_description=told["standfirst"],
            is_example=True,
            starts_at=begins,
            ends_at=ends,
            **fields,
        )
    news = ensure_page(
        home,
        NewsIndexPage,
        "news",
        title="News",
        search_description="What is new, in short.",
        standfirst="What is new, in short. Good news, and when we were wrong.",
        is_example=True,
        show_in_menus=True,
    )
    for told in NEWS:
        ensure_page(
            news,
            NewsPage,
            told["slug"],
            title=told["title"],
            search_description=told["standfirst"],
            is_example=True,
            day=today + timedelta(days=told["days"]),
            standfirst=told["standfirst"],
            body=[("paragraph", told["words"])],
        )
