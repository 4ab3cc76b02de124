"""While an incident holds: links of the area rest, every survey says so, and nobody's answer is lost."""

from __future__ import annotations

import pytest

from engagement.incidents.models import Incident
from engagement.incidents.selectors import Held
from surveys.collection.live import notice_of, registry
from surveys.models import Channel, Intake
from tests.engagement.incidents.prepared import WALSALL
from tests.surveys.collection.walk import Walker

pytestmark = pytest.mark.django_db


def declare(area: str) -> None:
    """As the tables look once two people have released it."""
    Incident.objects.create(state=Incident.State.HELD, area=area, begun_at="2026-03-02T12:00Z")
    registry.refresh()


@pytest.fixture
def survey(insights):
    survey = insights
    Channel.objects.create(survey=survey, code="bcdfg", name="Oak", area=WALSALL)
    Channel.objects.create(survey=survey, code="hjkmn", name="Elm", area="E08000027")
    registry.refresh()
    return survey


def shown(visitor, address: str) -> str:
    return visitor.get(address).content.decode()


def test_links_of_the_area_rest_and_no_others(visitor, survey):
    declare(WALSALL)
    for address in ("/s/bcdfg/", "/insights/?c=bcdfg", "/insights/?c=BCDFG"):
        assert "<form" not in shown(visitor, address), address
    for address in ("/s/hjkmn/", "/insights/"):
        assert "<form" in shown(visitor, address), address


def test_every_survey_says_where_and_points_to_help(visitor, survey):
    declare(WALSALL)
    assert "Something serious has happened in Walsall." in shown(visitor, "/insights/")


def test_an_incident_of_the_region_lets_every_survey_rest(visitor, survey):
    declare("")
    assert "<form" not in shown(visitor, "/insights/")


def test_a_closed_survey_stays_closed_and_is_not_called_paused(visitor, survey):
    survey.fieldwork.state = "closed"
    survey.fieldwork.save()
    registry.refresh()
    heading = shown(visitor, "/s/bcdfg/").split("<h1")[1].split("</h1>")[0]
    declare(WALSALL)
    assert shown(visitor, "/s/bcdfg/").split("<h1")[1].split("</h1>")[0] == heading


def test_whoever_had_the_form_open_can_still_send_it(visitor, survey):
    walker = Walker(visitor, "/s/bcdfg/")
    walker.press("over13")
    declare(WALSALL)
    for section in ("s1", "s2", "s4", "check"):
        walker.press(section, **{"SAFEDAY": "unsafe", "AVOID": "no"} if section == "s2" else {})
    walker.press("send")
    assert Intake.objects.count() == 1


def test_showing_a_survey_still_asks_the_database_nothing(visitor, survey, django_assert_num_queries):
    declare(WALSALL)
    with django_assert_num_queries(0):
        visitor.get("/s/bcdfg/")
        visitor.get("/insights/")


def test_the_words_of_staff_follow_those_of_the_incident():
    assert notice_of("Prize draw on Friday.", []) == "Prize draw on Friday."
    told = notice_of("Prize draw on Friday.", [Held(WALSALL, None), Held("E08000027", None)])
    assert told.startswith("Something serious has happened in Walsall, Dudley.")
    assert told.endswith("Prize draw on Friday.")
    assert notice_of("", [Held("", None)]) == ""
