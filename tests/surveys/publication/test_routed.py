"""The number of people asked a question gives no hidden figure of another question away."""

from __future__ import annotations

import numpy as np
import pytest

from surveys.analysis.disclosure import Breakdown, Option, ProtectedTable, Row, Table, protect
from surveys.authoring.routing import conditions
from surveys.models import SurveyVersion
from surveys.publication.routed import Step, ways, without_telling_bases
from surveys.reports.asked import Asked, Choice
from tests.surveys.analysis.attack import LinearSystem

K = 10
AVOID = ("yes", "no", "not_sure", "prefer_not")
GROUPS = ("a", "b", "c", "d", "e")


def asked(code: str, options: tuple[str, ...], kind: str = "single") -> Asked:
    choices = tuple(Choice(option, option, (option,)) for option in options)
    return Asked(code, code, kind, choices, frozenset(), True)


def table(code: str, options: tuple[str, ...], counts: np.ndarray) -> Table:
    def row(name: str, values) -> Row:
        base = int(sum(values))
        shares = tuple(value / base if base else 0.0 for value in values)
        return Row(name, name, base, tuple(int(value) for value in values), shares, shares, shares)

    return Table(
        question=code,
        options=tuple(Option(option, option) for option in options),
        all_row=row("everybody", counts.sum(axis=0)),
        breakdown=Breakdown("group", "Group", tuple(map(row, GROUPS, counts))),
    )


