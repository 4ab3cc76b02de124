"""The example delivery plan: invented actions in every state, under the strategy's own priorities and words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from cms.example.pages import ensure_page
from cms.example.promises import result_slug
from cms.models import DeliveryPlanPage, HomePage
from engagement.delivery.models import Action, EarlierAim, Measure, Milestone, PlanSnapshot
from engagement.delivery.models.snapshots import digest_of
from engagement.delivery.plan import ToldAction, ToldMeasure, as_content, plan
from engagement.delivery.services import plan_action
from engagement.delivery.status import NOT_YET, ON_TIME
from engagement.delivery.yearly import KEPT_IN, year_of

PRIORITIES_ON = "26 to 37"
"""Section 3.4 of the strategy: its table of contents gives no finer page."""
INVENTED = "Invented for this example"


def build_plan(home: HomePage, *, today: date) -> DeliveryPlanPage:
    """The plan's page, eight actions with days relative to today, and the plan of the year before beside it."""
    for told in _actions(today):
        _put(told)
    _change_a_target(today)
    _keep_the_year_before(today)
    return ensure_page(
        home,
        DeliveryPlanPage,
        "delivery-plan",
        title="Delivery plan",
        search_description="Five priorities, what is done under each, by whom and by when, and what is late.",
        standfirst="What we said we would do, who does it, and what is late. The colours set themselves.",
        is_example=True,
        kept_by="The Partnership’s team (invented)",
        look_again_on=today + timedelta(days=90),
        body=[
            ("heading", "How the plan is made"),
            (
                "paragraph",
                "<p>The strategy has five priorities. Under each stand actions with a team that answers for them. "
                "The Board reads the plan four times a year. Young people of the Assembly read it before the "
                "Board does.</p>",
            ),
        ],
    )


def _put(told: dict[str, Any]) -> None:
    """Plan an action once; on a later day bring its days up to date, which is no change of an aim."""
    action = Action.objects.filter(slug=told["slug"]).first()
    if action is None:
        plan_action(**told, is_example=True)
        return
    for model, name in ((Milestone, "milestones"), (Measure, "measures")):
        for part in told.get(name, ()):
            days = {key: value for key, value in part.items() if isinstance(value, date)}
            model.objects.filter(action=action, says=part["says"]).update(**days)


def _change_a_target(today: date) -> None:
    """One target was raised some weeks ago, with its reason."""
    measure = Measure.objects.get(says="Halls that are open on Sunday afternoons", action__is_example=True)
    day = today - timedelta(days=35)
    if not measure.action.earlier_aims.exists():
        measure.target, measure.why_changed = 7, "Two more areas found a hall, so there can be one in each."
        measure.save()
    EarlierAim.objects.filter(action=measure.action).update(changed_on=day)


def _keep_the_year_before(today: date) -> None:
    """An invented earlier year, so that two can be laid beside each other."""
    year = year_of(today) - 1
    if PlanSnapshot.objects.filter(year=year).exists():
        return
    then = [_before(action) for action in plan(today, lambda _: None)][:-1]
    content = as_content(then)
    PlanSnapshot.objects.create(
        year=year, taken_on=date(year, *KEPT_IN), content=content, digest=digest_of(content), is_example=True
    )


def _before(action: ToldAction) -> ToldAction:
    steps = tuple(
        replace(step, state=ON_TIME, done_on=None, progress="", progress_on=None, evidence="", days_late=0)
        for step in action.milestones
    )
    measures = tuple(_measure_before(told) for told in action.measures)
    return replace(action, state=ON_TIME, milestones=steps, measures=measures, earlier=(), promises=())


def _measure_before(told: ToldMeasure) -> ToldMeasure:
    earlier = 5.0 if told.unit == "halls" else told.target
    return replace(told, state=NOT_YET, target=earlier, value=told.baseline, value_on=told.baseline_on)


