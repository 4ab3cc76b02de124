"""Fixtures of the survey's own pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from surveys.collection.burst import bursts
from surveys.collection.counters import counters
from surveys.collection.limiter import limiter
from surveys.collection.live import registry
from surveys.collection.pace import paces
from surveys.models import SurveyPage
from tests.surveys.collection.survey import put_live


@pytest.fixture
def forgetting() -> Iterator[None]:
    """Whatever a test made this process know is forgotten after it."""
    yield
    registry.clear()
    counters.__init__()
    limiter.__init__()
    bursts.__init__()
    paces.__init__()


@pytest.fixture
def insights(db, forgetting) -> SurveyPage:
    return put_live()
