"""The analysts' screens in a real browser: axe at zero by day and by night, no sideways scrolling, a result signed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from surveys.models import PublishedResult
from surveys.reports import memory
from surveys.workbench.quotas import plan_by_census
from surveys.workbench.services import tag_comments
from tests.people import cast
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def survey():
    memory.forget()
    found = survey_page(is_example=True)
    store(found, people(300), tags=False)
    tag_comments(found)
    found.channels.create(code="k4m7p", name="A youth club", kind="club")
    yesterday = timezone.localdate() - timedelta(days=1)
    found.daily_counts.create(channel="k4m7p", date=yesterday, n=60)
    found.daily_counts.create(channel="", date=yesterday, n=240)
    found.language_counts.create(language="en", date=yesterday, n=300)
    found.section_stops.create(section=1, date=yesterday, n=40)
    plan_by_census(found, user=cast("analyst"), variables=("age_band",), total="400")
    return found


@pytest.fixture
def signed_in(open_page, server):
    """Open a browser as a member of the cast."""

    def opened(role: str, **options) -> Page:
        client = Client()
        client.force_login(cast(role))
        page = open_page(server + "/static/css/workbench.css", **options)
        cookie = client.cookies["sessionid"]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server}])
        return page

    return opened


def check(page: Page, where: str) -> None:
    """Axe on our part of the admin with everything unfolded, and nothing wider than the screen."""
    page.evaluate("document.querySelectorAll('.wb details').forEach((folded) => { folded.open = true; })")
    found = Axe().run(page, context=".wb")
    assert found.violations_count == 0, (where, found.generate_report())
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert beyond == 0, where


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_every_screen_is_accessible(signed_in, server, survey, width, scheme):
    page = signed_in("analyst", viewport={"width": width, "height": 800}, color_scheme=scheme)
    screens = ["overview", "fieldwork", "missing", "weighting", "tables", "themes", "publication"]
    addresses = [reverse("workbench:index")]
    addresses += [reverse(f"workbench:{name}", args=[survey.pk]) for name in screens]
    addresses += [
        f"{addresses[5]}?by=age_band",
        reverse("workbench:comments", args=[survey.pk, "no_go_places"]),
    ]
    addresses += [
        reverse(f"workbench:{name}", args=[survey.pk]) for name in ("channels", "quotas", "versions")
    ]
    for address in addresses:
        answer = page.goto(server + address)
        assert answer.status == 200
        check(page, address)
    page.goto(server + reverse("workbench:posters", args=[survey.pk]))
    assert page.locator("svg.poster__sheet").count() == 1
    assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()


def test_results_are_proposed_looked_at_and_signed_with_the_mouse(signed_in, server, survey):
    analyst = signed_in("analyst", viewport={"width": 1280, "height": 900})
    analyst.goto(server + reverse("workbench:publication", args=[survey.pk]))
    analyst.get_by_label("Title").fill("What we heard")
    analyst.get_by_role("button", name="See what the public would see").click()
    expect(analyst.get_by_role("heading", name="Is this what you want to publish?")).to_be_visible()
    check(analyst, "what the public would see")
    analyst.get_by_role("button", name="Propose for publication").click()
    expect(analyst.get_by_text("somebody else has to sign it")).to_be_visible()

    signer = signed_in("safeguarding_lead", viewport={"width": 360, "height": 780})
    signer.goto(server + reverse("workbench:index"))
    signer.get_by_role("link", name="What we heard").click()
    expect(signer.get_by_role("button", name="Send back")).to_be_visible()
    check(signer, "what is to be signed")
    signer.get_by_role("button", name="Sign and publish").click()
    expect(signer.get_by_role("heading", name="Published")).to_be_visible()
    assert PublishedResult.objects.get().state == PublishedResult.State.PUBLISHED
