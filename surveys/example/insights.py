"""The Insights survey of the example site: some 25 questions in six sections, in English, Easy Read and translations.

Codes are stable: answers, weights, trends and the example's made-up respondents are kept under them.

safety  SAFEDAY, SAFENIGHT: very_safe, quite_safe, not_very_safe, not_safe
        FEAR (standard, every wave): not_at_all, a_little, quite_a_lot, very_much
        AVOID (standard, every wave): yes, no, not_sure
        PLACES (several; shown if AVOID is yes): park, bus, train, centre, shops, street, school, other
worry   sensitive, with a content note: WORRY and ATTACK (after the Crime Survey): very, fairly, not_very, not_at_all
        HELP: yes, no, not_sure
heard   POLICE (after the Crime Survey): excellent, good, fair, poor, very_poor, dont_know
        AGREE.LISTEN, AGREE.FAIR, AGREE.THERE: strongly_agree, agree, neither, disagree, strongly_disagree
        HEARD, TRUST (standard, every wave): a_lot, some, not_much, not_at_all
life    ACTIVITY: yes, some, no, dont_know
        STOPS (several; shown if ACTIVITY is some or no): cost, travel, unsafe, unknown, not_for_me, time,
        nothing (stands alone)
        HOPE: 0 to 10
        SOCIAL: many_times, daily, less, never
online  shown if SOCIAL is many_times, daily or less. ONLINE: often, sometimes, once, never
        EFFECT (shown if ONLINE is answered, but not never or prefer_not): safer, same, less_safe, not_here
words   WHERE, CHANGE (own words); QUOTE (whether their words may be shown): yes, no
        AUTHORITY, AGE, SEX, ETHNIC, RELIGION (standard categories)

Every question answered by one choice but QUOTE, the grid and the standard questions also take prefer_not.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from wagtail.models import Page

from surveys.authoring.compile import draft_of, easy_of, easy_words
from surveys.authoring.easy import EASY
from surveys.authoring.easy_read import kept_words
from surveys.authoring.selectors import newest_text, newest_version
from surveys.example import content
from surveys.example.keeping import placed
from surveys.example.translating import translate
from surveys.example.wording import said, title_of
from surveys.models import Fieldwork, SurveyPage


@transaction.atomic
def build(
    home: Page,
    *,
    slug: str,
    title: str,
    is_example: bool = True,
    state: str = Fieldwork.State.OPEN,
    languages: Sequence[str] = ("ur",),
) -> SurveyPage:
    """Make or refresh the survey under ``home``, publish it in English, Easy Read and ``languages``, and set its
    fieldwork state.

    Safe to repeat: an unchanged survey gets no new version. Returns the English page.
    """
    page = _english(home, slug=slug, title=title, is_example=is_example)
    for language in languages:
        translate(page, language, {**said(language), page.title: title_of(language, page.title)})
    Fieldwork.objects.update_or_create(survey=page, defaults={"state": state})
    return page


def _english(home: Page, *, slug: str, title: str, is_example: bool) -> SurveyPage:
    words = {
        "title": title,
        "browser_title": content.BROWSER_TITLE,
        "intro": content.INTRO,
        "consent": content.CONSENT,
        "thanks": content.THANKS,
        "is_example": is_example,
        "body": content.body(),
    }
    page = placed(home, slug, words)
    page.easy_read = _easy_read(page)
    version = newest_version(page)
    text = version and newest_text(version, page.locale.language_code)
    easy = version and newest_text(version, EASY)
    draft = draft_of(page)
    made = easy_of(page, draft)
    if (
        not page.live
        or not (text and easy and made)
        or (version.digest, text.digest, easy.digest) != (draft.digest, draft.texts_digest, made.texts_digest)
    ):
        page.save_revision().publish()
        page.refresh_from_db()
    return page


def _easy_read(page: SurveyPage) -> dict[str, dict[str, str]]:
    """Easy Read words for every text of the survey; an answer that is easy already stays as it is."""
    words, easy = easy_words(page, draft_of(page).texts), said(EASY)
    return kept_words(
        words,
        {
            key: title_of(EASY, page.title) if key == "title" else easy.get(usual, usual)
            for key, usual in words.usual.items()
        },
    )
