"""Accounts are Django's users and roles its groups; added here: signing out everywhere, and roles that wait."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from engagement.accounts.roles import ROLES


class SignedOutEverywhere(models.Model):
    """Sessions of this person that began before this moment are over."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        verbose_name_plural = "signed out everywhere"

    def __str__(self) -> str:
        return f"{self.user}: {self.at}"


class RoleAsked(models.Model):
    """A role that one person asked for and a second one has to confirm. What became of it stands in the audit."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.SlugField(max_length=40)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        verbose_name = "role that waits"
        verbose_name_plural = "roles that wait"
        constraints = [models.UniqueConstraint(fields=["person", "role"], name="one_asking_per_role")]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"

    @property
    def name(self) -> str:
        """What the role is called."""
        return ROLES[self.role].name
