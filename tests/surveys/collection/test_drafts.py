"""Answers to a draft, from its preview or from the robot, can never be stored."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from surveys.collection.nonce import make_nonce
from surveys.models import Intake, Nonce, SurveyVersion
from surveys.rehearsal.preview import preview
from surveys.rehearsal.robot import DRAFT, posted_of
from tests.surveys.authoring.surveys import small_survey
from tests.surveys.collection.survey import home
from tests.surveys.collection.walk import Page, Walker


def test_what_the_robot_fills_in_is_refused_by_every_survey(insights, visitor):
    definition = insights.versions.get().definition
    sent = {
        **posted_of(definition, {"AVOID": "yes"}),
        "version": str(DRAFT),
        "nonce": make_nonce(0),
        "to": "send",
    }
    assert visitor.post("/insights/", sent).status_code == 409
    assert not (Intake.objects.exists() or Nonce.objects.exists())


@pytest.mark.parametrize("to", ["over13", "check", "send"])
def test_what_is_filled_into_a_preview_is_refused_even_with_a_number_from_the_public_form(
    insights, visitor, to
):
    draft = small_survey(home(), slug="draft")
    shown = preview(draft, RequestFactory().get("/"))
    policy = shown.headers["Content-Security-Policy"]
    fields = {name: values[0] for name, values in Page(shown).fields.items() if values}
    assert "form-action 'none'" in policy and "nonce" not in fields
    taken = Walker(visitor).raw(version=str(DRAFT))
    assert visitor.post("/insights/", {**fields, **taken, "AVOID": "yes", "to": to}).status_code == 409
    assert not SurveyVersion.objects.filter(pk=DRAFT).exists()
    assert not (Intake.objects.exists() or Nonce.objects.exists())
