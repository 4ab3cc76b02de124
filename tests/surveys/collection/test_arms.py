"""Answers and sections in several orders: each visit has one, keeps it to the end, and it is all that is stored."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.authoring.order import arranged, with_arms
from surveys.authoring.routing import shown
from surveys.blocks.body import SurveyBody, definition_of, texts_of
from surveys.example import blocks
from surveys.models import Intake
from tests.surveys.authoring.definitions import answers_to, ask, definitions, drawn, option, survey
from tests.surveys.collection.survey import WORDS, put_live, small_definition
from tests.surveys.collection.walk import Page, Walker


def shuffled() -> dict:
    definition = small_definition()
    (safeday,) = (q for s in definition["sections"] for q in s["questions"] if q["code"] == "SAFEDAY")
    safeday["shuffle"] = {"keep_last": 0}
    for section in definition["sections"][2:]:
        section["shuffle"] = True
    return with_arms(definition)


def test_each_answer_stands_first_equally_often_and_those_that_stand_alone_stay_last():
    question = ask(
        "A",
        options=[option("none", exclusive=True), *map(option, "abcd"), option("prefer_not", missing=True)],
        shuffle={"keep_last": 0},
    )
    definition = with_arms(survey([question]))
    orders = definition["orders"]["A"]
    assert definition["arms"] == len(orders) == 8
    assert all(order[-2:] == ["none", "prefer_not"] for order in orders)
    for place in range(4):
        assert Counter(order[place] for order in orders) == dict.fromkeys("abcd", 2)


def test_the_last_ones_stay_in_place_and_a_grid_moves_its_statements():
    kept = ask("A", "radio", *"abcd", shuffle={"keep_last": 2})
    grid = ask("G", "grid", shuffle={"keep_last": 0})
    definition = with_arms(survey([kept, grid]))
    assert definition["arms"] == 2
    assert {tuple(order) for order in definition["orders"]["A"]} == {tuple("abcd"), tuple("bacd")}
    assert sorted(definition["orders"]["G"]) == [["A", "B"], ["B", "A"]]


def test_compiling_twice_gives_the_same_orders_and_nothing_moves_without_being_asked_to():
    assert shuffled() == shuffled()
    assert with_arms(small_definition()) == small_definition()


@drawn
@given(st.data())
def test_the_way_through_a_survey_does_not_depend_on_the_order(data):
    definition = data.draw(definitions(kinds=["radio", "checkbox", "scale"]))
    for section in definition["sections"]:
        for question in section["questions"]:
            if "options" in question:
                question["shuffle"] = {"keep_last": 0}
    definition = with_arms(definition)
    answers = data.draw(answers_to(definition))
    arm = data.draw(st.integers(0, definition.get("arms", 1) - 1))
    assert shown(arranged(definition, arm), answers) == shown(definition, answers)


@pytest.fixture
def mixed(db, forgetting):
    return put_live(definition=shuffled())


def first_arm(visitor, wanted: int, address: str = "/insights/") -> Walker:
    """Come back until the drawn order is the wanted one."""
    for _ in range(300):
        walker = Walker(visitor, address)
        if walker.page.fields["arm"][0].startswith(f"{wanted}."):
            return walker
    raise AssertionError(f"Arm {wanted} was never drawn.")


def test_every_order_is_drawn(mixed, visitor):
    seen = {Page(visitor.get("/insights/")).fields["arm"][0][0] for _ in range(120)}
    assert seen == set("012345")


@pytest.mark.parametrize("address", ["/insights/", "/ur/insights/"])
def test_a_visit_keeps_its_order_from_page_to_page_and_stores_it(mixed, visitor, address):
    orders = shuffled()["orders"]
    for arm in (1, 4):
        walker = first_arm(visitor, arm, address)
        assert walker.page.choices["SAFEDAY"] == orders["SAFEDAY"][arm]
        walker.press("over13")
        walker.press(orders["sections"][arm][0])
        assert walker.page.choices["SAFEDAY"] == orders["SAFEDAY"][arm]
        came = [orders["sections"][arm][0]]
        while "send" not in walker.page.buttons:
            came.append(walker.page.buttons[0])
            walker.press(came[-1])
        # s2 is for those who avoid places: whoever leaves that empty comes at once to what stands next in this order.
        assert came == ["s1", "s2", orders["sections"][arm][-1], "check"]
        walker.press("send")
        assert Intake.objects.order_by("pk").filter(payload__arm=arm).count() == 1
        Intake.objects.all().delete()


def test_a_forged_order_is_not_believed(mixed, visitor):
    walker = first_arm(visitor, 2)
    arm = walker.page.fields["arm"][0]
    for forged in ("3" + arm[1:], "7", "", "2.x"):
        assert visitor.post("/insights/", {**walker.raw(arm=forged), "to": "send"}).status_code == 400
    assert not Intake.objects.exists()
    other = Walker(visitor)
    assert (
        visitor.post(
            "/insights/", {**walker.raw(nonce=other.page.fields["nonce"][0]), "to": "send"}
        ).status_code
        == 400
    )
    walker.response = visitor.post("/insights/", {**walker.raw(), "to": "send"})
    assert Intake.objects.get().payload["arm"] == 2


def test_what_is_to_be_put_in_order_stands_in_another_order_at_each_visit(db, forgetting, visitor):
    raw = blocks.section(
        "first",
        "First",
        blocks.ranking(
            "FIRST",
            "What should come first?",
            {"lights": "Lights", "buses": "Buses", "other": "Else"},
            places=2,
            shuffle=True,
            keep_last=1,
        ),
    )
    body = SurveyBody().to_python([raw])
    definition = definition_of(body)
    assert (definition["arms"], set(map(tuple, definition["orders"]["FIRST"]))) == (
        2,
        {("lights", "buses", "other"), ("buses", "lights", "other")},
    )
    put_live(definition=definition, texts={"en": {**WORDS, **texts_of(body, "en")}})
    walker = first_arm(visitor, 1)
    walker.press("over13")
    walker.press("s1")
    assert walker.page.choices["FIRST"][:4] == ["", *definition["orders"]["FIRST"][1]]
    walker.send("check", {"FIRST": ["buses", "lights"]})
    walker.press("send")
    payload = Intake.objects.get().payload
    assert (payload["arm"], payload["answers"]) == (1, {"FIRST": ["buses", "lights"]})
