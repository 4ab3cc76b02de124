"""Choosing how a survey is weighted: compared first, logged with a reason, and fixed once figures are out."""

from dataclasses import replace

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from surveys.models import PopulationTable, PublishedResult, WeightingPlan
from surveys.publication.services import propose
from surveys.publication.snapshot import Plan
from surveys.reports.assessment import assessed
from surveys.reports.plans import as_scheme, in_words, scheme_of
from surveys.reports.representation import representation
from surveys.reports.scheme import PUBLIC
from surveys.reports.tables import question_tables
from surveys.reports.weighing import weigh
from surveys.workbench.plans import CHOSEN, PlanRefused, choose_plan, read_plan, why_locked
from tests.people import cast

pytestmark = pytest.mark.django_db

STANDARD = {
    "how.authority": "0",
    "how.sex-age_band": "0",
    "how.ethnic_group": "0",
    "how.religion": "0",
    "missing": "soft",
    "cap": "5",
    "over": "raise",
}
LOOSE = {**STANDARD, "how.religion": "1", "how.ethnic_group": "0.1"}


def address(survey):
    return reverse("workbench:weighting_plan", args=[survey.pk])


def chosen(survey, given=LOOSE, reason="Religion is modelled"):
    plan = read_plan(survey, given, [])
    return choose_plan(survey, user=cast("analyst"), plan=plan, seen=as_scheme(plan).key, reason=reason)


def test_the_lists_hold_the_standard_plan_until_somebody_chooses(answered, analyst):
    assert scheme_of(answered) == PUBLIC
    page = analyst.get(address(answered)).content.decode()
    assert "How this survey is weighted" in page
    assert "sex by age met exactly" in page
    assert '<option value="0" selected>met exactly</option>' in page


def test_two_plans_stand_side_by_side_before_one_is_chosen(answered, analyst):
    page = analyst.get(address(answered), LOOSE).content.decode()
    assert "Two plans side by side" in page
    assert "religion loosely met" in page
    for name in ("Effective sample size", "Design effect (Kish)", "Furthest from its own target"):
        assert name in page
    own, tried = assessed(answered, PUBLIC), assessed(answered, as_scheme(read_plan(answered, LOOSE, [])))
    assert tried.deff < own.deff and tried.ess >= own.ess
    assert own.gap < 0.01 < tried.gap
    assert f"{tried.gap:.1f} points" in page or "met exactly" in page
    assert not WeightingPlan.objects.exists()


def test_what_is_not_weighted_on_is_told_with_how_far_it_is_off(answered):
    given = {**STANDARD, "how.religion": "", "how.ethnic_group": ""}
    found = assessed(answered, as_scheme(read_plan(answered, given, [])))
    assert {name for name, _ in found.elsewhere} == {"ethnic_group", "religion"}
    assert assessed(answered, PUBLIC).elsewhere == ()


def test_a_chosen_plan_holds_on_every_screen_and_stands_in_the_log(answered, analyst):
    before = question_tables(answered)[0].everybody.figures[0].share
    compared = analyst.get(address(answered), LOOSE).context["tried"].key
    done = analyst.post(
        address(answered), {**LOOSE, "seen": compared, "reason": "Religion is modelled", "act": "choose"}
    )
    assert done.status_code == 302
    assert scheme_of(answered).soft == (("ethnic_group", 0.1), ("religion", 1.0))
    assert question_tables(answered)[0].everybody.figures[0].share != before
    screen = analyst.get(reverse("workbench:weighting", args=[answered.pk])).content.decode()
    assert "Religion is modelled" in screen and "religion loosely met" in screen
    entry = PageLogEntry.objects.get(action=CHOSEN)
    assert "religion loosely met" in entry.data["plan"] and entry.data["reason"] == "Religion is modelled"
    analyst.post(address(answered), {"act": "standard"})
    assert scheme_of(answered) == PUBLIC
    assert question_tables(answered)[0].everybody.figures[0].share == pytest.approx(before)


def test_gaps_filled_in_by_chance_reach_tables_representation_and_weights(answered):
    chosen(answered, {**STANDARD, "missing": "impute"})
    weighted = weigh(answered)
    assert weighted.weights.m == 10
    assert weighted.weights.max_margin_error <= 1e-8
    table = question_tables(answered, by="ethnic_group")[0]
    soft = question_tables(answered, by="ethnic_group", scheme=PUBLIC)[0]
    for ours, theirs in zip(table.everybody.figures, soft.everybody.figures, strict=True):
        assert ours.share == pytest.approx(theirs.share, abs=0.02)
        assert ours.count == theirs.count
        assert ours.low < ours.share < ours.high
    # Who did not say stays a group of its own in a breakdown: what is filled in counts in weighting alone.
    assert [group.base for group in table.groups] == [group.base for group in soft.groups]
    assert representation(answered).gaps == representation(answered, PUBLIC).gaps


