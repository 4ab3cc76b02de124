"""The Youth Assembly's meetings, papers and decisions; the Faith Alliance beside the Census."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate, now
from icalendar import Calendar

from cms.example.groups import build_papers
from cms.faith.coverage import coverage
from cms.models import AssemblyDecision, AssemblyPaper, BoardQuestion, Meeting
from tests.cms.test_public_pages import Reader

TODAY = date(2026, 6, 1)


def events_of(answer) -> list:
    return [part for part in Calendar.from_ical(answer.content).walk() if part.name == "VEVENT"]


def test_a_meeting_can_be_put_into_a_calendar_and_all_of_them_into_one(site, visitor):
    first, second = Meeting.objects.order_by("starts_at")
    html = visitor.get("/youth-assembly/").content.decode()
    address = f"/youth-assembly/calendar/{first.key}/"
    assert f'href="{address}"' in html
    answer = visitor.get(address)
    (event,) = events_of(answer)
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert event.decoded("dtstart") == first.starts_at and event.decoded("dtend") == first.ends_at
    assert event["location"] == first.place and str(first.key) in event["uid"]
    every = events_of(visitor.get("/youth-assembly/calendar/"))
    assert [str(event["summary"]) for event in every] == [
        f"Youth Assembly: {first.about}",
        f"Youth Assembly: {second.about}",
    ]
    assert first.key != second.key


def test_a_meeting_called_off_gives_way_to_the_next_and_says_so_and_one_that_is_over_goes(site, visitor):
    first, second = Meeting.objects.order_by("starts_at")
    Meeting.objects.filter(pk=first.pk).update(cancelled=True)
    shown = visitor.get("/youth-assembly/")
    assert shown.context["next_meeting"] == second
    assert "Called off" in shown.content.decode()
    (event,) = events_of(visitor.get(f"/youth-assembly/calendar/{first.key}/"))
    assert event["summary"].startswith("Called off: ")
    Meeting.objects.filter(pk=first.pk).update(starts_at=now() - timedelta(hours=3), ends_at=None)
    assert visitor.get(f"/youth-assembly/calendar/{first.key}/").status_code == 404


def test_the_clock_stops_at_28_days_whatever_day_was_typed(db):
    question = BoardQuestion(question="Why?", asked_on=TODAY, answer_due_on=TODAY + timedelta(days=90))
    assert question.days_left(TODAY + timedelta(days=29)) == -1
    with pytest.raises(ValidationError) as refused:
        question.clean()
    assert "29 June 2026" in refused.value.message_dict["answer_due_on"][0]
    question.answer_due_on = TODAY + timedelta(days=28)
    question.clean()


def test_a_late_answer_is_counted_in_words_above_the_questions(site, visitor):
    assert "1 answer is late." in visitor.get("/youth-assembly/").content.decode()
    BoardQuestion.objects.filter(answered_on=None).update(answered_on=localdate(), answer="Yes.")
    assert "answer is late" not in visitor.get("/youth-assembly/").content.decode()


def test_a_decision_says_who_answers_for_it_and_turns_late_by_itself(site, visitor):
    html = visitor.get("/youth-assembly/").content.decode()
    late, under_way, done = (
        html.index(words) for words in ("short enough to read", "A week in March", "before it is signed")
    )
    assert late < under_way < done
    assert "The Board’s chair answers for it, by" in html
    decision = AssemblyDecision(decided_on=TODAY, due_on=TODAY)
    assert decision.state(TODAY) == "waiting"
    assert decision.state(TODAY + timedelta(days=1)) == "late"


@pytest.mark.parametrize(
    ("told", "field"),
    [({"done_on": TODAY}, "outcome"), ({"due_on": TODAY - timedelta(days=1)}, "due_on")],
)
def test_a_decision_that_cannot_be_true_is_refused(told, field):
    decision = AssemblyDecision(**{"decided_on": TODAY, "due_on": TODAY, **told})
    with pytest.raises(ValidationError) as refused:
        decision.clean()
    assert field in refused.value.message_dict


def test_a_paper_is_there_to_read(site, visitor):
    build_papers(today=localdate())
    build_papers(today=localdate())
    assert AssemblyPaper.objects.count() == 1
    html = visitor.get("/youth-assembly/").content.decode()
    address = next(
        attrs["href"] for tag, attrs in Reader(html).tags if tag == "a" and attrs.get("class") == "file__link"
    )
    assert "walked four ways home" in b"".join(visitor.get(address).streaming_content).decode()


def test_nobody_can_be_written_to_but_through_the_form_for_joining(site, visitor):
    tags = Reader(visitor.get("/youth-assembly/").content.decode()).tags
    links = {attrs.get("href", "") for tag, attrs in tags if tag == "a"}
    assert "/join/youth-assembly/" in links
    assert not [link for link in links if link.startswith("mailto:")]
    assert not [tag for tag, attrs in tags if tag in ("textarea",)]


def test_coverage_stands_beside_the_published_census_and_counts_only_who_may_be_named():
    region, *areas = coverage([("E08000028", "sikh"), ("E08000028", ""), ("E08000025", "muslim")])
    assert region.area is None and region.members == 3 and region.uncounted == 1
    assert len(areas) == 7
    sandwell = next(place for place in areas if place.area.name == "Sandwell")
    shares = {row.religion: (row.share, row.members) for row in sandwell.rows}
    # TS030 for Sandwell as the Office for National Statistics published it: 11.5% Sikh, 13.3% Muslim.
    assert shares["Sikh"] == ("11%", 1) and shares["Muslim"] == ("13%", 0)
    assert shares["Jewish"] == ("under 1%", 0)
    assert "Muslim" in sandwell.missing and "Sikh" not in sandwell.missing
    assert "No religion" not in sandwell.missing


def test_the_page_says_that_groups_are_counted_and_not_people(site, visitor):
    html = visitor.get("/faith-alliance/").content.decode()
    assert "That counts groups, not people" in html and "Census 2021, TS030" in html
    assert html.count('<table class="coverage">') == 1
    assert "1 more member is of many faiths" in html
    coventry = visitor.get("/faith-alliance/?area=E08000026")
    assert coventry.context["place"].area.name == "Coventry"
    assert visitor.get("/faith-alliance/?area=<script>").context["place"].area is None
