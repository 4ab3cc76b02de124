"""What had gathered in a database of release 0.1: 5,000 answers and everything around them, invented from one seed."""

from __future__ import annotations

import random
from typing import Any

from tests.upgrade.past import Tables

OPEN, CLOSED = 3, 6
"""The keys of the two surveys in the recorded site; their versions are 1 and 2."""
VERSION = {OPEN: 1, CLOSED: 2}
RESPONSES = 5_000
WAITING = 40

ANSWER_TABLES: dict[str, tuple[str, ...]] = {
    "surveys_intake": ("id", "survey_id", "payload", "referred"),
    "surveys_nonce": ("id", "expires_on"),
    "surveys_response": (
        "id",
        "survey_id",
        "version_id",
        "arm",
        "channel",
        "language",
        "flags",
        "authority",
        "age_band",
        "sex",
        "ethnic_group",
        "religion",
        "disability",
        "main_language",
        "answers",
    ),
    "surveys_comment": ("id", "response_id", "question", "language", "text", "passed_on"),
    "surveys_themereading": ("comment_id", "codebook", "unsure"),
    "surveys_themetag": ("id", "comment_id", "theme", "spans", "score", "codebook"),
    "surveys_referral": ("id", "key_id", "sealed", "source", "urgent", "arrived_on", "decision", "note"),
    "surveys_dailycount": ("id", "survey_id", "channel", "date", "n"),
    "surveys_sectionstop": ("id", "survey_id", "section", "date", "n"),
    "cms_pageremark": ("id",),
    "surveys_surveyversion": ("id", "survey_id", "number", "definition", "digest"),
    "surveys_versiontext": ("id", "version_id", "language", "texts", "digest"),
    "surveys_fieldwork": ("survey_id", "state"),
    "surveys_channel": ("id", "code", "name", "survey_id"),
    "audit_staffact": ("id", "person", "name", "act", "kind", "key", "about"),
    "auth_user": ("id", "username", "email", "password", "is_active"),
    "auth_user_groups": ("id", "user_id", "group_id"),
}
"""Tables that visitors write or that hold answers, what was frozen and who works here: the columns of release 0.1."""

WORDS = (
    "The park after dark, by the slide.",
    "بس اسٹاپ پر روشنی کم ہے۔",
    "More lamps please 🙂",
    "ਸਾਡੇ ਲਈ ਥਾਂ ਚਾਹੀਦੀ ਹੈ",
    'It\'s fine; "quotes", back\\slash and 100% <b>tags</b>',
    "line one\nline two",
)
CHOICES: dict[str, tuple[str, ...]] = {
    "SAFEDAY": ("very_safe", "quite_safe", "not_very_safe", "not_safe"),
    "SAFENIGHT": ("very_safe", "quite_safe", "not_very_safe", "not_safe"),
    "FEAR": ("not_at_all", "a_little", "quite_a_lot", "very_much"),
    "AVOID": ("yes", "no", "not_sure"),
    "POLICE": ("excellent", "good", "fair", "poor", "very_poor"),
}
AREAS = ("Birmingham", "Coventry", "Dudley", "Sandwell", "Solihull", "Walsall", "Wolverhampton", None)
STAFF = {
    "analyst": "Engagement analysts",
    "lead": "Safeguarding leads",
    "moderator": "Moderators",
    "editor": "Campaign editors",
    "admin": "Administrators",
}


def fill(tables: Tables) -> None:
    """Everything at once, the same each time."""
    chance = random.Random("release 0.1")
    _staff(tables)
    keys = iter(chance.sample(range(1, 2**62), 60_000))
    responses = [_response(chance, next(keys)) for _ in range(RESPONSES)]
    tables.insert("surveys_response", responses)
    comments = [
        {
            "id": next(keys),
            "response_id": response["id"],
            "question": question,
            "language": response["language"],
            # Long ones lie outside their table on PostgreSQL, and on further pages on SQLite.
            "text": chance.choice(WORDS) * chance.choice((1, 1, 1, 200)),
            "passed_on": False,
        }
        for response in responses
        for question in ("WHERE", "CHANGE")
        if chance.random() < 0.6
    ]
    tables.insert("surveys_comment", comments)
    _read(tables, comments, keys)
    tables.insert("surveys_nonce", [{"id": next(keys), "expires_on": "2026-11-23"} for _ in range(RESPONSES)])
    tables.insert("surveys_intake", [_waiting(chance, next(keys)) for _ in range(WAITING)])
    _around(tables, chance, keys)


