"""The robot's way to a page: which words a draft has, in every language it would be shown in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surveys.authoring.compile import Compiled, NotPublishable, easy_of
from surveys.authoring.easy import EASY
from surveys.authoring.selectors import newest_text, newest_version
from surveys.collection.render import Surroundings, Wording
from surveys.rehearsal.robot import Report, walk

if TYPE_CHECKING:
    from surveys.models.page import SurveyPage


def walk_page(page: SurveyPage, compiled: Compiled, *, is_known: bool = False) -> Report:
    """Walk a compiled draft in its own words, and in every language whose frozen words still fit its questions.

    ``is_known``: its questions and rules are those of a version that was walked when it was published.
    """
    wordings = [_wording(page, compiled), *_easy(page, compiled), *_frozen(page, compiled)]
    addresses = {wording.place or wording.language: "#" for wording in wordings}
    around = Surroundings(survey=page.pk or 0, addresses=addresses, is_example=page.is_example)
    return walk(compiled.definition, wordings, around, is_known=is_known)


def refuse_unwalkable(page: SurveyPage, compiled: Compiled) -> None:
    """Let the robot walk a draft that is about to go live, and was frozen a moment ago.

    A translation was frozen because it asks what its English version asks, which was walked on every route.

    Raises:
        NotPublishable: with what it found.
    """
    source = page.source
    report = walk_page(page, compiled, is_known=source is not None and source.pk != page.pk)
    if report.faults:
        found = [f"The robot that walks every draft found a fault. {fault}" for fault in report.faults[:5]]
        raise NotPublishable(found, page_id=page.pk)


def _wording(page: SurveyPage, compiled: Compiled) -> Wording:
    reviewed = page.speaks_for_itself
    source = page.source
    promised = compiled.texts if reviewed or source is None else {"consent": source.consent}
    return Wording(compiled.language, compiled.texts, promised, reviewed)


def _frozen(page: SurveyPage, compiled: Compiled) -> list[Wording]:
    source = page.source
    last = newest_version(page) if source is not None and source.pk == page.pk else None
    if last is None or last.digest != compiled.digest:
        return []
    languages = last.texts.exclude(language__in=[compiled.language, EASY]).values_list("language", flat=True)
    found = []
    for language in sorted(set(languages)):
        text = newest_text(last, language)
        if text is not None:
            found.append(Wording(language, text.texts, compiled.texts, bool(text.reviewed_by)))
    return found


def _easy(page: SurveyPage, compiled: Compiled) -> list[Wording]:
    easy = easy_of(page, compiled)
    return [Wording(compiled.language, easy.texts, easy.texts, True, place=EASY)] if easy else []
