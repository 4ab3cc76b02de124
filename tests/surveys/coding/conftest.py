"""A survey with comments, and three people who code them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict

from surveys.analysis.themes.codebook import default_codebook
from surveys.coding.services import Decision
from surveys.models import Comment, Response, SurveyPage
from tests.people import cast
from tests.surveys.workbench.answered import survey_page

TEXTS = (
    "More police on foot please, they never come.",
    "Nothing to do for young people since the club shut.",
    "I am scared to walk through the park after dark.",
    "The buses are late.",
)


def commented(n: int, slug: str = "written") -> SurveyPage:
    """A survey with so many comments."""
    survey = survey_page(slug)
    write(survey, n)
    return survey


def write(survey: SurveyPage, n: int) -> None:
    """So many more comments."""
    version = survey.versions.get()
    responses = [Response(survey=survey, version=version, answers={}) for _ in range(n)]
    Response.objects.bulk_create(responses)
    Comment.objects.bulk_create(
        Comment(response=response, question="CHANGE", text=TEXTS[place % len(TEXTS)])
        for place, response in enumerate(responses)
    )


def coder(name: str) -> User:
    """One more analyst."""
    user = User.objects.create_user(name, f"{name}@example.org")
    user.groups.set(cast("analyst").groups.all())
    return user


def found(*themes: str, **more: str) -> Decision:
    """Somebody found these themes."""
    return Decision.read(form(*themes, **more), default_codebook())


def form(*themes: str, **more: str) -> QueryDict:
    """What a browser sends for these themes; none of them means none applies."""
    posted = QueryDict(mutable=True)
    posted.setlist("themes", list(themes))
    if not themes and "instead" not in more:
        posted["instead"] = "none"
    posted.update(more)
    return posted


@pytest.fixture
def written(db) -> SurveyPage:
    """Twenty comments: all of them measure, and all are coded twice."""
    return commented(20)


@pytest.fixture
def amara(db) -> User:
    return cast("analyst")


@pytest.fixture
def ben(db) -> User:
    return coder("ben")


@pytest.fixture
def cleo(db) -> User:
    return coder("cleo")
