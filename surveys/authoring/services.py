"""Freezing: what visitors get is written here, once, and never changed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from engagement.publishing.services import send_for_review
from surveys.authoring.changes import MEANING, crosswalk, reworded, what_changed
from surveys.authoring.compile import Compiled, NotPublishable, compile_survey, easy_of, wording_digest
from surveys.authoring.easy import EASY
from surveys.authoring.piping import changed_markers
from surveys.authoring.selectors import last_text, newest_text, newest_version
from surveys.authoring.text_keys import by_question
from surveys.authoring.wording import untranslated
from surveys.models.fieldwork import Fieldwork
from surveys.models.versions import SurveyVersion, VersionText

if TYPE_CHECKING:
    from wagtail.models import Page

    from surveys.models.page import SurveyPage

KIND = SurveyVersion.Kind


@transaction.atomic
def freeze(page: SurveyPage, compiled: Compiled) -> VersionText:
    """Freeze one language of a survey, and return its wording (whose ``version`` is the version it belongs to).

    The source language makes a new version when codes, routing or wording changed. A translation adds its wording
    to the newest version. Nothing is stored when it is refused.

    Raises:
        NotPublishable: a translation that does not match its source, with what is missing.
    """
    source = page.source
    if source is None:
        raise NotPublishable(
            ["A survey is published in English first. Publish the English page, then this translation."],
            page_id=page.pk,
        )
    if source.pk != page.pk:
        return _freeze_translation(page, source, compiled)
    text = _freeze_source(page, compiled)
    _write_easy_read(text.version, page, compiled)
    return text


def check_freezable(page: SurveyPage) -> None:
    """Whether a draft could be frozen as it is; stores nothing.

    Raises:
        NotPublishable: it could not, with every reason.
    """
    compiled = compile_survey(page)
    source = page.source
    if source is None or source.pk == page.pk:
        return
    _version_it_translates(page, source, compiled)


@transaction.atomic
def start_survey(
    home: Page, *, title: str, slug: str, user: Any, like: SurveyPage | None = None
) -> SurveyPage:
    """Make the draft of a survey below the home page: empty, or with the questions of another and their codes."""
    from surveys.models.page import SurveyPage

    if like is not None:
        made = like.copy(to=home, update_attrs={"title": title, "slug": slug, "is_example": False}, user=user)
        return SurveyPage.objects.get(pk=made.pk)
    survey = SurveyPage(title=title, slug=slug, live=False, owner=user, locale=home.locale)
    home.add_child(instance=survey)
    survey.save_revision(user=user, log_action="wagtail.create", clean=False)
    return SurveyPage.objects.get(pk=survey.pk)


@transaction.atomic
def sign_off(page: SurveyPage, *, by: str, on: date, user: Any = None) -> None:
    """Note who read the newest draft of a translation against its source, and send it to the readers of every page.

    Raises:
        NotPublishable: the translation has faults; the review is not noted.
        ValidationError: the translation is being read already; the review is not noted.
    """
    draft = page.get_latest_revision_as_object()
    draft.reviewed_by, draft.reviewed_on, draft.reviewed_digest = by, on, wording_digest(draft)
    check_freezable(draft)
    draft.save_revision(user=user)
    send_for_review(page, user)


def _freeze_source(page: SurveyPage, compiled: Compiled) -> VersionText:
    last = newest_version(page)
    if last is None:
        Fieldwork.objects.get_or_create(survey=page)
        return _write(_new_version(page, compiled, 1, KIND.FIRST, []), page, compiled)
    before = newest_text(last, compiled.language)
    if before and (last.digest, before.digest) == (compiled.digest, compiled.texts_digest):
        # Published again unchanged: only the revision is noted.
        return _write(last, page, compiled)
    lines = _crosswalk(page, compiled, last, before)
    kind = KIND.MEANING if any(line["kind"] == MEANING for line in lines) else KIND.WORDING
    version = _new_version(page, compiled, last.number + 1, kind, lines)
    text = _write(version, page, compiled)
    if kind == KIND.WORDING and _asked_alike(last.definition, version.definition):
        _carry_translations(last, version, compiled.language)
    return text


def _crosswalk(
    page: SurveyPage, compiled: Compiled, last: SurveyVersion, before: VersionText | None
) -> list[dict[str, Any]]:
    """What became of each question: as the author declared against the newest version, else the careful answer."""
    declared = page.change_kinds if page.change_base == last.number else {}
    return crosswalk(
        last.definition, before.texts if before else {}, compiled.definition, compiled.texts, declared
    )


def _asked_alike(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether two versions ask the same, whatever they check of the answers."""
    return {**before, "checks": None} == {**after, "checks": None}


