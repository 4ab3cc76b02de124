"""The example site as tests use it: with an open survey and one published result."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils.timezone import localdate

from cms.example import build_site
from cms.example.evidence import build_evidence
from cms.example.promises import result_slug
from cms.models import HomePage
from engagement.delivery.yearly import year_of
from surveys.models import Fieldwork, PublishedResult, SurveyPage
from surveys.models.publication import digest_of
from tests import recorded
from tests.cms.snapshots import SNAPSHOT
from tests.people import cast

RESULT = result_slug(localdate())
"""The address of the published result, which the example's promises answer."""

PAGES = (
    "/",
    "/most-of-us/",
    "/most-of-us/the-walk-home/",
    "/most-of-us/the-hall-on-sundays/",
    "/youth-assembly/",
    "/faith-alliance/",
    "/areas/",
    "/areas/sandwell/",
    "/directory/",
    "/directory/service/friday-open-hall/",
    "/directory/card/E08000030/birchfields-end/",
    "/directory/need/",
    "/events/",
    "/events/open-hall/",
    "/news/",
    "/news/eleven-lamps/",
    "/results/",
    f"/results/{RESULT}/",
    "/you-said-we-did/",
    "/delivery-plan/",
    f"/delivery-plan/{year_of(localdate()) - 1}/",
    "/advisory-group/",
    "/toolkits/",
    "/toolkits/before-i-post/",
    "/support/",
    "/privacy/",
    "/accessibility/",
    "/about/",
    "/ur/",
    "/ur/khulasa/",
)
"""Every page of the example site that the public site itself serves."""


def example_site(today: date | None = None, *, result: str = "published") -> HomePage:
    """The example site with a survey that takes answers and a result in a state, signed by two people."""
    day = today or localdate()
    key = recorded.once(("example site", day, result), lambda: _build(day, result))
    return HomePage.objects.get(pk=key)


def _build(today: date, result: str) -> int:
    home = build_site(today)
    survey = SurveyPage(title="Have your say", slug="insights", is_example=True, live=False)
    home.add_child(instance=survey)
    # The address is all these tests need; publishing would ask for questions.
    SurveyPage.objects.filter(pk=survey.pk).update(live=True)
    Fieldwork.objects.update_or_create(survey=survey, defaults={"state": Fieldwork.State.OPEN})
    publish_result(survey, state=result)
    build_evidence()
    return home.pk


def publish_result(survey: SurveyPage, *, slug: str = RESULT, state: str = "published") -> PublishedResult:
    """A result proposed by the analyst and signed by the safeguarding lead."""
    return PublishedResult.objects.create(
        slug=slug,
        survey=survey,
        title="What people told us",
        state=state,
        snapshot=SNAPSHOT,
        digest=digest_of(SNAPSHOT),
        proposed_by=cast("analyst"),
        cosigned_by=cast("safeguarding_lead"),
        cosigned_at=datetime(2026, 11, 2, 12, 0, tzinfo=UTC),
    )
