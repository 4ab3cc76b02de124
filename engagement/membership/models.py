"""Who hears from us, who asks to join, and who may read the Advisory Group's papers. Addresses lie sealed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from engagement.database.keys import RandomKeyField


class Subscription(models.Model):
    """An address of the mailing list, or one that waits for its owner to confirm.

    The key is made from the address, so that one address is on the list once, and tells nobody what the address is.
    """

    id = RandomKeyField()
    address = models.TextField(help_text="Sealed")
    topics = models.JSONField(default=list)
    areas = models.JSONField(default=list, help_text="Empty: the whole region")
    language = models.CharField(max_length=10)
    confirmed = models.BooleanField(default=False)
    day = models.DateField(help_text="The day it was asked for, confirmed, or its choices last saved")
    told_on = models.DateField(null=True, blank=True, help_text="The day of the last digest")

    class Meta:
        verbose_name = "subscription"

    def __str__(self) -> str:
        return "a subscription" if self.confirmed else "a subscription that waits to be confirmed"


class ToldItem(models.Model):
    """Something new that digests have told of, so that none tells of it twice."""

    key = models.CharField(max_length=160, unique=True)
    on = models.DateField()

    class Meta:
        verbose_name = "item of a digest"
        verbose_name_plural = "items of digests"

    def __str__(self) -> str:
        return self.key


class Group(models.TextChoices):
    """What can be joined. The group's name is part of the form's address."""

    YOUTH = "youth-assembly", "Youth Assembly"
    FAITH = "faith-alliance", "Faith Alliance"
    ADVISORY = "advisory-group", "Community Advisory Group"


class JoiningRequest(models.Model):
    """Somebody asks to join. What they wrote lies sealed; the key comes from it, so that one form counts once."""

    class Decision(models.TextChoices):
        APPROVED = "approved", "Welcomed"
        DECLINED = "declined", "Declined"

    id = RandomKeyField()
    group = models.CharField(max_length=20, choices=Group.choices)
    details = models.TextField(help_text="Sealed")
    arrived_on = models.DateField()
    announced = models.BooleanField(default=False)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "request to join"
        verbose_name_plural = "requests to join"

    def __str__(self) -> str:
        return f"a request to join the {self.get_group_display()}"


class Member(models.Model):
    """A member of the Community Advisory Group, who may open its papers. The key is made from the address."""

    id = RandomKeyField()
    details = models.TextField(help_text="Sealed: name and address")
    since = models.DateField()

    class Meta:
        verbose_name = "member of the Advisory Group"
        verbose_name_plural = "members of the Advisory Group"

    def __str__(self) -> str:
        return "a member of the Advisory Group"


class MemberLink(models.Model):
    """A link by mail that opens the papers once. The key is made from its secret, which is stored nowhere."""

    id = RandomKeyField()
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="links")
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name = "link to the papers"
        verbose_name_plural = "links to the papers"

    def __str__(self) -> str:
        return "a link to the papers"
