"""The form in which figures leave the workbench."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from surveys.analysis.disclosure import Table, protect
from tests.surveys.analysis.disclosure.tables import all_only, row, table


def with_all(counts: list[int], shares: list[float]) -> Table:
    return replace(all_only(counts), all_row=row("all", counts, shares=shares))


def test_shares_round_half_up_even_where_floating_point_fell_short() -> None:
    protected = protect(with_all([290, 710], [0.145, 0.855]))
    assert protected.all_row is not None
    assert [cell.percent for cell in protected.all_row.cells] == [15, 86]
    short = protect(with_all([290, 710], [0.14499999999999996, 0.85500000000000004]))
    assert short.all_row == protected.all_row


def test_unweighted_per_cents_and_interval_limits_are_whole_and_half_up() -> None:
    source = replace(
        all_only([25, 175]),
        all_row=replace(row("all", [25, 175]), ci_low=(0.085, 0.8349), ci_high=(0.165, 0.9151)),
    )
    protected = protect(source)
    assert protected.all_row is not None
    first, second = protected.all_row.cells
    assert (first.unweighted_percent, second.unweighted_percent) == (13, 88)
    assert (first.ci_low, first.ci_high, second.ci_low, second.ci_high) == (9, 17, 83, 92)


@pytest.mark.parametrize(("people", "shown"), [(62, 60), (63, 65), (97, 95), (98, 100), (1200, 1200)])
def test_bases_are_rounded_to_the_nearest_five(people: int, shown: int) -> None:
    protected = protect(all_only([people // 2, people - people // 2]))
    assert protected.all_row is not None
    assert protected.all_row.base == shown


@pytest.mark.parametrize(("people", "low"), [(30, True), (99, True), (100, False)])
def test_fewer_than_a_hundred_people_carry_a_note(people: int, low: bool) -> None:
    protected = protect(all_only([people // 2, people - people // 2]))
    assert protected.all_row is not None
    assert protected.all_row.low_base is low


def test_every_hidden_cell_looks_the_same_whatever_the_reason() -> None:
    published = protect(table([[14, 15, 0], [9, 50, 60], [40, 45, 35], [33, 31, 40]])).published()
    cells = [cell for line in published["breakdown"]["rows"] for cell in line["cells"]]
    hidden = [{**cell, "option": ""} for cell in cells if cell["percent"] == "[c]"]
    assert len(hidden) == 5
    assert all(cell == hidden[0] for cell in hidden)
    assert set(hidden[0]) == set(cells[-1])


def test_why_a_cell_is_hidden_and_how_many_people_gave_it_is_not_published() -> None:
    protected = protect(table([[9, 50, 60], [40, 45, 35], [33, 31, 40]]))
    text = json.dumps(protected.published())
    assert protected.audit
    assert all(entry.reason not in text for entry in protected.audit)
    assert "119" not in text
    assert "audit" not in text


def test_what_is_not_published_says_only_that() -> None:
    published = protect(all_only([15, 14])).published()
    assert published["all"] is None
    assert published["breakdown"] is None
    assert "to protect the people" in published["note"]
    assert "30" not in published["note"]


def test_weighting_that_flips_the_order_of_two_options_is_flagged() -> None:
    protected = protect(with_all([60, 40, 100], [0.25, 0.3, 0.45]))
    assert protected.all_row is not None
    assert protected.all_row.order_flips == (("o1", "o0"),)
    assert protected.published()["all"]["order_flips"] == [["o1", "o0"]]
    unmoved = protect(all_only([60, 40, 100])).all_row
    assert unmoved is not None
    assert unmoved.order_flips == ()


def test_an_order_flip_with_a_hidden_option_is_not_flagged() -> None:
    protected = protect(with_all([5, 40, 155], [0.30, 0.2, 0.5]))
    assert protected.all_row is not None
    assert not protected.all_row.cells[0].shown
    assert protected.all_row.order_flips == ()


def test_letters_stand_only_between_two_shown_cells() -> None:
    source = table([[9, 50, 60], [40, 45, 35], [33, 31, 40], [80, 60, 90]])
    assert source.breakdown is not None
    letters = (("g0", "g2", "g3"), ("g0", "g3"), ("g0", "g3"))
    rows = [replace(group, letters=letters) for group in source.breakdown.rows]
    source = replace(source, breakdown=replace(source.breakdown, rows=tuple(rows)))
    lines = protect(source).group_rows
    shown = {line.code: [cell.shown for cell in line.cells] for line in lines}
    assert shown == {
        "g0": [False, False, True],
        "g1": [True, True, True],
        "g2": [False, False, True],
        "g3": [True, True, True],
    }
    assert [cell.letters for cell in lines[1].cells] == [("g3",), ("g3",), ("g0", "g3")]
    assert lines[0].cells[0].letters == ()


def test_rows_and_options_keep_their_order() -> None:
    published = protect(table([[10, 50, 60], [40, 45, 35], [90, 31, 40]])).published()
    assert [option["code"] for option in published["options"]] == ["o0", "o1", "o2"]
    assert [line["code"] for line in published["breakdown"]["rows"]] == ["g0", "g1", "g2"]


def test_a_mean_is_published_to_the_half_and_only_where_no_count_is_hidden() -> None:
    whole = protect(table([[20, 50, 60], [40, 45, 35]]))
    assert whole.mean(2.26) == 2.5
    assert whole.mean(2.24, group="g1") == 2.0
    holed = protect(table([[9, 50, 60], [40, 45, 35], [33, 31, 40], [80, 60, 90]]))
    assert holed.mean(2.26) == 2.5
    assert holed.mean(2.26, group="g0") == "[c]"
    assert holed.mean(2.26, group="g3") == 2.5
    hidden_option = protect(table([[300, 200, 30, 2], [200, 300, 40, 3]]))
    assert hidden_option.mean(1.4) == hidden_option.mean(1.4, group="g1") == "[c]"
    assert protect(all_only([15, 14])).mean(1.5) == "[c]"
    zeros = [("g1", "o2"), ("g1", "o3")]
    not_asked = protect(table([[300, 200, 30, 2], [60, 50, 0, 0]], zeros=zeros))
    assert all(cell.percent != "[c]" for cell in not_asked.group_rows[1].cells)
    assert not_asked.mean(1.4, group="g1") == "[c]"
    with pytest.raises(KeyError):
        whole.mean(2.0, group="g9")


def test_a_shown_cell_without_an_estimate_is_refused() -> None:
    with pytest.raises(ValueError, match="Option 1 would be shown but has no weighted share"):
        protect(with_all([60, 40], [0.6, float("nan")]))


def test_a_hidden_cell_needs_no_estimate() -> None:
    assert protect(with_all([60, 40, 4], [0.6, float("nan"), float("nan")])).publishable


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: all_only([60, -1]), "between 0 and the base"),
        (lambda: replace(all_only([60, 40]), all_row=row("all", [60, 40], base=101)), "add up to 100"),
        (lambda: with_all([60, 40], [0.6, 1.4]), "proportions lie between"),
        (lambda: replace(all_only([60, 40]), all_row=row("all", [60, 40, 3])), "3 values for 2 options"),
        (lambda: table([[60, 40], [3, 9]], zeros=[("g1", "o0")]), "impossible by routing, but people chose"),
        (lambda: table([[60, 40]], zeros=[("g7", "o0")]), "does not have"),
        (lambda: replace(table([[60, 40], [3, 9]]), all_row=row("all", [64, 49])), "bases do not add up"),
        (
            lambda: replace(table([[60, 40], [3, 9]]), all_row=row("all", [64, 48])),
            "counts of Option 0 do not",
        ),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_a_sentence(
    build: Callable[[], Table], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        build()


def test_codes_may_not_repeat() -> None:
    source = table([[60, 40], [30, 90]])
    assert source.breakdown is not None
    twice = replace(source.breakdown, rows=(source.breakdown.rows[0],) * 2)
    with pytest.raises(ValueError, match="g0 occurs twice"):
        replace(source, breakdown=twice, all_row=row("all", [120, 80]))
