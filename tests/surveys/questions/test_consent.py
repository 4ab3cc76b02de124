"""The one thing a survey may require."""

from __future__ import annotations

from surveys.authoring.answers import Problem, Reader
from tests.surveys.authoring.definitions import ask, is_, survey
from tests.surveys.questions.asked import consent, read


def test_a_ticked_box_is_stored_and_an_empty_one_stops_the_form():
    assert read(consent(), Q=["yes"]).answers == {"Q": "yes"}
    assert read(consent()).problems == {"Q": Problem.CONSENT}
    assert read(consent(), Q=["no"]).problems == {"Q": Problem.UNKNOWN}


def test_consent_is_asked_of_those_alone_who_are_shown_it():
    definition = survey([ask("FIRST"), consent() | {"show_if": is_("FIRST", "yes")}], [ask("LAST")])
    reader = Reader(definition)
    assert reader.read({"FIRST": ["no"]}).problems == {}
    assert reader.read({"FIRST": ["yes"]}).problems == {"Q": Problem.CONSENT}
    assert reader.lacks_consent({"FIRST": ["yes"]}, before="s2") == "Q"
    assert reader.lacks_consent({"FIRST": ["yes"]}, before="s1") == ""
    assert reader.lacks_consent({"FIRST": ["yes"], "Q": ["yes"]}, before="s2") == ""
    assert reader.lacks_consent({"FIRST": ["no"]}, before="s2") == ""
