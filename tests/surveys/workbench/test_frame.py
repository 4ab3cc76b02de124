"""The way from screen to screen of one survey."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from surveys.workbench.views.frame import PARTS
from tests.surveys.collection.survey import put_live

pytestmark = pytest.mark.django_db


def ways(client, name: str) -> tuple[list[str], dict[str, str]]:
    """Of a screen's way to the others: what is marked as here, and every label with where it leads."""
    survey = put_live()
    said = client.get(reverse(f"workbench:{name}", args=[survey.pk])).content.decode()
    (nav,) = re.findall(r'<nav class="wb-tabs".*?</nav>', said, re.DOTALL)
    here = re.findall(r'aria-current="(?:true|page)">([^<]+)<', nav)
    return here, {label: address for address, label in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)<', nav)}


def test_a_screen_shows_the_parts_of_the_work_and_the_screens_of_its_own_part(analyst):
    here, found = ways(analyst, "versions")
    assert here == ["Check", "Versions"]
    assert list(found) == [*(part for part, _ in PARTS), *(label for _, label in dict(PARTS)["Check"])]


def test_a_part_leads_to_its_first_screen(analyst):
    _, found = ways(analyst, "channels")
    for part, screens in PARTS:
        assert re.sub("[0-9]+", "1", found[part]) == reverse(f"workbench:{screens[0][0]}", args=[1])


def test_a_screen_beside_another_keeps_the_way_of_the_one_it_belongs_to(analyst):
    here, _ = ways(analyst, "order")
    assert here == ["Check", "Quality"]


def test_every_screen_stands_in_one_part_alone():
    names = [name for _, screens in PARTS for name, _ in screens]
    assert len(names) == len(set(names))
