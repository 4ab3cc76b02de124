"""The survey as its authors write it: a Wagtail page whose questions are blocks."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList, TabbedInterface
from wagtail.log_actions import log
from wagtail_localize.fields import SynchronizedField, TranslatableField

from engagement.publishing.body import BodyField
from engagement.publishing.reviewed import ReviewedPage
from surveys.authoring.compile import NotPublishable, compile_survey, wording_digest
from surveys.authoring.easy import EASY
from surveys.authoring.easy import NAME as EASY_NAME
from surveys.authoring.forms import SurveyPageForm
from surveys.authoring.panels import ChangeKindsPanel
from surveys.blocks import SurveyBody
from surveys.blocks.answer_checks import AnswerChecks

SCHEDULED = "wagtail.publish.scheduled"


class SurveyPage(ReviewedPage):
    """A survey. What visitors get is never this row but the version frozen from it when it was published."""

    browser_title = models.CharField(
        "name in the browser",
        max_length=60,
        default="Survey",
        help_text="Shown in the tab and in the browser’s history, where others may see it. Leave out the topic.",
    )
    intro = models.TextField(
        "introduction",
        blank=True,
        help_text="Two or three short sentences before the first question. An empty line starts a new paragraph.",
    )
    consent = models.TextField(
        "promise and consent",
        blank=True,
        help_text="What is kept, what is not, and that nobody has to answer. Stays in English in a translation until "
        "that has been reviewed.",
    )
    thanks = models.TextField(
        "thank-you", blank=True, help_text="Shown after sending: what happens with the answers."
    )
    body = BodyField(SurveyBody(), blank=True, verbose_name="sections and questions")
    answer_checks = BodyField(
        AnswerChecks(),
        blank=True,
        verbose_name="checks of answers",
        help_text="They mark an answer for a second look. No answer is refused or removed for it.",
    )
    is_example = models.BooleanField(
        default=False, help_text="Synthetic example: said on every page and export"
    )
    easy_read = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="Easy Read words by text key, each with the usual words it was written for; empty: none",
    )
    change_kinds = models.JSONField(
        "kinds of change",
        default=dict,
        blank=True,
        help_text="Changed questions by block id: wording or meaning",
    )
    change_base = models.PositiveIntegerField(
        null=True, editable=False, help_text="The version the answers above were given against"
    )
    reviewed_by = models.CharField(max_length=120, blank=True, editable=False)
    reviewed_on = models.DateField(null=True, editable=False)
    reviewed_digest = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="The wording that was read; new words need a new review",
    )

    base_form_class = SurveyPageForm
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    page_description = "Questions in sections. Publishing freezes a version; opening it is a separate step."
    exclude_fields_in_copy = ["change_kinds", "change_base", "reviewed_by", "reviewed_on", "reviewed_digest"]

    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("browser_title"),
        TranslatableField("intro"),
        TranslatableField("consent"),
        TranslatableField("thanks"),
        TranslatableField("body"),
        SynchronizedField("is_example", overridable=False),
        SynchronizedField("answer_checks", overridable=False),
    ]

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    HelpPanel(
                        "<p>Ask only what somebody will use. One thing in each question, about the person and not "
                        "about others. Who answered is asked last.</p><p><b>Good:</b> “How safe do you feel walking "
                        "alone in your area after dark?” <b>Not so good:</b> “Do you agree that gangs make the area "
                        "unsafe?”</p>",
                        heading="What this page is for",
                    ),
                    ChangeKindsPanel("change_kinds"),
                    FieldPanel("title"),
                    FieldPanel("body"),
                ],
                heading="Questions",
            ),
            ObjectList(
                [
                    FieldPanel("intro"),
                    FieldPanel("consent"),
                    FieldPanel("thanks"),
                    FieldPanel("browser_title"),
                ],
                heading="Words around them",
            ),
            ObjectList(
                [
                    HelpPanel(
                        "<p>Two kinds of check tell analysts which answers to look at twice: pairs of answers that "
                        "cannot both be true, and questions that say which answer to tick. Figures are shown with and "
                        "without such answers. Visitors notice nothing.</p>",
                        heading="What these checks do",
                    ),
                    FieldPanel("answer_checks"),
                ],
                heading="Checks of answers",
            ),
            ObjectList([FieldPanel("slug")], heading="Address"),
        ]
    )

    class Meta:
        verbose_name = "survey"

    @property
    def source(self) -> SurveyPage | None:
        """The page in the site's first language, to which every version belongs; None if there is none."""
        if self.locale.language_code == settings.LANGUAGE_CODE:
            return self
        return SurveyPage.objects.filter(
            translation_key=self.translation_key,
            locale__language_code=settings.LANGUAGE_CODE,
            alias_of__isnull=True,
        ).first()

    @property
    def speaks_for_itself(self) -> bool:
        """Whether consent may be asked in this page's words: the source, or a translation as signed off."""
        if self.locale.language_code == settings.LANGUAGE_CODE:
            return True
        return bool(self.reviewed_digest) and self.reviewed_digest == wording_digest(self)

    def faults(self) -> list[str]:
        """What would refuse this draft when it goes live, told before anybody reads it."""
        from surveys.authoring.services import check_freezable

        try:
            check_freezable(self)
        except NotPublishable as refused:
            return refused.sentences
        return super().faults()

    def save(self, clean: bool = True, user: Any = None, log_action: Any = False, **kwargs: Any) -> Any:
        """Save; a save that publishes also compiles and freezes, and is refused when the survey has faults.

        Every way of publishing ends here: the editor, bulk actions, schedules, workflows, translations.
        """
        # Versions and pages belong to one app; services import its models.
        from surveys.authoring.services import freeze
        from surveys.rehearsal.walking import refuse_unwalkable

        if not self._publishes(kwargs.get("update_fields")):
            return super().save(clean=clean, user=user, log_action=log_action, **kwargs)
        compiled = compile_survey(self)
        with transaction.atomic():
            result = super().save(clean=clean, user=user, log_action=log_action, **kwargs)
            freeze(self, compiled)
            refuse_unwalkable(self, compiled)
        return result

    def _publishes(self, fields: Any) -> bool:
        """Whether a save puts a revision live.

        wagtail-localize saves the row of a live translation before its draft revision exists. Such a save changes
        neither the live revision nor the moment of publishing, and is none.
        """
        from surveys.authoring.selectors import last_frozen_revision

        if not self.live or self.alias_of_id or self.live_revision_id is None:
            return False
        if fields is not None and "body" not in fields:
            return False
        if self.live_revision_id != last_frozen_revision(self):
            return True
        stored = SurveyPage.objects.filter(pk=self.pk).values_list("last_published_at", flat=True).first()
        return self.last_published_at != stored

    def publish(
        self,
        revision: Any,
        user: Any = None,
        changed: bool = True,
        log_action: Any = True,
        previous_revision: Any = None,
        skip_permission_checks: bool = False,
    ) -> Any:
        """Publish; a scheduled survey that is refused loses its schedule, so that other pages still go live."""
        try:
            with transaction.atomic():
                return super().publish(
                    revision,
                    user=user,
                    changed=changed,
                    log_action=log_action,
                    previous_revision=previous_revision,
                    skip_permission_checks=skip_permission_checks,
                )
        except NotPublishable as refused:
            if log_action != SCHEDULED:
                raise
            revision.approved_go_live_at = None
            revision.save(update_fields=["approved_go_live_at"])
            log(instance=self, action="surveys.publish.refused", data={"reasons": refused.sentences})
            logging.getLogger(__name__).warning("A scheduled survey was refused; its history says why.")

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        """A copy is a new survey, and starts as a draft."""
        kwargs["keep_live"] = False
        return super().copy(*args, **kwargs)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The usual words, and the Easy Read ones where somebody has begun them."""
        return [("", "Usual words"), *([(EASY, EASY_NAME)] if self.easy_read else [])]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Live surveys are answered from their frozen version before Wagtail is asked. The row is never served."""
        raise Http404("This survey is not open.")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft as visitors would see it, faults and all."""
        from surveys.rehearsal.preview import preview

        return preview(self, request, is_easy=mode_name == EASY)
