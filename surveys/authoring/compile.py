"""From a survey page to what is frozen: definition, wording, digest. Reads the page and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError

from surveys.authoring.check_faults import check_faults
from surveys.authoring.easy import EASY
from surveys.authoring.easy_read import Wordings, easy_faults, easy_texts, wordings
from surveys.authoring.faults import structural_faults
from surveys.authoring.piping import piping_faults
from surveys.authoring.wording import wording_faults
from surveys.blocks.answer_checks import checks_in
from surveys.blocks.body import definition_of, texts_of

if TYPE_CHECKING:
    from surveys.models.page import SurveyPage


class NotPublishable(ValidationError):
    """A survey cannot go live as it is. Its messages say why, each naming the question."""

    def __init__(self, messages: list[str], *, page_id: int | None = None) -> None:
        super().__init__({"body": messages})
        self.page_id = page_id

    @property
    def sentences(self) -> list[str]:
        """The reasons, in the order of the form."""
        return [str(message) for message in self.messages]


@dataclass(frozen=True)
class Compiled:
    """One language of a survey, ready to be frozen.

    ``definition``: codes and structure (SurveyVersion.definition). ``texts``: wording by key (VersionText.texts).
    ``digest``, ``texts_digest``: SHA-256 of each in canonical JSON, as 64 hexadecimal digits.
    """

    language: str
    definition: dict[str, Any]
    texts: dict[str, str]
    digest: str
    texts_digest: str


def digest_of(content: Any) -> str:
    """SHA-256 of JSON written in one way: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def wording_digest(page: SurveyPage) -> str:
    """The digest of every word of a page, consent included: what a reviewer signs off."""
    return digest_of(_texts(page))


def draft_of(page: SurveyPage) -> Compiled:
    """A survey as it stands, whatever is wrong with it: for previews."""
    # A translation has the checks of its source: they are about codes, not words.
    checks = checks_in((page.source or page).answer_checks)
    definition, texts = {**definition_of(page.body), **checks}, _texts(page)
    if not page.speaks_for_itself:
        texts.pop("consent", None)
    return Compiled(page.locale.language_code, definition, texts, digest_of(definition), digest_of(texts))


def _texts(page: SurveyPage) -> dict[str, str]:
    texts = {
        "title": page.title,
        "browser_title": page.browser_title,
        "intro": page.intro,
        "consent": page.consent,
        "thanks": page.thanks,
        **texts_of(page.body, page.locale.language_code),
    }
    return {key: text.strip().replace("\r\n", "\n") for key, text in texts.items() if text.strip()}


def easy_words(page: SurveyPage, usual: Mapping[str, str]) -> Wordings:
    """What Easy Read starts from: the usual words, which of them an author wrote, and those that come ready-made."""
    authored = {**{key: text for key, text in usual.items() if ":" not in key}, **texts_of(page.body, "")}
    return wordings(usual, authored, texts_of(page.body, EASY))


def easy_of(page: SurveyPage, usual: Compiled) -> Compiled | None:
    """The Easy Read wording of a source page as it stands; None where nobody has begun one."""
    if not page.easy_read or page.locale.language_code != settings.LANGUAGE_CODE:
        return None
    texts = easy_texts(easy_words(page, usual.texts), page.easy_read)
    return Compiled(EASY, usual.definition, texts, usual.digest, digest_of(texts))


def compile_survey(page: SurveyPage) -> Compiled:
    """Compile a page, draft or live.

    Raises:
        NotPublishable: with every fault found (see ``surveys.authoring.faults`` and ``surveys.authoring.wording``).
    """
    compiled = draft_of(page)
    faults = [
        *structural_faults(compiled.definition),
        *wording_faults(
            compiled.definition,
            compiled.texts,
            language=compiled.language,
            needs_consent=page.speaks_for_itself,
        ),
        *piping_faults(compiled.definition, compiled.texts),
    ]
    sentences = [*(fault.message for fault in faults), *check_faults(compiled.definition)]
    if page.easy_read and page.locale.language_code == settings.LANGUAGE_CODE:
        sentences += easy_faults(compiled.definition, easy_words(page, compiled.texts), page.easy_read)
    if sentences:
        raise NotPublishable(sentences, page_id=page.pk)
    return compiled
