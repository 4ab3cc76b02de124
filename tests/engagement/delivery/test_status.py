"""Colours come from days and figures alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engagement.delivery.status import COLOURS, action_state, in_figures, measure_state, milestone_state

DUE = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("days", "told", "state", "colour"),
    [
        (-31, {}, "on-time", None),
        (-30, {}, "soon", "amber"),
        (0, {}, "soon", "amber"),
        (-10, {"progress_on": DUE - timedelta(days=40)}, "on-time", None),
        (-9, {"progress_on": DUE - timedelta(days=40)}, "soon", "amber"),
        (1, {"progress_on": DUE}, "late", "amber"),
        (30, {}, "late", "amber"),
        (31, {}, "overdue", "red"),
        (400, {"done_on": DUE}, "done", None),
        (400, {"stopped_on": DUE}, "stopped", None),
    ],
)
def test_a_milestone_turns_amber_and_then_red_by_itself(days, told, state, colour):
    found = milestone_state(due_on=DUE, today=DUE + timedelta(days=days), **told)
    assert found == state
    assert COLOURS.get(found) == colour


def test_an_action_stands_as_its_most_pressing_milestone_does():
    assert action_state(["done", "overdue", "late"]) == "overdue"
    assert action_state(["done", "on-time", "soon"]) == "soon"
    assert action_state(["done", "stopped"]) == "done"
    assert action_state(["stopped"]) == "stopped"
    assert action_state(["overdue"], stopped_on=DUE) == "stopped"


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({}, "no-figure"),
        ({"value": 49}, "not-yet"),
        ({"value": 50}, "reached"),
        ({"value": 52, "low": 48, "high": 56}, "cannot-tell"),
        ({"value": 56, "low": 50, "high": 61}, "reached"),
        ({"value": 44, "low": 39, "high": 49}, "not-yet"),
        ({"value": 49, "lower_is_better": True}, "reached"),
        ({"value": 52, "low": 48, "high": 56, "lower_is_better": True}, "cannot-tell"),
        ({"value": 60, "lower_is_better": True}, "not-yet"),
    ],
)
def test_a_target_is_reached_only_when_the_whole_range_is(told, state):
    assert measure_state(target=50, target_by=DUE, today=DUE, **told) == state


def test_a_target_whose_day_has_passed_is_missed():
    assert measure_state(target=50, target_by=DUE, today=DUE + timedelta(days=1), value=49) == "missed"


def test_numbers_are_written_as_people_write_them():
    assert [in_figures(value) for value in (7, 7.5, 1200, 12345678.9)] == [
        "7",
        "7.5",
        "1,200",
        "12,345,678.9",
    ]


def test_a_measure_that_is_stopped_is_neither_reached_nor_missed():
    told = {"target": 50, "target_by": DUE, "today": DUE + timedelta(days=1), "stopped_on": DUE}
    assert [measure_state(value=value, **told) for value in (None, 49, 51)] == ["stopped"] * 3
