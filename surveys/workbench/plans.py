"""Choosing how a survey is weighted: from lists, compared before it is chosen, and never once figures are out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from surveys.models import PopulationTable, PublishedResult, SurveyPage, WeightingPlan
from surveys.populations.selectors import tables_for
from surveys.reports.asked import questionnaire
from surveys.reports.plans import SOFTNESS, as_scheme, in_words, margin_name, plan_of
from surveys.reports.scheme import PUBLIC, Margin, Scheme, names_of

CHOSEN = "surveys.weighting.choose"
MARGINS: tuple[Margin, ...] = (
    *("authority", ("sex", "age_band"), "ethnic_group", "religion", "sex", "age_band"),
    *(("authority", "age_band"), ("authority", "sex"), ("age_band", "ethnic_group")),
    *(("authority", "ethnic_group"), ("ethnic_group", "religion")),
)
"""What can be weighted on, in the order of the form; three at once would leave most groups empty."""
CAPS = (2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
"""Limits to choose from, times the mean weight."""
SHORTEST_REASON = 8


class PlanRefused(ValueError):
    """A survey cannot be weighted like this. The text says why, and what to do."""


def margins_to_choose(survey: SurveyPage) -> list[Margin]:
    """The margins whose variables the survey asks for."""
    asked = questionnaire(survey)
    stored = set(asked.demographics) if asked else set()
    return [margin for margin in MARGINS if set(names_of(margin)) <= stored]


def field(margin: Margin) -> str:
    """What a margin is called in an address or a form."""
    return "-".join(names_of(margin))


def read_plan(survey: SurveyPage, given: Mapping[str, str], tables: list[PopulationTable]) -> WeightingPlan:
    """A plan as it was chosen from the lists, not stored. Raises PlanRefused naming the list and what to do."""
    chosen: list[tuple[Margin, float, str]] = []
    for margin in margins_to_choose(survey):
        how, table = given.get(f"how.{field(margin)}", ""), given.get(f"from.{field(margin)}", "")
        if not how:
            continue
        softness = next((value for value in SOFTNESS if f"{value:g}" == how), None)
        if softness is None:
            raise PlanRefused(f"{margin_name(margin)}: choose from the list how it is met.")
        if table and table not in {one.sha256 for one in tables_for(margin, tables)}:
            raise PlanRefused(f"{margin_name(margin)}: choose from the list whose figures it is met with.")
        chosen.append((margin, softness, table))
    if not chosen:
        raise PlanRefused("Choose at least one group to weight on.")
    if all(softness for _, softness, _ in chosen):
        raise PlanRefused("At least one group has to be met exactly: it says how many residents there are.")
    for margin, _, _ in chosen:
        wider = next((one for one, _, _ in chosen if set(names_of(margin)) < set(names_of(one))), None)
        if wider is not None:
            raise PlanRefused(
                f"{margin_name(margin)} is weighted on already within “{margin_name(wider)}”: take one of the two away."
            )
    missing, over = given.get("missing", ""), given.get("over", "")
    if missing not in WeightingPlan.Missing.values:
        raise PlanRefused("Choose from the list what becomes of people who did not say.")
    cap = next((value for value in CAPS if f"{value:g}" == given.get("cap", "")), None)
    if cap is None:
        raise PlanRefused("Choose the largest weight from the list.")
    if over not in ("raise", "keep"):
        raise PlanRefused("Choose what happens where the limit cannot be kept.")
    return WeightingPlan(
        survey=survey,
        margins=[[list(names_of(margin)), softness, table] for margin, softness, table in chosen],
        missing=missing,
        cap=cap,
        keep_cap=over == "keep",
    )


def why_locked(survey: SurveyPage) -> str:
    """Why the plan of a survey cannot be changed now; empty when it can."""
    result = (
        PublishedResult.objects.filter(survey=survey).exclude(state=PublishedResult.State.DECLINED).first()
    )
    if result is None:
        return ""
    if result.state == PublishedResult.State.PUBLISHED:
        return (
            "Results of this survey are published as it was weighted then. Another plan would put other figures on the "
            "screens than those in public."
        )
    return (
        "Results of this survey wait for a second signature. Another plan would change the figures under the hands of "
        "whoever signs: have them sent back first."
    )


@transaction.atomic
def choose_plan(
    survey: SurveyPage, *, user: Any, plan: WeightingPlan, seen: str, reason: str
) -> WeightingPlan:
    """Make a plan the survey's, with who, when and why.

    ``seen`` is the key of the plan that was compared: another one is not taken. Raises PlanRefused for that, without a
    reason, and while results are out or wait for a signature.
    """
    _refuse_where_locked(survey)
    scheme = as_scheme(plan)
    if seen != scheme.key:
        raise PlanRefused(
            "The lists were changed after the plans were compared. Compare them again, then choose."
        )
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise PlanRefused(
            "Say in a few words why the survey is weighted like this. It is logged with your name."
        )
    plan.reason = reason[:200]
    plan.chosen_by, plan.who = user, user.get_full_name() or user.get_username()
    plan.chosen_on = timezone.localdate()
    plan.save()
    _note(survey, user, scheme, plan.reason)
    return plan


@transaction.atomic
def back_to_standard(survey: SurveyPage, *, user: Any) -> None:
    """Take the chosen plan away: the standard one holds again. Raises PlanRefused where results are out."""
    _refuse_where_locked(survey)
    plan = plan_of(survey)
    if plan is not None:
        plan.delete()
        _note(survey, user, PUBLIC, "back to the standard plan")


def _refuse_where_locked(survey: SurveyPage) -> None:
    # The survey's row is the lock: results are proposed under it too.
    SurveyPage.objects.select_for_update().get(pk=survey.pk)
    reason = why_locked(survey)
    if reason:
        raise PlanRefused(reason)


def _note(survey: SurveyPage, user: Any, scheme: Scheme, reason: str) -> None:
    log(instance=survey, action=CHOSEN, user=user, data={"plan": in_words(scheme), "reason": reason})
