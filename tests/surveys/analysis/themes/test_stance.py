"""Praise, complaint or neither: a topic alone says nothing about satisfaction."""

from __future__ import annotations

import pytest

from surveys.analysis.themes.stance import stances
from surveys.analysis.themes.tagger import default_tagger


@pytest.mark.parametrize(
    ("text", "theme", "stance"),
    [
        ("Our PCSO is brilliant, she knows everyone", "policing", "praise"),
        ("plenty of officers about, happy with that", "policing", "praise"),
        ("can't fault the police", "policing", "praise"),
        ("police never come when you ring", "policing", "complaint"),
        ("the police were not very helpful", "policing", "complaint"),
        ("lovely policing, only waited till the next morning", "policing", "complaint"),
        ("feds stop us for nothing", "policing", "complaint"),
        ("More police on the streets please", "policing", "neutral"),
        ("the boxing club saved my son", "provision_activities", "praise"),
        ("they shut the youth club", "provision_activities", "complaint"),
        ("nothing to do round here", "provision_activities", "complaint"),
        ("we need a good youth club", "provision_activities", "neutral"),
        ("teachers don't listen", "education_input", "complaint"),
        ("schools should teach about knife crime", "education_input", "neutral"),
        ("fight videos go viral on tiktok", "social_media", "complaint"),
        ("I saw it on Snapchat", "social_media", "neutral"),
    ],
)
def test_the_stance_of_a_topic_is_read_near_its_evidence(text, theme, stance):
    assert stances(text, default_tagger().tag(text))[theme] == stance


def test_a_theme_of_concern_is_a_complaint_whatever_stands_beside_it():
    text = "Everyone carries knives but the youth club is brilliant"
    found = stances(text, default_tagger().tag(text))
    assert (found["weapons_knives"], found["provision_activities"]) == ("complaint", "praise")


def test_a_text_without_a_theme_has_no_stance():
    assert stances("The bins are full", default_tagger().tag("The bins are full")) == {}
