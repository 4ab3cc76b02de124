"""Invented people who ask to join the example's groups, and one invented member of the Advisory Group."""

from __future__ import annotations

from typing import Any

MEMBER = ("Ida (invented)", "ida@example.org")
"""Asks for a link at /members/; the example prints its mail where it was started."""

REQUESTS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "youth-assembly",
        {
            "alias": "Kit (invented)",
            "age_band": "13-15",
            "area": "E08000031",
            "whose": "worker",
            "contact": "worker@example.org",
            "they_know": True,
            "carer_agrees": True,
            "help_needed": "I use a wheelchair.",
        },
    ),
    (
        "faith-alliance",
        {
            "organisation": "The Lamp Rooms (invented)",
            "faith": "",
            "areas": ["E08000028", "E08000030"],
            "name": "Grace (invented)",
            "email": "grace@example.org",
            "words": "We open our hall on Friday evenings and would like to do that together with others.",
            "may_speak": True,
        },
    ),
    (
        "advisory-group",
        {
            "name": "Omar (invented)",
            "area": "E08000026",
            "email": "omar@example.org",
            "words": "I run a barber's shop. Young men talk there.",
            "adult": True,
        },
    ),
)


def make_requests() -> str:
    """Let the invented people ask, once; nobody is mailed about it. Returns how many are new."""
    from engagement.membership.joining import ask_to_join, key_of
    from engagement.membership.members import add_member
    from engagement.membership.models import JoiningRequest

    before = JoiningRequest.objects.count()
    for group, details in REQUESTS:
        ask_to_join(group, details)
    keys = [key_of(group, details) for group, details in REQUESTS]
    JoiningRequest.objects.filter(pk__in=keys).update(announced=True)
    add_member(*MEMBER)
    made = JoiningRequest.objects.count() - before
    return f"{made} made" if made else "kept"


def remove_requests() -> None:
    """Take the invented people away again."""
    from engagement.membership.joining import key_of
    from engagement.membership.members import key_of_member
    from engagement.membership.models import JoiningRequest, Member

    JoiningRequest.objects.filter(pk__in=[key_of(group, told) for group, told in REQUESTS]).delete()
    Member.objects.filter(pk=key_of_member(MEMBER[1])).delete()
