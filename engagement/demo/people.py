"""The example site's accounts. They exist only there; their password is printed when it starts."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User

from engagement.accounts.roles import ROLES

PASSWORD = "most-of-us-example"
PASSPHRASE = "most of us example queue"
"""What opens the example's safeguarding queue, whose texts are all invented."""


@dataclass(frozen=True)
class ExamplePerson:
    username: str
    name: str
    role: str

    @property
    def does(self) -> str:
        return ROLES[self.role].does


PEOPLE = (
    ExamplePerson("amara", "Amara (invented)", "analyst"),
    ExamplePerson("sana", "Sana (invented)", "safeguarding_lead"),
    ExamplePerson("marcus", "Marcus (invented)", "moderator"),
    ExamplePerson("callum", "Callum (invented)", "campaign_lead"),
    ExamplePerson("yasmin", "Yasmin (invented)", "youth_lead"),
    ExamplePerson("farah", "Farah (invented)", "faith_lead"),
    ExamplePerson("delroy", "Delroy (invented)", "directory_lead"),
    ExamplePerson("adil", "Adil (invented)", "admin"),
)


def make_people() -> int:
    """Create the accounts that are missing and open those a removal locked; return how many were made or opened."""
    names = [person.username for person in PEOPLE]
    ready = set(User.objects.filter(username__in=names, is_active=True).values_list("username", flat=True))
    # One slow hash for all: they share the password that is printed anyway.
    password = "" if ready.issuperset(names) else make_password(PASSWORD)
    for person in PEOPLE:
        user, _ = User.objects.get_or_create(
            username=person.username,
            defaults={"first_name": person.name, "email": f"{person.username}@example.org"},
        )
        if person.username not in ready:
            user.is_active, user.password = True, password
            user.save(update_fields=["is_active", "password"])
        user.groups.set(Group.objects.filter(name=ROLES[person.role].name))
    return len(names) - len(ready)


def make_queue_key() -> None:
    """Set up the safeguarding queue for the example's lead, once."""
    from surveys.safeguarding.keys import key_in_use, make_first_key

    if key_in_use() is None:
        lead = next(person for person in PEOPLE if person.role == "safeguarding_lead")
        make_first_key(User.objects.get(username=lead.username), PASSPHRASE, PASSPHRASE)


def remove_people() -> None:
    """Close the example accounts. Their signatures on results stay readable, so the rows are kept, locked."""
    for user in User.objects.filter(username__in=[person.username for person in PEOPLE]):
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
