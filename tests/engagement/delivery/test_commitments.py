"""A promise shows by itself when it is late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from engagement.delivery.models import Commitment
from engagement.delivery.selectors import commitments
from engagement.delivery.services import promise

TODAY = date(2026, 6, 1)


def promised(slug: str, *, due: int, **told) -> Commitment:
    return promise(
        slug=slug,
        you_said="It is dark by the canal",
        we_did="Ask for lights",
        owner="Towpath group",
        milestone="Lights are on",
        due_on=TODAY + timedelta(days=due),
        **told,
    )


@pytest.mark.django_db
def test_a_promise_is_late_the_day_after_it_was_due_and_nobody_has_to_say_so():
    promised("lights", due=0)
    assert [told.overdue for told in commitments(TODAY)] == [False]
    (late,) = commitments(TODAY + timedelta(days=1))
    assert late.overdue and late.days_late == 1 and late.state == "overdue" and late.state_label == "Late"


@pytest.mark.django_db
def test_a_kept_or_stopped_promise_is_never_late():
    promised("kept", due=-90, stage="done", done_on=TODAY, evidence="Photographs of the lamps")
    promised("stopped", due=-90, stage="stopped", evidence="The canal was closed")
    assert [told.overdue for told in commitments(TODAY)] == [False, False]


@pytest.mark.django_db
def test_late_promises_come_first_and_kept_ones_last(django_assert_num_queries):
    promised("soon", due=3)
    promised("late", due=-3)
    promised("kept", due=-40, stage="done", done_on=TODAY, evidence="A letter")
    with django_assert_num_queries(1):
        assert [told.commitment.slug for told in commitments(TODAY)] == ["late", "soon", "kept"]
    assert commitments(TODAY)[1].days_left == 3


@pytest.mark.django_db
def test_promises_can_be_asked_for_by_the_result_they_answer():
    promised("a", due=1, figure="insights-2026")
    promised("b", due=1)
    assert [told.commitment.slug for told in commitments(TODAY, figure="insights-2026")] == ["a"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"stage": "done", "evidence": "A letter"}, "done_on"),
        ({"stage": "done", "done_on": TODAY}, "evidence"),
        ({"stage": "stopped"}, "evidence"),
        ({"stage": "nearly"}, "stage"),
    ],
)
def test_a_promise_nobody_could_check_is_refused_and_nothing_is_stored(told, field):
    with pytest.raises(ValidationError) as refused:
        promised("unclear", due=1, **told)
    assert field in refused.value.message_dict
    assert not Commitment.objects.exists()


@pytest.mark.django_db
def test_promising_again_under_the_same_name_rewrites_the_promise():
    promised("lights", due=1)
    promised("lights", due=9)
    assert Commitment.objects.get().due_on == TODAY + timedelta(days=9)
