"""Nothing published gives a small count away, and the attack that says so catches every weaker rule."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from surveys.analysis.disclosure import Policy, Row, Table, protect, publication, suppression
from surveys.analysis.disclosure.flow import HiddenCells
from surveys.analysis.disclosure.suppression import Defence, Mark
from tests.surveys.analysis.attack import Finding, attack, range_among_hidden
from tests.surveys.analysis.disclosure.tables import all_only, random_table, row, table, tables

K5 = Policy(k=5, not_sensitive_reason="Favourite colour harms nobody.")
SHAPES = [
    (3, 3, 200),
    (4, 5, 300),
    (7, 4, 600),
    (7, 6, 1200),
    (10, 5, 2500),
    (2, 2, 90),
    (5, 2, 400),
    (3, 6, 150),
]


def findings(source: Table, policy: Policy | None = None) -> list[Finding]:
    policy = policy or Policy()
    # Through JSON and back, since that is what readers get.
    published = json.loads(json.dumps(protect(source, policy=policy).published()))
    return attack(source, published, k=policy.k)


def surveys() -> list[Table]:
    """Two dozen seeded surveys of several sizes, a third of them multi-select, weighted unevenly."""
    return [
        weighted(random_table(seed, groups=groups, options=options, people=people, multi=seed % 3 == 0), seed)
        for seed, (groups, options, people) in enumerate(SHAPES * 3)
    ]


def weighted(source: Table, seed: int) -> Table:
    """The same people under other weights: each option's share of a row is multiplied by 0.3 to 3."""
    rng = random.Random(seed)

    def reweigh(old: Row) -> Row:
        factors = [rng.uniform(0.3, 3.0) for _ in old.counts]
        if source.multi:
            shares = [
                min(1.0, count * f / max(old.base, 1)) for count, f in zip(old.counts, factors, strict=True)
            ]
        else:
            mass = [count * factor for count, factor in zip(old.counts, factors, strict=True)]
            shares = [part / (sum(mass) or 1.0) for part in mass]
        return row(old.code, old.counts, old.base, shares)

    assert source.breakdown is not None
    groups = tuple(reweigh(group) for group in source.breakdown.rows)
    return replace(source, all_row=reweigh(source.all_row), breakdown=replace(source.breakdown, rows=groups))


@pytest.mark.long
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(source=tables())
def test_no_published_table_gives_an_unsafe_count_away(source: Table) -> None:
    assert findings(source) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(source=tables())
def test_no_table_published_with_a_threshold_of_five_gives_an_unsafe_count_away(source: Table) -> None:
    assert findings(source, K5) == []


@pytest.mark.long
def test_no_survey_of_real_size_gives_an_unsafe_count_away() -> None:
    for source in surveys():
        assert findings(source) == []


@pytest.mark.long
def test_no_figure_is_hidden_for_another_without_need() -> None:
    tried = 0
    for source in [*CASES, *surveys()[:14]]:
        protected = protect(source)
        secondary = {(e.group, e.option) for e in protected.audit if e.reason == str(Mark.SECONDARY)}
        for place in range(len(protected.group_rows)):
            published = protected.published()
            group = published["breakdown"]["rows"][place]
            for cell in group["cells"]:
                if (group["code"], cell["option"]) in secondary:
                    cell["percent"] = 50
                    assert attack(source, published, k=10), "the figure could have been shown"
                    cell["percent"] = "[c]"
                    tried += 1
    assert tried > 30


def test_ranges_by_maximum_flow_are_those_of_linear_programmes() -> None:
    rng = random.Random(7)
    compared = 0
    for _ in range(60):
        groups, options = rng.randint(1, 5), rng.randint(2, 5)
        counts = [[rng.choice([0, 1, 4, 9, 30]) for _ in range(options)] for _ in range(groups)]
        totals = [sum(group[place] for group in counts) for place in range(options)]
        cells = [(i, j) for i in range(groups + 1) for j in range(options)]
        hidden = {cell for cell in cells if rng.random() < (0.3 if cell[0] == groups else 0.6)}
        network = HiddenCells(counts, totals)
        for cell in hidden:
            network.hide(cell)
        for cell in sorted(hidden)[:6]:
            expected = range_among_hidden(counts, totals, hidden, cell)
            assert network.range_of(cell) == expected
            assert network.room(cell, 7)[0] == min(7, expected[1] - expected[0])
            compared += 1
    assert compared > 200


