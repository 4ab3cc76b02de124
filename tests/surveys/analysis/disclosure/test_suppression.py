"""Where the thresholds lie, and what is hidden on either side of them."""

from __future__ import annotations

import pytest

from surveys.analysis.disclosure import Policy, Table, protect
from surveys.analysis.disclosure.suppression import Mark, is_unsafe
from tests.surveys.analysis.disclosure.tables import all_only, random_table, table

SMALL = str(Mark.UNSAFE)
HELPS = str(Mark.SECONDARY)


def hidden(source: Table, policy: Policy | None = None) -> dict[tuple[str | None, str], str]:
    """Reason by group and option of all that is hidden."""
    return {(e.group, e.option): e.reason for e in protect(source, policy=policy).audit}


@pytest.mark.parametrize(
    ("count", "base", "unsafe"),
    [(0, 100, True), (9, 100, True), (10, 100, False), (90, 100, False), (91, 100, True), (100, 100, True)],
)
def test_a_count_is_unsafe_below_ten_and_within_ten_of_its_base(count: int, base: int, unsafe: bool) -> None:
    assert is_unsafe(count, base, 10) is unsafe


def test_nine_people_are_hidden_and_ten_are_shown() -> None:
    nine = hidden(table([[9, 51, 60], [40, 40, 40], [35, 45, 40]]))
    assert nine["g0", "o0"] == SMALL
    assert list(nine.values()).count(SMALL) == 1
    assert hidden(table([[10, 50, 60], [40, 40, 40], [35, 45, 40]])) == {}


def test_one_hidden_cell_takes_a_closed_rectangle_of_the_smallest_counts() -> None:
    reasons = hidden(table([[9, 50, 60], [40, 45, 35], [33, 31, 40]]))
    assert reasons == {
        ("g0", "o0"): SMALL,
        ("g0", "o1"): HELPS,
        ("g2", "o0"): HELPS,
        ("g2", "o1"): HELPS,
    }


def test_zero_and_everybody_are_as_unsafe_as_a_few() -> None:
    reasons = hidden(table([[0, 60], [60, 60], [70, 60]]))
    assert reasons["g0", "o0"] == reasons["g0", "o1"] == SMALL


def test_a_row_of_29_people_is_hidden_whole_and_one_of_30_is_shown() -> None:
    small = table([[14, 15], [60, 60], [70, 60]])
    assert {("g0", "o0"), ("g0", "o1")} <= set(hidden(small))
    assert hidden(small)["g0", "o0"] == str(Mark.SMALL_BASE)
    row = protect(small).group_rows[0]
    assert (row.base, row.low_base) == ("[c]", False)
    enough = table([[15, 15], [60, 60], [70, 60]])
    assert hidden(enough) == {}
    assert (protect(enough).group_rows[0].base, protect(enough).group_rows[0].low_base) == (30, True)


def test_a_larger_smallest_base_is_obeyed() -> None:
    assert hidden(table([[25, 25], [60, 60], [70, 60]]), Policy(min_base=60))["g0", "o0"] == str(
        Mark.SMALL_BASE
    )


def test_two_options_hidden_for_everybody_hold_at_least_ten_people() -> None:
    assert hidden(all_only([300, 40, 4, 5])) == {
        (None, "o2"): SMALL,
        (None, "o3"): SMALL,
        (None, "o1"): HELPS,
    }
    assert hidden(all_only([300, 40, 4, 6])) == {(None, "o2"): SMALL, (None, "o3"): SMALL}


def test_an_option_hidden_for_everybody_is_hidden_in_every_group() -> None:
    reasons = hidden(table([[400, 300, 30, 4], [300, 400, 30, 3]]))
    assert reasons[None, "o3"] == SMALL
    assert reasons[None, "o2"] == HELPS
    assert {group for group, option in reasons if option == "o2"} == {None, "g0", "g1"}


def test_the_same_options_are_hidden_for_everybody_under_every_breakdown() -> None:
    for seed in range(6):
        source = random_table(seed, groups=6, options=6, people=500)
        alone = Table(source.question, source.options, source.all_row)
        of_all = {place: reason for place, reason in hidden(source).items() if place[0] is None}
        assert of_all == hidden(alone)


def test_fewer_than_thirty_answers_are_not_published() -> None:
    protected = protect(all_only([15, 14]))
    assert not protected.publishable
    assert "fewer than 30 people" in protected.reason
    assert protect(all_only([15, 15])).publishable


def test_a_question_all_of_whose_options_are_unsafe_is_not_published() -> None:
    protected = protect(table([[95, 3, 2], [97, 2, 1]]))
    assert not protected.publishable
    assert "Merge the rare options" in protected.reason
    assert protected.audit == ()


def test_a_breakdown_with_nothing_left_is_not_published_but_everybody_is() -> None:
    protected = protect(table([[12, 12], [14, 14], [13, 13]]))
    assert protected.publishable
    assert not protected.breakdown_publishable
    assert "q1 by Area" in protected.reason
    assert protected.published()["breakdown"]["rows"] == []


