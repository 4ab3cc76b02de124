"""Making, renaming and retiring the links that lead to a survey. Each act is written down, without a place in it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.log_actions import log

from engagement.support.areas import AREAS
from surveys.models import Channel, SurveyPage

CHANGED = "surveys.fieldwork.change"
MOST_AT_ONCE = 200
ALPHABET = "bcdfghjkmnpqrstvwxz23456789"
"""No vowel, so that no word comes out by chance; no letter that looks like a figure."""
LENGTH = 5


class ChannelRefused(ValueError):
    """A link cannot be made or changed like this. The text says why, and what to do."""


def draw_code() -> str:
    """A code that tells nothing about where its poster hangs, unlike that of any other survey's links."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not Channel.objects.filter(code=code).exists():
            return code


@transaction.atomic
def add_channels(survey: SurveyPage, *, user: Any, kind: str, names: str, area: str = "") -> list[Channel]:
    """Make a link for every line of a pasted list, all of them or none; ``area`` is where their posters hang, if known.

    Raises ChannelRefused naming the line that stands in the way.
    """
    wanted = [line.strip() for line in names.splitlines()]
    if kind not in Channel.Kind.values:
        raise ChannelRefused("Choose what kind of place the links are for.")
    if area and area not in AREAS:
        raise ChannelRefused("Choose the area from the list, or leave it open.")
    if not any(wanted):
        raise ChannelRefused(
            "Write a name for each link, one on a line, such as the club where its poster hangs."
        )
    if len([name for name in wanted if name]) > MOST_AT_ONCE:
        raise ChannelRefused(f"These are more than {MOST_AT_ONCE} links. Paste them in parts.")
    there = {name.casefold() for name in Channel.objects.filter(survey=survey).values_list("name", flat=True)}
    made = []
    for number, name in enumerate(wanted, start=1):
        if not name:
            continue
        if name.casefold() in there:
            raise ChannelRefused(f"Line {number}: there is a link for “{name}” already. No link was made.")
        there.add(name.casefold())
        channel = Channel(survey=survey, code=draw_code(), name=name, kind=kind, area=area)
        _check(channel, f"Line {number}: ", " No link was made.")
        channel.save()
        made.append(channel)
    _note(survey, user, "the links: one new" if len(made) == 1 else f"the links: {len(made)} new")
    return made


@transaction.atomic
def rename_channel(channel: Channel, *, user: Any, name: str, kind: str, area: str = "") -> Channel:
    """Give a link another name, kind or area; its code, and so its printed posters, stay as they are."""
    name = name.strip()
    if not name:
        raise ChannelRefused("Give the link a name, such as the club where its poster hangs.")
    others = Channel.objects.filter(survey=channel.survey_id).exclude(pk=channel.pk)
    if name.casefold() in {other.casefold() for other in others.values_list("name", flat=True)}:
        raise ChannelRefused(f"There is a link for “{name}” already. Choose another name.")
    channel.name, channel.kind, channel.area = name, kind, area
    _check(channel)
    channel.save(update_fields=["name", "kind", "area"])
    _note(channel.survey, user, f"the name of link {channel.code}")
    return channel


@transaction.atomic
def retire_channel(channel: Channel, *, user: Any, today: date | None) -> Channel:
    """Stop counting a link by itself. Posters that still hang lead to the survey as the open link does.

    With ``today`` None the link is taken into use again.
    """
    channel.retired_on = today
    channel.save(update_fields=["retired_on"])
    _note(channel.survey, user, f"link {channel.code}: {'retired' if today else 'in use again'}")
    return channel


def _check(channel: Channel, before: str = "", after: str = "") -> None:
    try:
        channel.full_clean(exclude=["survey"])
    except ValidationError as wrong:
        raise ChannelRefused(f"{before}{' '.join(_sentences(wrong))}{after}") from wrong


def _sentences(wrong: ValidationError) -> Sequence[str]:
    return [message if message.endswith(".") else f"{message}." for message in wrong.messages]


def _note(survey: SurveyPage, user: Any, what: str) -> None:
    log(instance=survey, action=CHANGED, user=user, data={"what": what})
