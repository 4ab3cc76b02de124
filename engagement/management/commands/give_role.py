"""The way round the second person, for whoever has the server: noted, and told to everybody concerned."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from engagement.accounts.models import RoleAsked
from engagement.accounts.roles import ROLES, holders
from engagement.accounts.two_persons import BY_TWO, CONFIRMERS, do_not_go_together, roles_of
from engagement.audit.services import record


class Command(BaseCommand):
    help = (
        "Give a role that otherwise takes two people (analyst, safeguarding_lead, admin): for the first accounts of an"
        " installation, and where only one administrator is there. It is noted in the audit and told by e-mail to"
        " administrators, safeguarding leads and the person."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="the account")
        parser.add_argument("role", choices=BY_TWO, help="the role")
        parser.add_argument(
            "--break-glass",
            action="store_true",
            help="give it although two other people could, in an emergency",
        )

    @transaction.atomic
    def handle(self, *args: Any, username: str, role: str, break_glass: bool, **options: Any) -> None:
        person = User.objects.filter(username=username).first()
        if person is None or not person.is_active:
            raise CommandError(f"There is no open account “{username}”. Make or open it in the admin first.")
        if do_not_go_together({role, *roles_of(person)}):
            raise CommandError("An administrator sees no answers. Take the other role away first.")
        others = {other.pk: other.get_username() for slug in CONFIRMERS for other in holders(slug)}
        others.pop(person.pk, None)
        if len(others) > 1 and not break_glass:
            raise CommandError(
                f"{', '.join(sorted(others.values()))} can do this in the admin: one asks, another confirms. If none"
                " of them can be reached, add --break-glass."
            )
        name = ROLES[role].name
        record("role.break-glass", of=person, about=name)
        person.groups.add(Group.objects.get(name=name))
        RoleAsked.objects.filter(person=person, role=role).delete()
        self.stdout.write(
            f"“{username}” has the role “{name}”. It is noted, and everybody concerned is told."
        )
