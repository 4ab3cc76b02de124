"""Who offers what, where and when; and what the public and the organisations send to be looked at."""

from __future__ import annotations

import re
import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.timezone import localdate
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from engagement.directory.choices import ACCESS, DAYS, LANGUAGES, Cost, Kind, OpenTo, Referral, Status
from engagement.directory.fields import CodesField
from engagement.directory.freshness import freshness
from engagement.directory.keys import HashKeyField
from engagement.support.areas import AREAS

_PERSON_LINE = "Of the organisation, never of a person"


class Organisation(ClusterableModel):
    """A group, charity, council or business that offers services."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    description = models.TextField(max_length=600, help_text="Who they are, in one or two sentences")
    website = models.URLField(blank=True)
    email = models.EmailField("public e-mail address", blank=True, help_text=_PERSON_LINE)
    phone = models.CharField("public telephone number", max_length=30, blank=True, help_text=_PERSON_LINE)
    is_example = models.BooleanField(default=False, editable=False)
    """Invented, for the example site."""

    class Meta:
        ordering = ["name"]
        verbose_name = "organisation"

    def __str__(self) -> str:
        return self.name


class Keeper(models.Model):
    """Where an organisation reads the mail that asks it to look at its entries. The public site cannot read it."""

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="keepers")
    email = models.EmailField("address for questions", help_text="Never shown. Links go here")

    def __str__(self) -> str:
        return "An address that is not shown"


class Location(models.Model):
    """A place with an address, or a service that is online."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    street = models.CharField(max_length=160, blank=True)
    neighbourhood = models.CharField(max_length=80, blank=True, help_text="As people there call it")
    postcode = models.CharField(max_length=9, blank=True)
    area = models.CharField(
        max_length=9,
        blank=True,
        choices=tuple(AREAS.items()),
        help_text="Empty: online, for the whole region",
    )
    getting_there = models.CharField(max_length=200, blank=True, help_text="Bus, tram, which door")
    is_example = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["area", "neighbourhood", "name"]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.neighbourhood, AREAS.get(self.area)) if part)

    def clean(self) -> None:
        super().clean()
        if self.area and not self.neighbourhood:
            raise ValidationError({"neighbourhood": "Say which neighbourhood: people look for what is near."})

    @property
    def neighbourhood_slug(self) -> str:
        """The neighbourhood as a part of an address."""
        return slugify(self.neighbourhood)


