"""Merging rare options and small groups before protection."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from surveys.analysis.disclosure import (
    Estimate,
    Merges,
    Net,
    Option,
    Row,
    Table,
    merge,
    protect,
    protect_merged,
)
from tests.surveys.analysis.attack import attack
from tests.surveys.analysis.disclosure.tables import row, table

AREAS = {"Birmingham": 460, "Coventry": 150, "Dudley": 140, "Sandwell": 150, "Walsall": 120}
SMALL_AREAS = {"Solihull": 80, "Wolverhampton": 100}
ANSWERS = {
    "Very safe": 18,
    "Fairly safe": 37,
    "A bit unsafe": 22,
    "Very unsafe": 9,
    "Not sure": 10,
    "No answer": 4,
}


def safety_by_area() -> Table:
    """1,200 answers in seven areas to one question with two rare answers."""
    rng = random.Random(2021)
    counts = []
    for people in (*AREAS.values(), *SMALL_AREAS.values()):
        answers = rng.choices(range(6), list(ANSWERS.values()), k=people)
        counts.append([answers.count(place) for place in range(6)])
    return table(counts)


REST = Merges(
    options=(Net("unsafe", "Unsafe", ("o2", "o3")), Net("other", "Not sure or no answer", ("o4", "o5"))),
    groups=(Net("south", "Solihull and Wolverhampton", ("g5", "g6")),),
)


def test_twelve_hundred_answers_in_seven_areas_become_fully_publishable_once_merged() -> None:
    source = safety_by_area()
    assert source.all_row.base == 1200
    before = protect(source)
    assert any(not cell.shown for line in before.group_rows for cell in line.cells)
    merged = merge(source, REST)
    after = protect_merged(source, REST)
    assert after == protect(merged)
    assert after.audit == ()
    assert all(cell.shown for line in after.group_rows for cell in line.cells)
    assert len(after.group_rows) == 6
    assert attack(merged, after.published(), k=10) == []


def test_merging_keeps_more_people_in_view_than_hiding_does() -> None:
    source = safety_by_area()

    def people_shown(of: Table) -> int:
        lines = zip(protect(of).group_rows, of.groups, strict=True)
        return sum(
            count
            for line, group in lines
            for cell, count in zip(line.cells, group.counts, strict=True)
            if cell.shown
        )

    assert people_shown(source) < 1200
    assert people_shown(merge(source, REST)) == 1200


def test_counts_of_a_net_are_the_sums_of_its_parts_in_the_place_of_the_first() -> None:
    merged = merge(
        table([[1, 2, 3, 4], [10, 20, 30, 40], [5, 6, 7, 8]]),
        Merges(options=(Net("n", "Net", ("o3", "o1")),), groups=(Net("m", "Both", ("g2", "g0")),)),
    )
    assert merged.options == (Option("o0", "Option 0"), Option("n", "Net"), Option("o2", "Option 2"))
    assert [(group.code, group.counts) for group in merged.groups] == [
        ("m", (6, 20, 10)),
        ("g1", (10, 60, 30)),
    ]
    assert merged.all_row.counts == (16, 80, 40)
    assert merged.all_row.code == "all"


def weighted_rows() -> Table:
    """Two groups of 100 people, the second of half the weight."""
    source = table([[60, 30, 10], [20, 40, 40]])
    assert source.breakdown is not None
    first, second = source.breakdown.rows
    second = replace(second, weighted_base=50.0, effective_base=64.0)
    return replace(source, breakdown=replace(source.breakdown, rows=(first, second)))


def test_shares_of_merged_groups_weigh_each_by_its_weighted_base() -> None:
    merged = merge(weighted_rows(), Merges(groups=(Net("m", "Both", ("g0", "g1")),)))
    (both,) = merged.groups
    assert both.shares == pytest.approx((70 / 150, 50 / 150, 30 / 150))
    assert both.weighted_base == 150.0
    # Kish: sum of squared weights is 100^2/100 + 50^2/64.
    assert both.effective_base == pytest.approx(150**2 / (100 + 2500 / 64))


def test_the_interval_of_a_merged_cell_is_wilsons_on_the_effective_sample() -> None:
    merged = merge(weighted_rows(), Merges(options=(Net("n", "Net", ("o0", "o1")),)))
    line = merged.groups[0]
    # Wilson's interval for 90 of 100, to four places (Newcombe 1998, formula 3).
    assert (line.shares[0], line.ci_low[0], line.ci_high[0]) == pytest.approx((0.9, 0.8256, 0.9448), abs=5e-5)
    untouched = weighted_rows().groups[0]
    assert (line.shares[1], line.ci_low[1]) == (untouched.shares[2], untouched.ci_low[2])


def test_an_estimator_gives_the_figures_of_merged_cells_alone() -> None:
    asked = []

    def estimate(groups: tuple[str, ...] | None, options: tuple[str, ...]) -> Estimate:
        asked.append((groups, options))
        return Estimate(0.5, 0.4, 0.6)

    merged = merge(weighted_rows(), Merges(options=(Net("n", "Net", ("o0", "o1")),)), estimate=estimate)
    assert asked == [(None, ("o0", "o1")), (("g0",), ("o0", "o1")), (("g1",), ("o0", "o1"))]
    assert merged.all_row.shares[0] == 0.5


def test_letters_are_dropped_where_the_figures_they_compared_are_gone() -> None:
    source = weighted_rows()
    assert source.breakdown is not None
    third = replace(row("g2", [30, 30, 40]), letters=(("g0", "g1"), ("g0",), ()))
    rows = [replace(group, letters=(("g2",), ("g2",), ())) for group in source.breakdown.rows]
    totals = row("all", [110, 100, 90])
    source = replace(source, all_row=totals, breakdown=replace(source.breakdown, rows=(*rows, third)))
    by_group = merge(source, Merges(groups=(Net("m", "Both", ("g0", "g1")),)))
    assert [group.letters for group in by_group.groups] == [(), ((), (), ())]
    by_option = merge(source, Merges(options=(Net("n", "Net", ("o1", "o2")),)))
    assert [group.letters for group in by_option.groups] == [(("g2",), ()), (("g2",), ()), (("g0", "g1"), ())]


def test_a_merged_cell_is_impossible_only_where_all_its_parts_are() -> None:
    source = table(
        [[50, 60, 0, 0], [40, 40, 40, 0]], zeros=[("g0", "o2"), ("g0", "o3"), ("g1", "o3"), (None, "o3")]
    )
    merged = merge(source, Merges(options=(Net("n", "Net", ("o2", "o3")),)))
    assert merged.structural_zeros == {("g0", "n")}


def _bare(source: Table) -> Table:
    def strip(old: Row) -> Row:
        return replace(old, weighted_base=None)

    assert source.breakdown is not None
    rows = tuple(strip(group) for group in source.breakdown.rows)
    return replace(source, all_row=strip(source.all_row), breakdown=replace(source.breakdown, rows=rows))


@pytest.mark.parametrize(
    ("source", "merges", "message"),
    [
        (weighted_rows(), Merges(options=(Net("n", "Net", ("o0", "o9")),)), "names the option o9"),
        (weighted_rows(), Merges(groups=(Net("n", "Net", ()),)), "has no parts"),
        (
            weighted_rows(),
            Merges(options=(Net("n", "N", ("o0", "o1")), Net("m", "M", ("o1", "o2")))),
            "Overlapping merges",
        ),
        (weighted_rows(), Merges(options=(Net("o2", "Net", ("o0", "o1")),)), "o2 occurs twice"),
        (
            table([[50, 60], [40, 70]], bases=[90, 90]),
            Merges(options=(Net("n", "Net", ("o0", "o1")),)),
            "people may tick several",
        ),
        (
            _bare(weighted_rows()),
            Merges(options=(Net("n", "Net", ("o0", "o1")),)),
            "needs each row's weighted_base",
        ),
    ],
)
def test_a_merge_that_does_not_fit_is_refused_with_a_sentence(
    source: Table, merges: Merges, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        merge(source, merges)


def test_groups_of_a_multi_select_question_may_be_merged() -> None:
    source = table([[15, 14], [50, 40], [60, 70]], bases=[29, 100, 120])
    protected = protect_merged(source, Merges(groups=(Net("m", "Both", ("g0", "g1")),)))
    assert protected.audit == ()
    assert protected.group_rows[0].base == 130
