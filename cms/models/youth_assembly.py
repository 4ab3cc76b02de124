"""The Youth Assembly: when it meets, what it asked the Board, and how long the Board has left."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.timezone import localdate, now
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from cms.models.base import BasePage, help_panel


class YouthAssemblyPage(BasePage):
    """The Assembly's own page: meetings, questions with a clock, how to join."""

    template = "pages/youth_assembly.html"
    page_description = "The Youth Assembly: next meeting, questions to the Board with a clock, how to join"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.StandardPage"]

    content_panels = [
        help_panel(
            "<p>Written with the Assembly. Put each question to the Board below; the page counts the "
            "days itself.</p>"
            "<p><b>Good:</b> “Can buses run later on Fridays?” <b>Not so good:</b> “Transport "
            "considerations.”</p>"
        ),
        *BasePage.content_panels,
        InlinePanel("meetings", heading="Meetings", label="Meeting"),
        InlinePanel("board_questions", heading="Questions to the Board", label="Question"),
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.selectors import board_questions

        context = super().get_context(request, *args, **kwargs)
        coming = list(self.meetings.filter(starts_at__gte=now()).order_by("starts_at")[:4])
        context["next_meeting"], context["later_meetings"] = (coming[0] if coming else None), coming[1:]
        context["questions"] = board_questions(self, today=localdate())
        return context


class Meeting(Orderable):
    """One meeting of the Assembly."""

    page = ParentalKey(YouthAssemblyPage, on_delete=models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=120, help_text="Where, and how to get in without stairs")
    about = models.CharField(max_length=160, help_text="What will be talked about")
    how_to_come = models.CharField(max_length=160, blank=True, help_text="Travel money, food, who to ask for")

    panels = [FieldPanel("starts_at"), FieldPanel("place"), FieldPanel("about"), FieldPanel("how_to_come")]

    def __str__(self) -> str:
        return self.about


class BoardQuestion(Orderable):
    """A question to the Strategic Board, the day an answer is due, and the answer."""

    page = ParentalKey(YouthAssemblyPage, on_delete=models.CASCADE, related_name="board_questions")
    question = models.CharField(max_length=200)
    why = models.CharField(max_length=200, blank=True, help_text="Why the Assembly asks")
    asked_on = models.DateField()
    answer_due_on = models.DateField(help_text="The Board has promised to answer by this day")
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

    def days_left(self, today: date) -> int:
        """Days until an answer is due; below zero once it is late."""
        return (self.answer_due_on - today).days
