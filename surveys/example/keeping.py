"""An example survey under its home page: made once, brought up to date afterwards, published only where it changed."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from surveys.authoring.compile import draft_of
from surveys.authoring.selectors import newest_text, newest_version
from surveys.models import SurveyPage


def placed(home: Page, slug: str, words: dict[str, Any]) -> SurveyPage:
    """The survey at ``slug`` with these words; what is new in one that was there is not saved yet."""
    page = SurveyPage.objects.child_of(home).filter(slug=slug).first()
    if page is None:
        made = SurveyPage(slug=slug, live=False, locale=home.locale, **words)
        home.add_child(instance=made)
        return SurveyPage.objects.get(pk=made.pk)
    for name, value in words.items():
        setattr(page, name, value)
    return page


def publish_if_changed(page: SurveyPage) -> None:
    """Freeze a version where the words or questions are not those of the newest one: repeating makes none."""
    version = newest_version(page)
    frozen = version and newest_text(version, page.locale.language_code)
    draft = draft_of(page)
    if not page.live or not frozen or (version.digest, frozen.digest) != (draft.digest, draft.texts_digest):
        page.save_revision().publish()
        page.refresh_from_db()
