"""A draft of the codebook, and comments it can be tried on."""

from __future__ import annotations

import pytest

from surveys.codebooks import services
from surveys.codebooks.forms import theme_as_texts, theme_from_texts
from surveys.codebooks.selectors import draft, version_in_use
from surveys.codebooks.services import stamp_of
from surveys.codebooks.trials import start_trial
from surveys.models import CodebookDraft, CodebookVersion, Comment, Response, SurveyPage
from tests.people import cast
from tests.surveys.workbench.answered import survey_page

SCARED = "I am scared to walk through the park after dark."
PARKING = "Parking at the gate is chaos, cars everywhere."
BINS = "The bins are full."


def commented(**texts: int) -> SurveyPage:
    """A survey with so many comments of each text of this module."""
    survey = survey_page("written")
    version = survey.versions.get()
    wanted = [globals()[name] for name, n in texts.items() for _ in range(n)]
    responses = [Response(survey=survey, version=version, answers={}) for _ in wanted]
    Response.objects.bulk_create(responses)
    Comment.objects.bulk_create(
        Comment(response=response, question="CHANGE", text=text)
        for response, text in zip(responses, wanted, strict=True)
    )
    return survey


def started() -> CodebookDraft:
    """A draft from the version in use, by the analyst."""
    return services.start_draft(version_in_use(), user=cast("analyst"))


def with_lines(code: str, *lines: str, part: str = "english") -> None:
    """Add lexicon lines to a theme of the draft."""
    theme = next(one for one in draft().content["themes"] if one["code"] == code)
    texts = theme_as_texts(theme)
    texts[part] = "\n".join([texts[part], *lines])
    services.save_theme(code, theme_from_texts(texts), seen=stamp_of(theme), user=cast("analyst"))


def with_parking() -> None:
    """Add a theme that lexicon lines decide."""
    services.add_theme(
        "parking",
        theme_from_texts(
            {
                "name": "Parking",
                "public_name": "Parking",
                "kind": "T",
                "definition": "Where cars stand.",
                "english": "strong: parking|parked",
            }
        ),
        user=cast("analyst"),
    )


def published(changed: str = "Parking is a theme.", reason: str = "Many wrote about it.") -> CodebookVersion:
    """Try the draft and publish it."""
    start_trial(user=cast("analyst"))
    return services.publish_draft(changed=changed, reason=reason, user=cast("analyst"))


@pytest.fixture(autouse=True)
def _shipped(db):
    """The shipped codebook is there as after every migration, whatever a test that commits has emptied."""
    services.import_shipped()
