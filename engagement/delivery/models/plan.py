"""The delivery plan: actions under priorities, their milestones and measures, and what was aimed at before."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.timezone import localdate
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from engagement.delivery.estimates import EstimateField
from engagement.delivery.models.door import ByTwo
from engagement.delivery.priorities import PRIORITIES
from engagement.delivery.status import in_figures
from engagement.support.areas import AREAS

an_address = RegexValidator(
    r"^(https://\S+|/\S*)$",
    "An address of this site that begins with “/”, or one that begins with “https://”.",
)


class Action(ClusterableModel):
    """Something the Partnership does, under one priority, with somebody who answers for it.

    It is never deleted: an action that ends early says so and why.
    """

    slug = models.SlugField(unique=True)
    priority = models.PositiveSmallIntegerField(
        choices=[(number, f"{number}. {told.words}") for number, told in PRIORITIES.items()]
    )
    says = models.CharField("what is done", max_length=200, help_text="One sentence, in plain words")
    strategy_words = models.CharField(
        "what the strategy says",
        max_length=400,
        blank=True,
        help_text="Word for word, without quotation marks",
    )
    strategy_page = models.CharField(
        "on page", max_length=20, blank=True, help_text="Of the strategy, for example “11” or “26 to 37”"
    )
    owner = models.CharField(max_length=120, help_text="A team or an organisation, never a person")
    area = models.CharField(
        max_length=9, blank=True, choices=AREAS.items(), help_text="Where it happens; empty: the whole region"
    )
    stopped_on = models.DateField("stopped on", null=True, blank=True)
    stopped_why = models.CharField("why it was stopped", max_length=300, blank=True)
    is_example = models.BooleanField("invented example", default=False)

    objects = ByTwo.as_manager()

    class Meta:
        ordering = ["priority", "id"]

    def __str__(self) -> str:
        return self.says

    def clean(self) -> None:
        super().clean()
        refused = {}
        if bool(self.strategy_words) != bool(self.strategy_page):
            refused["strategy_page"] = "Words of the strategy need their page, and a page its words."
        refused |= _stopping(self)
        if refused:
            raise ValidationError(refused)


class Aimed(models.Model):
    """Something with an aim that may change, while the earlier one stays to be seen with its day and reason."""

    AIMS: dict[str, str]
    """Field to the words under which an earlier value of it is shown."""

    why_changed = models.CharField(
        "reason for the change",
        max_length=300,
        blank=True,
        help_text="Asked when you change what was aimed at or by when. It is shown beside the earlier aim.",
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and keep the earlier aim where one changed: no screen goes round it."""
        changed = self.changed_aims()
        if changed and not self.why_changed.strip():
            raise ValidationError("What was aimed at changes only with a reason.")
        with transaction.atomic():
            for name, (was, now) in changed.items():
                EarlierAim.objects.create(
                    action_id=self.action_id,
                    about=str(self),
                    what=self.AIMS[name],
                    was=self.aim_in_words(was),
                    now=self.aim_in_words(now),
                    reason=self.why_changed.strip(),
                    changed_on=localdate(),
                )
            self.why_changed = ""
            super().save(*args, **kwargs)

    def changed_aims(self) -> dict[str, tuple[Any, Any]]:
        """Each aim that is not what is stored, with what was and what is now."""
        stored = type(self).objects.filter(pk=self.pk).values(*self.AIMS).first() if self.pk else None
        if stored is None:
            return {}
        return {
            name: (was, getattr(self, name)) for name, was in stored.items() if was != getattr(self, name)
        }

    def aim_in_words(self, value: Any) -> str:
        """An aim as readers see it: a day, or a number."""
        return f"{value.day} {value:%B %Y}" if hasattr(value, "strftime") else in_figures(value)

    def clean(self) -> None:
        super().clean()
        changed = self.changed_aims()
        if changed and not self.why_changed.strip():
            what = " and ".join(self.AIMS[name].lower() for name in changed)
            raise ValidationError(
                {"why_changed": f"You changed: {what}. Say why; the earlier one stays to be seen."}
            )