def test_a_limit_that_is_kept_leaves_a_gap_that_is_told(answered):
    tight = as_scheme(read_plan(answered, {**STANDARD, "cap": "2", "over": "keep"}, []))
    found = weigh(answered, tight)
    assert found.weights.range[1] <= 2 + 1e-6
    assert any("what is left open stands with the targets" in decision for decision in found.decisions)
    raised = weigh(answered, replace(tight, keep_cap=False))
    assert raised.weights.range[1] > 2
    assert assessed(answered, tight).gap > assessed(answered, replace(tight, keep_cap=False)).gap


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"how.religion": "7"}, "Religion: choose from the list how it is met"),
        ({"from.religion": "f" * 64}, "Religion: choose from the list whose figures"),
        ({"how.sex": "0"}, "Sex is weighted on already within “Sex by age”"),
        ({"missing": "guess"}, "what becomes of people who did not say"),
        ({"cap": "1000"}, "Choose the largest weight"),
        ({"over": ""}, "where the limit cannot be kept"),
        (
            {f"how.{name}": "1" for name in ("authority", "sex-age_band", "ethnic_group", "religion")},
            "At least one",
        ),
        (
            {f"how.{name}": "" for name in ("authority", "sex-age_band", "ethnic_group", "religion")},
            "at least one",
        ),
    ],
)
def test_what_is_on_no_list_is_refused_in_a_sentence(answered, analyst, change, sentence):
    with pytest.raises(PlanRefused, match=sentence):
        read_plan(answered, {**STANDARD, **change}, [])
    page = analyst.get(address(answered), {**STANDARD, **change})
    assert page.status_code == 200 and 'role="alert"' in page.content.decode()


def test_another_plan_than_the_one_compared_and_one_without_a_reason_are_not_taken(answered):
    plan = read_plan(answered, LOOSE, [])
    with pytest.raises(PlanRefused, match="changed after the plans were compared"):
        choose_plan(answered, user=cast("analyst"), plan=plan, seen=PUBLIC.key, reason="long enough")
    with pytest.raises(PlanRefused, match="why the survey is weighted like this"):
        chosen(answered, reason="so")
    assert not WeightingPlan.objects.exists()


def test_figures_that_wait_or_are_out_keep_their_plan_and_say_which_it_was(answered, analyst):
    chosen(answered)
    result = propose(
        answered,
        user=cast("analyst"),
        title="What we heard",
        slug="what-we-heard",
        plan=Plan(questions=("SAFEDAY",), themes=False),
    )
    assert "religion loosely met" in result.snapshot["provenance"]["weighting"]
    assert any("soft targets" in paragraph for paragraph in result.snapshot["method"])
    before = dict(result.snapshot)
    with pytest.raises(PlanRefused, match="wait for a second signature"):
        chosen(answered, STANDARD, "another try")
    refused = analyst.post(address(answered), {"act": "standard"})
    assert refused.status_code == 422 and "wait for a second signature" in refused.content.decode()
    result.refresh_from_db()
    assert result.snapshot == before and result.is_intact
    PublishedResult.objects.filter(pk=result.pk).update(
        state="published", cosigned_by=cast("safeguarding_lead"), cosigned_at=result.proposed_at
    )
    assert "published as it was weighted then" in why_locked(answered)


def test_a_plan_names_the_tables_it_takes_figures_from(db):
    table = PopulationTable.objects.create(
        sha256="9f" * 32,
        name="RM032 Women.csv",
        format="by hand",
        geography="seven authorities",
        date="2025-06-30",
        ages="13 and over",
        variables=["authority"],
        figures=[],
        total=1,
        taken_in_on="2026-01-01",
    )
    plan = replace(PUBLIC, margins=("authority", "sex"), figures=(("authority", table.sha256),))
    words = in_words(plan)
    assert words.startswith(
        "Area met exactly (table RM032 Women.csv, 2025-06-30, 9f9f9f9f9f9f); sex met exactly."
    )
    table.delete()
    assert in_words(plan).startswith("Area met exactly (table 9f9f9f9f9f9f); sex met exactly.")


def test_a_plan_that_cannot_be_used_is_refused_without_a_count_of_people(answered, analyst):
    """Whoever tries plan after plan must not learn how few people a group has."""
    from surveys.analysis.errors import EmptyCategory
    from surveys.reports.assessment import in_the_way

    error = EmptyCategory(
        "Only 3 people are Male by 13 to 17.",
        variable=("sex", "age_band"),
        category=("Male", "13 to 17"),
        n=3.0,
    )
    assert in_the_way(error).startswith(
        "The answers there are cannot meet the figures for sex by age (“Male, 13 to 17”)"
    )
    assert "3 people" not in in_the_way(error)


def test_filled_in_answers_may_need_a_little_more_than_the_limit_and_get_it(answered):
    found = assessed(
        answered, as_scheme(read_plan(answered, {**STANDARD, "missing": "impute", "cap": "2"}, []))
    )
    assert not found.refusal
    assert found.heaviest > 2 and any("the limit is" in decision for decision in found.decisions)
