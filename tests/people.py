"""The cast: everybody who uses the product, each with a role and a name."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group, User

from engagement.accounts.roles import ROLES

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Person:
    username: str
    name: str
    role: str


CAST = {
    person.role: person
    for person in (
        Person("amara", "Amara, analyst", "analyst"),
        Person("sana", "Sana, safeguarding lead", "safeguarding_lead"),
        Person("marcus", "Marcus, moderator", "moderator"),
        Person("callum", "Callum, campaign editor", "campaign_lead"),
        Person("yasmin", "Yasmin, Youth Assembly worker", "youth_lead"),
        Person("farah", "Farah, mosque secretary", "faith_lead"),
        Person("delroy", "Delroy, directory editor", "directory_lead"),
        Person("adil", "Adil, administrator", "admin"),
    )
}


def cast(role: str) -> User:
    """The account of the person who plays a role, with the groups that role gives."""
    person = CAST[role]
    user, made = User.objects.get_or_create(
        username=person.username,
        defaults={"email": f"{person.username}@example.org", "first_name": person.name},
    )
    if made:
        user.set_password(PASSWORD)
        user.save()
    user.groups.set(Group.objects.filter(name=ROLES[role].name))
    return user
