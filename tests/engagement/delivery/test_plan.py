"""The plan as it stands, what was aimed at before, and the year that nobody can change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from engagement.delivery.models import Action, EarlierAim, Measure, Milestone, PlanSnapshot
from engagement.delivery.plan import Estimate, as_content, by_priority, counted, from_content, plan
from engagement.delivery.services import plan_action
from engagement.delivery.yearly import keep_year, kept_years, year_of

pytestmark = pytest.mark.django_db


def day(days: int) -> date:
    return localdate() + timedelta(days=days)


def planned(slug: str = "open-halls", *, due: int = 90, **told: Any) -> Action:
    return plan_action(
        slug=slug,
        priority=told.pop("priority", 2),
        says="Open a hall in each area on Sundays",
        owner="Activities group",
        milestones=told.pop("milestones", [{"says": "Two halls are open", "due_on": day(due)}]),
        **told,
    )


def measured(**told: Any) -> dict[str, Any]:
    return {"says": "People with somewhere to go", "target": 50, "target_by": day(200), **told}


def nothing_published(_: str) -> None:
    return None


def test_a_late_step_makes_its_action_late_and_asks_for_a_reason():
    action = planned(due=-40)
    (told,) = plan(localdate(), nothing_published)
    assert (told.state, told.colour) == ("overdue", "red")
    assert told.milestones[0].asks_why and told.milestones[0].days_late == 40
    action.milestones.update(why_late="The key was lost")
    assert not plan(localdate(), nothing_published)[0].milestones[0].asks_why


def test_the_whole_plan_is_read_in_five_queries(django_assert_num_queries):
    for number in range(4):
        planned(f"action-{number}", measures=[measured()], priority=1 + number)
    with django_assert_num_queries(5):
        told = plan(localdate(), nothing_published)
    assert [priority.number for priority, _ in by_priority(told)] == [1, 2, 3, 4]
    assert counted(told) == [("on-time", "On time", 4)]


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({"done_on": day(-1)}, "evidence"),
        ({"done_on": day(1), "evidence": "A photograph"}, "done_on"),
        ({"progress": "One is open"}, "progress_on"),
        ({"stopped_on": day(-1)}, "stopped_why"),
        ({"evidence_link": "javascript:alert(1)"}, "evidence_link"),
    ],
)
def test_a_step_nobody_could_check_is_refused_and_nothing_is_stored(step, field):
    with pytest.raises(ValidationError) as refused:
        planned(milestones=[{"says": "Two halls are open", "due_on": day(9), **step}])
    assert field in refused.value.message_dict
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"value": 3}, "value"),
        ({"baseline": 3, "baseline_on": day(-9)}, "baseline"),
        ({"estimate": "a/b/c", "value": 3, "value_on": day(-1), "value_source": "Counted"}, "value"),
        ({"estimate": "a/b/c", "unit": "halls"}, "unit"),
        ({"stopped_on": day(-1)}, "stopped_why"),
        ({"stopped_why": "The count ended"}, "stopped_why"),
        ({"stopped_on": day(1), "stopped_why": "The count ended"}, "stopped_on"),
    ],
)
def test_a_number_without_its_day_and_source_is_refused(told, field):
    with pytest.raises(ValidationError) as refused:
        planned(measures=[measured(**told)])
    assert field in refused.value.message_dict


def test_an_action_without_a_step_is_refused():
    with pytest.raises(ValidationError, match="at least one milestone"):
        planned(milestones=[])


def test_a_target_changes_only_with_a_reason_and_the_earlier_one_stays():
    measure = planned(measures=[measured()]).measures.get()
    measure.target = 40
    with pytest.raises(ValidationError) as refused:
        measure.full_clean()
    assert "the earlier one stays" in str(refused.value)
    with pytest.raises(ValidationError):
        measure.save()
    measure.why_changed = "Two halls burned down"
    measure.save()
    (told,) = plan(localdate(), nothing_published)[0].earlier
    assert (told.was, told.now, told.reason) == ("50%", "40%", "Two halls burned down")
    assert told.changed_on == localdate()
    assert not Measure.objects.get().why_changed


def test_moving_a_due_day_is_a_changed_aim_too():
    step = planned(due=3).milestones.get()
    step.due_on = day(90)
    with pytest.raises(ValidationError):
        step.save()
    step.why_changed = "The hall was flooded"
    step.save()
    was = EarlierAim.objects.get()
    assert was.was == f"{day(3).day} {day(3):%B %Y}"
    with pytest.raises(ValidationError):
        was.save()


def test_noting_progress_changes_no_aim():
    step = planned().milestones.get()
    step.progress, step.progress_on = "One is open", day(-1)
    step.save()
    assert not EarlierAim.objects.exists()


def test_a_measure_follows_the_published_estimate_with_its_range_and_day():
    planned(measures=[measured(estimate="insights-2026/HEARD/a_lot")])
    asked = []

    def estimates(chosen: str) -> Estimate:
        asked.append(chosen)
        return Estimate(55, 51, 59, date(2026, 3, 1), "What people told us", "/results/insights-2026/")

    told = plan(localdate(), estimates)[0].measures[0]
    assert asked == ["insights-2026/HEARD/a_lot"]
    assert (told.shown_value, told.low, told.high, told.state) == ("55%", 51, 59, "reached")
    assert (told.value_on, told.url) == (date(2026, 3, 1), "/results/insights-2026/")
    assert plan(localdate(), nothing_published)[0].measures[0].state == "no-figure"


def test_a_measure_that_is_stopped_keeps_its_last_value_and_its_target_and_says_why():
    stopped = {"stopped_on": day(-5), "stopped_why": "The count ended"}
    value = {"value": 12, "value_on": day(-9), "value_source": "Counted"}
    planned(measures=[measured(**value, **stopped)])
    told = plan(localdate(), nothing_published)
    measure = told[0].measures[0]
    assert (measure.state, measure.shown_value, measure.shown_target) == ("stopped", "12%", "50%")
    assert (measure.stopped_on, measure.stopped_why) == (day(-5), "The count ended")
    kept = keep_year(told, today=localdate())
    assert from_content(kept.content)[0].measures[0] == measure


def test_a_value_from_after_the_day_a_measure_was_stopped_is_refused():
    value = {"value": 12, "value_on": day(-2), "value_source": "Counted"}
    with pytest.raises(ValidationError) as refused:
        planned(measures=[measured(**value, stopped_on=day(-5), stopped_why="The count ended")])
    assert "value_on" in refused.value.message_dict


def test_a_measure_that_is_stopped_asks_for_no_estimate_from_later():
    planned(
        measures=[measured(estimate="insights-2026/HEARD/a_lot", stopped_on=day(-5), stopped_why="It ended")]
    )
    asked = []
    plan(localdate(), lambda *given: asked.append(given))
    assert asked == [("insights-2026/HEARD/a_lot", day(-5))]


def test_a_kept_year_reads_as_it_was_told_whatever_happens_later():
    action = planned(due=-40, measures=[measured(value=12, value_on=day(-3), value_source="Counted")])
    told = plan(localdate(), nothing_published)
    kept = keep_year(told, today=localdate())
    Milestone.objects.update(done_on=localdate(), evidence="Keys")
    Measure.objects.update(value=60)
    action.save()
    assert from_content(PlanSnapshot.objects.get().content) == told
    assert from_content(as_content(told)) == told
    assert keep_year(told, today=localdate()) is None
    for refused in (kept.save, kept.delete):
        with pytest.raises(ValidationError):
            refused()


def test_a_kept_year_that_was_changed_behind_our_back_is_not_shown():
    planned()
    keep_year(plan(localdate(), nothing_published), today=localdate())
    assert [kept.year for kept in kept_years()] == [year_of(localdate())]
    PlanSnapshot.objects.update(content={"format": 1, "actions": []})
    assert kept_years() == []


def test_a_year_without_a_plan_keeps_nothing():
    assert keep_year([], today=localdate()) is None
    assert not PlanSnapshot.objects.exists()
