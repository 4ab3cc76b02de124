"""The one way to the public: a page goes live after two readers, whoever wrote it and whatever button was pressed.

Wagtail publishes through its editor, bulk actions, copies, aliases, schedules and translations. No role holds the
right that most of them ask for, and ``PageRights`` refuses it to everybody else. What asks for no right, such as a
translation that overwrites a live page, stops at ``ReviewedPage``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.fields import StreamField
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page
from wagtail.models.pages import PagePermissionTester

from engagement.publishing.roles import is_reviewer, may_take_down_anything
from engagement.publishing.sections import is_section_root

SCHEDULED = "wagtail.publish.scheduled"
"""How Wagtail writes down that a draft went live by itself on its day."""

_reviewed: ContextVar[bool] = ContextVar("reviewed", default=False)


@contextmanager
def after_review() -> Iterator[None]:
    """What is published in here has passed both readers."""
    token = _reviewed.set(True)
    try:
        yield
    finally:
        _reviewed.reset(token)


def _somebody_is_at_it(user: Any = None) -> bool:
    """Whether a member of staff is behind this, as opposed to a timed job or a command."""
    return bool(user or get_active_log_context().user) and not _reviewed.get()


class PageRights(PagePermissionTester):
    """Wagtail's rights over a page, without the one to publish.

    Taking a page down is the safe direction and stays quick: moderators, safeguarding leads and administrators may
    take down any page but the front door, a section's editors what stands below the section's own page.
    """

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        if user.is_active and user.is_superuser:
            self.permissions = {"add", "change", "bulk_delete", "lock", "unlock"}

    @property
    def _changes(self) -> bool:
        return self.user.is_active and "change" in self.permissions

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        # Opening a private page would publish it.
        return False

    def can_submit_for_moderation(self) -> bool:
        return bool(self.can_edit() and super().can_submit_for_moderation())

    def can_unpublish(self) -> bool:
        if not self.user.is_active or not self.page.live or self.page.depth <= 2:
            return False
        if self.user.is_superuser or may_take_down_anything(self.user):
            return True
        return self._changes and not is_section_root(self.page)

    def can_unschedule(self) -> bool:
        return bool(self._changes or (self.user.is_active and is_reviewer(self.user)))

    def can_reorder_children(self) -> bool:
        return self._changes

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if self.user.is_active and self.user.is_superuser and not self.page_is_root:
            return not self.page.get_descendants(inclusive=True).live().exists()
        return bool(super().can_delete(ignore_bulk=ignore_bulk))

    def can_move_to(self, destination: Page) -> bool:
        if self.page.get_descendants(inclusive=True).live().exists():
            # A live page would appear in another section unread.
            return False
        return bool(super().can_move_to(destination))


class ReviewedPage(Page):
    """A page that the public sees only as two readers have approved it."""

    hidden_from: ClassVar[str] = ""
    """The date field from whose day a live page hides itself, if its type has one."""

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self) -> bool:
        """Whether somebody took back what this page holds; nobody is shown even a draft of it any more."""
        return False

    def permissions_for_user(self, user: Any) -> PageRights:
        return PageRights(user, self)

    def faults(self) -> list[str]:
        """What is missing before anybody need read this draft, a sentence each; empty if nothing is."""
        found: list[str] = []
        try:
            self.full_clean()
        except ValidationError as refused:
            found += [
                f"{_label(self, name)}: {sentence}" if name in refused.error_dict else sentence
                for name, sentences in refused.message_dict.items()
                for sentence in sentences
            ]
        for field in self._meta.get_fields():
            if isinstance(field, StreamField):
                try:
                    field.stream_block.clean(getattr(self, field.name))
                except ValidationError as refused:
                    found.append(
                        f"{_label(self, field.name)}: {len(refused.as_json_data().get('blockErrors', {})) or 1}"
                        " block(s) are not finished. Open the page and press “Save draft”: they are marked there."
                    )
        return found

    def reasons_against_publishing(self) -> list[str]:
        """What keeps an approved draft from going live at this moment, a sentence each; empty if nothing does."""
        return []

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Keep a draft; one that says its page was taken back closes the links to every draft of it."""
        revision = super().save_revision(*args, **kwargs)
        if self.is_withdrawn:
            from engagement.publishing.models import PreviewLink
            from engagement.publishing.services import close_links

            close_links(PreviewLink.objects.filter(page_id=self.pk), kwargs.get("user"))
        return revision

    def publish(
        self,
        revision: Any,
        user: Any = None,
        changed: bool = True,
        log_action: Any = True,
        previous_revision: Any = None,
        skip_permission_checks: bool = False,
    ) -> Any:
        """Publish; refused to whoever is signed in, unless both readers have approved this very draft."""
        if _somebody_is_at_it(user):
            if user is None:
                # Translations publish themselves when their source is live. These stay drafts, to be sent for review.
                return None
            raise PermissionDenied("A page goes live when two readers have approved it.")
        if _reviewed.get() or log_action == SCHEDULED:
            reasons = revision.as_object().reasons_against_publishing()
            if reasons and log_action == SCHEDULED:
                # It stays in the list of what is planned, past its day, and goes live once nothing is against it.
                return None
            if reasons:
                raise PermissionDenied(" ".join(("This page cannot go live.", *reasons)))
        return super().publish(
            revision,
            user=user,
            changed=changed,
            log_action=log_action,
            previous_revision=previous_revision,
            skip_permission_checks=skip_permission_checks,
        )

    def save(self, clean: bool = True, user: Any = None, log_action: Any = False, **kwargs: Any) -> Any:
        """Save; whoever is signed in does not change what visitors see of a live page.

        Translations write the row of a live page before they keep the draft. The draft is kept; the row waits for the
        two readers. Anything else that would write such a row is refused.
        """
        # A save of single columns keeps the books of a draft, a lock or a place in the tree.
        whole = kwargs.get("update_fields") is None or "live" in kwargs["update_fields"]
        if self.live and whole and _somebody_is_at_it(user):
            stored = Page.objects.filter(pk=self.pk, live=True).values_list("live_revision_id", flat=True)
            if list(stored) != [self.live_revision_id] or not _is_translated(self):
                raise PermissionDenied("A page goes live when two readers have approved it.")
            return None
        return super().save(clean=clean, user=user, log_action=log_action, **kwargs)


def _is_translated(page: Page) -> bool:
    """Whether a page is kept in step with a source in another language."""
    from wagtail_localize.models import Translation

    return bool(
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
        ).exists()
    )


def _label(page: Page, name: str) -> str:
    field = page._meta.get_field(name)
    return str(getattr(field, "verbose_name", name)).capitalize()
