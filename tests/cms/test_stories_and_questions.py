"""A story is shown while its teller agrees; a question to the Board counts its own days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from cms.models import BoardQuestion, StoryPage
from cms.selectors import AskedQuestion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

TODAY = date(2026, 6, 1)


def story(**told) -> StoryPage:
    return StoryPage(
        **{
            "title": "A story",
            "slug": "a-story",
            "alias": "Bo",
            "consent_given_by": "teller",
            "consent_given_on": TODAY - timedelta(days=30),
            "review_on": TODAY + timedelta(days=300),
            **told,
        }
    )


def test_a_story_with_consent_is_shown_until_its_teller_has_to_be_asked_again():
    assert story().may_be_shown(TODAY)
    assert story(review_on=TODAY + timedelta(days=1)).may_be_shown(TODAY)
    assert not story(review_on=TODAY).may_be_shown(TODAY)


@pytest.mark.parametrize(
    "told",
    [
        {"consent_given_on": None},
        {"consent_given_on": TODAY + timedelta(days=1)},
        {"review_on": None},
        {"consent_withdrawn_on": TODAY},
        {"consent_given_by": "invented", "consent_withdrawn_on": TODAY},
    ],
)
def test_a_story_without_standing_consent_is_not_shown(told):
    assert not story(**told).may_be_shown(TODAY)


def test_nobody_need_read_a_story_before_its_teller_has_agreed_on_paper():
    faults = story(consent_kept_at="", review_on=None).faults()
    assert any("where the signed form lies" in fault for fault in faults)
    assert any("when to ask them again" in fault for fault in faults)
    complete = story(consent_kept_at="folder 12").faults()
    assert not any("form lies" in fault or "ask them again" in fault for fault in complete)
    assert not any(
        "agreed" in fault for fault in story(consent_given_by="invented", consent_given_on=None).faults()
    )


def test_an_age_and_an_area_together_are_refused():
    with pytest.raises(ValidationError) as refused:
        story(age="16", area="E08000028").clean()
    assert "area" in refused.value.message_dict


def test_an_invented_story_has_to_say_so():
    with pytest.raises(ValidationError) as refused:
        story(consent_given_by="invented", is_example=False).clean()
    assert "consent_given_by" in refused.value.message_dict


def test_a_story_taken_back_is_gone_from_page_lists_and_home_at_once(site, visitor):
    StoryPage.objects.filter(slug="the-walk-home").update(consent_withdrawn_on=localdate())
    assert visitor.get("/most-of-us/the-walk-home/").status_code == 404
    for address in ("/", "/most-of-us/", "/most-of-us/the-hall-on-sundays/"):
        assert "The walk home" not in visitor.get(address).content.decode(), address


@pytest.mark.parametrize(
    ("due", "answered", "state", "late"),
    [(12, None, "waiting", 0), (-3, None, "late", 3), (-3, TODAY, "answered", 0)],
)
def test_a_question_counts_its_days_until_it_is_answered(due, answered, state, late):
    question = BoardQuestion(question="Why?", answer_due_on=TODAY + timedelta(days=due), answered_on=answered)
    asked = AskedQuestion(question, question.days_left(TODAY))
    assert (asked.state, asked.days_late) == (state, late)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"answer": "Yes."}, "answered_on"),
        ({"answered_on": TODAY}, "answered_on"),
        ({"answer_due_on": TODAY - timedelta(days=9)}, "answer_due_on"),
    ],
)
def test_a_question_without_a_clear_clock_is_refused(told, field):
    question = BoardQuestion(question="Why?", asked_on=TODAY, answer_due_on=TODAY + timedelta(days=28))
    for name, value in told.items():
        setattr(question, name, value)
    with pytest.raises(ValidationError) as refused:
        question.clean()
    assert field in refused.value.message_dict


def test_the_assembly_shows_late_questions_first_and_days_left(site, visitor):
    html = visitor.get("/youth-assembly/").content.decode()
    late, waiting, answered = (
        html.index(words) for words in ("park lights get mended", "buses by the college", "paid for checking")
    )
    assert late < waiting < answered
    assert '<span class="question__days">12</span> days left' in html
    assert "Next meeting" in html and "Buses, lights and the last mile home" in html


def test_alliance_members_stand_under_their_area(site, visitor):
    html = visitor.get("/faith-alliance/").content.decode()
    assert html.index("Sandwell") < html.index("Canal Street Gurdwara kitchen")
    assert html.count("<li><strong>") >= 6
