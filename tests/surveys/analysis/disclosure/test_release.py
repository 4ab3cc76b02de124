"""What may change between two releases of one table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from surveys.analysis.disclosure import Breakdown, release_ok
from tests.surveys.analysis.disclosure.tables import all_only, table

FIRST = [[60, 50, 60], [40, 45, 35]]


def test_an_unchanged_table_may_be_reissued() -> None:
    assert release_ok(table(FIRST), table(FIRST)).ok


def test_ten_more_people_in_each_of_two_answers_may_be_shown() -> None:
    check = release_ok(table(FIRST), table([[70, 60, 60], [40, 45, 35]]))
    assert check
    assert check.problems == ()


@pytest.mark.parametrize(
    ("counts", "problem"),
    [
        ([[64, 55, 60], [40, 45, 35]], "fewer than 10 people joined or left"),
        ([[61, 50, 60], [39, 45, 35]], "fewer than 10 people joined or left"),
        ([[60, 50, 60], [40, 45, 35 + 9]], "fewer than 10 people joined or left"),
        ([[79, 51, 60], [40, 45, 35]], "change by fewer than 10 people"),
        ([[61, 49, 60], [40, 45, 35]], "change by fewer than 10 people"),
        ([[80, 50, 60], [40, 45, 35]], "gave the same answer"),
        ([[40, 50, 60], [40, 45, 35]], "gave the same answer"),
    ],
)
def test_a_change_that_tells_of_few_people_is_refused(counts: list[list[int]], problem: str) -> None:
    check = release_ok(table(FIRST), table(counts))
    assert not check
    assert any(problem in sentence for sentence in check.problems)


def test_one_person_more_is_refused() -> None:
    assert not release_ok(all_only([100, 80]), all_only([101, 80]))


def test_joiners_may_not_be_told_apart_by_the_hidden_answers() -> None:
    # 20 more chose the first option and 2 more one of the two hidden ones: those two stand out.
    first, second = all_only([100, 80, 6, 7]), all_only([120, 100, 8, 7])
    assert not release_ok(first, second)
    assert release_ok(first, all_only([120, 100, 6, 7]))


def test_a_cell_shown_in_one_release_and_hidden_in_the_other_is_refused() -> None:
    check = release_ok(table([[60, 50, 9], [40, 45, 35]]), table([[60, 50, 60], [40, 45, 35]]))
    assert not check
    assert "hide other cells" in check.problems[0]


def test_another_banding_is_refused() -> None:
    source = table(FIRST)
    assert not release_ok(source, table([[60, 50, 60], [20, 25, 15], [20, 20, 20]]))
    renamed = replace(source, breakdown=Breakdown("age", "Age", source.groups))
    assert "banding" in release_ok(source, renamed).problems[0]


def test_rows_that_are_hidden_whole_in_both_releases_may_change() -> None:
    first = table([[10, 9, 9], [40, 45, 35], [60, 50, 70], [9, 5, 6]])
    second = table([[9, 10, 9], [40, 45, 35], [60, 50, 70], [10, 4, 6]])
    assert release_ok(first, second).ok


def test_each_option_that_may_be_ticked_is_held_to_the_rule() -> None:
    def ticked(first: int, second: int, base: int) -> bool:
        return release_ok(table([[50, 40]], bases=[100]), table([[first, second]], bases=[base])).ok

    assert ticked(60, 50, 120)
    assert not ticked(70, 50, 120)
    assert not ticked(50, 50, 120)
    assert not ticked(65, 50, 120)
    assert not ticked(60, 50, 115)
