"""Mail that waits, and addresses that get none. No row holds a readable address, nor a time finer than a day."""

from __future__ import annotations

from django.db import models

from engagement.database.keys import RandomKeyField


class Mail(models.Model):
    """One mail to one address.

    ``sealed`` holds the address and what the mail is written from; it is emptied once the mail is sent, and the row
    stays until the night so that nothing is sent twice a day. Waits are counted in batches, so that no row tells the
    hour at which it was written.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waits"
        SENDING = "sending", "Is being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Given up"

    id = RandomKeyField()
    kind = models.CharField(max_length=30)
    sealed = models.TextField(blank=True)
    prompt = models.BooleanField(
        default=False, help_text="Goes within minutes; otherwise with the hour's batch"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    since = models.DateField(help_text="The day it was written")
    tries = models.PositiveSmallIntegerField(default=0)
    rests = models.PositiveSmallIntegerField(default=0, help_text="Batches it sits out before the next try")

    class Meta:
        verbose_name = "mail"
        verbose_name_plural = "mails"

    def __str__(self) -> str:
        return f"a mail ({self.kind}, {self.get_state_display().lower()})"


class StoppedAddress(models.Model):
    """An address that is sent nothing any more, as a number that only this installation can make from it."""

    class Why(models.TextChoices):
        BOUNCED = "bounced", "It does not exist, or takes no mail"
        COMPLAINED = "complained", "Its owner said that our mail is unwanted"

    id = RandomKeyField()
    why = models.CharField(max_length=12, choices=Why.choices)
    since = models.DateField()

    class Meta:
        verbose_name = "stopped address"
        verbose_name_plural = "stopped addresses"

    def __str__(self) -> str:
        return f"an address that {self.why}"
