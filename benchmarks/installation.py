"""A new installation in a folder, with the survey that is measured open: python -m benchmarks.installation FOLDER"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any


def prepare(folder: Path, *, settings: str, database_url: str = "") -> None:
    """Fill a new database (SQLite in the folder by default) and open the survey of benchmarks.work at /insights/."""
    os.environ.update(VAR_DIR=str(folder), DJANGO_SETTINGS_MODULE=settings)
    os.environ.pop("DATABASE_URL", None)
    if database_url:
        os.environ["DATABASE_URL"] = database_url
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from wagtail.models import Page

    from benchmarks.work import build
    from surveys.collection.live import registry

    build(Page.objects.get(depth=2))
    registry.refresh()


def definition() -> Any:
    """The open survey as it is frozen."""
    from surveys.collection.live import registry

    route = registry.find("/insights/")
    assert route is not None
    return route.live.definitions[route.live.newest["en"]]


def answers(definition: Any) -> list[tuple[str, str]]:
    """An answer to every question, the first option of each."""
    from surveys.authoring.routing import fields

    given = []
    for section in definition["sections"]:
        for question in section["questions"]:
            for name in fields(question):
                match question["type"]:
                    case "text" | "longtext":
                        said = "The bus stop near the shops is not lit, so I go the long way home."
                    case "scale":
                        said = "7"
                    case _:
                        said = question["options"][0]["code"]
                given.append((name, said))
    return given


if __name__ == "__main__":
    prepare(
        Path(sys.argv[1]),
        settings=os.environ.get("DJANGO_SETTINGS_MODULE", "engagement.settings.dev"),
        database_url=os.environ.get("DATABASE_URL", ""),
    )
    print(json.dumps(answers(definition())))
