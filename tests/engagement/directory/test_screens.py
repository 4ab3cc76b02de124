"""The editors' screens: an entry with its boxes and rows, and files in and out with a report of every service."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from engagement.audit.models import StaffAct
from engagement.directory.hsds.writing import service_in_full
from engagement.directory.models import Organisation, Service
from tests.engagement.directory.entries import organisation, place, service

pytestmark = pytest.mark.django_db


def filled_in(**changed: object) -> dict[str, object]:
    row = {
        "location": str(place().pk),
        "days": ["MO", "FR"],
        "opens_at": "17:00",
        "closes_at": "19:00",
        "note": "",
    }
    told = nested_form_data(
        {
            "organisation": str(organisation().pk),
            "name": "Open hall",
            "slug": "",
            "description": "Toast.",
            "kind": "youth-club",
            "status": "active",
            "cost": "free",
            "open_to": "all",
            "referral": "come",
            "how_to_come": "Just come",
            "shown": "on",
            "confirmed_on": localdate().isoformat(),
            "when_and_where": inline_formset([row]),
            **changed,
        }
    )
    # Boxes of one name.
    return told | {
        "access": ["step-free"],
        "languages": ["en", "ur"],
        "when_and_where-0-days": ["MO", "FR"],
    }


def test_an_editor_adds_an_entry_with_its_boxes_and_times_and_the_list_has_it(directory_lead, visitor):
    sent = directory_lead.post(reverse("services:add"), filled_in())
    assert sent.status_code == 302, sent.context["form"].errors
    made = Service.objects.get()
    assert (made.slug, made.access, made.languages) == ("open-hall", ["step-free"], ["en", "ur"])
    assert made.when_and_where.get().in_words == "Monday and Friday, 17:00 to 19:00"
    assert visitor.get("/directory/api/services").json()["total_items"] == 1
    assert StaffAct.objects.filter(act="directory.confirmed").count() == 1
    edit = directory_lead.get(reverse("services:edit", args=[made.pk])).content.decode()
    assert 'value="ur" ' in edit and "checked" in edit
    assert directory_lead.get(reverse("services:index")).status_code == 200


def test_safeguarding_needs_a_day_and_what_was_seen(directory_lead):
    sent = directory_lead.post(reverse("services:add"), filled_in(assured_on=localdate().isoformat()))
    assert sent.status_code == 200 and "Say what was seen" in sent.content.decode()
    assert not Service.objects.exists()


def test_an_organisation_has_one_address_for_questions_that_the_public_does_not_see(directory_lead, visitor):
    told = nested_form_data(
        {"name": "Club", "description": "x", "keepers": inline_formset([{"email": "secret@example.org"}])}
    )
    assert directory_lead.post(reverse("organisations:add"), told).status_code == 302
    club = Organisation.objects.get()
    assert club.keepers.get().email == "secret@example.org"
    entry = service("Boxing", organisation=club)
    assert "secret@example.org" not in visitor.get(f"/directory/api/services/{entry.pk}").content.decode()


def upload(editor, content: bytes, **more: str):
    file = SimpleUploadedFile("other.json", content, content_type="application/json")
    return editor.post(reverse("directory:exchange"), {"file": file, **more})


def test_a_file_is_looked_at_then_taken_in_and_given_out_again(directory_lead):
    service("Boxing")
    given = directory_lead.get(reverse("directory:download"))
    assert given["Content-Disposition"].startswith("attachment") and given.json()["total_items"] == 1
    told = service_in_full(Service.objects.get()) | {
        "id": "7b1c6f4e-0000-4000-8000-000000000001",
        "name": "Sailing",
    }
    content = json.dumps([told, {"name": "Nothing else"}]).encode()
    looked = upload(directory_lead, content).content.decode()
    assert "Only looked: 1 of 2" in looked and "nothing has been stored" in looked
    assert Service.objects.count() == 1
    taken = upload(directory_lead, content, store="yes").content.decode()
    assert "Taken in: 1 of 2" in taken and "Refused" in taken
    assert not Service.objects.get(name="Sailing").shown
    assert StaffAct.objects.filter(act="directory.imported").count() == 1


@pytest.mark.parametrize(
    ("content", "says"), [(b"PK\x03\x04 not a table", "not JSON"), (b"{}", "no services"), (b"", "empty")]
)
def test_a_wrong_file_is_refused_in_a_sentence_beside_the_field(directory_lead, content, says):
    answer = upload(directory_lead, content, store="yes")
    assert answer.status_code == 200 and says in answer.content.decode() and not Service.objects.exists()
