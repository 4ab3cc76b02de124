"""Open Referral UK: what we write is valid, what others write is read whole or refused with a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from engagement.directory.hsds.reading import NotHsds, Read, Refused, read_file, read_service
from engagement.directory.hsds.taking_in import take_file
from engagement.directory.hsds.writing import page_of, service_in_full
from engagement.directory.models import Location, Organisation, Schedule, Service
from engagement.directory.selectors import with_places
from tests.engagement.directory.entries import DUDLEY, place, service

FORMATS = Path(__file__).resolve().parents[4] / "shared" / "formats" / "hsds"
WITHOUT = pytest.mark.skipif(
    not FORMATS.is_dir(), reason="The schema and examples of HSDS 3 are not beside the project."
)


def schema(name: str) -> Draft202012Validator:
    told = json.loads((FORMATS / f"schema_compiled_{name}.json").read_text(encoding="utf-8"))
    return Draft202012Validator(told, format_checker=FormatChecker())


def in_full(*, pk: object = None) -> dict:
    found = with_places(Service.objects.select_related("organisation"))
    return service_in_full(found.get(pk=pk) if pk else found.get())


def rich() -> Service:
    return service(
        "Boxing & boats",
        slug="boxing",
        minimum_age=10,
        maximum_age=25,
        cost="low",
        cost_words="£2 a time",
        open_to="girls-times",
        faith_friendly=True,
        access=["step-free", "quiet"],
        access_words="Ramp on request",
        languages=["en", "ur"],
        referral="either",
        phone="0121 496 0155",
        email="hello@example.org",
        website="https://example.org/boxing",
    )


@WITHOUT
@pytest.mark.django_db
def test_a_full_entry_and_a_line_of_the_list_are_valid_by_the_published_schema():
    rich()
    visitor = Client()
    page = visitor.get("/directory/api/services").json()
    whole = visitor.get(f"/directory/api/services/{page['contents'][0]['id']}").json()
    faults = [
        f"{list(fault.path)}: {fault.message}"
        for fault in schema("service_with_definitions").iter_errors(whole)
    ]
    faults += [
        fault.message for line in page["contents"] for fault in schema("service_list").iter_errors(line)
    ]
    assert faults == []
    # The schema is one that can be failed.
    assert list(
        schema("service_with_definitions").iter_errors(whole | {"status": "open", "phones": [{"id": "x"}]})
    )


@WITHOUT
@pytest.mark.django_db
def test_the_page_around_the_list_has_the_names_of_the_published_example():
    rich()
    example = json.loads((FORMATS / "examples_service_list.json").read_text(encoding="utf-8"))
    ours = Client().get("/directory/api/services").json()
    assert {name: type(value) for name, value in example.items()} == {
        name: type(value) for name, value in ours.items()
    }


@WITHOUT
@pytest.mark.django_db
def test_the_published_example_is_taken_once_somebody_says_where_it_is():
    content = (FORMATS / "examples_service_full.json").read_bytes()
    (refused,) = take_file(content, store=True).lines
    assert refused.state == "refused" and "seven areas" in refused.told[0]
    (line,) = take_file(content, area=DUDLEY, store=True).lines
    assert line.state == "new" and any("Names of people" in told for told in line.told)
    taken = Service.objects.get()
    assert (taken.name, taken.minimum_age, taken.maximum_age, taken.languages) == (
        "Community Counselling",
        12,
        None,
        ["ur"],
    )
    assert not taken.shown and taken.assured_on is None
    assert "Persona" not in json.dumps(list(Service.objects.values()), default=str)
    assert Location.objects.get().area == DUDLEY and Schedule.objects.count() == 2


@pytest.mark.django_db
def test_what_we_give_out_can_be_taken_in_again_without_a_change():
    rich()
    before = in_full()
    content = json.dumps(page_of([before], number=1, size=1, total=1)).encode()
    Service.objects.all().delete()
    Location.objects.all().delete()
    Organisation.objects.all().delete()
    assert take_file(content, show=True, store=True).count("new") == 1
    after = in_full()
    assert after == before
    assert take_file(content, store=True).count("changed") == 1


@pytest.mark.django_db
def test_looking_stores_nothing_and_a_faulty_service_keeps_no_other_from_being_taken():
    rich()
    good = in_full()
    bad = good | {"id": "7b1c6f4e-0000-4000-8000-000000000001", "minimum_age": 30, "maximum_age": 12}
    Service.objects.all().delete()
    content = json.dumps([good, bad, {"name": "No id"}, 7]).encode()
    looked = take_file(content, store=False)
    assert (looked.taken, looked.refused, Service.objects.count()) == (1, 3, 0)
    taken = take_file(content, store=True)
    assert (taken.taken, taken.refused, Service.objects.count()) == (1, 3, 1)
    told = {line.name: " ".join(line.told) for line in taken.lines if line.state == "refused"}
    assert "Service 4" in told and "not a UUID" in told["No id"]


@pytest.mark.django_db
def test_what_was_confirmed_later_here_is_not_overwritten_and_safeguarding_never_comes_from_a_file():
    entry = rich()
    told = in_full() | {"assured_date": "2020-01-01", "name": "Older", "accreditations": "All fine"}
    (line,) = take_file(json.dumps(told).encode(), store=True).lines
    assert line.state == "kept"
    entry.refresh_from_db()
    assert entry.name == "Boxing & boats" and not entry.assurance


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not JSON"),
        (b"name,where\nBoxing,here", "not JSON"),
        (b'{"a": NaN}', "not JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[" * 100_000, "deep|not JSON"),
        (b"7", "neither"),
        (b"[]", "empty"),
        (b'{"kind": "pictures"}', "no services"),
        (b" " * 5_000_001, "5 MB"),
        (json.dumps([{}] * 2_001).encode(), "2000"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(content, says):
    with pytest.raises(NotHsds, match=says):
        read_file(content)


def test_markup_addresses_and_half_letters_of_a_file_do_no_harm():
    told = {
        "id": "7b1c6f4e-0000-4000-8000-000000000001",
        "name": "<b>Boxing</b><script>alert(1)</script>\ud800\x00",
        "status": "active",
        "organization": {"id": "7b1c6f4e-0000-4000-8000-000000000002", "name": "Club", "description": "x"},
    }
    read = read_service(told, number=1)
    assert isinstance(read, Read) and "<" not in read.name and read.name.startswith("Boxing")
    read.name.encode()
    refused = read_service(told | {"url": "javascript:alert(1)", "email": "nobody"}, number=1)
    assert isinstance(refused, Refused) and len(refused.why) == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
NAMES = (
    *(
        "id",
        "name",
        "status",
        "description",
        "minimum_age",
        "assured_date",
        "phones",
        "attributes",
        "languages",
    ),
    *("organization", "schedules", "service_at_locations", "email", "url", "contacts"),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.fixed_dictionaries({}, optional={name: JSON for name in NAMES}))
def test_any_json_at_any_place_is_read_or_refused_and_never_breaks(told):
    found = read_service(told, number=1)
    assert isinstance(found, Read) or found.why


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("?page=1&per_page=1", 200),
        ("?page=0", 400),
        ("?page=-1", 400),
        ("?page=²", 400),
        ("?page=99999999999", 400),
        ("?per_page=101", 400),
        ("?page=9", 404),
        ("/7b1c6f4e-0000-4000-8000-000000000009", 404),
    ],
)
def test_the_interface_answers_nonsense_in_a_sentence(asked, status, visitor):
    rich()
    answer = visitor.get(f"/directory/api/services{asked}")
    assert answer.status_code == status
    assert ("error" in answer.json()) == (status != 200)
    assert visitor.post("/directory/api/services").status_code == 405


@pytest.mark.django_db
def test_the_interface_has_what_the_list_has_page_by_page(visitor):
    at = place()
    for _ in range(5):
        service(at=at)
    service("Hidden", shown=False)
    pages = [visitor.get(f"/directory/api/services?per_page=2&page={n}").json() for n in (1, 2, 3)]
    names = [line["name"] for page in pages for line in page["contents"]]
    assert len(set(names)) == 5 and "Hidden" not in names
    assert [page["last_page"] for page in pages] == [False, False, True]