def test_the_cells_that_lend_a_count_its_room_are_enough_by_themselves() -> None:
    rng = random.Random(11)
    lent = 0
    for _ in range(300):
        counts = [[rng.choice([0, 2, 5, 9, 30]) for _ in range(4)] for _ in range(4)]
        totals = [sum(group[place] for group in counts) for place in range(4)]
        hidden = [(i, j) for i in range(4) for j in range(4) if rng.random() < 0.6]
        network = HiddenCells(counts, totals)
        for cell in hidden:
            network.hide(cell)
        for cell in hidden:
            room, lenders = network.room(cell, 10)
            alone = HiddenCells(counts, totals)
            for kept in {cell, *lenders}:
                alone.hide(kept)
            assert alone.room(cell, 10)[0] == room
            lent += 0 < room < counts[cell[0]][cell[1]] + 10
    assert lent > 500


def test_a_count_shown_again_narrows_ranges_to_what_they_were() -> None:
    counts, totals = [[5, 20, 9], [12, 3, 8]], [17, 23, 17]
    network = HiddenCells(counts, totals)
    for cell in [(0, 0), (0, 1), (1, 0), (1, 1)]:
        network.hide(cell)
    before = network.range_of((0, 0))
    network.hide((0, 2))
    network.hide((1, 2))
    assert network.range_of((0, 0)) != before
    network.show((0, 2))
    network.show((1, 2))
    assert network.range_of((0, 0)) == before


def marks_of(source: Table) -> list[list[bool]]:
    protected = protect(source)
    rows = ([protected.all_row] if protected.all_row else []) + list(protected.group_rows)
    return [[cell.shown for cell in published.cells] for published in rows]


def test_weights_never_change_what_is_hidden() -> None:
    for seed, source in enumerate(surveys()):
        assert marks_of(weighted(source, seed + 100)) == marks_of(source)


@settings(max_examples=60, deadline=None)
@given(source=tables())
def test_the_same_table_is_always_published_the_same(source: Table) -> None:
    assert json.dumps(protect(source).published()) == json.dumps(protect(source).published())


@settings(max_examples=60, deadline=None)
@given(source=tables())
def test_no_published_figure_has_a_decimal_and_no_hidden_cell_a_trace(source: Table) -> None:
    published = protect(source).published()

    def walk(value: object) -> None:
        assert not isinstance(value, float)
        if isinstance(value, dict):
            if "percent" in value and isinstance(value["percent"], str):
                assert {value[name] for name in ("percent", "ci_low", "ci_high", "unweighted_percent")} in (
                    {"[c]"},
                    {"[z]"},
                )
                assert value["letters"] == []
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(published)


# Each mutant is one rule left out. The surveys and the cases below must give every one of them away.

NEARLY_ALL_TICKED = table([[60, 40], [96, 40], [50, 70]], bases=[100, 100, 120])
CASES = [
    table([[8, 52, 60], [40, 45, 35], [50, 30, 40]]),
    table([[0, 40, 60], [30, 40, 30], [40, 20, 40]]),
    table([[95, 3, 2], [30, 40, 30], [40, 20, 40]]),
    table([[60, 40], [94, 6], [50, 70]]),
    NEARLY_ALL_TICKED,
    all_only([400, 300, 5]),
    table([[100, 30, 100, 1], [100, 30, 15, 0]]),
]


def _caught(make_findings: Callable[[Table], list[Finding]] = findings) -> bool:
    return any(make_findings(source) for source in [*CASES, *surveys()])


def test_the_rules_as_they_are_pass_the_cases_made_for_the_mutants() -> None:
    assert not _caught()


def test_leaving_out_secondary_suppression_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Defence, "hide_until_safe", lambda self: None)
    assert _caught()


