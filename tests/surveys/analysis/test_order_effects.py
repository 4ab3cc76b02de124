"""Whether the order of answers changed what people chose."""

from __future__ import annotations

import numpy as np
import pytest

from surveys.analysis.order_effects import first_place, holm, order_test, several_test


def test_the_statistic_is_pearsons():
    # 2 x 2 by hand: each expected count is 50, each differs from it by 10: 4 * 100 / 50.
    found = order_test([[60, 40], [40, 60]])
    assert found.statistic == pytest.approx(8.0) and found.degrees == 1
    assert found.p == pytest.approx(0.004678, abs=1e-6)


def test_answers_that_do_not_depend_on_the_order_are_seldom_called_dependent():
    draw = np.random.default_rng(5)
    ps = [order_test(draw.multinomial(120, [0.5, 0.3, 0.2], size=6)).p for _ in range(400)]
    assert 0.02 < np.mean(np.array(ps) < 0.05) < 0.09


@pytest.mark.parametrize("counts", [[], [[10, 5], [9, 6]], [[50, 0], [60, 0]], [[98, 2], [99, 1]]])
def test_too_few_answers_give_no_test(counts):
    assert order_test(counts) is None


def test_answers_ticked_together_are_tested_one_by_one_and_pay_for_their_number():
    ticked, people = [[60, 30], [40, 30]], [100, 100]
    assert several_test(ticked, people).p == pytest.approx(2 * order_test([[60, 40], [40, 60]]).p)


def test_holm_pays_for_the_number_of_questions_and_keeps_the_order():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


def test_an_answer_in_first_place_is_compared_with_itself_elsewhere():
    counts = [[60, 40], [40, 60]]
    found = first_place(counts, [100, 100], [0, 1])
    assert (found.first, found.elsewhere) == (0.6, 0.4)
    assert first_place([[6, 4], [4, 6]], [10, 10], [0, 1]) is None
