"""An earlier answer repeated in a later question: on the pages without a script, and in a translation."""

from __future__ import annotations

import pytest

from surveys.authoring.compile import NotPublishable
from surveys.authoring.services import check_freezable
from surveys.models import Intake
from tests.surveys.authoring.surveys import small_body, small_survey, translate
from tests.surveys.collection.survey import WORDS, home, put_live, small_definition
from tests.surveys.collection.walk import Walker


@pytest.fixture
def repeating(db, forgetting):
    words = WORDS | {"q:HOPE": "You said {{SAFEDAY}}. How hopeful are you?", "q:HOPE.instead": "something"}
    return put_live(texts={"en": words}, definition=small_definition())


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("very_safe", "You said Very safe."),
        ("prefer_not", "You said something."),
        ("", "You said something."),
    ],
)
def test_pages_without_a_script_repeat_the_answer_or_the_words_instead(repeating, visitor, answer, shown):
    walker = Walker(visitor)
    walker.press("over13")
    walker.press("s1")
    walker.press("s2", **({"SAFEDAY": answer} if answer else {}))
    walker.press("s4")
    assert shown in walker.page.text
    walker.press("check", HOPE="7")
    assert shown in walker.page.text
    walker.press("send")
    assert Intake.objects.get().payload["answers"]["HOPE"] == 7


def test_a_translation_without_the_marker_is_refused(db, forgetting):
    page = small_survey(home())
    body = small_body()
    places = body[0]["value"]["questions"][1]["value"]
    places |= {"question": "Which places, as you said {{AVOID}}?", "instead": "so"}
    page.body = body
    page.save_revision().publish()
    page.refresh_from_db()
    lost = translate(page, words=lambda english: f"ur {english}".replace("{{AVOID}}", "yes"))
    with pytest.raises(NotPublishable, match="repeat the same answers as the English"):
        check_freezable(lost.get_latest_revision_as_object())
    kept = translate(page)
    check_freezable(kept.get_latest_revision_as_object())
