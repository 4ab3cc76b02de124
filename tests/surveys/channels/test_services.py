"""Links: made from a list, with codes that tell nothing."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry

from surveys.channels.services import ALPHABET, ChannelRefused, add_channels, rename_channel, retire_channel
from surveys.models import Channel
from tests.people import cast
from tests.surveys.workbench.answered import survey_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey():
    return survey_page()


def add(survey, names: str, kind: str = "club"):
    return add_channels(survey, user=cast("analyst"), kind=kind, names=names)


def test_a_pasted_list_becomes_a_link_for_every_line(survey):
    made = add(survey, "Oak Youth Club\n\n  Elm Boxing  \r\nAsh House")
    assert [channel.name for channel in made] == ["Oak Youth Club", "Elm Boxing", "Ash House"]
    assert Channel.objects.filter(survey=survey, kind="club").count() == 3


def test_a_code_is_drawn_by_chance_and_has_nothing_of_the_name(survey):
    codes = {channel.code for channel in add(survey, "\n".join(f"bcdfg {n}" for n in range(100)))}
    assert len(codes) == 100
    assert all(re.fullmatch(f"[{ALPHABET}]{{5}}", code) for code in codes)
    assert not set("aeiouly01") & set(ALPHABET)


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ("Oak\nElm\noak", "Line 3: there is a link for “oak” already"),
        ("\n  \n", "Write a name for each link"),
        ("Oak\n" + "x" * 121, "Line 2: Ensure this value has at most 120 characters"),
        ("\n".join(map(str, range(201))), "more than 200"),
    ],
)
def test_a_list_that_cannot_be_taken_whole_is_refused_whole(survey, names, says):
    with pytest.raises(ChannelRefused, match=says):
        add(survey, names)
    assert not Channel.objects.exists()


def test_a_link_is_renamed_and_its_printed_code_stays(survey):
    oak, _ = add(survey, "Oak\nElm")
    assert rename_channel(oak, user=cast("analyst"), name="Oak House", kind="school").code == oak.code
    with pytest.raises(ChannelRefused, match="already"):
        rename_channel(oak, user=cast("analyst"), name="ELM", kind="school")
    with pytest.raises(ChannelRefused, match="not a valid choice"):
        rename_channel(oak, user=cast("analyst"), name="Oak", kind="moon")


def test_every_change_is_written_down_without_the_name_of_a_place(survey):
    (oak,) = add(survey, "Oak Youth Club")
    rename_channel(oak, user=cast("analyst"), name="Oak House", kind="club")
    retire_channel(oak, user=cast("analyst"), today=timezone.localdate())
    entries = PageLogEntry.objects.filter(action="surveys.fieldwork.change")
    assert entries.count() == 3
    assert "Oak" not in str([entry.data for entry in entries])
