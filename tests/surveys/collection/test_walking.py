"""The whole survey without JavaScript."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.urls import reverse

from surveys.authoring.answers import Read
from surveys.collection.counters import counters
from surveys.collection.services import accept_response
from surveys.models import DailyCount, Intake, Nonce
from tests.surveys.collection.survey import put_live, section, small_definition
from tests.surveys.collection.walk import Page, Walker

LONG = 'پارک "کے" پاس\r\n<b>no lights</b> 👩‍👩‍👧 e\u0301 \u202eabc'


@pytest.fixture
def walker(insights, visitor) -> Walker:
    return Walker(visitor, "/insights/?c=q7x")


def through(walker: Walker) -> None:
    walker.press("over13")
    walker.press("s1")
    walker.press("s2", SAFEDAY="unsafe", AVOID="yes", WHY="Lights")
    walker.press("s3", PLACES=["bus", "park"])
    walker.press("s4", HURT="no")
    walker.press("check", AGREE__LISTEN="agree", HOPE="7", AGE="13-15", CHANGE=LONG)


def test_a_walk_stores_what_was_answered_and_nothing_else(walker):
    through(walker)
    assert not Intake.objects.exists()
    response = walker.press("send")
    assert (response.status_code, response["Location"]) == (303, "/insights/thanks/")
    stored = Intake.objects.get()
    version = stored.survey.versions.get()
    assert stored.payload == {
        "version": version.pk,
        "language": "en",
        "arm": 0,
        "channel": "q7x",
        "flags": ["fast"],
        "demographics": {"age_band": "13-15"},
        "answers": {
            "SAFEDAY": "unsafe",
            "AVOID": "yes",
            "PLACES": ["park", "bus"],
            "HURT": "no",
            "AGREE.LISTEN": "agree",
            "HOPE": 7,
        },
        "comments": {"WHY": "Lights", "CHANGE": LONG.replace("\r\n", "\n")},
    }
    assert "Thank you" in walker.client.get("/insights/thanks/").content.decode()


def test_every_page_carries_one_section_and_seals_the_rest(walker):
    walker.press("over13")
    assert "Before you start" in walker.page.text
    walker.press("s1")
    assert set(walker.page.choices) == {"SAFEDAY", "AVOID"}
    walker.press("s2", SAFEDAY="unsafe", AVOID="yes", WHY="my own words")
    assert set(walker.page.choices) == {"PLACES"}
    assert b"my own words" not in walker.response.content
    assert b"unsafe" not in walker.response.content


def test_a_section_that_does_not_apply_is_passed_over_both_ways(walker):
    walker.press("over13")
    walker.press("s1")
    walker.press("s2", AVOID="no")
    assert set(walker.page.choices) == {"HURT"}
    assert "Part 2 of 3." in walker.page.text
    walker.press("s1")
    assert walker.page.fields["AVOID"] == ["no"]


def test_going_back_finds_the_answers_and_can_change_them(walker):
    through(walker)
    walker.press("s2")
    assert sorted(walker.page.fields["PLACES"]) == ["bus", "park"]
    del walker.page.fields["PLACES"]
    walker.press("check", PLACES=["shops"])
    assert "Which kinds of place? Shops" in walker.page.text
    walker.press("s4")
    assert walker.page.fields["CHANGE"] == [LONG]
    walker.page.fields["CHANGE"] = [""]
    walker.press("check")
    walker.press("send")
    payload = Intake.objects.get().payload
    assert payload["answers"]["PLACES"] == ["shops"]
    assert "CHANGE" not in payload["comments"]


def test_every_box_can_be_unticked_again(walker):
    through(walker)
    walker.press("s2")
    del walker.page.fields["PLACES"]
    walker.press("check")
    walker.press("send")
    assert "PLACES" not in Intake.objects.get().payload["answers"]


def test_the_check_page_tells_the_answers_in_words_and_escapes_them(walker):
    through(walker)
    text = walker.page.text
    assert "How old are you? 13 to 15 Change" in text
    assert "Which kinds of place? Buses, Parks & green spaces Change" in text
    assert "There are things for me to do Not answered" in text
    assert b"<b>no lights" not in walker.response.content


def test_answers_on_a_road_not_taken_are_dropped(walker):
    through(walker)
    walker.press("s1")
    walker.press("s2", AVOID="no")
    walker.press("check")
    assert "Which kinds of place?" not in walker.page.text
    walker.press("send")
    assert "PLACES" not in Intake.objects.get().payload["answers"]
    assert "WHY" not in Intake.objects.get().payload["comments"]


def test_a_question_that_hangs_on_the_same_page_says_it_may_not_be_for_you(walker):
    walker.press("over13")
    walker.press("s1")
    assert "This may not be for you." in walker.page.text
    assert "This may not be for you." not in walker.client.get("/insights/").content.decode()


def test_a_question_closed_by_an_earlier_page_is_left_out_of_a_later_one(db, forgetting, visitor):
    definition = small_definition()
    late = {
        **definition["sections"][0]["questions"][2],
        "show_if": {"question": "AVOID", "op": "is", "values": ["yes"]},
    }
    first = definition["sections"][0]["questions"][:2]
    put_live(
        definition={
            **definition,
            "sections": [section("s1", *first), section("s4", late, *definition["sections"][3]["questions"])],
        }
    )
    walker = Walker(visitor)
    walker.press("over13")
    walker.press("s1")
    walker.press("s4", AVOID="no")
    assert "WHY" not in walker.page.fields
    walker.press("s1")
    walker.press("s4", AVOID="yes")
    assert "WHY" in walker.page.fields


def test_the_announced_questions_can_be_skipped(walker):
    walker.press("over13")
    walker.press("s1")
    walker.press("s2", AVOID="no")
    assert "The next question is about being hurt. Skip these questions" in walker.page.text
    assert walker.page.buttons == ["s4", "s4", "s4", "s1"]


@pytest.mark.parametrize(
    "answer, is_helped", [("yes", True), ("no", False), ("prefer_not", False), (None, False)]
)
def test_help_is_offered_after_a_hard_answer(walker, answer, is_helped):
    walker.press("over13")
    walker.press("s1")
    walker.press("s2", AVOID="no")
    walker.press("s4", **({"HURT": answer} if answer else {}))
    assert ("You are not on your own with this" in walker.page.text) is is_helped
    assert not Intake.objects.exists()


def test_somebody_under_13_gets_help_and_nothing_is_stored(walker):
    response = walker.press("under13", SAFEDAY="unsafe")
    assert (response.status_code, response["Location"]) == (303, "/insights/support/")
    assert "13 and over, so we kept nothing" in walker.client.get("/insights/support/").content.decode()
    assert not Intake.objects.exists()
    assert not Nonce.objects.exists()


def test_nothing_need_be_answered(walker):
    for to in ("over13", "s1", "s2", "s4", "check"):
        walker.press(to)
    assert walker.press("send").status_code == 303
    payload = Intake.objects.get().payload
    assert (payload["answers"], payload["comments"], payload["demographics"]) == ({}, {}, {})


@pytest.mark.both_databases
def test_sent_twice_is_stored_once_and_thanked_twice(walker):
    through(walker)
    fields = walker.raw(to="send")
    for _ in range(2):
        assert walker.client.post("/insights/", fields)["Location"] == "/insights/thanks/"
    assert Intake.objects.count() == Nonce.objects.count() == 1
    counters.flush()
    assert DailyCount.objects.get().n == 1


def test_a_replay_after_a_restart_is_still_known(walker):
    through(walker)
    fields = walker.raw(to="send")
    walker.client.post("/insights/", fields)
    Intake.objects.all().delete()  # The mix has taken it meanwhile; the process has forgotten everything.
    counters.__init__()
    walker.client.post("/insights/", fields)
    assert not Intake.objects.exists()


def test_all_at_once_is_stored_as_section_by_section(walker):
    response = walker.send("send", {"AVOID": "yes", "PLACES": ["park"], "HOPE": "0", "AGE": "16-17"})
    assert response.status_code == 303
    payload = Intake.objects.get().payload
    assert payload["answers"] == {"AVOID": "yes", "PLACES": ["park"], "HOPE": 0}
    assert payload["demographics"] == {"age_band": "16-17"}


def test_answers_in_urdu_are_kept_as_such(insights, visitor):
    walker = Walker(visitor, "/ur/insights/")
    assert walker.send("send", {"CHANGE": "روشنی"})["Location"] == "/ur/insights/thanks/"
    payload = Intake.objects.get().payload
    assert (payload["language"], payload["comments"]) == ("ur", {"CHANGE": "روشنی"})


@pytest.mark.parametrize("changes, flag", [({"website": "http://x"}, "honeypot"), ({"stamp": None}, "fast")])
def test_a_machine_is_flagged_not_refused(walker, changes, flag):
    response = walker.client.post("/insights/", {**walker.raw(**changes), "to": "send", "HOPE": "3"})
    assert response.status_code == 303
    assert flag in Intake.objects.get().payload["flags"]


def test_a_flood_is_flagged_not_refused(walker, monkeypatch):
    monkeypatch.setattr("surveys.collection.limiter.SENDS", 0)
    assert walker.send("send", {}).status_code == 303
    assert "rate" in Intake.objects.get().payload["flags"]


def test_a_forged_link_code_or_arm_is_dropped(walker):
    walker.client.post("/insights/", {**walker.raw(c="made-up", arm="99"), "to": "send"})
    payload = Intake.objects.get().payload
    assert (payload["channel"], payload["arm"]) == ("", 0)


def test_a_fault_that_is_not_a_double_send_is_not_hidden(insights, monkeypatch):
    from datetime import date

    from surveys.collection.nonce import Ticket

    def refuse(*_: object, **__: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(Intake, "save", refuse)
    with pytest.raises(IntegrityError):
        accept_response(
            survey=insights.pk, version=1, language="en", read=Read(), nonce=Ticket(7, date(2026, 1, 1))
        )
    assert not Nonce.objects.exists()


def test_the_thank_you_page_leads_to_the_results_and_closes(walker):
    page = Page(walker.client.get("/insights/thanks/"))
    assert "Nothing was kept on this device. Close this tab" in page.text
    assert "/results/" in [given.get("href") for tag, given in page.attributes if tag == "a"]
    # The list is a page of its own: nothing of this visit goes along.
    assert reverse("mailing_list") in [given.get("href") for tag, given in page.attributes if tag == "a"]