def _response(chance: random.Random, key: int) -> dict[str, Any]:
    survey = OPEN if chance.random() < 0.4 else CLOSED
    answers: dict[str, Any] = {code: chance.choice(choices) for code, choices in CHOICES.items()}
    if answers["AVOID"] == "yes":
        answers["PLACES"] = chance.sample(["park", "bus", "train", "centre"], 2)
    answers["HOPE"] = chance.randint(0, 10)
    return {
        "id": key,
        "survey_id": survey,
        "version_id": VERSION[survey],
        "arm": chance.randint(0, 3),
        "channel": chance.choice(("", "", "oak")),
        "language": chance.choice(("en", "en", "ur")),
        "flags": chance.choice(([], [], ["fast"])),
        "authority": chance.choice(AREAS),
        "age_band": chance.choice(("13-15", "16-17", "18-24", "25-34", None)),
        "sex": chance.choice(("female", "male", None)),
        "ethnic_group": chance.choice(("pakistani", "british", None)),
        "religion": chance.choice(("muslim", "christian", "none", None)),
        "disability": chance.choice(("yes", "no", None)),
        "main_language": chance.choice(("english", "urdu", None)),
        "answers": answers,
    }


def _read(tables: Tables, comments: list[dict[str, Any]], keys: Any) -> None:
    read = comments[: len(comments) // 2]
    tables.insert(
        "surveys_themereading",
        [{"comment_id": one["id"], "codebook": "codebook 1", "unsure": False} for one in read],
    )
    tables.insert(
        "surveys_themetag",
        [
            {
                "id": next(keys),
                "comment_id": one["id"],
                "theme": "no_go_places",
                "spans": [[0, 4]],
                "score": 0.75,
                "codebook": "codebook 1",
            }
            for one in read
        ],
    )


def _waiting(chance: random.Random, key: int) -> dict[str, Any]:
    payload = {
        "version": VERSION[OPEN],
        "language": "en",
        "arm": 0,
        "channel": "",
        "flags": [],
        "demographics": {"age_band": "16-17"},
        "answers": {"SAFEDAY": chance.choice(CHOICES["SAFEDAY"])},
        "comments": {"WHERE": chance.choice(WORDS)},
    }
    return {"id": key, "survey_id": OPEN, "payload": payload, "referred": False}


def _staff(tables: Tables) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, id FROM auth_group")
        known = dict(cursor.fetchall())
    missing = [name for name in STAFF.values() if name not in known]
    known |= {name: number for number, name in enumerate(missing, start=101)}
    tables.insert("auth_group", [{"id": known[name], "name": name} for name in missing])
    people = [
        {
            "id": number,
            "username": username,
            "email": f"{username}@example.org",
            "password": "!unusable",
            "first_name": username.title(),
            "last_name": "",
            "is_active": True,
            "is_staff": False,
            "is_superuser": False,
            "date_joined": "2026-10-01T09:00:00+00:00",
        }
        for number, username in enumerate(STAFF, start=1)
    ]
    tables.insert("auth_user", people)
    links = [
        {"id": person["id"], "user_id": person["id"], "group_id": known[STAFF[person["username"]]]}
        for person in people
    ]
    tables.insert("auth_user_groups", links)


def _around(tables: Tables, chance: random.Random, keys: Any) -> None:
    tables.insert("surveys_channel", [{"id": 1, "code": "oak", "name": "Oak Youth Club", "survey_id": OPEN}])
    days = [f"2026-11-{day:02}" for day in range(1, 20)]
    tables.insert(
        "surveys_dailycount",
        [
            {"id": n, "survey_id": OPEN, "channel": "oak", "date": day, "n": chance.randint(1, 90)}
            for n, day in enumerate(days, start=1)
        ],
    )
    tables.insert(
        "surveys_sectionstop",
        [
            {"id": n, "survey_id": OPEN, "section": 2, "date": day, "n": n}
            for n, day in enumerate(days, start=1)
        ],
    )
    tables.insert(
        "surveys_safeguardingkey", [{"id": 1, "public": bytes(32), "made_on": "2026-10-01", "in_use": True}]
    )
    tables.insert(
        "surveys_referral",
        [
            {
                "id": next(keys),
                "key_id": 1,
                "sealed": chance.randbytes(200),
                "source": "machine",
                "urgent": False,
                "arrived_on": "2026-11-18",
                "announced": True,
                "decision": "",
                "note": "",
            }
            for _ in range(3)
        ],
    )
    tables.insert(
        "audit_staffact",
        [
            {
                "id": n,
                "at": f"2026-11-01T10:{n:02}:00+00:00",
                "person": 1,
                "name": "analyst",
                "act": "sign-in",
                "kind": "auth.user",
                "key": "1",
                "about": "password and code",
            }
            for n in range(1, 50)
        ],
    )
