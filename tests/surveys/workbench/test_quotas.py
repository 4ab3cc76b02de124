"""Soft quotas guide invitations: shared out by the Census, told in bands, nobody turned away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from surveys.models import Channel, QuotaPlan, Response
from surveys.reports.quotas import FEW, FULL, how_far, reached_by, wanted_by_census
from surveys.workbench.quotas import QuotasRefused, board_of, count_all, plan_by_census, plan_by_hand
from tests.people import cast

pytestmark = pytest.mark.django_db


def plan(survey, *variables, total="1000") -> QuotaPlan:
    return plan_by_census(survey, user=cast("analyst"), variables=variables, total=total)


@given(st.integers(1, 5_000))
def test_whole_people_add_up_to_the_number_wanted(total):
    assert sum(wanted_by_census(("age_band",), total).values()) == total


def test_shares_follow_the_census():
    wanted = wanted_by_census(("authority",), 1_000)
    assert max(wanted, key=wanted.get) == ("Birmingham",)
    assert 350 < wanted[("Birmingham",)] < 450
    assert len(wanted_by_census(("sex", "age_band"), 1_000)) == 2 * 5


@given(st.integers(0, 200), st.integers(0, 200))
def test_nothing_is_said_of_fewer_than_ten_people_however_few_are_wanted(n, wanted):
    assert (how_far(n, wanted) == FEW) == (n < 10)
    if n >= 10:
        assert (how_far(n, wanted) == FULL) == (n >= wanted)


def test_the_board_tells_bands_and_no_count(answered, analyst):
    plan(answered, "age_band", "sex")
    board = board_of(answered)
    assert board.total == 1_000 and board.missing
    page = analyst.get(reverse("workbench:quotas", args=[answered.pk])).content.decode()
    counts = set(QuotaPlan.objects.get().counted)
    shown = page.split('<div class="wb">')[1]
    wanted = {cell.wanted for cell in board.cells}
    assert not any(f">{n}<" in shown or f'"{n}"' in shown for n in counts - wanted if n > 4 and n != 100)


def test_one_more_answer_is_not_seen_before_tomorrow(answered):
    plan(answered, "sex", total="100")
    Response.objects.filter(survey=answered, sex="male").update(sex="female")
    before = board_of(answered)
    plan_by_hand(
        answered, user=cast("analyst"), given={cell.field: str(cell.wanted) for cell in before.cells}
    )
    assert [cell.band for cell in board_of(answered).cells] == [cell.band for cell in before.cells]
    answered.fieldwork.state = "open"
    answered.fieldwork.save()
    assert count_all(now=timezone.now() + timedelta(days=1)) == 1
    after = {cell.name: cell.band for cell in board_of(answered).cells}
    assert after == {"Female": FULL, "Male": FEW}


def test_links_are_named_only_where_neither_the_few_nor_everybody_can_be_told(answered):
    Channel.objects.create(survey=answered, code="k4m7p", name="The club")
    women = list(Response.objects.filter(survey=answered, sex="female").values_list("pk", flat=True))
    men = list(Response.objects.filter(survey=answered, sex="male").values_list("pk", flat=True))

    def through_the_club(female: int, male: int) -> set[str]:
        Response.objects.filter(survey=answered).update(channel="")
        Response.objects.filter(pk__in=women[:female] + men[:male]).update(channel="k4m7p")
        return {cell for (cell,), codes in reached_by(answered, ["sex"]).items() if "k4m7p" in codes}

    assert through_the_club(25, 25) == {"Female", "Male"}
    assert through_the_club(9, 40) == set()
    assert through_the_club(40, 0) == set()
    assert through_the_club(14, 14) == set()


def test_an_analyst_sets_changes_and_drops_quotas(answered, analyst):
    address = reverse("workbench:quotas", args=[answered.pk])
    given = {"act": "census", "first": "authority", "second": "", "total": "1,200"}
    assert analyst.post(address, given).status_code == 302
    assert board_of(answered).total == 1_200
    fields = {cell.field: "10" for cell in board_of(answered).cells}
    assert analyst.post(address, {"act": "save", **fields}).status_code == 302
    assert {cell.wanted for cell in board_of(answered).cells} == {10}
    assert not board_of(answered).from_census
    assert analyst.post(address, {"act": "drop"}).status_code == 302
    assert board_of(answered) is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"act": "census", "first": "sex", "second": "sex", "total": "100"}, "two different ones"),
        ({"act": "census", "first": "disability", "total": "100"}, "the Census has figures for"),
        ({"act": "census", "first": "sex", "total": "-4"}, "Write a whole number"),
        ({"act": "census", "first": "sex", "total": "9" * 40}, "Write a whole number"),
        ({"act": "census", "first": "sex", "total": "0"}, "above 0"),
        ({"act": "save"}, "Choose the groups first"),
        ({"act": "x"}, "one of the buttons"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_stored(answered, analyst, given, says):
    page = analyst.post(reverse("workbench:quotas", args=[answered.pk]), given)
    assert page.status_code == 422 and says in page.content.decode()
    assert not QuotaPlan.objects.exists()


def test_a_number_that_is_none_names_its_group(answered):
    plan(answered, "sex")
    with pytest.raises(QuotasRefused, match="Male: write a whole number"):
        plan_by_hand(answered, user=cast("analyst"), given={"cell-0": "5", "cell-1": "many"})
    assert board_of(answered).total == 1_000
