"""Asking to join: safe for the young, read by one role alone, answered in words, and forgotten in time."""

from __future__ import annotations

import json

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from engagement.membership import joining
from engagement.membership.joining import announce, forget_requests
from engagement.membership.models import JoiningRequest, Member
from engagement.membership.selectors import opened
from engagement.membership.views import public
from engagement.outbox.models import Mail
from engagement.outbox.sending import send_prompt
from tests.clock import in_days
from tests.people import cast

pytestmark = pytest.mark.django_db
YOUTH = {
    "alias": "Zed",
    "age_band": "13-15",
    "area": "E08000031",
    "whose": "worker",
    "contact": "0121 234 5678",
    "they_know": "on",
    "carer_agrees": "on",
}
FAITH = {
    "organisation": "St Nobody's",
    "areas": ["E08000025"],
    "name": "Grace",
    "email": "grace@example.org",
    "may_speak": "on",
}
ADVISORY = {"name": "Ada", "area": "E08000025", "email": "ada@example.org", "adult": "on"}
FORMS = {"youth-assembly": YOUTH, "faith-alliance": FAITH, "advisory-group": ADVISORY}


@pytest.fixture(autouse=True)
def _mail_in_memory(settings):
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    public.limiter.cache_clear()


def ask(visitor, group: str = "youth-assembly", **changed):
    return visitor.post(f"/join/{group}/", {**FORMS[group], **changed})


@pytest.mark.parametrize("group", list(FORMS))
def test_a_request_is_kept_sealed_without_an_hour_and_once(visitor, group):
    assert visitor.get(f"/join/{group}/").status_code == 200
    for _ in range(2):
        sent = ask(visitor, group)
        assert (sent.status_code, sent.url) == (302, f"/join/{group}/sent/") and not sent.cookies
    assert visitor.get(sent.url).status_code == 200
    kept = json.dumps(list(JoiningRequest.objects.values()), default=str)
    assert JoiningRequest.objects.count() == 1 and "example.org" not in kept and "Zed" not in kept
    assert not mail.outbox and not Mail.objects.exists(), "no public request sends mail to staff"


@pytest.mark.parametrize("age", ["11-12", "13-15"])
def test_who_is_under_16_gives_a_grown_ups_contact_and_not_their_own(visitor, age):
    answer = ask(visitor, age_band=age, whose="own", contact="07700 900123")
    told = answer.content.decode()
    assert answer.status_code == 422 and "You are under 16" in told
    assert "900123" not in told, "their own number does not even come back on the page"
    assert not JoiningRequest.objects.exists()
    assert ask(visitor, age_band=age, whose="own", contact="me@example.org").status_code == 422


def test_who_consents_is_said_and_asked_of_everybody_under_18(visitor):
    assert "parent or carer has to agree" in visitor.get("/join/youth-assembly/").content.decode()
    sixteen = {"age_band": "16-17", "whose": "own", "they_know": ""}
    assert "You are under 18" in ask(visitor, **sixteen, carer_agrees="").content.decode()
    assert ask(visitor, **sixteen).status_code == 302
    grown = {"age_band": "18-25", "whose": "own", "they_know": "", "carer_agrees": ""}
    assert ask(visitor, **grown).status_code == 302


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"alias": ""}, "Write any name"),
        ({"age_band": "26"}, "from 11 to 25"),
        ({"area": "Leeds"}, "Choose an area from the list"),
        ({"contact": "12"}, "neither a telephone number nor an e-mail"),
        ({"contact": "x@"}, "not an e-mail address"),
        ({"contact": "\x00"}, "Null characters"),
        ({"they_know": ""}, "Ask them first"),
        ({"help_needed": "x" * 301}, "Make it shorter"),
    ],
)
def test_what_cannot_be_taken_is_said_and_the_rest_stays(visitor, changed, says):
    answer = ask(visitor, **changed)
    assert answer.status_code == 422 and says in answer.content.decode()
    assert changed.keys() == {"alias"} or "Zed" in answer.content.decode()
    assert not JoiningRequest.objects.exists()


def test_no_other_group_can_be_joined(visitor):
    assert visitor.get("/join/gang/").status_code == visitor.get("/join/gang/sent/").status_code == 404
    assert visitor.post("/join/gang/", YOUTH).status_code == 404


