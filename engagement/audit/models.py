"""The tables of the audit: lines that are only ever added, and a count of failed sign-ins by day."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone

from engagement.audit.acts import label_of


class OnlyAdded(Exception):
    """A line of the audit was about to be changed or deleted."""


class Lines(models.QuerySet["StaffAct"]):
    """Reads, and nothing that writes over what stands there."""

    def update(self, **changes: Any) -> NoReturn:
        raise OnlyAdded("Lines of the audit are never changed.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise OnlyAdded("Lines of the audit are never changed.")

    def delete(self) -> NoReturn:
        raise OnlyAdded(
            "Lines of the audit are deleted by the retention job alone, when they are two years old."
        )


class StaffAct(models.Model):
    """One act of one member of staff.

    People and objects are named by their keys and not by foreign keys, so that deleting an account or a page takes no
    line with it. ``about`` holds a role, a right or a kind of second step: names from the code, never typed text.
    """

    at = models.DateTimeField("when", default=timezone.now, db_index=True)
    person = models.BigIntegerField("account", null=True, db_index=True)
    name = models.CharField("who", max_length=150, blank=True)
    act = models.CharField("what", max_length=80, db_index=True)
    kind = models.CharField("kind of object", max_length=100, blank=True)
    key = models.CharField("key of the object", max_length=64, blank=True)
    about = models.CharField("about", max_length=200, blank=True)
    log_entry = models.BigIntegerField("entry of the log it stands beside", null=True)

    objects = Lines.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        default_permissions = ()
        permissions = [("read_audit", "Can read what staff did")]
        verbose_name = "act of staff"
        verbose_name_plural = "acts of staff"

    def __str__(self) -> str:
        return f"{self.name or 'Nobody signed in'}: {label_of(self.act)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise OnlyAdded("Lines of the audit are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise OnlyAdded(
            "Lines of the audit are deleted by the retention job alone, when they are two years old."
        )


class FailedSignIns(models.Model):
    """How many sign-ins failed on a day, whoever tried: no name and no time, since anybody may come to that page."""

    day = models.DateField(primary_key=True)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day"]
        default_permissions = ()
        verbose_name_plural = "failed sign-ins"

    def __str__(self) -> str:
        return f"{self.day}: {self.n}"
