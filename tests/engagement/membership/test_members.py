"""The papers of the Advisory Group: for members, by a link that opens once, and nowhere else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection

from engagement.membership import members
from engagement.membership.models import MemberLink
from engagement.membership.views import public
from engagement.outbox.sending import send_prompt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_in_memory(settings, tmp_path):
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    settings.MEDIA_ROOT = tmp_path
    public.limiter.cache_clear()


@pytest.fixture
def paper():
    collection = Collection.objects.get(name=members.COLLECTION)
    return get_document_model().objects.create(
        title="Draft plan", file=ContentFile(b"For members.", name="plan.txt"), collection=collection
    )


def link_for(address: str) -> str:
    members.add_member("Ada", address)
    Client().post("/members/", {"email": address.upper()})
    send_prompt()
    return re.search(r"http://\S+(/members/open/\S+)", mail.outbox[-1].body)[1]


def test_everybody_is_told_the_same_and_members_alone_get_a_link(visitor):
    members.add_member("Ada", "ada@example.org")
    for address in ("ada@example.org", "eve@example.org"):
        answer = visitor.post("/members/", {"email": address})
        assert (answer.status_code, answer.url) == (302, "/members/sent/") and not answer.cookies
    assert send_prompt() == 1 and mail.outbox[0].to == ["ada@example.org"]
    assert visitor.post("/members/", {"email": "x"}).status_code == 422


def test_a_link_opens_once_and_the_papers_close_after_half_an_hour(paper, monkeypatch):
    link = link_for("ada@example.org")
    reader, thief = Client(), Client()
    assert reader.get(link).status_code == 200 and not reader.cookies, "looking uses nothing up"
    opened = reader.post(link)
    cookie = opened.cookies[members.COOKIE]
    assert opened.url == "/members/" and cookie["httponly"] and cookie["path"] == "/members/"
    assert thief.post(link).status_code == thief.get(link).status_code == 410
    assert "Draft plan" in reader.get("/members/").content.decode()
    got = reader.get(f"/members/papers/{paper.pk}/")
    assert b"".join(got.streaming_content) == b"For members." and got["Cache-Control"] == "no-store"
    assert "attachment" in got["Content-Disposition"]
    monkeypatch.setattr(members, "SESSION", timedelta(seconds=-1))
    assert "Draft plan" not in reader.get("/members/").content.decode()
    assert reader.get(f"/members/papers/{paper.pk}/").status_code == 302


def test_nobody_else_finds_a_paper_by_any_address(paper, visitor, moderator):
    assert visitor.get(f"/members/papers/{paper.pk}/").status_code == 302
    assert visitor.get(paper.url).status_code in (302, 404)
    assert visitor.get(f"/media/{paper.file.name}").status_code == 404
    forged = Client()
    forged.cookies[members.COOKIE] = "1:forged"
    assert forged.get(f"/members/papers/{paper.pk}/").status_code == 302


def test_a_member_opens_papers_and_no_other_document(paper):
    other = get_document_model().objects.create(
        title="Other", file=ContentFile(b"x", name="x.txt"), collection=Collection.get_first_root_node()
    )
    reader = Client()
    reader.post(link_for("ada@example.org"))
    assert reader.get(f"/members/papers/{other.pk}/").status_code == 404


def test_who_is_taken_off_loses_links_and_open_papers(paper, moderator):
    link = link_for("ada@example.org")
    reader = Client()
    reader.post(link)
    link_again = link_for("ada@example.org") if MemberLink.objects.exists() else link
    members.remove_member(members.members()[0]["member"].pk, by=moderator.user)
    assert reader.get(f"/members/papers/{paper.pk}/").status_code == 302
    assert reader.post(link_again).status_code == 410


def test_a_link_is_worth_nothing_after_its_hour():
    link = link_for("ada@example.org")
    MemberLink.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert Client().post(link).status_code == 410
    assert members.forget_links() == 1