class Milestone(Aimed):
    """A step of an action with its day. Whether it is late shows by itself."""

    AIMS = {"due_on": "Due by"}

    action = ParentalKey(Action, on_delete=models.CASCADE, related_name="milestones")
    says = models.CharField("what has happened then", max_length=200)
    due_on = models.DateField("due by")
    progress = models.CharField(max_length=300, blank=True, help_text="What has been done so far")
    progress_on = models.DateField("noted on", null=True, blank=True, help_text="The day this was true")
    done_on = models.DateField("done on", null=True, blank=True)
    evidence = models.CharField("what shows that it happened", max_length=300, blank=True)
    evidence_link = models.CharField(
        "where it can be seen", max_length=300, blank=True, validators=[an_address], help_text="An address"
    )
    why_late = models.CharField(
        "why it is late",
        max_length=300,
        blank=True,
        help_text="Asked once it is overdue by more than 30 days",
    )
    stopped_on = models.DateField("stopped on", null=True, blank=True)
    stopped_why = models.CharField("why it was stopped", max_length=300, blank=True)

    objects = ByTwo.as_manager()

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.says

    def clean(self) -> None:
        refused, today = _stopping(self), localdate()
        if bool(self.progress.strip()) != bool(self.progress_on):
            refused["progress_on"] = "Progress needs the day it was noted, and a day its words."
        if self.done_on and not self.evidence.strip():
            refused["evidence"] = "Say what shows that it happened."
        if self.done_on and self.stopped_on:
            refused["stopped_on"] = "It is either done or stopped."
        for name in ("progress_on", "done_on", "stopped_on"):
            day = getattr(self, name)
            if day and day > today:
                refused[name] = "This day has not come yet."
        if refused:
            raise ValidationError(refused)
        super().clean()


class Measure(Aimed):
    """A number that tells whether an action works: where it began, where it should get, where it stands."""

    AIMS = {"target": "Target", "target_by": "To be reached by"}

    class Better(models.TextChoices):
        HIGHER = "higher", "Higher is better"
        LOWER = "lower", "Lower is better"

    action = ParentalKey(Action, on_delete=models.CASCADE, related_name="measures")
    says = models.CharField("what is measured", max_length=200)
    unit = models.CharField(max_length=20, default="%", help_text="“%”, or what is counted, such as “halls”")
    better = models.CharField(max_length=6, choices=Better.choices, default=Better.HIGHER)
    baseline = models.DecimalField("it began at", max_digits=9, decimal_places=1, null=True, blank=True)
    baseline_on = models.DateField("on", null=True, blank=True)
    baseline_source = models.CharField(
        "source of where it began", max_length=200, blank=True, help_text="With its page or address"
    )
    target = models.DecimalField(max_digits=9, decimal_places=1)
    target_by = models.DateField("to be reached by")
    estimate = EstimateField(
        "latest published estimate",
        max_length=180,
        blank=True,
        help_text="Chosen, it follows each newly published result that asks the same. Or type a value below.",
    )
    value = models.DecimalField("where it stands", max_digits=9, decimal_places=1, null=True, blank=True)
    value_on = models.DateField("as of", null=True, blank=True)
    value_source = models.CharField(
        "source", max_length=200, blank=True, help_text="With its page or address"
    )
    caution = models.CharField(
        max_length=200,
        blank=True,
        help_text="What this number does not show, such as that reports can grow with trust",
    )
    stopped_on = models.DateField(
        "stopped on",
        null=True,
        blank=True,
        help_text="It stays on the page with its last value and its target",
    )
    stopped_why = models.CharField("why it was stopped", max_length=300, blank=True)

    objects = ByTwo.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.says

    def aim_in_words(self, value: Any) -> str:
        """An aim with its unit."""
        words = super().aim_in_words(value)
        if hasattr(value, "strftime"):
            return words
        return f"{words}%" if self.unit == "%" else f"{words} {self.unit}"

    def clean(self) -> None:
        refused = _stopping(self)
        if self.estimate and self.value is not None:
            refused["value"] = (
                "Either an estimate that was published, or a value you type. Empty one of the two."
            )
        if self.estimate and self.unit != "%":
            refused["unit"] = "A published estimate is a share: its unit is “%”."
        for name in ("baseline", "value"):
            given = [getattr(self, name) is not None]
            given += [bool(getattr(self, f"{name}_on")), bool(getattr(self, f"{name}_source").strip())]
            if any(given) and not all(given):
                refused.setdefault(name, "A number needs its day and its source.")
        for name in ("value_on", "stopped_on"):
            day = getattr(self, name)
            if day and day > localdate():
                refused[name] = "This day has not come yet."
        if self.stopped_on and self.value_on and self.value_on > self.stopped_on:
            refused.setdefault(
                "value_on", "It was stopped before this day: its last value is an earlier one."
            )
        if refused:
            raise ValidationError(refused)
        super().clean()


class EarlierAim(models.Model):
    """What was aimed at before, why it changed, and when. Added beside the change, never changed or removed."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="earlier_aims")
    about = models.CharField(max_length=200)
    what = models.CharField(max_length=40)
    was = models.CharField(max_length=40)
    now = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    changed_on = models.DateField()

    objects = ByTwo.as_manager()

    class Meta:
        ordering = ["changed_on", "id"]

    def __str__(self) -> str:
        return f"{self.about}: {self.what}, {self.was}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add; an earlier aim is never rewritten."""
        if self.pk:
            raise ValidationError("What was aimed at before is never rewritten.")
        super().save(*args, **kwargs)


def _stopping(told: Any) -> dict[str, str]:
    if bool(told.stopped_on) != bool(told.stopped_why.strip()):
        return {"stopped_why": "What is stopped needs its day and its reason."}
    return {}