def _carry_translations(last: SurveyVersion, version: SurveyVersion, source_language: str) -> None:
    """A wording fix in the source leaves the translations as they are."""
    languages = last.texts.exclude(language__in=[source_language, EASY]).values_list("language", flat=True)
    for language in sorted(set(languages)):
        text = newest_text(last, language)
        assert text is not None
        VersionText.objects.create(
            version=version,
            language=language,
            texts=text.texts,
            digest=text.digest,
            revision_id=text.revision_id,
            reviewed_by=text.reviewed_by,
            reviewed_on=text.reviewed_on,
        )


def _freeze_translation(page: SurveyPage, source: SurveyPage, compiled: Compiled) -> VersionText:
    return _write(_version_it_translates(page, source, compiled), page, compiled)


def _version_it_translates(page: SurveyPage, source: SurveyPage, compiled: Compiled) -> SurveyVersion:
    """The published version whose questions a translation has; refused with everything that stands in its way."""
    version = newest_version(source)
    source_text = version and newest_text(version, source.locale.language_code)
    if version is None or source_text is None:
        raise NotPublishable(["Publish the English survey first, then this translation."], page_id=page.pk)
    refusals = []
    if not source.is_example and not page.speaks_for_itself:
        refusals.append(
            "Say who reviewed this translation: “Sign off translation” stands in the list of pages. "
            "New words need a new review."
        )
    if compiled.digest != version.digest:
        differing = what_changed(version.definition, {}, compiled.definition, {})
        named = f" They differ at: {', '.join(differing)}." if differing else ""
        refusals.append(
            "The questions, codes or rules are not those of the published English survey."
            f"{named} Update the translation from its source, then publish it."
        )
    else:
        missing = untranslated(source_text.texts, compiled.texts)
        if missing:
            refusals.append(f"Not translated yet: {by_question(missing)}.")
        moved = changed_markers(source_text.texts, compiled.texts)
        if moved:
            refusals.append(
                f"The translation has to repeat the same answers as the English, each {{{{CODE}}}} unchanged: "
                f"{', '.join(moved)}."
            )
        stale = _stale(page, version, source_text, compiled)
        if stale:
            refusals.append(
                f"The meaning changed in English, and the translation still says what it said: {', '.join(stale)}. "
                "Translate it again; if it is right as it is, sign it off again."
            )
    if refusals:
        raise NotPublishable(refusals, page_id=page.pk)
    return version


def _stale(
    page: SurveyPage, version: SurveyVersion, source_text: VersionText, compiled: Compiled
) -> list[str]:
    """Questions whose source wording changed in meaning since this language was frozen, and whose own did not."""
    last = last_text(page)
    if last is None or last.version_id == version.pk:
        return []
    if page.speaks_for_itself and page.reviewed_on and page.reviewed_on >= version.frozen_at.date():
        return []
    meant_otherwise = {
        line["code"]
        for newer in version.survey.versions.filter(
            number__gt=last.version.number, number__lte=version.number, kind=KIND.MEANING
        )
        for line in newer.crosswalk
        if line["kind"] == MEANING
    }
    then = newest_text(last.version, source_text.language)
    return [
        code
        for code in sorted(meant_otherwise)
        if reworded(code, then.texts if then else {}, source_text.texts)
        and not reworded(code, last.texts, compiled.texts)
    ]


def _new_version(
    page: SurveyPage,
    compiled: Compiled,
    number: int,
    kind: SurveyVersion.Kind,
    lines: list[dict[str, Any]],
) -> SurveyVersion:
    return SurveyVersion.objects.create(
        survey=page,
        number=number,
        kind=kind,
        definition=compiled.definition,
        crosswalk=lines,
        digest=compiled.digest,
        revision_id=page.live_revision_id,
    )


def _write(version: SurveyVersion, page: SurveyPage, compiled: Compiled) -> VersionText:
    reviewed = page.pk != version.survey_id and page.speaks_for_itself
    return VersionText.objects.create(
        version=version,
        language=compiled.language,
        texts=compiled.texts,
        digest=compiled.texts_digest,
        revision_id=page.live_revision_id,
        reviewed_by=page.reviewed_by if reviewed else "",
        reviewed_on=page.reviewed_on if reviewed else None,
    )


def _write_easy_read(version: SurveyVersion, page: SurveyPage, compiled: Compiled) -> None:
    """Freeze the Easy Read words with the version they belong to. Empty words take back what was there."""
    easy = easy_of(page, compiled)
    texts, digest = (easy.texts, easy.texts_digest) if easy else ({}, "")
    before = newest_text(version, EASY)
    if (before.texts if before else {}) == texts:
        return
    VersionText.objects.create(
        version=version, language=EASY, texts=texts, digest=digest, revision_id=page.live_revision_id
    )
