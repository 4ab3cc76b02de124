"""A small survey written with real blocks, and ways to edit and translate it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue

from surveys.example.blocks import checkbox, radio, section, standard, when
from surveys.models import SurveyPage


def small_body(*, avoid: str = "Do you stay away from places?", rule: str = "AVOID") -> list[dict[str, Any]]:
    """Two sections: AVOID, PLACES (shown if AVOID is yes), AGE."""
    return [
        section(
            "one",
            "Places",
            radio("AVOID", avoid, {"yes": "Yes I do", "no": "No I do not"}),
            checkbox(
                "PLACES",
                "Which places?",
                {"park": "Parks", "bus": "Buses"},
                show_if=when((rule, "is", "yes")),
            ),
        ),
        section("two", "About you", standard("age_band", "AGE")),
    ]


def small_survey(home, *, slug: str = "small", is_example: bool = True) -> SurveyPage:
    page = SurveyPage(
        title="A small survey",
        slug=slug,
        intro="Hello.",
        consent="You choose.",
        thanks="Thank you.",
        body=small_body(),
        live=False,
        is_example=is_example,
        locale=home.locale,
    )
    home.add_child(instance=page)
    return SurveyPage.objects.get(pk=page.pk)


def edit(page: SurveyPage, **fields: Any) -> Any:
    """A new draft revision of the page with some fields changed."""
    draft = page.get_latest_revision_as_object() if page.latest_revision_id else page
    for name, value in fields.items():
        setattr(draft, name, value)
    return draft.save_revision()


def broken() -> list[dict[str, Any]]:
    """A body whose rule asks about a question that does not exist."""
    return small_body(rule="NOWHERE")


def translate(
    page: SurveyPage, language: str = "ur", words: Callable[[str], str] = lambda english: f"ur {english}"
) -> SurveyPage:
    """Draft a translation through wagtail-localize, every string put through ``words``. Returns the translated page."""
    locale, _ = Locale.objects.get_or_create(language_code=language)
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=locale)
    for segment in source.stringsegment_set.select_related("string", "context"):
        english = StringValue(segment.string.data).render_text()
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={"data": StringValue.from_plaintext(words(english)).data, "translation_type": "manual"},
        )
    translation.save_target(publish=False)
    return page.get_translation(locale)
