"""An open survey without anybody to read of danger in it does not go unnoticed."""

from __future__ import annotations

import pytest

from surveys.models import Fieldwork
from surveys.safeguarding.checks import somebody_can_read
from tests.people import cast
from tests.surveys.mixing.waiting import open_survey
from tests.surveys.safeguarding.leads import queue_key

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    return [error.id for error in somebody_can_read(None, databases=["default"])]


def test_an_open_survey_needs_a_key_and_a_lead_who_can_be_reached():
    assert told() == []
    open_survey()
    assert told() == ["safeguarding.E001", "safeguarding.E002"]
    queue_key()
    assert told() == []
    lead = cast("safeguarding_lead")
    lead.email = ""
    lead.save()
    assert told() == ["safeguarding.E002"]
    Fieldwork.objects.all().update(state="closed")
    assert told() == []
    assert somebody_can_read(None, databases=None) == []
