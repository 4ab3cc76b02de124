"""A survey that is edited while people answer it: every answer is filed under the version its person saw."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.test import Client

from surveys.collection.live import registry
from surveys.models import Fieldwork, Intake, SurveyPage, SurveyVersion
from tests.surveys.collection.survey import WORDS, freeze, put_live, question, section
from tests.surveys.collection.walk import Page, Walker

Edit = tuple[dict[str, Any], dict[str, dict[str, str]]]


def _version(number: int) -> Edit:
    """A survey after a random edit: its answers tell its version, by options of their own.

    Questions come and go, change their type, number of answers, section and place, get a condition or lose it.
    """
    draw = random.Random(number)
    codes = [f"v{number}_{letter}" for letter in "abcd"[: draw.randint(2, 4)]]
    avoids = {"question": "AVOID", "op": "is", "values": ["yes"]}
    asked = [question("SAFEDAY", draw.choice(["radio", "checkbox"]), *codes)]
    if draw.random() < 0.6:
        asked.insert(draw.randint(0, 1), question("AVOID", "radio", "yes", "no"))
    rest = [question("CHANGE", "longtext")] if draw.random() < 0.6 else []
    if draw.random() < 0.5:
        rest.append(question("HOPE", "scale"))
    depends = avoids if len(asked) == 2 and draw.random() < 0.7 else None
    sections = [
        section("s1", *asked),
        section("s2", question("PLACES", "checkbox", "park", "bus"), show_if=depends),
    ]
    if rest:
        sections.append(section("s4", *draw.sample(rest, len(rest))))
    if depends is None:
        draw.shuffle(sections)
    words = {**WORDS, **{f"q:SAFEDAY.o:{code}": f"{code} {draw.random():.3f}" for code in codes}}
    return {"format": 1, "sections": sections}, {"en": words}


class Person:
    """Answers what their page shows, one press at a time, until they are thanked."""

    def __init__(self, chance: random.Random) -> None:
        self.walker = Walker(Client(enforce_csrf_checks=True))
        self.chance = chance
        self.chosen = ""
        self.steps = 0

    @property
    def has_form(self) -> bool:
        return "nonce" in self.walker.page.fields

    @property
    def is_done(self) -> bool:
        return self.walker.response.status_code == 303

    def press_on(self) -> None:
        page, answers = self.walker.page, {}
        for code, choices in page.choices.items():
            # The first page holds the whole survey for those with JavaScript; without, it leads to the next.
            if self.steps and code in ("SAFEDAY", "AVOID"):
                answers[code] = self.chance.choice(choices)
        self.chosen = answers.get("SAFEDAY", self.chosen)
        forward = [to for to in page.buttons if to != "under13"]
        response = self.walker.send(forward[0], answers)
        self.steps += 1
        # Paused: the words stay on the page, from which they are sent again.
        assert response.status_code in (200, 303, 503)


def _pause_or_go_on(survey: SurveyPage) -> None:
    found = Fieldwork.objects.get(survey=survey)
    found.state = "open" if found.state == "paused" else "paused"
    found.save()
    registry.refresh()


def _interleave(survey: SurveyPage, number: int, run: int) -> int:
    """Two people and an editor act in a random order until both people are thanked; returns the newest version."""
    chance = random.Random(run)
    people: list[Person] = []
    edits = pauses = 0
    while len(people) < 2 or not all(person.is_done for person in people):
        going_on = [person for person in people if not person.is_done]
        act = chance.choice(["open", "edit", "notice", "pause", "press", "press", "press"])
        is_paused = Fieldwork.objects.get(survey=survey).state == "paused"
        if act == "open" and len(people) < 2 and not is_paused:
            people.append(Person(chance))
            assert people[-1].has_form
        elif act == "edit" and edits < 3:
            number, edits = number + 1, edits + 1
            freeze(survey, *_version(number))
        elif act == "notice":
            registry.refresh()
        elif act == "pause" and (is_paused or pauses < 2):
            pauses += not is_paused
            _pause_or_go_on(survey)
        elif act == "press" and going_on:
            chance.choice(going_on).press_on()
    if Fieldwork.objects.get(survey=survey).state == "paused":
        _pause_or_go_on(survey)
    _nothing_is_misfiled(people)
    Intake.objects.all().delete()
    return number


def _nothing_is_misfiled(people: list[Person]) -> None:
    rows = [row.payload for row in Intake.objects.all()]
    filed = [answer for row in rows for answer in _as_list(row["answers"].get("SAFEDAY"))]
    assert sorted(filed) == sorted(person.chosen for person in people)
    for row in rows:
        version = SurveyVersion.objects.get(pk=row["version"])
        asked = {
            question["code"]: [option["code"] for option in question.get("options", ())]
            for section in version.definition["sections"]
            for question in section["questions"]
        }
        assert set(row["answers"]) <= set(asked)
        for answer in _as_list(row["answers"]["SAFEDAY"]):
            assert answer in asked["SAFEDAY"] and answer.startswith(f"v{version.number}_")


def _as_list(answer: Any) -> list[str]:
    return [answer] if isinstance(answer, str) else list(answer or ())


@pytest.mark.both_databases
@pytest.mark.parametrize("times", [10, pytest.param(200, marks=pytest.mark.long)])
def test_no_answer_is_filed_under_a_version_its_person_did_not_see(db, forgetting, times):
    definition, texts = _version(1)
    survey = put_live(definition=definition, texts=texts)
    number = 1
    for run in range(times):
        number = _interleave(survey, number, run)


def test_a_form_of_a_version_that_is_gone_says_so_and_keeps_the_words(insights, visitor):
    walker = Walker(visitor)
    form = {**walker.page.fields, "CHANGE": "More lights please.", "to": "send"}
    for gone in ("999999", "0", "-1", "²", "x" * 40):
        answer = visitor.post("/insights/", {**form, "version": gone})
        page = Page(answer)
        assert answer.status_code == 409
        assert "The questions have changed" in page.text
        assert page.fields["CHANGE"] == ["More lights please."]
        # Enter sends a form that has no button. Even so it goes to no other version.
        assert page.buttons == [] and "version" not in page.fields
        again = visitor.post("/insights/", {**page.fields, "to": "send"})
        assert again.status_code == 409 and Page(again).fields["CHANGE"] == ["More lights please."]
    assert not Intake.objects.exists()


def test_what_is_filled_into_a_preview_can_never_be_stored(insights, visitor):
    """A preview has the place for a form's number left empty, and names a version that does not exist."""
    insights.body = _previewable()
    insights.intro, insights.consent, insights.thanks = "i", "c", "t"
    preview = Page(insights.make_preview_request())
    assert "AVOID" in preview.choices and "nonce" not in preview.fields and "version" not in preview.fields
    live = Walker(visitor).page.fields
    form = {**preview.fields, "AVOID": "yes", "to": "send"}
    for borrowed in ((), ("nonce", "stamp"), ("nonce", "stamp", "c")):
        answer = visitor.post("/insights/", {**form, **{name: live[name] for name in borrowed}})
        assert answer.status_code == 409
    assert visitor.post("/insights/", {**form, "version": live["version"][0]}).status_code == 400
    assert not Intake.objects.exists()


def _previewable() -> Any:
    from tests.surveys.authoring.surveys import small_body

    return small_body()
