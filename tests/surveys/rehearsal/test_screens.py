"""The map of a draft's routes and the robot's report beside it."""

from __future__ import annotations

import html
import re
from collections import Counter

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from surveys.example.blocks import radio, section, when
from tests.surveys.authoring.surveys import broken, edit, small_body, translate


@pytest.fixture
def editor(db):
    client = Client()
    client.force_login(User.objects.create_superuser("edith", "edith@example.org", "a long enough password"))
    return client


def routes(editor, page):
    return html.unescape(editor.get(reverse("survey_routes", args=[page.pk])).content.decode())


def walked(editor, page):
    return html.unescape(editor.get(reverse("survey_walk", args=[page.pk])).content.decode())


def test_the_map_says_who_is_shown_what_and_so_does_the_list(editor, draft):
    said = routes(editor, draft)
    drawing = re.search(r'<svg [^>]*class="chart.*?</svg>', said, re.DOTALL)[0]
    beside = said[said.index('class="routes__list"') :]
    for part in ("AVOID", "PLACES", "if AVOID is “Yes I do”", "Check the answers and send"):
        assert part in drawing and part in beside
    assert "style=" not in drawing and "<script" not in drawing


def test_the_newest_draft_is_drawn_and_what_nobody_reaches_is_shown(editor, survey):
    lost = radio(
        "LOST",
        "Lost",
        {"yes": "Yes", "no": "No"},
        show_if=when(("AVOID", "is", "yes"), ("AVOID", "is", "no")),
    )
    body = small_body()
    edit(survey, body=[*body, section("last", "Last <b>", lost)])
    survey.refresh_from_db()
    said = routes(editor, survey)
    assert "Nobody reaches LOST." in said and "nobody can ever be shown it" in said
    assert "map__lost" in said and "Last <b>" in said
    raw = editor.get(reverse("survey_routes", args=[survey.pk])).content.decode()
    assert "Last <b>" not in raw


def test_a_broken_draft_is_drawn_with_its_faults_and_is_not_walked(editor, draft):
    edit(draft, body=broken())
    draft.refresh_from_db()
    assert "asks about NOWHERE, which does not exist" in routes(editor, draft)
    said = walked(editor, draft)
    assert "The robot could not start" in said and "NOWHERE" in said


def test_an_empty_draft_has_nothing_to_draw(editor, draft):
    edit(draft, body=[])
    draft.refresh_from_db()
    assert "The draft has no section yet" in routes(editor, draft)


def test_the_robot_tells_what_it_did(editor, draft):
    said = walked(editor, draft)
    assert "no answer was lost" in said
    assert "It tried all 3 combinations of answers" in said and "2 different routes" in said
    assert "The shortest route has 2 questions, the longest 3." in said


def test_a_fault_of_the_robots_keeps_a_draft_from_going_live(draft, monkeypatch):
    from surveys.authoring.compile import NotPublishable
    from surveys.models import SurveyVersion
    from surveys.rehearsal import robot

    monkeypatch.setattr(robot, "_walked", lambda walk: ["On the way an answer was lost."])
    with pytest.raises(NotPublishable, match="The robot that walks every draft found a fault"):
        draft.save_revision().publish()
    draft.refresh_from_db()
    assert not draft.live and not SurveyVersion.objects.exists()


def test_a_translation_walks_a_few_of_the_routes_that_were_walked_in_english(survey, monkeypatch):
    from surveys.rehearsal import robot

    walks = Counter()
    real = robot._walked
    monkeypatch.setattr(robot, "_walked", lambda walk: walks.update([walk.form.language]) or real(walk))
    monkeypatch.setattr(robot, "MOST_WALKS_IN_OTHER_LANGUAGES", 1)
    translate(survey, "ur").get_latest_revision().publish()
    assert walks == {"ur": 1}
