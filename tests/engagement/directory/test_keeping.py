"""Organisations keep their own entries: a link by mail that opens once, and changes that wait for an editor."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.timezone import localdate

from engagement.audit.models import StaffAct
from engagement.directory import keeping
from engagement.directory.choices import Status
from engagement.directory.models import KeeperLink, Proposal, Service
from tests.cms.site import example_site
from tests.engagement.directory.entries import organisation, service
from tests.people import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def club():
    return organisation()


@pytest.fixture
def entry(club):
    return service("Boxing", organisation=club, confirmed=200, cost_words="£2")


def link_for(club) -> str:
    secret = keeping.send_link(club, by=cast("directory_lead"))
    return reverse("directory-keep", args=[secret])


def form_of(entry: Service, **changed: object) -> dict[str, object]:
    told = {name: getattr(entry, name) for name in keeping.KEPT_FIELDS} | {"state": "changed"} | changed
    return {f"{entry.pk}-{name}": "" if value is None else value for name, value in told.items()} | {
        "words": ""
    }


def test_the_mail_holds_a_link_that_opens_and_the_database_no_secret(
    club, entry, visitor, django_capture_on_commit_callbacks
):
    keeping.send_link(club, by=cast("directory_lead"))
    (letter,) = mail.outbox
    assert letter.to == ["towpath@example.org"]
    (address,) = re.findall(r"http://[^/\s]+(/directory/keep/\S+)", letter.body)
    opened = visitor.get(address)
    assert opened.status_code == 200 and "Boxing" in opened.content.decode() and not opened.cookies
    assert "no-store" in opened["Cache-Control"] and "noindex" in opened["X-Robots-Tag"]
    assert address.split("/")[-2] not in str(list(KeeperLink.objects.values()))
    assert StaffAct.objects.filter(act="directory.link").count() == 1


def test_what_is_sent_waits_and_an_editor_takes_it_over(club, entry, visitor, directory_lead):
    address = link_for(club)
    sent = visitor.post(address, form_of(entry, cost_words="£3", phone="0121 496 0100"))
    assert (sent.status_code, sent.url) == (302, "/directory/keep/thanks/")
    entry.refresh_from_db()
    assert entry.cost_words == "£2"
    told = directory_lead.get(reverse("directory:queue")).content.decode()
    assert "£3" in told and "0121 496 0100" in told
    (waiting,) = Proposal.objects.all()
    directory_lead.post(reverse("directory:decide", args=[waiting.pk]), {"decision": "accept"})
    entry.refresh_from_db()
    assert (entry.cost_words, entry.phone, entry.confirmed_on) == ("£3", "0121 496 0100", localdate())
    assert not Proposal.objects.exists() and not KeeperLink.objects.exists()
    assert StaffAct.objects.filter(act="directory.accepted").count() == 1


def test_an_editor_takes_over_the_fields_they_believe_and_leaves_the_others(
    club, entry, visitor, directory_lead
):
    other = service("Chess", organisation=club, confirmed=200, cost_words="Free")
    over = service("Dance", organisation=club, confirmed=200)
    right = service("Drums", organisation=club, confirmed=200)
    visitor.post(
        link_for(club),
        form_of(entry, cost_words="£3", phone="0121 496 0100")
        | form_of(other, cost_words="£90")
        | form_of(over, state="ended")
        | form_of(right, state="right"),
    )
    told = directory_lead.get(reverse("directory:queue")).content.decode()
    assert told.count('name="take"') == 4 and told.count("checked") == 4
    waiting = Proposal.objects.get()
    answer = directory_lead.post(
        reverse("directory:decide", args=[waiting.pk]),
        {"decision": "accept", "boxes": "1", "take": [f"{entry.pk}/phone", f"{other.pk}/name", "nonsense"]},
        follow=True,
    )
    assert "2 entries, confirmed today" in answer.content.decode()
    for each in (entry, other, over, right):
        each.refresh_from_db()
    assert (entry.cost_words, entry.phone, entry.confirmed_on) == ("£2", "0121 496 0100", localdate())
    assert right.confirmed_on == localdate()
    assert (other.name, other.cost_words) == ("Chess", "Free") and over.status == Status.ACTIVE
    assert {other.confirmed_on, over.confirmed_on} == {localdate() - timedelta(days=200)}
    assert not Proposal.objects.exists()


def test_a_link_works_once_and_for_fourteen_days(club, entry, visitor):
    address = link_for(club)
    visitor.post(address, form_of(entry, state="right"))
    assert visitor.get(address).status_code == 410
    assert visitor.post(address, form_of(entry, cost_words="£9")).status_code == 410
    assert Proposal.objects.count() == 1
    late = link_for(club)
    KeeperLink.objects.filter(digest=keeping.digest_of(late.split("/")[-2])).update(
        ends_on=localdate() - timedelta(days=1)
    )
    assert visitor.get(late).status_code == 410
    assert keeping.forget_ended_links() == 1
    assert visitor.get("/directory/keep/never-was/").status_code == 404


def test_a_newer_link_closes_the_one_before(club, entry, visitor):
    first, second = link_for(club), link_for(club)
    assert (visitor.get(first).status_code, visitor.get(second).status_code) == (404, 200)


def test_only_the_organisations_own_entries_and_open_fields_can_be_changed(
    club, entry, visitor, directory_lead
):
    other = service("Not theirs", organisation=organisation("Somebody else"))
    address = link_for(club)
    assert "Not theirs" not in visitor.get(address).content.decode()
    visitor.post(
        address,
        form_of(entry, cost_words="£3", assurance="All checked", shown="", slug="stolen", name="Ours now")
        | form_of(other, cost_words="£99"),
    )
    keeping.accept(Proposal.objects.get(), by=cast("directory_lead"))
    entry.refresh_from_db()
    other.refresh_from_db()
    assert (entry.cost_words, entry.assurance, entry.slug, entry.name) == ("£3", "", "boxing", "Boxing")
    assert other.cost_words == ""


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"email": "nobody"}, "valid email"),
        ({"minimum_age": "20", "maximum_age": "10"}, "Check both ages"),
        ({"website": "javascript:alert(1)"}, "valid URL"),
        ({"state": ""}, "Tick one of the three"),
        ({"description": "x" * 901}, "900"),
    ],
)
def test_what_cannot_be_read_is_marked_and_the_link_stays_open(club, entry, visitor, changed, says):
    address = link_for(club)
    answer = visitor.post(address, form_of(entry, cost_words="£4 <b>now</b>", **changed))
    told = answer.content.decode()
    assert answer.status_code == 422 and says in told and "£4 &lt;b&gt;now" in told
    assert not Proposal.objects.exists() and visitor.get(address).status_code == 200


def test_a_service_that_ended_leaves_the_list_and_a_refused_proposal_changes_nothing(club, entry, visitor):
    visitor.post(link_for(club), form_of(entry, state="ended"))
    keeping.decline(Proposal.objects.get(), by=cast("directory_lead"))
    entry.refresh_from_db()
    assert entry.status == Status.ACTIVE
    visitor.post(link_for(club), form_of(entry, state="ended"))
    keeping.accept(Proposal.objects.get(), by=cast("directory_lead"))
    entry.refresh_from_db()
    assert entry.status == Status.INACTIVE


def test_an_organisation_without_an_address_or_a_dead_mail_server_makes_no_link(
    club, directory_lead, settings
):
    silent = organisation("No address", email="")
    told = directory_lead.post(reverse("directory:ask", args=[silent.pk]), follow=True)
    assert "has no address for questions" in told.content.decode()
    settings.EMAIL_BACKEND = "tests.engagement.directory.test_keeping.Dead"
    told = directory_lead.post(reverse("directory:ask", args=[club.pk]), follow=True)
    assert "no link was made" in told.content.decode()
    assert not KeeperLink.objects.exists() and not StaffAct.objects.filter(act="directory.link").exists()


class Dead:
    """A mail server that is away."""

    def __init__(self, **kwargs: object) -> None: ...

    def send_messages(self, messages: object) -> int:
        raise ConnectionRefusedError("towpath@example.org was refused")


def test_a_form_that_another_site_sends_is_refused(club, entry, visitor):
    address = link_for(club)
    sent = visitor.post(address, form_of(entry), headers={"origin": "https://elsewhere.example"})
    assert sent.status_code == 403 and not Proposal.objects.exists()


def test_the_page_stands_in_the_frame_of_the_site(visitor):
    example_site()
    from engagement.directory.models import Organisation

    address = link_for(Organisation.objects.get(name__startswith="Lantern"))
    told = visitor.get(address).content.decode()
    assert told.count('<h2 id="entry-') == 5 and "Skip to the content" in told
