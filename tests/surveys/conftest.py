"""A small survey under a home page, and a translation of it."""

from __future__ import annotations

import pytest

from cms.models import HomePage
from surveys.reports import memory
from tests.surveys.authoring.surveys import small_survey
from tests.surveys.front_door import front_door
from tests.surveys.workbench.answered import people, store, survey_page


@pytest.fixture(autouse=True)
def _empty_memory():
    """No figure worked out in one test is remembered in the next."""
    memory.forget()


@pytest.fixture
def answered(db):
    """A closed survey that three hundred people answered."""
    survey, frame = survey_page(), people(300)
    store(survey, frame)
    return survey


@pytest.fixture
def home(db) -> HomePage:
    """An English front door that answers on the default site."""
    return front_door()


@pytest.fixture
def draft(home):
    """A sound survey that was never published."""
    return small_survey(home)


@pytest.fixture
def survey(draft):
    """The same survey, live, with its first version frozen."""
    draft.save_revision().publish()
    draft.refresh_from_db()
    return draft