def _actions(today: date) -> list[dict[str, Any]]:
    def day(days: int) -> date:
        return today + timedelta(days=days)

    figure = result_slug(today)
    return [
        {
            "slug": "one-picture-of-seven-areas",
            "priority": 1,
            "says": "Read the seven needs assessments side by side and say what they share.",
            "strategy_words": "Develop a greater understanding of the factors that drive violence in the region",
            "strategy_page": PRIORITIES_ON,
            "owner": "Analysis group (invented)",
            "milestones": [
                {
                    "says": "All seven are read with the same questions",
                    "due_on": day(-70),
                    "done_on": day(-75),
                    "evidence": "The questions and the seven answers, on each area’s page",
                    "evidence_link": "/areas/",
                },
                {"says": "What they share is on one page", "due_on": day(110)},
            ],
        },
        {
            "slug": "moving-on-at-eighteen",
            "priority": 1,
            "says": "Give everybody who turns 18 in a service one named team that stays.",
            "strategy_words": "Increase focus on vulnerable groups such as transitional cohorts (18-25-year olds) and "
            "those disproportionately impacted by violence",
            "strategy_page": PRIORITIES_ON,
            "owner": "Moving-on group (invented)",
            "milestones": [
                {
                    "says": "Three areas have agreed who stays",
                    "due_on": day(-52),
                    "progress": "Two areas have agreed",
                    "progress_on": day(-60),
                },
            ],
        },
        {
            "slug": "somewhere-warm-on-sundays-everywhere",
            "priority": 2,
            "says": "Open one hall in each area on Sunday afternoons, with young people running it.",
            "strategy_words": "Develop a community and youth led approach to violence reduction",
            "strategy_page": PRIORITIES_ON,
            "owner": "Activities group (invented)",
            "milestones": [
                {
                    "says": "Four halls are open",
                    "due_on": day(-30),
                    "done_on": day(-33),
                    "evidence": "Four entries in the directory",
                    "evidence_link": "/directory/",
                },
                {
                    "says": "All seven halls are open",
                    "due_on": day(24),
                    "progress": "A fifth hall opens next month",
                    "progress_on": day(-6),
                },
            ],
            "measures": [
                {
                    "says": "Halls that are open on Sunday afternoons",
                    "unit": "halls",
                    "baseline": 1,
                    "baseline_on": day(-400),
                    "baseline_source": INVENTED,
                    "target": 5,
                    "target_by": day(30),
                    "value": 4,
                    "value_on": day(-6),
                    "value_source": "Counted in the directory (invented)",
                },
                {
                    "says": "People who say that there is plenty to do for young people",
                    "baseline": 9,
                    "baseline_on": day(-700),
                    "baseline_source": INVENTED,
                    "target": 25,
                    "target_by": day(400),
                    "estimate": f"{figure}/ACTIVITY/yes",
                },
            ],
        },
        {
            "slug": "a-wider-faith-alliance",
            "priority": 2,
            "says": "Welcome groups of every large faith in every area into the Faith Alliance.",
            "strategy_words": "We will continue to grow the membership of the Faith Alliance, uniting more people "
            "together to prevent and reduce violence across the region.",
            "strategy_page": PRIORITIES_ON,
            "owner": "Faith Alliance (invented)",
            "milestones": [
                {"says": "Groups in two more areas have joined", "due_on": day(19)},
            ],
        },
        {
            "slug": "answers-that-come-back",
            "priority": 2,
            "says": "Answer every survey in public within three months, promise by promise.",
            "strategy_words": "consultation can appear tokenistic if those that have engaged cannot see how their "
            "views have shaped our work and directed our focus",
            "strategy_page": PRIORITIES_ON,
            "owner": "Engagement team (invented)",
            "milestones": [
                {
                    "says": "The first three promises are public",
                    "due_on": day(-110),
                    "done_on": day(-112),
                    "evidence": "The page of promises",
                    "evidence_link": "/you-said-we-did/",
                },
            ],
            "measures": [
                {
                    "says": "People who answer the survey",
                    "unit": "answers",
                    "baseline": 1200,
                    "baseline_on": date(2023, 8, 1),
                    "baseline_source": "The strategy says “around 1200 responses”: section 4.2, from page 39",
                    "target": 3000,
                    "target_by": day(300),
                },
                {
                    "says": "People who say that they have no say at all",
                    "better": "lower",
                    "baseline": 41,
                    "baseline_on": day(-700),
                    "baseline_source": INVENTED,
                    "target": 30,
                    "target_by": day(400),
                    "estimate": f"{figure}/HEARD/not_at_all",
                },
            ],
        },
        {
            "slug": "one-directory",
            "priority": 3,
            "says": "Keep one list of things to do and people who help, that everybody may use.",
            "strategy_words": "Development of a range of dashboards and directories to connect people to activities "
            "and support/services",
            "strategy_page": PRIORITIES_ON,
            "owner": "Directory team (invented)",
            "milestones": [
                {
                    "says": "Organisations confirm their own entries twice a year",
                    "due_on": day(-12),
                    "progress": "Every organisation has been asked",
                    "progress_on": day(-20),
                    "why_late": "Half of them have answered. We ring the others.",
                },
            ],
        },
        {
            "slug": "louder-than-fear",
            "priority": 4,
            "says": "Run a campaign that young people write, in Sandwell first.",
            "strategy_words": "Development of a clear counter-narrative that tackles the fear of violence in the "
            "region",
            "strategy_page": PRIORITIES_ON,
            "owner": "Campaign team (invented)",
            "area": "E08000028",
            "milestones": [
                {
                    "says": "The first stories are out",
                    "due_on": day(-40),
                    "done_on": day(-41),
                    "evidence": "Stories told by young people",
                    "evidence_link": "/most-of-us/",
                },
                {"says": "A story from each of the seven areas", "due_on": day(160)},
            ],
            "measures": [
                {
                    "says": "People who feel very safe outside after dark",
                    "baseline": 12,
                    "baseline_on": day(-700),
                    "baseline_source": INVENTED,
                    "target": 20,
                    "target_by": day(500),
                    "estimate": f"{figure}/SAFENIGHT/very_safe",
                    "caution": "Feeling safe and being safe are two things. This number is the first of them.",
                },
            ],
        },
        {
            "slug": "toolkits-for-schools",
            "priority": 5,
            "says": "Write toolkits with teachers and pupils, and try them for a whole school year.",
            "strategy_words": "Provide greater consistency and support by developing violence reduction toolkits for "
            "education",
            "strategy_page": PRIORITIES_ON,
            "owner": "Education group (invented)",
            "milestones": [
                {"says": "Five schools try the first toolkit", "due_on": day(75)},
                {
                    "says": "A printed copy for every school",
                    "due_on": day(-20),
                    "stopped_on": day(-48),
                    "stopped_why": "Teachers asked for pages they can change. Print would be out of date.",
                },
            ],
        },
    ]
