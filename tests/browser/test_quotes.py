"""A quote in a real browser: chosen by one, signed by another, read by everybody, and gone when it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from surveys.models import (
    Comment,
    Fieldwork,
    PublishedResult,
    Response,
    SurveyVersion,
    ThemeReading,
    ThemeTag,
)
from surveys.models.publication import digest_of
from surveys.reports.quotes import proposals
from tests.browser.test_workbench import check, signed_in  # noqa: F401  (a fixture)
from tests.cms.site import example_site
from tests.cms.snapshots import SNAPSHOT
from tests.people import cast
from tests.surveys.workbench.answered import asking_to_quote, people, store, survey_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]

THEME = "no_go_places"
ALLOWED = "The lights in the park are broken and nobody comes to mend them."
REFUSED = "Somebody should mend the lamps by the canal before it is winter."
IMPORTED = "Nobody walks along the towpath because there is not one lamp there."
"""From answers collected elsewhere, in a version that never asked whether words may be shown."""


@pytest.fixture
def survey():
    example_site()
    found = survey_page("quoted")
    asked = asking_to_quote()
    elsewhere = SurveyVersion.objects.get(survey=found)
    store(found, people(60), tags=False)
    version = SurveyVersion.objects.create(
        survey=found,
        number=elsewhere.number + 1,
        kind=SurveyVersion.Kind.MEANING,
        definition=asked,
        digest="with consent",
        crosswalk=[{"code": "QUOTE", "was": None, "kind": "new"}],
    )
    comments = list(Comment.objects.filter(response__survey=found).order_by("pk"))
    for place, comment in enumerate(comments):
        response, kind = comment.response, ("yes", "no", "imported")[place % 3]
        comment.text = {"yes": ALLOWED, "no": REFUSED, "imported": IMPORTED}[kind]
        if kind != "imported":
            response.version = version
        # Whatever a file says in that column: nobody was asked.
        response.answers["QUOTE"] = "no" if kind == "no" else "yes"
        response.save()
        comment.save()
    ThemeTag.objects.bulk_create(
        ThemeTag(comment=one, theme=THEME, spans=[[0, 4]], score=0.9, codebook="1") for one in comments
    )
    ThemeReading.objects.bulk_create(ThemeReading(comment=one, codebook="1") for one in comments)
    Fieldwork.objects.filter(survey=found).update(
        state=Fieldwork.State.CLOSED, closes_at=timezone.now() - timedelta(days=30)
    )
    assert Response.objects.filter(survey=found, version=elsewhere).exists()
    # What reads comments is loaded with the first of them; no screen is kept waiting for it here.
    assert proposals(found, THEME)
    return found


def offer(page: Page, words: str) -> None:
    """Propose the first comment with these words."""
    card = page.locator(".wb-comments > li").first
    card.locator("textarea").fill(words)
    card.locator("[name=read]").check()
    with page.expect_navigation():
        card.get_by_role("button", name="Propose this quote").click()


@pytest.fixture
def result(survey):
    snapshot = {
        **SNAPSHOT,
        "themes": [
            {"theme": THEME, "name": "Places people avoid", "percent": 40, "low": 35, "high": 45, "base": 100}
        ],
    }
    return PublishedResult.objects.create(
        slug="heard",
        survey=survey,
        title="What we heard",
        snapshot=snapshot,
        digest=digest_of(snapshot),
        state=PublishedResult.State.PUBLISHED,
        proposed_by=cast("analyst"),
        cosigned_by=cast("safeguarding_lead"),
        cosigned_at=timezone.now(),
    )


def test_a_quote_goes_from_one_to_another_to_everybody_and_back(
    signed_in,  # noqa: F811
    open_page,
    server,
    survey,
    result,
):
    quotes = server + reverse("workbench:quotes", args=[survey.pk])
    analyst = signed_in("analyst", viewport={"width": 360, "height": 800})
    analyst.set_default_timeout(40_000)
    analyst.goto(quotes)
    check(analyst, "quotes")
    with analyst.expect_navigation():
        analyst.locator(f".wb a[href$='/about/{THEME}/']").click()
    check(analyst, "choosing")
    # People who said no, and people nobody asked, are never offered.
    expect(analyst.locator("textarea").first).to_have_value(ALLOWED)
    assert {box.input_value() for box in analyst.locator("textarea").all()} == {ALLOWED}
    offer(analyst, "The lights in Aston park are broken, 3 of them.")
    expect(analyst.get_by_role("alert")).to_contain_text("Take out every number")
    offer(analyst, "The lights in the park are broken […]")
    expect(analyst.locator(".wb")).to_contain_text("The lights in the park are broken")
    expect(analyst.get_by_role("button", name="Sign")).to_have_count(0)

    visitor = open_page(f"{server}/results/heard/")
    expect(visitor.locator("main")).not_to_contain_text("The lights in the park")

    lead = signed_in("safeguarding_lead", viewport={"width": 1280, "height": 800})
    lead.goto(quotes)
    check(lead, "signing")
    lead.locator("[name=read]").check()
    with lead.expect_navigation():
        lead.get_by_role("button", name="Sign").click()
    expect(lead.locator(".wb")).to_contain_text("Signed by two readers")

    visitor.reload()
    expect(visitor.locator("main blockquote")).to_contain_text("The lights in the park are broken […]")
    said = visitor.locator("main").inner_text()
    assert "towpath" not in said and "canal" not in said

    analyst.goto(quotes)
    analyst.locator("[name=note]").first.fill("Its writer can be told from it.")
    with analyst.expect_navigation():
        analyst.get_by_role("button", name="Take back").first.click()
    visitor.reload()
    expect(visitor.locator("main")).not_to_contain_text("The lights in the park")