class Page:
    """AVOID, and PLACES asked of everybody who said yes, by the same groups."""

    def __init__(self, seed: int) -> None:
        draw = np.random.default_rng(seed)
        sizes = draw.choice([18, 40, 60, 150, 500], len(GROUPS))
        counts = np.array([draw.multinomial(size, [0.5, 0.4, 0.07, 0.03]) for size in sizes])
        self.avoid = table("AVOID", AVOID, counts)
        of_yes = [[value // 2, value - value // 2] for value in counts[:, 0]]
        self.places = table("PLACES", ("park", "bus"), np.array(of_yes))
        self.views = {"AVOID": protect(self.avoid), "PLACES": protect(self.places)}

    @property
    def bases(self) -> dict[str, dict[str | None, int]]:
        return {
            found.question: {None: found.all_row.base, **{row.code: row.base for row in found.groups}}
            for found in (self.avoid, self.places)
        }

    def guarded(self, **given) -> dict[str, ProtectedTable]:
        arguments = {
            "asked": {"AVOID": asked("AVOID", AVOID), "PLACES": asked("PLACES", ("park", "bus"))},
            "ways": {"PLACES": (Step("AVOID", frozenset({"yes"})),)},
            "bases": self.bases,
            "people": self.bases["AVOID"],
        }
        return without_telling_bases(self.views, **(arguments | given))

    def narrowed(self, places: ProtectedTable) -> list[tuple[str, str]]:
        """Unsafe hidden figures of AVOID that a linear programme narrows by means of the bases of PLACES alone."""
        found = []
        for group, row in zip(GROUPS, self.avoid.groups, strict=True):
            for option, count in zip(AVOID, row.counts, strict=True):
                if K <= count <= row.base - K or self._shown()[group, option]:
                    continue
                alone, joined = (self._width(link, group, option) for link in ({}, self._bases_shown(places)))
                if joined < min(K, alone):
                    found.append((group, option))
        return found

    def _shown(self) -> dict[tuple[str | None, str], bool]:
        view = self.views["AVOID"]
        rows = [(None, view.all_row), *((row.code, row) for row in view.group_rows)]
        shown = dict.fromkeys(((group, option) for group in (None, *GROUPS) for option in AVOID), False)
        return shown | {
            (group, cell.option): cell.shown for group, row in rows if row is not None for cell in row.cells
        }

    def _bases_shown(self, places: ProtectedTable) -> dict[str | None, int]:
        rows = [(None, places.all_row), *((row.code, row) for row in places.group_rows)]
        exact = self.bases["PLACES"]
        return {group: exact[group] for group, row in rows if row is not None and row.base != "[c]"}

    def _width(self, link: dict[str | None, int], group: str, option: str) -> int:
        system, shown = LinearSystem(), self._shown()
        rows = [(None, self.avoid.all_row), *zip(GROUPS, self.avoid.groups, strict=True)]
        for name, row in rows:
            for code, count in zip(AVOID, row.counts, strict=True):
                system.count((name, code), count if shown[name, code] else None, row.base)
            system.add({(name, code): 1 for code in AVOID}, row.base)
            if name in link:
                system.add({(name, "yes"): 1}, link[name])
        for code in AVOID:
            system.add({**{(name, code): 1 for name in GROUPS}, (None, code): -1}, 0)
        low, high = system.range_of((group, option))
        return high - low


@pytest.mark.long
def test_bases_of_a_routed_question_narrow_no_hidden_answer_that_leads_to_it():
    given_away = 0
    for seed in range(40):
        page = Page(seed)
        given_away += bool(page.narrowed(page.views["PLACES"]))
        guarded = page.guarded()
        assert page.narrowed(guarded["PLACES"]) == [], seed
        assert guarded["AVOID"] == page.views["AVOID"]
    # The attack finds what it looks for where nothing guards against it.
    assert given_away > 5


def test_rows_whose_leading_answers_are_public_stay():
    kept = lost = 0
    for seed in range(10):
        page = Page(seed)
        for before, after in zip(
            page.views["PLACES"].group_rows, page.guarded()["PLACES"].group_rows, strict=False
        ):
            kept += after == before and before.base != "[c]"
            lost += after != before
            if after != before:
                assert after.base == "[c]" and not any(cell.shown for cell in after.cells)
    assert kept > 5 and lost > 0


def test_a_question_is_left_out_where_an_earlier_answer_of_everybody_is_hidden():
    counts = np.array([[60, 5, 20, 15]] * 5)
    counts[:, 1] = [1, 1, 1, 0, 0]  # fewer than ten said no, so another answer is hidden with it
    page = Page(1)
    page.avoid = table("AVOID", ("no", "yes", "not_sure", "prefer_not"), counts[:, [1, 3, 0, 2]])
    page.views["AVOID"] = protect(page.avoid)
    cells = {cell.option: cell.shown for cell in page.views["AVOID"].all_row.cells}
    assert cells == {"no": False, "yes": False, "not_sure": True, "prefer_not": True}
    page.places = table("PLACES", ("park", "bus"), np.array([[8, 7]] * 5))
    page.views["PLACES"] = protect(page.places)
    places = page.guarded()["PLACES"]
    assert (
        not places.publishable and not places.breakdown_publishable and "how many were asked" in places.reason
    )


def test_an_answer_that_is_not_published_is_protected_through_the_number_asked():
    page = Page(3)
    bases = {None: 300, "a": 50, "b": 55, "c": 60, "d": 65, "e": 70}
    people = {None: 400, "a": 52, "b": 100, "c": 60, "d": 100, "e": 88}
    page.places = table(
        "PLACES", ("park", "bus"), np.array([[n // 2, n - n // 2] for n in (50, 55, 60, 65, 70)])
    )
    views = {"PLACES": protect(page.places)}
    told = without_telling_bases(
        views,
        asked={"PLACES": asked("PLACES", ("park", "bus"))},
        ways={"PLACES": (Step("AVOID", frozenset({"yes"})),)},
        bases={"PLACES": bases},
        people=people,
    )["PLACES"]
    rows = {row.code: row.base for row in told.group_rows}
    # All of c and all but two of a were asked: both would tell what single people answered before.
    assert rows["a"] == rows["c"] == "[c]" and 55 in rows.values()


def test_a_question_that_two_answers_lead_to_together_is_left_out():
    page = Page(2)
    steps = (Step("AVOID", frozenset({"yes"})), Step("OTHER", frozenset({"yes"})))
    assert not page.guarded(ways={"PLACES": steps})["PLACES"].publishable


@pytest.mark.parametrize(
    ("rule", "leading"),
    [
        ({"question": "AVOID", "op": "is", "values": ["yes"]}, {"yes"}),
        ({"question": "AVOID", "op": "is_not", "values": ["yes"]}, {"no", "not_sure", "prefer_not"}),
        ({"question": "AVOID", "op": "answered"}, set(AVOID)),
        ({"question": "HOPE", "op": "at_least", "value": 2}, {"2", "3"}),
        ({"question": "HOPE", "op": "at_most", "value": 1}, {"0", "1"}),
        (
            {
                "all": [
                    {"question": "HOPE", "op": "at_least", "value": 1},
                    {"question": "HOPE", "op": "at_most", "value": 2},
                ]
            },
            {"1", "2"},
        ),
    ],
)
def test_the_way_to_a_question_is_read_from_its_rules(draft, rule, leading):
    field = next(conditions(rule))["question"]
    assert steps_of(draft, rule)["PLACES"] == (Step(field, frozenset(leading)),)


def test_a_rule_with_not_also_asks_those_who_left_the_earlier_question_empty(draft):
    rule = {"not": {"question": "AVOID", "op": "is", "values": ["yes"]}}
    led_on = Step("AVOID", frozenset({"no", "not_sure", "prefer_not"}), without_answer=True)
    assert steps_of(draft, rule)["PLACES"] == (led_on,)


def test_a_skip_past_a_question_is_a_way_to_it_for_everybody_else(draft):
    skip = {"if": {"question": "AVOID", "op": "is", "values": ["yes"]}, "to": "PLACES"}
    led_on = Step("AVOID", frozenset({"no", "not_sure", "prefer_not"}), without_answer=True)
    found = steps_of(draft, None, skips=[skip])
    assert found["HOPE"] == (led_on,) and found["PLACES"] == ()


def test_who_goes_on_because_an_earlier_skip_was_taken_was_led_there_by_its_answer(draft):
    on = {"if": {"question": "AVOID", "op": "is", "values": ["yes"]}, "to": "HOPE"}
    else_past = {"if": None, "to": "PLACES"}
    found = steps_of(draft, None, skips=[on, else_past])
    assert found["HOPE"] == (Step("AVOID", frozenset({"yes"})),) and found["PLACES"] == ()


def test_a_base_of_everybody_but_those_of_one_answer_is_shown_where_that_answer_is():
    seen = set()
    for seed in range(6):
        page = Page(seed)
        rows = {row.code: row.cells for row in page.views["AVOID"].group_rows}
        step = Step("AVOID", frozenset(set(AVOID) - {"not_sure"}), without_answer=True)
        for row in page.guarded(ways={"PLACES": (step,)})["PLACES"].group_rows:
            is_told = next(cell.shown for cell in rows[row.code] if cell.option == "not_sure")
            assert is_told or row.base == "[c]"
            seen.add(is_told)
    assert seen == {True, False}


def test_a_step_passed_on_the_way_to_another_is_told_once(draft):
    found = steps_of(draft, {"question": "AVOID", "op": "is", "values": ["yes"]})
    assert found["AFTER"] == (Step("PLACES", frozenset({"park"})),)


def steps_of(survey, rule, *, skips=()):
    """The ways of a survey in which PLACES has a rule, and AFTER stands in a section that asks the same and more."""

    def question(code, options=(), show_if=None, **more):
        return {
            "code": code,
            "type": "radio",
            "options": [{"code": option} for option in options],
            "show_if": show_if,
            **more,
        }

    first = [
        question("AVOID", AVOID, skips=list(skips)),
        question("HOPE", type="scale", min=0, max=3),
        question("PLACES", ("park", "bus"), rule),
    ]
    after = question("AFTER", ("x",), {"question": "PLACES", "op": "is", "values": ["park"]})
    definition = {
        "sections": [
            {"code": "s1", "show_if": None, "questions": first},
            {"code": "s2", "show_if": rule, "questions": [after]},
        ]
    }
    SurveyVersion.objects.create(survey=survey, number=99, definition=definition, digest="x" * 64)
    return ways(survey)