def test_impossible_answers_are_shown_as_such_and_hide_nothing() -> None:
    source = table([[0, 60, 60], [40, 45, 35], [50, 30, 40]], zeros=[("g0", "o0")])
    assert hidden(source) == {}
    assert protect(source).group_rows[0].cells[0].percent == "[z]"


def test_an_option_nobody_was_offered_is_impossible_in_every_row() -> None:
    protected = protect(table([[0, 60, 60], [0, 45, 35]], zeros=[(None, "o0")]))
    assert protected.all_row is not None
    assert [row.cells[0].percent for row in (protected.all_row, *protected.group_rows)] == ["[z]"] * 3


def test_routing_that_would_give_a_hidden_option_away_stops_the_breakdown() -> None:
    # The third option is hidden for everybody, but the group's base, which people know, is its count.
    zeros = [("g0", "o0"), ("g0", "o1"), ("g0", "o3"), ("g1", "o2")]
    source = table([[0, 0, 6, 0], [60, 50, 0, 7]], zeros=zeros)
    protected = protect(source)
    assert protected.publishable
    assert not protected.breakdown_publishable


def test_options_that_may_be_ticked_together_are_protected_one_by_one() -> None:
    source = table([[60, 5, 50], [50, 40, 70], [70, 60, 40]], bases=[100, 100, 100])
    reasons = hidden(source)
    assert {option for _, option in reasons} == {"o1"}
    assert reasons["g0", "o1"] == SMALL
    assert len(reasons) == 2


def test_an_option_that_nearly_everybody_ticked_is_hidden_alone() -> None:
    source = table([[98, 50], [97, 40]], bases=[100, 100])
    assert set(hidden(source)) == {(None, "o0"), ("g0", "o0"), ("g1", "o0")}
    protected = protect(source)
    assert protected.all_row is not None
    assert [cell.shown for cell in protected.all_row.cells] == [False, True]


def test_a_multi_select_question_none_of_whose_options_can_be_shown_is_not_published() -> None:
    assert not protect(table([[3, 1], [2, 4]], bases=[100, 100])).publishable


def test_a_small_group_is_hidden_for_every_option_that_may_be_ticked() -> None:
    reasons = hidden(table([[15, 14], [50, 40], [60, 70]], bases=[29, 100, 120]))
    assert reasons["g0", "o0"] == reasons["g0", "o1"] == str(Mark.SMALL_BASE)


def test_a_threshold_of_five_needs_a_reason_and_none_is_smaller() -> None:
    policy = Policy(k=5, not_sensitive_reason="Favourite colour harms nobody.")
    source = table([[5, 50, 60], [40, 45, 35], [50, 30, 40]])
    assert hidden(source, policy) == {}
    assert hidden(source) != {}
    with pytest.raises(ValueError, match="needs a written reason"):
        Policy(k=5)
    with pytest.raises(ValueError, match="needs a written reason"):
        Policy(k=9, not_sensitive_reason="  ")
    with pytest.raises(ValueError, match="too small"):
        Policy(k=4, not_sensitive_reason="Favourite colour harms nobody.")
    with pytest.raises(ValueError, match="at least 30"):
        Policy(min_base=29)


def test_routing_is_not_shown_for_a_ticked_option_hidden_for_everybody() -> None:
    # That two groups could not tick it would leave five people who could.
    zeros = [("g0", "o0"), ("g1", "o0")]
    protected = protect(table([[0, 50], [0, 30], [2, 3]], bases=[90, 60, 5], zeros=zeros))
    assert [line.cells[0].percent for line in protected.group_rows] == ["[c]"] * 3


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        # The two columns that already hold small counts are closed before the smallest count of a third.
        ([[9, 70, 70], [9, 50, 9], [60, 20, 5]], {("g0", "o1"), ("g1", "o1"), ("g2", "o1")}),
        # A partner comes from the row as long as the row has no more hidden than the column.
        ([[5, 40, 20], [50, 9, 30], [40, 40, 9]], {("g0", "o2"), ("g1", "o0"), ("g2", "o1")}),
        # Of partners not needed in the end the largest is shown again first.
        ([[40, 9, 9], [20, 50, 30], [50, 5, 60]], {("g0", "o0"), ("g1", "o1"), ("g2", "o2")}),
    ],
)
def test_partners_are_chosen_in_the_stated_order(
    counts: list[list[int]], shown: set[tuple[str, str]]
) -> None:
    cells = {(f"g{i}", f"o{j}") for i in range(3) for j in range(3)}
    assert cells - set(hidden(table(counts))) == shown


def test_a_partner_among_everybody_is_hidden_even_where_no_group_needs_it() -> None:
    reasons = hidden(table([[30, 60, 30, 1], [60, 40, 60, 3], [60, 100, 40, 3]]))
    assert set(reasons) == {(group, option) for group in (None, "g0", "g1", "g2") for option in ("o2", "o3")}