def test_hiding_one_option_of_everybody_alone_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def primary_only(
        counts: Sequence[int], base: int, impossible: Sequence[bool], policy: Policy
    ) -> list[Mark] | None:
        marks = [
            Mark.UNSAFE if suppression.is_unsafe(count, base, policy.k) else Mark.SHOWN for count in counts
        ]
        return marks if Mark.SHOWN in marks else None

    monkeypatch.setattr(suppression, "suppress_everybody", primary_only)
    assert findings(all_only([400, 300, 5]))
    assert _caught()


def test_showing_zeros_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    strict = suppression.is_unsafe
    monkeypatch.setattr(suppression, "is_unsafe", lambda count, base, k: count > 0 and strict(count, base, k))
    assert _caught()


def test_showing_nearly_everybody_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    # In single choice the few others are small counts, whose protection hides the rest of the row anyway;
    # where options may be ticked together nothing but this rule hides 96 of 100.
    real = suppression._suppress_ticked

    def few_ticked_only(
        total: int,
        base: int,
        counts: Sequence[int],
        bases: Sequence[int],
        absent: Sequence[bool],
        policy: Policy,
    ) -> tuple[Mark, list[Mark]]:
        ticked = {(total, base), *zip(counts, bases, strict=True)}
        monkeypatch.setattr(
            suppression, "is_unsafe", lambda count, people, k: count < k and (count, people) in ticked
        )
        return real(total, base, counts, bases, absent, policy)

    monkeypatch.setattr(suppression, "_suppress_ticked", few_ticked_only)
    assert Finding("g1", "o0", 0, 10) in findings(NEARLY_ALL_TICKED)


def test_a_threshold_one_person_lower_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        suppression, "is_unsafe", lambda count, base, k: count < k - 1 or base - count < k - 1
    )
    assert findings(table([[9, 50, 60], [40, 45, 35]]))


def _as_weighted(source: Table) -> Table:
    """The table as it looks when weighted people are counted, made to add up."""

    def recount(old: Row) -> Row:
        if not old.base:
            return old
        counts = [int(share * old.base) for share in old.shares]
        if not source.multi:
            counts[counts.index(max(counts))] += old.base - sum(counts)
        return row(old.code, counts, old.base)

    assert source.breakdown is not None
    groups = tuple(recount(group) for group in source.breakdown.rows)
    totals = [sum(group.counts[place] for group in groups) for place in range(len(source.options))]
    return replace(
        source,
        all_row=row("all", totals, source.all_row.base),
        breakdown=replace(source.breakdown, rows=groups),
    )


def test_thresholds_on_weighted_counts_are_caught_by_the_attack_and_by_the_pattern(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = suppression.suppress
    monkeypatch.setattr(publication, "suppress", lambda source, policy: real(_as_weighted(source), policy))
    assert any(findings(source) for source in surveys())
    assert any(
        marks_of(weighted(source, seed + 100)) != marks_of(source) for seed, source in enumerate(surveys())
    )


def test_showing_every_secondary_figure_again_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def show_all(self: Defence) -> None:
        for marks in self._marks:
            marks[:] = [Mark.SHOWN if mark is Mark.SECONDARY else mark for mark in marks]

    monkeypatch.setattr(Defence, "show_what_is_not_needed", show_all)
    assert _caught()


def test_showing_options_in_groups_that_are_hidden_for_everybody_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = suppression.suppress_groups

    def forgetful(counts, bases, totals, total_marks, impossible, policy):  # type: ignore[no-untyped-def]
        return real(counts, bases, totals, [Mark.SHOWN] * len(totals), impossible, policy)

    monkeypatch.setattr(suppression, "suppress_groups", forgetful)
    assert _caught()


@pytest.mark.parametrize("trace", ["unweighted_percent", "ci_high", "letters", "order_flips"])
def test_any_figure_left_beside_a_sign_is_caught(trace: str) -> None:
    source = table([[8, 52, 60], [40, 45, 35], [50, 30, 40]])
    published = protect(source).published()
    first = published["breakdown"]["rows"][0]
    assert first["cells"][0]["percent"] == "[c]"
    assert not attack(source, published, k=10)
    if trace == "letters":
        first["cells"][0]["letters"] = ["g1"]
    elif trace == "order_flips":
        first["order_flips"] = [["o0", "o1"]]
    else:
        first["cells"][0][trace] = 7
    assert attack(source, published, k=10)
