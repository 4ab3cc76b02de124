"""Events: what is on, for whom, and a file for the calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page, PageQuerySet

from cms.calendars import HOURS_UNSAID, Entry, calendar_response
from cms.incidents import RestsDuringIncidents, awake
from cms.models.base import BasePage, help_panel
from cms.shapes import AREA_CHOICES, AREAS

PAST_SHOWN = 6


class EventsPage(RoutablePageMixin, BasePage):
    """The list of events, by area if somebody likes, and one calendar of them all."""

    template = "pages/events.html"
    page_description = "What is on: events in order, by area, with a calendar file"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.EventPage"]
    max_count_per_parent = 1

    content_panels = [
        help_panel(
            "<p>Events stand in order by themselves and leave the list when they are over. Add one below "
            "this page for each.</p><p><b>Good:</b> say here who may come and what it costs. "
            "<b>Not so good:</b> a list of dates typed by hand.</p>"
        ),
        *BasePage.content_panels,
    ]

    def events(self) -> PageQuerySet:
        """Live events with the moment each is over."""
        return (
            EventPage.objects.child_of(self)
            .live()
            .annotate(over_at=Coalesce("ends_at", models.F("starts_at") + HOURS_UNSAID))
        )

    @path("")
    def index(self, request: HttpRequest) -> HttpResponse:
        """Coming events, the next first, and the last few that are over."""
        moment = now()
        area = AREAS.get(request.GET.get("area", ""))
        events = self.events()
        if area:
            events = events.filter(area__in=("", area.code))
        return self.render(
            request,
            context_overrides={
                "coming": awake(events.filter(over_at__gte=moment).order_by("starts_at")),
                "past": awake(events.filter(over_at__lt=moment).order_by("-starts_at")[:PAST_SHOWN]),
                "areas": AREAS.values(),
                "area": area,
            },
        )

    @path("calendar/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Every coming event as one file."""
        coming = awake(self.events().filter(over_at__gte=now()).order_by("starts_at"))
        entries = (event.entry(request) for event in coming)
        return calendar_response(entries, name=self.title, host=request.get_host(), filename="events")


class EventPage(RestsDuringIncidents, RoutablePageMixin, BasePage):
    """One event: when, where, for whom, what it costs, how to get in."""

    template = "pages/event.html"
    page_description = "One event: when, where, for whom, what it costs, how to get in"
    parent_page_types = ["cms.EventsPage"]
    subpage_types: list[str] = []

    starts_at = models.DateTimeField("begins")
    ends_at = models.DateTimeField("ends", null=True, blank=True)
    place = models.CharField(max_length=160, help_text="Name and street of the place, or “online”")
    area = models.CharField(
        max_length=9, blank=True, choices=AREA_CHOICES, help_text="Leave empty for the whole region"
    )
    for_whom = models.CharField(
        "for whom", max_length=120, help_text="For example “anybody aged 11 to 18”. Say if it is girls only"
    )
    cost = models.CharField(max_length=80, help_text="“Free”, or the price and who pays less")
    access = models.CharField(
        "getting in",
        max_length=200,
        help_text="Steps, lift, toilets, quiet room, interpreter. “No lift” helps more than nothing",
    )
    how_to_come = models.CharField(
        "how to come", max_length=200, help_text="“Just come”, or how to book without giving more than needed"
    )
    cancelled = models.BooleanField(
        default=False, help_text="It stays in the list and says so, and in calendars that follow it"
    )

    content_panels = [
        help_panel(
            "<p>Somebody decides here whether they dare to come. Say who will be there and how it begins.</p>"
            "<p><b>Good:</b> “Come in by the side door, somebody in a yellow top says hello.” "
            "<b>Not so good:</b> “Attendance is encouraged.”</p>"
        ),
        *Page.content_panels,
        FieldPanel("standfirst"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("place"),
                FieldPanel("area"),
                FieldPanel("cancelled"),
            ],
            heading="When and where",
        ),
        MultiFieldPanel(
            [
                FieldPanel("for_whom"),
                FieldPanel("cost"),
                FieldPanel("access"),
                FieldPanel("how_to_come"),
            ],
            heading="Who and how",
        ),
        FieldPanel("body"),
    ]

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "It ends before it begins. Check the day and the time."})

    @property
    def is_over(self) -> bool:
        """Whether the last moment of it has passed."""
        return (self.ends_at or self.starts_at + HOURS_UNSAID) < now()

    @property
    def where(self) -> Any:
        """The area it belongs to, with its shape; None for the whole region."""
        return AREAS.get(self.area)

    def entry(self, request: HttpRequest | None = None) -> Entry:
        """This event as a line of a calendar; one that was called off says so in its title."""
        stamp: datetime = self.last_published_at or self.starts_at
        return Entry(
            key=str(self.translation_key),
            title=f"Called off: {self.title}" if self.cancelled else self.title,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            place=self.place,
            about=" ".join(part for part in (self.standfirst, self.how_to_come) if part),
            url=self.get_full_url(request) or "",
            changed_at=stamp,
        )

    @path("")
    def whole(self, request: HttpRequest) -> HttpResponse:
        """The page itself."""
        return self.render(request)

    @path("calendar/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """This event as a file."""
        return calendar_response(
            [self.entry(request)], name=self.title, host=request.get_host(), filename=self.slug
        )
