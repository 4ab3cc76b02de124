"""Reads of the links to drafts. Those for the public write nothing and read no draft."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from engagement.publishing.models import PreviewLink
from engagement.publishing.services import digest_of, is_limited


def open_links(page: Page) -> QuerySet[PreviewLink]:
    """The links of a page that open now, the newest first."""
    return (
        PreviewLink.objects.filter(page_id=page.pk, closed_at=None, ends_at__gt=timezone.now())
        .select_related("made_by", "revision")
        .defer("html")
    )


def find_link(secret: str) -> PreviewLink | None:
    """The link with this secret, open or not; None if there is none."""
    return PreviewLink.objects.filter(digest=digest_of(secret)).select_related("page").first()


def opens(link: PreviewLink) -> bool:
    """Whether a link opens now: not ended, not closed, its maker still here, its page open to all."""
    return bool(
        link.closed_at is None
        and link.ends_at > timezone.now()
        and link.html
        and get_user_model()._default_manager.filter(pk=link.made_by_id, is_active=True).exists()
        and not is_limited(link.page)
        and not getattr(link.page.specific, "is_withdrawn", False)
    )
