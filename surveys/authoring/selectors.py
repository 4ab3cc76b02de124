"""What has been frozen: reads shared by the page, its form and the services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from wagtail.models import Page, Site

from surveys.authoring.easy import EASY
from surveys.models.versions import SurveyVersion, VersionText

if TYPE_CHECKING:
    from surveys.models.page import SurveyPage


def home_of_surveys() -> Page | None:
    """The page below which surveys are made; None while the site has none."""
    from surveys.models.page import SurveyPage

    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    home = site.root_page.specific if site else None
    return home if home is not None and SurveyPage.can_create_at(home) else None


def newest_version(survey: SurveyPage) -> SurveyVersion | None:
    """The version of a survey (its source page) frozen last, whether or not the survey is live."""
    return SurveyVersion.objects.filter(survey=survey).order_by("-number").first()


def newest_text(version: SurveyVersion, language: str) -> VersionText | None:
    """The wording of a version in a language, as frozen last."""
    return VersionText.objects.filter(version=version, language=language).order_by("-id").first()


def last_text(page: SurveyPage) -> VersionText | None:
    """What was frozen last in a page's own language, of whatever version."""
    source = page.source
    if source is None or source.pk is None:
        return None
    return (
        VersionText.objects.filter(version__survey=source, language=page.locale.language_code)
        .select_related("version")
        .order_by("-version__number", "-id")
        .first()
    )


def last_frozen_revision(page: SurveyPage) -> int | None:
    """The revision frozen last in a page's own language."""
    text = last_text(page)
    return text.revision_id if text else None


def unreviewed_languages() -> list[tuple[str, list[str]]]:
    """Open surveys that are shown in a language nobody has signed off: title, and those languages. Two queries."""
    from surveys.models import SurveyPage

    found = []
    surveys = SurveyPage.objects.filter(fieldwork__state="open", live=True, alias_of=None)
    rows = VersionText.objects.filter(version__survey__in=surveys).exclude(
        language__in=[settings.LANGUAGE_CODE, EASY]
    )
    newest: dict[tuple[int, str], str] = {
        (survey, language): reviewed_by
        for survey, language, reviewed_by in rows.order_by("version__number", "id").values_list(
            "version__survey_id", "language", "reviewed_by"
        )
    }
    for survey in surveys:
        languages = sorted(language for (pk, language), by in newest.items() if pk == survey.pk and not by)
        if languages:
            found.append((survey.title, languages))
    return found
