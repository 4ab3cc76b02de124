"""Print who may do what, from the rights as they are now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from engagement.accounts.who_may import people_now, roles_now


class Command(BaseCommand):
    help = "Print every role with its rights and every account with its roles, second step and last sign-in."

    def handle(self, *args: Any, **options: Any) -> None:
        for role in roles_now():
            self.stdout.write(f"\n{role.name}: {', '.join(role.people) or 'nobody'}")
            for sentence in role.may:
                self.stdout.write(f"  - {sentence}")
        self.stdout.write("\nAccounts")
        for person in people_now():
            notes = [
                ", ".join(person.roles) or "no role",
                f"second step: {' and '.join(person.steps) or 'NONE'}",
                f"last signed in: {person.last_day or 'never'}",
                *(["UNUSED FOR 90 DAYS"] if person.is_unused else []),
                *([] if person.is_open else ["locked"]),
                *(beside.upper() for beside in person.beside),
            ]
            self.stdout.write(f"  {person.username}: {'; '.join(notes)}")
