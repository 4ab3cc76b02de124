"""The delivery plan in public: filters without JavaScript, late ones shown, estimates as published, years compared."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.utils.formats import date_format
from django.utils.timezone import localdate

from cms.delivery_plan.figures import LatestEstimates, estimate_choices
from cms.delivery_plan.yearly import keep_plan
from cms.models import DeliveryPlanPage
from engagement.delivery.models import Action, PlanSnapshot
from engagement.delivery.priorities import PRIORITIES
from engagement.delivery.yearly import year_of
from tests.cms.site import RESULT

pytestmark = pytest.mark.django_db


def text(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def test_the_five_priorities_stand_word_for_word_with_their_page(site, visitor):
    html = text(visitor, "/delivery-plan/")
    for priority in PRIORITIES.values():
        assert f"“{priority.words}”" in html
    assert "page 11" in html


def test_late_actions_show_themselves_and_a_missing_reason_is_asked_for(site, visitor):
    html = text(visitor, "/delivery-plan/?state=overdue")
    assert "Give everybody who turns 18" in html
    assert "No reason has been given yet" in html
    assert "Run a campaign that young people write" not in html


def test_filters_add_up_and_nonsense_chooses_nothing(site, visitor):
    assert "1 action<" in text(visitor, "/delivery-plan/?priority=2&state=soon")
    assert "No action fits all of this" in text(visitor, "/delivery-plan/?priority=5&state=done")
    everything = Action.objects.count()
    for nonsense in ("priority=99", "state=<script>", "owner=Nobody%00", "area=E1&priority=%F0"):
        assert f"{everything} actions" in text(visitor, f"/delivery-plan/?{nonsense}")


def test_an_earlier_target_stays_in_sight_with_its_reason(site, visitor):
    html = text(visitor, "/delivery-plan/")
    assert "<del>5 halls</del>" in html and "<ins>7 halls</ins>" in html
    assert "Two more areas found a hall" in html


def test_a_measure_shows_the_published_share_with_its_range_and_leads_to_it(site, visitor):
    measure = Action.objects.get(slug="louder-than-fear").measures.filter(unit="%").first()
    type(measure).objects.filter(pk=measure.pk).update(estimate=f"{RESULT}/SAFEDAY/very_safe")
    html = text(visitor, "/delivery-plan/?priority=4")
    assert "31% (between 27% and 35%)" in html
    assert f'href="/results/{RESULT}/"' in html
    assert "October 2026" in html


def test_a_measure_that_is_stopped_says_so_in_the_plan_the_kept_year_and_the_file(site, visitor):
    measure = Action.objects.get(slug="louder-than-fear").measures.filter(unit="%").first()
    stopped = {"stopped_on": localdate(), "stopped_why": "The schools asked us to stop counting."}
    type(measure).objects.filter(pk=measure.pk).update(estimate=f"{RESULT}/SAFEDAY/very_safe", **stopped)
    html = text(visitor, "/delivery-plan/?priority=4")
    assert f"Stopped on {date_format(localdate(), 'j F Y')}." in html
    assert "The schools asked us to stop counting." in html
    assert "31% (between 27% and 35%)" in html and "It should reach" in html
    assert keep_plan() == 1
    year = year_of(localdate())
    assert "The schools asked us to stop counting." in text(visitor, f"/delivery-plan/{year}/")
    rows = csv.DictReader(StringIO(visitor.get("/delivery-plan/table/").content.decode("utf-8-sig")))
    (row,) = (each for each in rows if each["stopped_on"] and each["kind"] == "measure")
    assert (row["state"], row["value"]) == ("Stopped, and why", "31")
    assert row["reason"].startswith("The schools asked us to stop counting.")


def test_an_estimate_from_after_a_measure_was_stopped_does_not_move_it(site):
    closed = LatestEstimates()(f"{RESULT}/SAFEDAY/very_safe").on
    assert LatestEstimates()(f"{RESULT}/SAFEDAY/very_safe", closed).percent == 31
    assert LatestEstimates()(f"{RESULT}/SAFEDAY/very_safe", closed - timedelta(days=1)) is None


def test_an_estimate_that_is_hidden_or_unknown_is_no_figure(site):
    latest = LatestEstimates()
    assert latest(f"{RESULT}/SAFEDAY/very_safe").percent == 31
    for chosen in (
        f"{RESULT}/PLACES/none",
        f"{RESULT}/NOWHERE/yes",
        "gone/SAFEDAY/very_safe",
        "nonsense",
        "",
    ):
        assert latest(chosen) is None


def test_only_published_shares_can_be_chosen(site):
    ((title, choices),) = estimate_choices()
    keys = [key for key, _ in choices]
    assert f"{RESULT}/SAFEDAY/very_safe" in keys
    assert f"{RESULT}/PLACES/none" not in keys
    assert "31%" in dict(choices)[f"{RESULT}/SAFEDAY/very_safe"] and title


def test_a_year_stands_beside_today_action_by_action(site, visitor):
    year = year_of(localdate()) - 1
    html = text(visitor, f"/delivery-plan/{year}/")
    assert "The target was changed." in html
    assert "Write toolkits with teachers" in html and "Not in the plan" in html
    assert visitor.get("/delivery-plan/1999/").status_code == 404


def test_timed_work_keeps_each_year_once(site, visitor):
    assert keep_plan() == 1
    assert keep_plan() == 0
    kept = PlanSnapshot.objects.get(year=year_of(localdate()))
    assert kept.taken_on == localdate() and kept.is_example
    year = kept.year - 1
    assert f"Beside it: the plan of {kept.year}" in text(
        visitor, f"/delivery-plan/{year}/?beside={kept.year}"
    )


def test_the_whole_plan_is_one_table_that_a_spreadsheet_can_open(site, visitor):
    Action.objects.filter(slug="one-directory").update(owner="=HYPERLINK(1)")
    response = visitor.get("/delivery-plan/table/?state=done")
    assert response["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))
    assert {row["kind"] for row in rows} == {"note", "milestone", "measure", "earlier aim"}
    assert "invented" in rows[0]["says"]
    assert {row["owner"] for row in rows if "one list" in row["action"]} == {"'=HYPERLINK(1)"}
    assert len({row["action"] for row in rows} - {""}) == Action.objects.count()


def test_promises_and_actions_lead_to_each_other(site, visitor):
    assert "/you-said-we-did/#somewhere-warm-on-sundays" in text(visitor, "/delivery-plan/")
    assert "/delivery-plan/#somewhere-warm-on-sundays-everywhere" in text(visitor, "/you-said-we-did/")


def test_the_plan_of_another_day_is_worked_out_from_that_day(site):
    page = DeliveryPlanPage.objects.get()
    assert page.look_again_on > date.today()
