"""What waits for the safeguarding lead: sealed originals, the keys that open them, and who looks after themselves.

No public request writes these tables. Originals come with a mix, which knows the day and nothing finer.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from surveys.models.keys import RandomKeyField


class SafeguardingKey(models.Model):
    """A key pair of the queue: everybody may seal with the public half, leads alone can open with the private one."""

    public = models.BinaryField(help_text="X25519 public key, 32 bytes")
    made_on = models.DateField()
    in_use = models.BooleanField(default=True)

    class Meta:
        verbose_name = "safeguarding key"
        constraints = [
            models.UniqueConstraint(
                fields=["in_use"], condition=Q(in_use=True), name="one_safeguarding_key_in_use"
            )
        ]

    def __str__(self) -> str:
        return f"a safeguarding key of {self.made_on}"


class KeyShare(models.Model):
    """The private half, wrapped under what one person knows: a passphrase, or a code that was written down once."""

    key = models.ForeignKey(SafeguardingKey, on_delete=models.CASCADE, related_name="shares")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Empty: the recovery code",
    )
    is_invitation = models.BooleanField(
        default=False, help_text="Wrapped under a one-time code, until its holder has chosen a passphrase"
    )
    salt = models.BinaryField()
    wrapped = models.BinaryField()
    made_on = models.DateField()

    class Meta:
        verbose_name = "share of a safeguarding key"
        verbose_name_plural = "shares of safeguarding keys"
        constraints = [models.UniqueConstraint(fields=["key", "holder"], name="one_share_per_key_and_holder")]

    def __str__(self) -> str:
        return "a share of a safeguarding key"


class Referral(models.Model):
    """The sealed text of one comment in which somebody may be in danger, and what a lead decided.

    Nothing ties it to a response: neither survey nor question, channel, language or demographics, and no time finer
    than the day of the mix. The text goes 30 days after the decision, the record of the decision after two years.
    """

    class Source(models.TextChoices):
        MACHINE = "machine", "Found by the machine"
        READER = "reader", "Passed on by an analyst, redacted"

    class Decision(models.TextChoices):
        NO_CONCERN = "no_concern", "No concern"
        SUPPORT = "support", "Support offered in public"
        CHILDREN = "children", "Referred to children's services"
        POLICE = "police", "Referred to the police"
        OTHER = "other", "Something else"
        UNOPENABLE = "unopenable", "Could not be opened: its key is lost"

    id = RandomKeyField()
    key = models.ForeignKey(SafeguardingKey, on_delete=models.PROTECT, related_name="referrals")
    sealed = models.BinaryField(null=True, help_text="Empty once the text has been deleted")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.MACHINE)
    urgent = models.BooleanField(
        default=False, help_text="The machine read of danger now, or a time and a place"
    )
    arrived_on = models.DateField(help_text="The day of the mix")
    announced = models.BooleanField(default=False, help_text="An alert has said that something waits")
    decision = models.CharField(max_length=12, choices=Decision.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        permissions = [("open_referrals", "Can open flagged texts in the safeguarding queue")]

    def __str__(self) -> str:
        return f"referral {self.reference}"

    @property
    def reference(self) -> str:
        """A short name for the log and for talking about it: the end of the random key."""
        return f"{self.pk & 0xFFFFFF:06X}"


class HardTextsOpened(models.Model):
    """How many folded texts one member of staff has opened today. Nobody else sees it; it is gone the next day."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    n = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "hard texts opened"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["reader", "day"], name="one_count_per_reader_and_day")]

    def __str__(self) -> str:
        return "hard texts opened"
