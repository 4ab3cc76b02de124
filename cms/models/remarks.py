"""What visitors say is wrong with a page: their words, and nothing of who said them or when."""

from __future__ import annotations

from django.db import models

from surveys.models.answers import HashKeyField


class PageRemark(models.Model):
    """One remark. Its key is made from its words, so that the same remark sent twice is one."""

    class Kind(models.TextChoices):
        FACT = "fact", "A number or a fact is wrong"
        WORDS = "words", "Some words hurt or are hard to understand"
        BROKEN = "broken", "Something does not work"
        ACCESS = "access", "I cannot read or use it"
        OTHER = "other", "Something else"

    id = HashKeyField()
    address = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.TextField(max_length=600, blank=True)

    class Meta:
        verbose_name = "remark on a page"
        verbose_name_plural = "remarks on pages"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.address}"
