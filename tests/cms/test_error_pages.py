"""When something is wrong, help is still there, and no database is needed for it."""

from __future__ import annotations

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.test import Client, RequestFactory
from django.views import defaults

from tests.cms.site import RESULT


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (lambda request: defaults.page_not_found(request, Exception("x")), 404),
        (lambda request: defaults.permission_denied(request, PermissionDenied("x")), 403),
        (lambda request: defaults.bad_request(request, BadRequest("x")), 400),
        (defaults.server_error, 500),
    ],
    ids=["404", "403", "400", "500"],
)
def test_an_error_page_has_the_helplines_and_reads_no_database(view, status):
    # No database fixture: any query would raise.
    response = view(RequestFactory().get("/somewhere/"))
    html = response.content.decode()
    assert response.status_code == status
    for number in ("tel:999", "tel:08001111", "tel:0800555111", "tel:116123", "fearless.org"):
        assert number in html
    assert '<a class="button" href="/">' in html
    assert " style=" not in html and "<style" not in html


@pytest.mark.django_db
def test_an_unknown_address_is_answered_in_the_language_of_its_path(visitor: Client):
    response = visitor.get("/ur/nahin-hai/")
    assert response.status_code == 404
    assert 'dir="rtl"' in response.content.decode() and "وہ صفحہ نہیں مل رہا" in response.content.decode()


@pytest.mark.django_db
def test_robots_are_told_where_the_sitemap_is_and_what_to_leave_alone(visitor: Client):
    told = visitor.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in told and "Sitemap: http://testserver/sitemap.xml" in told


def test_the_icon_in_the_tab_holds_no_word(client):
    response = client.get("/favicon.ico")
    assert response["Content-Type"] == "image/svg+xml"
    assert b"<text" not in response.content and b"title" not in response.content


@pytest.mark.django_db
def test_the_sitemap_lists_pages_and_results_and_no_story_that_was_taken_back(site, visitor: Client):
    from django.utils.timezone import localdate

    from cms.models import StoryPage

    listed = visitor.get("/sitemap.xml").content.decode()
    assert f"/results/{RESULT}/</loc>" in listed and "/most-of-us/the-walk-home/</loc>" in listed
    StoryPage.objects.filter(slug="the-walk-home").update(consent_withdrawn_on=localdate())
    assert "the-walk-home" not in visitor.get("/sitemap.xml").content.decode()
