"""Whether a survey can be answered now, and through which links."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.utils import timezone

from engagement.support.areas import AREAS


def door(state: str, opens_on: date | None, closes_at: datetime | None, now: float) -> str:
    """What visitors find at a moment (seconds since 1970): ``open``, ``paused``, ``closed`` or ``soon``.

    The closing time ends a pause too: nobody is asked to come back to a survey that is over.
    """
    if state == Fieldwork.State.CLOSED or (closes_at is not None and now >= closes_at.timestamp()):
        return "closed"
    if state == Fieldwork.State.PAUSED:
        return "paused"
    if (
        opens_on is not None
        and datetime.fromtimestamp(now, tz=timezone.get_default_timezone()).date() < opens_on
    ):
        return "soon"
    return "open"


class Fieldwork(models.Model):
    """The collection state of a survey. Changing it publishes nothing and compiles nothing."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        PAUSED = "paused", "Paused"
        CLOSED = "closed", "Closed"

    survey = models.OneToOneField(
        "surveys.SurveyPage", primary_key=True, on_delete=models.CASCADE, related_name="fieldwork"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.CLOSED)
    opens_on = models.DateField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    notice = models.CharField(max_length=200, blank=True, help_text="One sentence shown above the survey")

    class Meta:
        verbose_name_plural = "fieldwork"

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.survey_id}"


class Channel(models.Model):
    """One link to a survey: a school, a club, a mosque, a bus stop. Only its code is stored with an answer."""

    class Kind(models.TextChoices):
        SCHOOL = "school", "School or college"
        CLUB = "club", "Club or youth centre"
        MOSQUE = "mosque", "Mosque or another place of worship"
        BUS_STOP = "bus_stop", "Bus stop or station"
        STREET = "street", "Street, shop or event"
        OTHER = "other", "Somewhere else"

    survey = models.ForeignKey("surveys.SurveyPage", on_delete=models.CASCADE, related_name="channels")
    code = models.SlugField(max_length=12, help_text="Drawn by chance: it tells nobody where the poster hung")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OTHER)
    area = models.CharField(
        max_length=9,
        blank=True,
        db_default="",
        choices=tuple(AREAS.items()),
        help_text="Where its poster hangs: the link rests while an incident holds there. It is not stored with answers",
    )
    retired_on = models.DateField(
        null=True, blank=True, help_text="From this day on the link leads to the survey and is not stored"
    )

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["survey", "code"], name="one_channel_per_code")]

    def __str__(self) -> str:
        return self.name


class DailyCount(models.Model):
    """How many answers came on a day through a channel: volume without times, written hourly from memory."""

    survey = models.ForeignKey("surveys.SurveyPage", on_delete=models.CASCADE, related_name="daily_counts")
    channel = models.SlugField(max_length=12, blank=True, help_text="Channel code; empty: the open link")
    date = models.DateField()
    n = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "channel", "date"], name="one_count_per_channel_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.date}: {self.n}"


class LanguageCount(models.Model):
    """How many answers came on a day in a language; Easy Read counts as one.

    A table of its own: no row says through which channel they came, so the two cannot be crossed.
    """

    survey = models.ForeignKey("surveys.SurveyPage", on_delete=models.CASCADE, related_name="language_counts")
    language = models.CharField(max_length=10, help_text="Language code; “easy” for Easy Read")
    date = models.DateField()
    n = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "language", "date"], name="one_count_per_language_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language}, {self.date}: {self.n}"


class SectionStop(models.Model):
    """How many people left a survey at a section on a day. The section number is all that is known."""

    survey = models.ForeignKey("surveys.SurveyPage", on_delete=models.CASCADE, related_name="section_stops")
    section = models.PositiveSmallIntegerField()
    date = models.DateField()
    n = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["date", "section"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "section", "date"], name="one_stop_per_section_and_day")
        ]

    def __str__(self) -> str:
        return f"section {self.section}, {self.date}: {self.n}"


class QuotaPlan(models.Model):
    """How many answers are wanted from whom. It guides invitations and turns nobody away."""

    survey = models.OneToOneField(
        "surveys.SurveyPage", primary_key=True, on_delete=models.CASCADE, related_name="quota_plan"
    )
    variables = models.JSONField(default=list, help_text="One or two demographic variables")
    wanted = models.JSONField(default=list, help_text="For each cell its published bands and a number")
    from_census = models.BooleanField(default=False, help_text="Shared out by the Census shares of residents")
    counted = models.JSONField(
        default=list, help_text="Mixed answers in each cell when they were counted last"
    )
    reached = models.JSONField(default=list, help_text="For each cell the links that bring such people")
    counted_on = models.DateField(
        null=True, help_text="Counted once a day, so that nobody sees one answer come"
    )

    def __str__(self) -> str:
        return f"quotas of survey {self.survey_id}"
