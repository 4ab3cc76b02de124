"""The Youth Assembly: when it meets, what it decided and read, what it asked the Board, how long the Board has left."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate, now
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Orderable

from cms.calendars import HOURS_UNSAID, Entry, calendar_response
from cms.models.base import BasePage, help_panel

ANSWER_WITHIN = timedelta(days=28)
"""How long the Board may take. A later day in the form does not stop the clock."""


class YouthAssemblyPage(RoutablePageMixin, BasePage):
    """The Assembly's own page: meetings, papers, decisions, questions with a clock, how to join."""

    template = "pages/youth_assembly.html"
    page_description = (
        "The Youth Assembly: meetings, papers, decisions, questions to the Board with a clock, how to join"
    )
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.StandardPage"]

    content_panels = [
        help_panel(
            "<p>Written with the Assembly. Put each question to the Board below; the page counts the "
            "days itself, and a question that is late stands first. Never write a young person’s name, school or "
            "number: people reach the Assembly through the form for joining alone.</p>"
            "<p><b>Good:</b> “Can buses run later on Fridays?” <b>Not so good:</b> “Transport "
            "considerations.”</p>"
        ),
        *BasePage.content_panels,
        InlinePanel("meetings", heading="Meetings", label="Meeting"),
        InlinePanel("papers", heading="Papers", label="Paper"),
        InlinePanel("decisions", heading="What was decided", label="Decision"),
        InlinePanel("board_questions", heading="Questions to the Board", label="Question"),
    ]

    def coming(self) -> list[Meeting]:
        """Meetings that are not over, the next first; those called off among them."""
        moment = now()
        return sorted(
            (each for each in self.meetings.all() if each.over_at >= moment), key=lambda each: each.starts_at
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.selectors import board_questions

        context = super().get_context(request, *args, **kwargs)
        today, coming = localdate(), self.coming()[:4]
        upcoming = next((each for each in coming if not each.cancelled), None)
        asked = board_questions(self, today=today)
        context |= {
            "next_meeting": upcoming,
            "later_meetings": [each for each in coming if each is not upcoming],
            "papers": sorted(
                self.papers.select_related("document"), key=lambda each: each.for_meeting_on, reverse=True
            ),
            "decisions": sorted(
                ((each, each.state(today)) for each in self.decisions.all()),
                key=lambda told: (told[1] != "late", -told[0].decided_on.toordinal()),
            ),
            "questions": asked,
            "late": sum(told.state == "late" for told in asked),
            "answer_within": ANSWER_WITHIN.days,
        }
        return context

    @path("")
    def whole(self, request: HttpRequest) -> HttpResponse:
        """The page itself."""
        return self.render(request)

    @path("calendar/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Every coming meeting as one file."""
        entries = (meeting.entry(request) for meeting in self.coming())
        return calendar_response(entries, name=self.title, host=request.get_host(), filename="youth-assembly")

    @path("calendar/<uuid:key>/", name="meeting")
    def meeting(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """One meeting as a file."""
        found = next((each for each in self.coming() if each.key == key), None)
        if found is None:
            raise Http404("No coming meeting has this address.")
        return calendar_response(
            [found.entry(request)], name=found.about, host=request.get_host(), filename="meeting"
        )


class Meeting(Orderable):
    """One meeting of the Assembly."""

    page = ParentalKey(YouthAssemblyPage, on_delete=models.CASCADE, related_name="meetings")
    key = models.UUIDField(default=uuid4, editable=False)
    starts_at = models.DateTimeField("begins")
    ends_at = models.DateTimeField("ends", null=True, blank=True)
    place = models.CharField(max_length=120, help_text="Where, and how to get in without stairs")
    about = models.CharField(max_length=160, help_text="What will be talked about")
    how_to_come = models.CharField(max_length=160, blank=True, help_text="Travel money, food, who to ask for")

    cancelled = models.BooleanField(
        default=False, help_text="It stays in the list and says so, and in calendars that follow it"
    )

    panels = [
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("place"),
        FieldPanel("about"),
        FieldPanel("how_to_come"),
        FieldPanel("cancelled"),
    ]

    def __str__(self) -> str:
        return self.about

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "It ends before it begins. Check the day and the time."})

    @property
    def over_at(self) -> datetime:
        """The moment it leaves the list."""
        return self.ends_at or self.starts_at + HOURS_UNSAID

    def entry(self, request: HttpRequest | None = None) -> Entry:
        """This meeting as a line of a calendar. Its key stays when the day moves, so calendars move it too."""
        return Entry(
            key=str(self.key),
            title=f"Called off: {self.about}" if self.cancelled else f"Youth Assembly: {self.about}",
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            place=self.place,
            about=self.how_to_come,
            url=self.page.get_full_url(request) or "",
            changed_at=self.page.last_published_at or self.starts_at,
        )


class AssemblyPaper(Orderable):
    """A document the Assembly read or wrote, open to everybody."""

    page = ParentalKey(YouthAssemblyPage, on_delete=models.CASCADE, related_name="papers")
    label = models.CharField(max_length=120, help_text="What it is, in words: “Our notes on buses”")
    document = models.ForeignKey("cms.SiteDocument", on_delete=models.CASCADE, related_name="+")
    for_meeting_on = models.DateField("for the meeting on")

    panels = [FieldPanel("label"), FieldPanel("document"), FieldPanel("for_meeting_on")]

    def __str__(self) -> str:
        return self.label


class AssemblyDecision(Orderable):
    """What the Assembly decided, who has to answer for it, by when, and what came of it."""

    page = ParentalKey(YouthAssemblyPage, on_delete=models.CASCADE, related_name="decisions")
    decision = models.CharField(
        max_length=200, help_text="“We will read every lighting plan before it is signed.”"
    )
    decided_on = models.DateField("decided on")
    answers = models.CharField(
        "who answers for it", max_length=120, help_text="A post or a team, never a young person’s name"
    )
    due_on = models.DateField("by when", help_text="From the day after, the page itself says that it is late")
    outcome = models.TextField("what came of it", max_length=400, blank=True)
    done_on = models.DateField("done on", null=True, blank=True)

    panels = [
        FieldPanel("decision"),
        FieldPanel("decided_on"),
        FieldPanel("answers"),
        FieldPanel("due_on"),
        FieldPanel("outcome"),
        FieldPanel("done_on"),
    ]

    def __str__(self) -> str:
        return self.decision

    def clean(self) -> None:
        super().clean()
        if self.done_on and not self.outcome.strip():
            raise ValidationError(
                {"outcome": "Say what came of it, in a sentence, before it counts as done."}
            )
        if self.decided_on and self.due_on and self.due_on < self.decided_on:
            raise ValidationError({"due_on": "It cannot be due before it was decided."})

    def state(self, today: date) -> str:
        """``done``, ``waiting`` or ``late``."""
        if self.done_on:
            return "done"
        return "late" if self.due_on < today else "waiting"


class BoardQuestion(Orderable):
    """A question to the Strategic Board, the day an answer is due, and the answer."""

    page = ParentalKey(YouthAssemblyPage, on_delete=models.CASCADE, related_name="board_questions")
    question = models.CharField(max_length=200)
    why = models.CharField(max_length=200, blank=True, help_text="Why the Assembly asks")
    asked_on = models.DateField()
    answer_due_on = models.DateField(
        help_text="The Board answers within 28 days of being asked. Say an earlier day if it promised one"
    )
    answer = models.TextField(blank=True, max_length=1200)
    answered_on = models.DateField(null=True, blank=True)

    panels = [
        FieldPanel("question"),
        FieldPanel("why"),
        FieldPanel("asked_on"),
        FieldPanel("answer_due_on"),
        FieldPanel("answer"),
        FieldPanel("answered_on"),
    ]

    def __str__(self) -> str:
        return self.question

    def clean(self) -> None:
        super().clean()
        if bool(self.answer.strip()) != bool(self.answered_on):
            raise ValidationError({"answered_on": "An answer needs its day, and a day needs its answer."})
        if self.asked_on and self.answer_due_on and self.answer_due_on < self.asked_on:
            raise ValidationError(
                {"answer_due_on": "The answer cannot be due before the question was asked."}
            )
        if self.asked_on and self.answer_due_on and self.answer_due_on > self.asked_on + ANSWER_WITHIN:
            latest = self.asked_on + ANSWER_WITHIN
            raise ValidationError(
                {
                    "answer_due_on": f"The Board has {ANSWER_WITHIN.days} days: give {latest:%-d %B %Y} or an "
                    "earlier day."
                }
            )

    @property
    def due_on(self) -> date:
        """The day an answer is due: the promised one, and never later than 28 days after the question."""
        if self.asked_on is None:
            return self.answer_due_on
        return min(self.answer_due_on, self.asked_on + ANSWER_WITHIN)

    def days_left(self, today: date) -> int:
        """Days until an answer is due; below zero once it is late."""
        return (self.due_on - today).days
