"""Signing up, joining and reporting bounces with the rights of each process, and no more than these."""

from __future__ import annotations

import pytest

from tests.deploy.installation import manage

pytestmark = pytest.mark.long

WEB = """
from engagement.membership import services
from engagement.membership.joining import ask_to_join
from engagement.membership.selectors import choices_of
from engagement.outbox.services import stop
def sign_up(address):
    for _ in range(2):
        services.ask_to_subscribe(address, topics=["results"], areas=[], language="en")
    key = services.key_of(address)
    assert services.confirm(key) and choices_of(key)["topics"] == ["results"]
    assert services.choose(key, topics=["promises"], areas=[], language="en")
    return key
sign_up("ada@example.org")
services.unsubscribe(sign_up("ben@example.org"))
sign_up("cyd@example.org")
for _ in range(2):
    stop("cyd@example.org", "bounced")
for _ in range(2):
    ask_to_join("advisory-group", {"name": "Ada", "email": "ada@example.org"})
print("done")
"""
WORKBENCH = """
from django.contrib.auth.models import User
from engagement.membership.joining import decide
from engagement.membership.members import ask_for_link, members, remove_member
from engagement.membership.selectors import requests_for
from engagement.outbox.selectors import trouble
from engagement.outbox.services import try_again
from tests.people import cast
marcus = cast("moderator")
(found,) = requests_for(marcus)
decide(found["request"].pk, "approved", "Welcome.", by=marcus)
ask_for_link("ada@example.org")
assert trouble()
try_again()
remove_member(members()[0]["member"].pk, by=marcus)
print("done")
"""
FORBIDDEN = {
    "web": (
        "SELECT address FROM membership_subscription",
        "SELECT details FROM membership_joiningrequest",
        "SELECT sealed FROM outbox_mail",
        "DELETE FROM outbox_mail",
        "DELETE FROM outbox_stoppedaddress",
        "SELECT count(*) FROM membership_member",
    ),
    "workbench": (
        "SELECT address FROM membership_subscription",
        "SELECT count(*) FROM membership_subscription",
        "SELECT sealed FROM outbox_mail",
        "DELETE FROM membership_joiningrequest",
    ),
}


@pytest.mark.parametrize("role", FORBIDDEN)
def test_neither_the_public_process_nor_the_admins_reads_an_address_of_the_list(roles, role):
    assert [sql for sql in FORBIDDEN[role] if not roles.refuses(role, sql)] == []


def test_each_process_does_its_part(roles):
    for role, code in (("web", WEB), ("jobs", ""), ("workbench", WORKBENCH)):
        if code:
            done = manage(roles.environment(role), "shell", "-v0", given=code)
            assert "done" in done.stdout, f"{role}: {done.stderr[-3000:]}"
        told = manage(roles.environment("jobs"), "jobs")
        assert told.returncode == 0 and "failed" not in told.stdout, told.stdout + told.stderr
    told = manage(roles.environment("jobs"), "purge")
    assert told.returncode == 0 and "failed" not in told.stdout, told.stdout
