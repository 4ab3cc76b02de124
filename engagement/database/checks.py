"""Which process this is, and whether the database lets it do more than it should: asked before it starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, register
from django.db import DatabaseError, connection

from engagement.database.rights import ROLES, WEB, WORKBENCH

FORBIDDEN = {
    WEB: (("surveys_response", "SELECT"), ("surveys_comment", "SELECT"), ("surveys_intake", "SELECT")),
    WORKBENCH: (("surveys_intake", "SELECT"), ("surveys_response", "UPDATE")),
}
"""What must be refused to a process. Only PostgreSQL can: on SQLite the code alone keeps processes apart."""


@register(deploy=True)
def the_process_says_which_it_is(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A process that does not say which it is would answer every address with every right."""
    if settings.SERVICE in ROLES:
        return []
    return [
        Error(
            f"SERVICE is “{settings.SERVICE}”. It says which process this is: {', '.join(ROLES)}.",
            hint="Set SERVICE in the process's environment: docs/deploy/README.md.",
            id="engagement.E020",
        )
    ]


@register(deploy=True)
def the_database_refuses_what_it_should(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A process whose database role may do what it must not is not started."""
    wanted = FORBIDDEN.get(settings.SERVICE, ())
    if not wanted or connection.vendor != "postgresql":
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            (user,) = cursor.fetchone()
            allowed = []
            for table, privilege in wanted:
                cursor.execute(
                    "SELECT coalesce(has_table_privilege(to_regclass(%s), %s), false)", [table, privilege]
                )
                if cursor.fetchone()[0]:
                    allowed.append(f"{privilege} on {table}")
    except DatabaseError:
        # No database answers: nothing can be read there either, and the process says so itself.
        return []
    if not allowed:
        return []
    return [
        Error(
            f"The {settings.SERVICE} process connects as {user}, which has {', '.join(allowed)}.",
            hint="Run manage.py database_roles --apply, and give each process its own role in DATABASE_URL.",
            id="engagement.E021",
        )
    ]
