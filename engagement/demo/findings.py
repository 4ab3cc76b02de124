"""The example's first result: weighted by a plan, proposed by one of its people and signed by another."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from engagement.demo.people import PEOPLE
from surveys.example import first_questions
from surveys.models import PublishedResult, SurveyPage

WEIGHTED = {
    "how.authority": "0",
    "how.sex-age_band": "0",
    "missing": "soft",
    "cap": "5",
    "over": "raise",
}
"""The lists of the weighting plan's form as the analyst chose them: the survey asked nothing else to weight on."""
REASON = "Only area, age and sex were asked."


def publish_first_result() -> str:
    """Weight, propose and sign the result of the first survey, once, each step by whoever may do it."""
    survey = SurveyPage.objects.get(slug=first_questions.SLUG, locale__language_code="en")
    if PublishedResult.objects.filter(survey=survey).exists():
        return "kept"
    # Imported when there is something to publish: their libraries cost a second at every start.
    from surveys.publication.services import cosign, propose
    from surveys.publication.snapshot import Headline, Plan
    from surveys.reports.asked import questionnaire
    from surveys.reports.plans import as_scheme
    from surveys.workbench.plans import choose_plan, read_plan

    analyst, lead = _person("analyst"), _person("safeguarding_lead")
    asked = questionnaire(survey)
    assert asked is not None  # It was published a few steps ago.
    with transaction.atomic():
        chosen = read_plan(survey, WEIGHTED, [])
        choose_plan(survey, user=analyst, plan=chosen, seen=as_scheme(chosen).key, reason=REASON)
        result = propose(
            survey,
            user=analyst,
            title=first_questions.TITLE,
            slug=first_questions.SLUG,
            plan=Plan(
                questions=tuple(question.code for question in asked.questions if question.is_public),
                breakdowns=("authority",),
                headlines=(
                    Headline(
                        "LOOKOUT", "most", "{figure} say that most people near them look out for each other"
                    ),
                    Headline("WALKHOME", "not_safe", "{figure} do not feel safe at all when they walk home"),
                    Headline(
                        "LISTENED",
                        "not_at_all",
                        "{figure} say that the people in charge do not listen to them at all",
                    ),
                ),
                themes=False,
            ),
        )
        cosign(result, user=lead)
    return f"{len(result.snapshot['tables'])} questions published"


def _person(role: str) -> User:
    return User.objects.get(username=next(person.username for person in PEOPLE if person.role == role))
