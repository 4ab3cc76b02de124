"""The directory with the rights of each process: the public one adds and reads no word, no address and no proposal."""

from __future__ import annotations

import pytest

from tests.deploy.installation import manage

pytestmark = pytest.mark.long

SEND_LINK = """
from tests.engagement.directory.entries import organisation, service
from engagement.directory.keeping import send_link
from tests.people import cast
club = organisation()
service("Boxing", organisation=club)
print("secret", send_link(club, by=cast("directory_lead")))
"""
WEB = """
from django.test import Client
from engagement.directory.models import Service
from engagement.directory.keeping import Ended, open_link, propose
from engagement.directory.selectors import Wish, find
from engagement.directory.services import take_suggestion
from django.utils.timezone import localdate
(entry,) = find(Wish(area="E08000028"), today=localdate())
for _ in range(2):
    take_suggestion(entry, about="times", words="It begins at six.")
link = open_link("SECRET")
propose(link, services={str(entry.pk): {"state": "changed", "fields": {"cost_words": "£3"}}}, words="")
try:
    open_link("SECRET")
except Ended:
    print("ended")
try:
    propose(link, services={}, words="")
except Ended:
    print("twice")
print(Client().get("/directory/api/services?full=true", headers={"host": "127.0.0.1"}).status_code, "done")
"""
WORKBENCH = """
from engagement.directory.keeping import accept
from engagement.directory.models import Service
from engagement.directory.selectors import waiting_proposals, waiting_suggestions
from engagement.directory.services import put_away
from tests.people import cast
(said,) = waiting_suggestions()
put_away(said)
(sent,) = waiting_proposals()
accept(sent, by=cast("directory_lead"))
assert Service.objects.get().cost_words == "£3"
print("done")
"""
FORBIDDEN = (
    "SELECT words FROM directory_suggestion",
    "SELECT said FROM directory_proposal",
    "DELETE FROM directory_proposal",
    "SELECT email FROM directory_keeper",
    "UPDATE directory_service SET name = 'x'",
    "DELETE FROM directory_keeperlink",
)


def test_the_public_process_reads_no_word_that_was_sent_and_changes_no_entry(roles):
    assert [sql for sql in FORBIDDEN if not roles.refuses("web", sql)] == []


def test_each_process_does_its_part(roles):
    made = manage(roles.environment("workbench"), "shell", "-v0", given=SEND_LINK)
    assert "secret" in made.stdout, made.stderr[-3000:]
    secret = made.stdout.split("secret")[1].split()[0]
    sent = manage(roles.environment("web"), "shell", "-v0", given=WEB.replace("SECRET", secret))
    assert "ended\ntwice\n" in sent.stdout and "done" in sent.stdout, sent.stdout + sent.stderr[-3000:]
    taken = manage(roles.environment("workbench"), "shell", "-v0", given=WORKBENCH)
    assert "done" in taken.stdout, taken.stderr[-3000:]
    told = manage(roles.environment("jobs"), "purge")
    assert told.returncode == 0 and "failed" not in told.stdout, told.stdout
