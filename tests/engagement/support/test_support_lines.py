"""Help is on every page, and somebody has checked it lately."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from engagement.support.areas import AREAS
from engagement.support.checks import (
    areas_without_help,
    badly_kept,
    overdue,
    stored_lines_are_reviewed,
)
from engagement.support.example import NotTheExample, example_lines, load_example_lines
from engagement.support.models import SupportLine
from engagement.support.national import national_lines
from engagement.support.review import review_is_due
from engagement.support.selectors import lines_by_need, lines_due_for_review, support_lines
from engagement.support.services import load_national_lines
from engagement.support.templatetags.support import dial
from engagement.support.topics import TOPICS


def test_the_national_lines_are_the_ones_the_rules_name_and_one_for_abuse_at_home():
    reach = {line.name: line.phone or line.text_to or line.website for line in national_lines()}
    assert reach == {
        "Emergency": "999",
        "Police, not an emergency": "101",
        "Fearless": "https://www.fearless.org",
        "Crimestoppers": "0800 555 111",
        "Childline": "0800 1111",
        "Samaritans": "116 123",
        "Shout": "text SHOUT to 85258",
        "National Domestic Abuse Helpline": "0808 2000 247",
    }


def test_every_national_line_can_be_stored_as_it_stands():
    for line in national_lines():
        line.full_clean()
        assert line.source and line.owner and line.reviewed_on


@pytest.mark.django_db
def test_loading_the_lines_twice_changes_nothing():
    assert load_national_lines() == len(national_lines())
    before = list(SupportLine.objects.values())
    assert load_national_lines() == 0
    assert list(SupportLine.objects.values()) == before


@pytest.mark.django_db
def test_loading_keeps_what_somebody_checked_later():
    load_national_lines()
    later = national_lines()[0].reviewed_on + timedelta(days=30)
    SupportLine.objects.filter(name="Childline").update(says="Checked by phone.", reviewed_on=later)
    load_national_lines()
    assert SupportLine.objects.get(name="Childline").says == "Checked by phone."


@pytest.mark.django_db
def test_a_site_with_an_empty_table_still_shows_help():
    assert [line.phone for line in support_lines()][:2] == ["999", "101"]


@pytest.mark.django_db
def test_an_area_adds_its_own_lines_and_no_other_areas(django_assert_num_queries):
    load_national_lines()
    for name, area in (("Here", "E08000030"), ("Elsewhere", "E08000025")):
        SupportLine.objects.create(
            name=name,
            need="local",
            area=area,
            says="Nearby",
            owner="x",
            source="x",
            reviewed_on=date(2026, 1, 1),
        )
    with django_assert_num_queries(1):
        names = {line.name for line in support_lines("E08000030")}
    assert "Here" in names and "Elsewhere" not in names
    assert "Here" not in {line.name for line in support_lines()}


def test_lines_stand_under_the_need_they_answer_with_danger_first():
    needs = [need for need, _ in lines_by_need(reversed(national_lines()))]
    assert needs == ["In danger now", "Tell about a crime without giving a name", "Talk to somebody"]


def test_a_telephone_link_holds_digits_alone():
    assert dial("0800 555 111") == "0800555111"


@pytest.mark.parametrize(
    ("reviewed_on", "today", "due"),
    [
        (date(2026, 1, 15), date(2026, 7, 15), False),
        (date(2026, 1, 15), date(2026, 7, 16), True),
        (date(2025, 12, 31), date(2026, 6, 30), False),
        (date(2025, 12, 31), date(2026, 7, 1), True),
    ],
)
def test_a_review_lasts_six_calendar_months(reviewed_on, today, due):
    assert review_is_due(reviewed_on, today=today) is due


def test_the_check_names_every_national_line_once_its_review_is_too_old():
    reviewed = national_lines()[0].reviewed_on
    assert overdue(national_lines(), today=reviewed, place="national.toml") == []
    found = overdue(national_lines(), today=reviewed + timedelta(days=200), place="national.toml")
    assert len(found) == len(national_lines())
    assert "Childline" in " ".join(error.msg for error in found)


@pytest.mark.django_db
def test_the_database_check_finds_a_local_line_nobody_has_looked_at():
    SupportLine.objects.create(
        name="Old",
        need="local",
        area="E08000030",
        says="x",
        owner="x",
        source="x",
        reviewed_on=date(2020, 1, 1),
    )
    assert [line.name for line in lines_due_for_review(date(2020, 8, 1))] == ["Old"]
    told = stored_lines_are_reviewed(None, databases=["default"])
    # Nor can it be reached, and six authorities have no line of their own.
    assert [error.id for error in told] == ["support.E001", "support.E002", "support.E003"]
    assert "Old" in told[0].msg and "no way to reach it" in told[1].msg
    assert "Birmingham" in told[2].msg and "Walsall" not in told[2].msg
    assert stored_lines_are_reviewed(None, databases=None) == []


def test_a_line_nobody_owns_or_reviewed_tomorrow_is_named():
    today = date(2026, 11, 22)
    whole = SupportLine(name="Whole", phone="1", owner="x", source="x", reviewed_on=today)
    assert badly_kept([whole], today=today, place="here") == []
    whole.owner, whole.source = " ", ""
    whole.reviewed_on = today + timedelta(days=1)
    (error,) = badly_kept([whole], today=today, place="here")
    assert error.id == "support.E002"
    for what in ("nobody owns it", "where its details were read", "in the future"):
        assert what in error.msg


def test_every_authority_has_help_of_its_own_or_is_named():
    lines = [SupportLine(name=name, area=code) for code, name in AREAS.items()]
    assert areas_without_help(lines) == []
    (error,) = areas_without_help(lines[1:])
    assert "Birmingham" in error.msg


def test_every_subject_an_author_can_choose_has_a_line():
    covered = {topic for line in national_lines() for topic in line.topics}
    assert covered == set(TOPICS)


@pytest.mark.django_db
def test_the_example_has_one_plainly_invented_line_for_each_authority(settings):
    settings.DEMO_SIGN_IN = True
    today = date(2026, 11, 22)
    load_national_lines()
    assert load_example_lines(today) == 7 and load_example_lines(today) == 0
    local = SupportLine.objects.filter(need="local")
    assert {line.area for line in local} == set(AREAS)
    for line in local:
        line.full_clean()
        assert AREAS[line.area] in line.name and "example" in line.name and line.says.startswith("Invented")
        assert re.fullmatch(r"01632 960\d{3}", line.phone) and line.website == "https://www.example.org"
        assert not any(digits in line.phone for digits in ("999", "111"))
    assert not {"support.E003", "support.E004"} & {
        error.id for error in stored_lines_are_reviewed(None, databases=["default"])
    }
    assert "Walsall example line" in {line.name for line in support_lines("E08000030")}


@pytest.mark.django_db
def test_an_authority_with_a_line_of_its_own_gets_no_invented_one(settings):
    settings.DEMO_SIGN_IN = True
    told = {"says": "x", "owner": "x", "source": "x", "reviewed_on": date(2026, 11, 22)}
    load_example_lines(date(2026, 11, 22))
    SupportLine.objects.create(name="Real", need="local", area="E08000030", phone="1", **told)
    assert load_example_lines(date(2026, 11, 22)) == 0
    assert [line.name for line in SupportLine.objects.filter(area="E08000030")] == ["Real"]


@pytest.mark.django_db
def test_an_invented_line_is_neither_made_nor_shown_nor_counted_in_a_real_installation(settings):
    settings.DEMO_SIGN_IN = False
    with pytest.raises(NotTheExample):
        load_example_lines(date(2026, 11, 22))
    for line in example_lines(date(2026, 11, 22)):
        line.save()
    assert not any(line.is_example for line in support_lines("E08000030"))
    told = {error.id: error.msg for error in stored_lines_are_reviewed(None, databases=["default"])}
    assert "Birmingham" in told["support.E003"]
    assert "Walsall example line" in told["support.E004"]