class Service(ClusterableModel):
    """An activity or a service: what it is, for whom, where, when, how to get in, and when that was last confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="services")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True, help_text="Its address. Empty: made from the name")
    description = models.TextField(max_length=900, help_text="What happens there, in plain words")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ACTIVE)
    shown = models.BooleanField("shown to the public", default=False)
    cost = models.CharField(max_length=8, choices=Cost.choices, default=Cost.FREE)
    cost_words = models.CharField("cost in words", max_length=120, blank=True)
    minimum_age = models.PositiveSmallIntegerField("youngest", null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField("oldest", null=True, blank=True)
    open_to = models.CharField("who may come", max_length=12, choices=OpenTo.choices, default=OpenTo.ALL)
    faith_friendly = models.BooleanField(default=False, help_text="Room and time to pray, food, dress")
    faith_words = models.CharField("in what way", max_length=160, blank=True)
    access = CodesField("getting in", codes=ACCESS)
    access_words = models.CharField("getting in, in words", max_length=200, blank=True)
    languages = CodesField("languages spoken", codes=LANGUAGES)
    referral = models.CharField(
        "how to get in", max_length=12, choices=Referral.choices, default=Referral.COME
    )
    how_to_come = models.CharField("how to come", max_length=240, help_text="What to do first")
    phone = models.CharField(max_length=30, blank=True, help_text=_PERSON_LINE)
    email = models.EmailField(blank=True, help_text=_PERSON_LINE)
    website = models.URLField(blank=True)
    assured_on = models.DateField(
        "safeguarding looked at on", null=True, blank=True, help_text="The day an editor saw the papers below"
    )
    assurance = models.CharField(
        "what was seen",
        max_length=200,
        blank=True,
        help_text="For example: child protection policy of this year, named lead, checks on everybody who helps",
    )
    confirmed_on = models.DateField(
        "confirmed on",
        null=True,
        blank=True,
        help_text="The day somebody there last said that all this is right. Empty: not in the list",
    )
    is_example = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["name"]
        permissions = [("exchange_services", "Can import and export the directory")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        refused: dict[str, str] = {}
        if (
            self.minimum_age is not None
            and self.maximum_age is not None
            and self.maximum_age < self.minimum_age
        ):
            refused["maximum_age"] = "The oldest is younger than the youngest. Check both ages."
        for name, oldest in (("minimum_age", self.minimum_age), ("maximum_age", self.maximum_age)):
            if oldest is not None and oldest > 120:
                refused[name] = "Nobody is that old. Leave it empty if there is no limit."
        if bool(self.assured_on) != bool(self.assurance.strip()):
            refused["assurance"] = "Say what was seen and on which day, or leave both empty."
        for name in ("assured_on", "confirmed_on"):
            day: date | None = getattr(self, name)
            if day is not None and day > localdate():
                refused[name] = "This day has not come yet."
        if self.phone and len(re.sub(r"\D", "", self.phone)) < 3:
            refused["phone"] = "This is not a telephone number."
        for name, known in (("access", ACCESS), ("languages", LANGUAGES)):
            if not isinstance(getattr(self, name), list) or set(getattr(self, name)) - set(known):
                refused[name] = "Tick boxes of the list alone."
        if refused:
            raise ValidationError(refused)

    # --- What a page says --------------------------------------------------------------------------------------------

    @property
    def freshness(self) -> str:
        """``fresh``, ``old`` or ``hidden`` today."""
        return freshness(self.confirmed_on, today=localdate())

    @property
    def ages(self) -> str:
        """The ages in words."""
        young, old = self.minimum_age, self.maximum_age
        if young is None and old is None:
            return "All ages"
        if old is None:
            return f"{young} and older"
        if young is None:
            return f"Up to {old}"
        return f"{young} to {old}" if young != old else f"{young}"

    @property
    def price(self) -> str:
        """The cost in words, or its step."""
        return self.cost_words or str(self.get_cost_display())

    @property
    def access_told(self) -> list[str]:
        """The ticked boxes about getting in, in words."""
        return [words for code, words in ACCESS.items() if code in self.access]

    @property
    def languages_told(self) -> list[str]:
        """The languages in words."""
        return [words for code, words in LANGUAGES.items() if code in self.languages]

    @property
    def places(self) -> list[Location]:
        """Where it is, each place once, from rows that were read with it."""
        found = {row.location_id: row.location for row in self.when_and_where.all() if row.location_id}
        return list(found.values())

    @property
    def areas(self) -> set[str]:
        """The codes of the areas it is in; empty for one that is for the whole region."""
        return {place.area for place in self.places if place.area}


class Schedule(models.Model):
    """Where a service is and when: one line for each place and time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = ParentalKey(Service, on_delete=models.CASCADE, related_name="when_and_where")
    location = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text="Empty: where people are, or online",
    )
    days = CodesField(codes=DAYS)
    opens_at = models.TimeField("from", null=True, blank=True)
    closes_at = models.TimeField("to", null=True, blank=True)
    note = models.CharField(
        max_length=160, blank=True, help_text="For example “in school terms”, “girls only”"
    )

    class Meta:
        ordering = ["opens_at", "id"]

    def __str__(self) -> str:
        return self.in_words

    def clean(self) -> None:
        super().clean()
        refused = {}
        if self.opens_at and self.closes_at and self.closes_at == self.opens_at:
            refused["closes_at"] = "It ends when it begins. Check both times."
        if not isinstance(self.days, list) or set(self.days) - set(DAYS):
            refused["days"] = "Tick days of the week alone."
        if refused:
            raise ValidationError(refused)

    @property
    def in_words(self) -> str:
        """The days and hours, for example “Monday and Friday, 17:00 to 19:00”."""
        named = [name for code, name in DAYS.items() if code in self.days]
        days = " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))
        if len(named) == len(DAYS):
            days = "Every day"
        hours = f"{self.opens_at:%H:%M}" if self.opens_at else ""
        if hours and self.closes_at:
            hours += f" to {self.closes_at:%H:%M}"
        return ", ".join(part for part in (days, hours) if part) or "Ask when"


class Suggestion(models.Model):
    """What somebody says is wrong with an entry: their words, and nothing of who said them or when."""

    class About(models.TextChoices):
        GONE = "gone", "It has closed or moved"
        TIMES = "times", "The times are wrong"
        COST = "cost", "The cost is wrong"
        ACCESS = "access", "Getting in is not as it says"
        SAFETY = "safety", "I did not feel safe or welcome there"
        OTHER = "other", "Something else"

    id = HashKeyField()
    # The public process writes this table: the database itself ties it to no other.
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="suggestions", db_constraint=False
    )
    about = models.CharField(max_length=8, choices=About.choices)
    words = models.TextField(max_length=600, blank=True)

    class Meta:
        verbose_name = "suggestion"
        permissions = [("read_suggestions", "Can read what visitors say about entries")]

    def __str__(self) -> str:
        return f"{self.get_about_display()}: {self.service}"


class KeeperLink(models.Model):
    """A link that opens an organisation's entries once. Its secret is in the mail alone."""

    digest = models.CharField(max_length=64, primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="links")
    ends_on = models.DateField()

    def __str__(self) -> str:
        return f"A link for {self.organisation}"


class Proposal(models.Model):
    """What an organisation sent through its link: waits for an editor. Its key is made from the link: one each."""

    id = HashKeyField()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="proposals", db_constraint=False
    )
    said = models.JSONField(default=dict)
    """``{"services": {id: {"state": "right" | "changed" | "ended", "fields": {name: value}}}, "words": text}``"""

    def __str__(self) -> str:
        return f"Changes sent by {self.organisation}"
