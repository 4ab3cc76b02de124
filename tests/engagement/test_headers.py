"""Every kind of answer carries a content policy, is framed by nobody, and sets no cookie in public."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Page, PageViewRestriction

from cms.models import SiteDocument, SiteImage
from tests.cms.media import originals
from tests.cms.media.people import body_of
from tests.cms.site import example_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return SiteDocument.objects.create(title="Plan", file=ContentFile(b"a plan", name="plan.txt"))


@pytest.fixture
def image(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = ContentFile(originals.jpeg(), name="wall.jpg")
    return SiteImage.objects.create(title="Wall", description="A wall", people="nobody", file=file)


def test_every_kind_of_answer_has_a_policy_and_is_framed_by_nobody(visitor, document, image):
    example_site()
    addresses = {
        "page": "/",
        "no page": "/nothing-here/",
        "redirect": "/results",
        "static file": "/static/img/favicon.svg",
        "document": document.url,
        "media": image.file.url,
        "file of figures": "/robots.txt",
        "staff sign-in": "/account/login/",
        "admin": "/admin/",
        "refused host": "/",
    }
    for kind, address in addresses.items():
        answer = visitor.get(address, headers={"host": "elsewhere.example"} if kind == "refused host" else {})
        if answer.streaming:
            assert body_of(answer)
        policy = answer.headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy or "frame-ancestors 'self'" in policy, (
            kind,
            answer.status_code,
        )
        assert answer.headers.get("X-Frame-Options") in ("DENY", "SAMEORIGIN"), kind
        assert answer.headers.get("X-Content-Type-Options") == "nosniff", kind
        if not address.startswith(("/account/", "/admin/")):
            assert not answer.cookies, kind
            assert answer.headers["Referrer-Policy"] == "no-referrer", kind
            assert answer.headers["X-Frame-Options"] == "DENY", kind


@pytest.mark.parametrize(
    "address",
    [
        "/_util/login/",
        "/_util/authenticate_with_password/1/1/",
        "/closed/",
        "/closed/1/",
        "/closed/1/1/",
        "/documents/authenticate_with_password/1/",
        "/api/v2/pages/",
        "/images/abc/1/original/x.jpg",
        "/django-admin/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_other_door_is_open(visitor, address, method):
    assert getattr(visitor, method)(address).status_code in (403, 404, 405)


@pytest.mark.parametrize("kind", [PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD])
def test_a_private_page_is_shown_to_nobody_in_public(visitor, kind):
    example_site()
    page = Page.objects.get(slug="the-walk-home")
    assert page.title in visitor.get(page.url).content.decode()
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="open sesame")
    answer = visitor.get(page.url, follow=True)
    assert not answer.cookies
    assert page.title not in answer.content.decode()
