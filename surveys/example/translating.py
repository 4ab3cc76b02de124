"""Putting the words of an example survey into another language, as a translator would."""

from __future__ import annotations

from collections.abc import Mapping

from wagtail.models import Locale
from wagtail_localize.models import StringTranslation
from wagtail_localize.strings import StringValue

from surveys.authoring.selectors import newest_text, newest_version
from surveys.authoring.translating import begin, translation_of
from surveys.models import SurveyPage


def translate(page: SurveyPage, language: str, words: Mapping[str, str]) -> None:
    """Translate through wagtail-localize, so that translators find every string in its editor.

    ``words`` goes by the English. What it lacks stays in English: the consent, until a second person has read it.
    Nothing happens where the newest version has words in the language.
    """
    version = newest_version(page)
    existing = page.get_translation_or_none(Locale.objects.get_or_create(language_code=language)[0])
    if existing and existing.live and version and newest_text(version, language):
        return
    begin(page, language)
    translation = translation_of(page, language)
    assert translation is not None  # It was begun in the line above.
    for segment in translation.source.stringsegment_set.select_related("string", "context"):
        own = words.get(StringValue(segment.string.data).render_text())
        if own is None:
            continue
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=translation.target_locale,
            context=segment.context,
            defaults={
                "data": StringValue.from_plaintext(own).data,
                "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            },
        )
    translation.save_target(publish=False)
    page.get_translation(translation.target_locale).get_latest_revision().publish()