def test_a_flood_fills_one_list_and_machines_fill_none(visitor, monkeypatch):
    assert ask(visitor, homepage="x").status_code == 302 and not JoiningRequest.objects.exists()
    monkeypatch.setattr(joining, "MOST", 2)
    for n in range(3):
        answer = ask(visitor, alias=str(n))
    assert answer.status_code == 503 and JoiningRequest.objects.count() == 2
    assert ask(visitor, "faith-alliance").status_code == 302


def test_those_who_read_a_group_are_told_by_a_link_and_not_a_word(visitor):
    for role in ("youth_lead", "faith_lead", "moderator"):
        cast(role)
    ask(visitor)
    assert announce() == 1 and announce() == 0
    (message,) = mail.outbox
    assert message.to == ["yasmin@example.org"] and reverse("joining:queue") in message.body
    assert "Zed" not in message.body + message.subject and "234" not in message.body


def test_each_role_reads_its_own_group_and_a_superuser_none(
    visitor, youth_lead, faith_lead, moderator, admin, analyst, safeguarding_lead
):
    for group in FORMS:
        ask(visitor, group)
    queue = reverse("joining:queue")
    shown = {
        role: [word for word in ("Zed", "St Nobody", "Ada") if word in client.get(queue).content.decode()]
        for role, client in (("youth", youth_lead), ("faith", faith_lead), ("moderator", moderator))
    }
    assert shown == {"youth": ["Zed"], "faith": ["St Nobody"], "moderator": ["Ada"]}
    admin.user.is_superuser = True
    admin.user.save()
    for client in (admin, analyst, safeguarding_lead):
        assert client.get(queue).status_code == 403
    assert Client().get(queue).status_code == 302
    key = JoiningRequest.objects.get(group="youth-assembly").pk
    told = {"decision": "approved", "words": "Welcome."}
    assert faith_lead.post(reverse("joining:answer", args=[key]), told).status_code == 403
    assert not JoiningRequest.objects.exclude(decision="").exists()


def test_an_answer_goes_in_the_readers_own_words_once(visitor, faith_lead):
    ask(visitor, "faith-alliance")
    request = JoiningRequest.objects.get()
    address = reverse("joining:answer", args=[request.pk])
    for told in ({"decision": "approved", "words": " "}, {"decision": "maybe", "words": "Hm."}):
        said = faith_lead.post(address, told, follow=True).content.decode()
        assert "Nothing was sent" in said or "Choose whether" in said
    for _ in range(2):
        faith_lead.post(address, {"decision": "approved", "words": "You are very welcome."})
    assert send_prompt() == 1
    (message,) = mail.outbox
    assert message.to == ["grace@example.org"] and "You are very welcome." in message.body
    assert message.subject == "Welcome to the Faith Alliance"


def test_who_gave_a_telephone_number_is_called(visitor, youth_lead):
    ask(visitor)
    address = reverse("joining:answer", args=[JoiningRequest.objects.get().pk])
    said = youth_lead.post(address, {"decision": "approved", "words": "Welcome."}, follow=True)
    assert "please call" in said.content.decode() and not Mail.objects.exists()
    assert opened(JoiningRequest.objects.get())["details"]["contact"] == "+44 121 234 5678"


def test_requests_go_ninety_days_after_the_answer_or_after_half_a_year(visitor, faith_lead):
    ask(visitor, "faith-alliance")
    assert forget_requests(now=in_days(179)) == 0
    key = JoiningRequest.objects.get().pk
    faith_lead.post(reverse("joining:answer", args=[key]), {"decision": "declined", "words": "Sorry."})
    assert forget_requests(now=in_days(89)) == 0
    assert forget_requests(now=in_days(90)) == 1
    ask(visitor)
    assert forget_requests(now=in_days(180)) == 1


def test_who_is_welcomed_to_the_advisory_group_becomes_a_member(visitor, moderator):
    ask(visitor, "advisory-group")
    key = JoiningRequest.objects.get().pk
    moderator.post(reverse("joining:answer", args=[key]), {"decision": "approved", "words": "Welcome."})
    assert Member.objects.count() == 1
    send_prompt()
    assert "/members/" in mail.outbox[0].body
    assert "ada@example.org" in moderator.get(reverse("joining:queue")).content.decode()
    moderator.post(reverse("joining:remove", args=[Member.objects.get().pk]))
    assert not Member.objects.exists()
