"""The mailing list: nothing without a yes from the address itself, gone with one click, and joined to nothing."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.core import mail

from engagement.membership import links, services
from engagement.membership.models import Subscription
from engagement.membership.services import forget_subscriptions
from engagement.membership.views import public
from engagement.outbox.models import Mail
from engagement.outbox.sending import send_batch
from engagement.outbox.services import stop
from tests.clock import in_days
from tests.cms.site import example_site

pytestmark = pytest.mark.django_db
ASKED = {
    "email": "Ada@Example.org",
    "topics": ["results", "promises"],
    "areas": ["E08000025"],
    "language": "en",
}


@pytest.fixture(autouse=True)
def _mail_in_memory(settings):
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    public.limiter.cache_clear()


def ask(visitor, **changed):
    headers = changed.pop("headers", {})
    return visitor.post("/mailing-list/", {**ASKED, **changed}, headers=headers)


def link_in(message, kind: str) -> str:
    return re.search(rf"http://\S+(/mailing-list/{kind}/\S+)", message.body)[1]


def subscribed(visitor) -> Subscription:
    ask(visitor)
    send_batch()
    visitor.post(link_in(mail.outbox[-1], "confirm"))
    return Subscription.objects.get(confirmed=True)


def test_the_form_says_what_is_kept_and_sets_no_cookie(visitor):
    example_site()
    told = visitor.get("/mailing-list/")
    assert told.status_code == 200 and not told.cookies and told["Cache-Control"] == "no-store"
    assert told["Referrer-Policy"] == "no-referrer"
    assert "locked away" in told.content.decode() and "<script src" in told.content.decode()


def test_a_page_without_translated_words_is_english_as_a_whole(visitor):
    example_site()
    told = visitor.get("/ur/mailing-list/")
    assert told["Content-Language"] == "en" and '<html lang="en" dir="ltr">' in told.content.decode()
    assert '<h1 class="h1--small">News by e-mail</h1>' in told.content.decode()


def test_nobody_is_on_the_list_before_the_owner_of_the_address_says_so(visitor):
    sent = ask(visitor)
    assert (sent.status_code, sent.url) == (302, "/mailing-list/sent/") and not sent.cookies
    assert not mail.outbox, "mail goes in the hour's batch alone"
    assert not Subscription.objects.filter(confirmed=True).exists()
    assert send_batch() == 1
    (message,) = mail.outbox
    assert message.to == ["Ada@Example.org"] and "List-Unsubscribe" not in message.extra_headers
    yes = link_in(message, "confirm")
    assert visitor.get(yes).status_code == 200
    assert not Subscription.objects.filter(confirmed=True).exists(), "a scanner that opens links says no yes"
    assert visitor.post(yes).status_code == 200 and visitor.post(yes).status_code == 200
    found = Subscription.objects.get()
    assert found.confirmed and found.topics == ["promises", "results"] and found.areas == ["E08000025"]


def test_a_copy_of_the_store_shows_neither_address_nor_hour(visitor):
    ask(visitor)
    rows = json.dumps([*Subscription.objects.values(), *Mail.objects.values()], default=str)
    assert "ada@" not in rows.casefold() and not re.search(r"\d\d:\d\d", rows)


def test_an_address_nobody_confirms_goes_and_its_link_ends_after_two_days(visitor, monkeypatch):
    ask(visitor)
    send_batch()
    yes = link_in(mail.outbox[0], "confirm")
    assert forget_subscriptions(now=in_days(2)) == 0
    assert forget_subscriptions(now=in_days(3)) == 1
    assert visitor.post(yes).status_code == 410
    monkeypatch.setattr(links, "CONFIRM_WITHIN", timedelta(seconds=-1))
    ask(visitor)
    assert visitor.post(yes).status_code == 410 and not Subscription.objects.filter(confirmed=True).exists()


def test_whoever_is_on_the_list_already_is_told_by_mail_and_nobody_else_learns_it(visitor):
    found = subscribed(visitor)
    Mail.objects.all().delete()
    mail.outbox.clear()
    again = ask(visitor, topics=["results"], areas=[])
    assert (again.status_code, again.url) == (302, "/mailing-list/sent/")
    send_batch()
    assert "on the list already" in mail.outbox[0].subject
    found.refresh_from_db()
    assert found.areas == ["E08000025"], "whoever types an address changes nothing"


def test_a_form_sent_often_brings_one_mail_a_day(visitor):
    for _ in range(5):
        ask(visitor)
        send_batch()
    assert len(mail.outbox) == 1


def test_choices_are_changed_and_the_list_is_left_by_signed_links(visitor):
    found = subscribed(visitor)
    choices = links.choices_link(found.pk).removeprefix("http://127.0.0.1:8000")
    told = visitor.get(choices).content.decode()
    assert "checked" in told and "Example.org" not in told
    assert visitor.post(choices, {"topics": []}).status_code == 422
    assert visitor.post(choices, {"topics": ["promises"], "areas": []}).status_code == 200
    found.refresh_from_db()
    assert (found.topics, found.areas) == (["promises"], [])
    leave = links.stop_link(found.pk).removeprefix("http://127.0.0.1:8000")
    assert visitor.get(leave).status_code == 200 and Subscription.objects.exists()
    assert visitor.post(leave).status_code == 200 and not Subscription.objects.exists()
    assert visitor.post(leave).status_code == 200, "twice does no harm"
    assert visitor.get(choices).status_code == 410


def test_a_mail_program_leaves_with_one_click_from_wherever_it_is(visitor):
    found = subscribed(visitor)
    leave = links.stop_link(found.pk).removeprefix("http://127.0.0.1:8000")
    headers = {"origin": "https://mail.example", "sec-fetch-site": "cross-site"}
    done = visitor.post(leave, {"List-Unsubscribe": "One-Click"}, headers=headers)
    assert done.status_code == 200 and not Subscription.objects.exists()


@pytest.mark.parametrize("kind", ["confirm", "choices", "stop"])
@pytest.mark.parametrize("token", ["12:forged", "x", "1" * 300, "a%00b", "½"])
def test_a_link_nobody_here_made_opens_nothing(visitor, kind, token):
    found = subscribed(visitor)
    for method in (visitor.get, visitor.post):
        answer = method(f"/mailing-list/{kind}/{token}/")
        assert answer.status_code == 410 and "does not work" in answer.content.decode()
    assert Subscription.objects.get() == found


def test_a_link_to_confirm_opens_no_choices_and_the_other_way_round(visitor):
    found = subscribed(visitor)
    token = links.confirm_link(found.pk).split("/")[-2]
    assert visitor.get(f"/mailing-list/stop/{token}/").status_code == 410


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"email": ""}, "Type your e-mail address"),
        ({"email": "not an address"}, "It looks like name@example.org"),
        ({"email": "a@example.org\nBcc: b@example.org"}, "It looks like name@example.org"),
        ({"email": "x" * 250 + "@example.org"}, "It looks like name@example.org"),
        ({"topics": []}, "Tick at least one"),
        ({"topics": ["nonsense"]}, "Tick what fits best"),
        ({"areas": ["E99"]}, "Tick areas from the list"),
        ({"language": "tlh"}, "Choose a language from the list"),
        ({"email": "<script>@example.org"}, "It looks like name@example.org"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_stored(visitor, changed, says):
    answer = ask(visitor, **changed)
    told = answer.content.decode()
    assert answer.status_code == 422 and says in told and "<script>@" not in told
    assert not Subscription.objects.exists() and not Mail.objects.exists()


def test_machines_other_sites_and_floods_get_nowhere(visitor, monkeypatch):
    assert ask(visitor, homepage="https://spam.example").status_code == 302
    assert ask(visitor, headers={"origin": "https://elsewhere.example"}).status_code == 403
    assert not Subscription.objects.exists()
    monkeypatch.setattr(services, "MOST_UNCONFIRMED", 2)
    for n in range(3):
        answer = ask(visitor, email=f"{n}@example.org")
    assert answer.status_code == 503 and "try again later" in answer.content.decode()
    monkeypatch.setattr(public, "SENDS", 1)
    public.limiter.cache_clear()
    ask(visitor)
    assert ask(visitor).status_code == 429


def test_who_bounces_or_complains_is_off_the_list(visitor):
    subscribed(visitor)
    stop("ADA@example.org", "complained")
    assert not Subscription.objects.exists()
    Mail.objects.all().delete()
    mail.outbox.clear()
    ask(visitor)
    assert send_batch() == 0 and not mail.outbox


def test_two_years_after_the_last_word_an_address_goes(visitor):
    found = subscribed(visitor)
    assert forget_subscriptions(now=in_days(729)) == 0
    services.choose(found.pk, topics=["results"], areas=[], language="en")
    assert forget_subscriptions(now=in_days(731)) == 1


def test_the_thank_you_page_of_the_survey_leads_there_and_tells_nothing(visitor):
    from surveys.collection.render import _mailing_list

    assert _mailing_list() == "/mailing-list/"
    columns = {field.name for field in Subscription._meta.fields}
    assert columns == {
        *("id", "address", "topics", "areas", "language", "confirmed", "day", "told_on"),
    }
    assert not [field for field in Subscription._meta.fields if field.remote_field]
