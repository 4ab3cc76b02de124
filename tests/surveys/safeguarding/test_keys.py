"""Who can open the queue, and what happens when a passphrase, a person or the key is lost."""

from __future__ import annotations

import time

import pytest
from django.contrib.auth.models import Group, User

from engagement.accounts.roles import ROLES
from surveys.models import KeyShare, Referral, SafeguardingKey
from surveys.safeguarding import keys
from surveys.safeguarding.keys import Refused
from surveys.safeguarding.sealing import CannotOpen
from surveys.safeguarding.selectors import leads, who_can_open
from surveys.safeguarding.services import Alarm, queue, sealed
from tests.people import cast
from tests.surveys.safeguarding.leads import DISCLOSED, PASSPHRASE, queue_key, texts

pytestmark = [pytest.mark.django_db]

OTHER = "four brown boots outside"


@pytest.fixture
def sana():
    return cast("safeguarding_lead")


@pytest.fixture
def second_lead():
    user = User.objects.create_user("bilal", "bilal@example.org", first_name="Bilal, second lead")
    user.groups.set(Group.objects.filter(name=ROLES["safeguarding_lead"].name))
    return user


def refer(text: str = DISCLOSED) -> Referral:
    from django.utils import timezone

    made = sealed([Alarm(text, False)], keys.key_in_use(), today=timezone.localdate())
    queue(made)
    return Referral.objects.get(pk=made[0].pk)


def test_the_first_lead_makes_the_key_once(sana, second_lead):
    code = keys.make_first_key(sana, PASSPHRASE, PASSPHRASE)
    assert len(keys.unlock(sana, PASSPHRASE)) == 32
    assert code not in str(list(KeyShare.objects.values()))
    with pytest.raises(Refused, match="Somebody else has made the key"):
        keys.make_first_key(second_lead, OTHER, OTHER)
    assert SafeguardingKey.objects.count() == 1


@pytest.mark.parametrize(
    ("passphrase", "again", "why"),
    [
        ("short", "short", "at least 16"),
        (" " * 30, " " * 30, "at least 16"),
        (PASSPHRASE, OTHER, "not the same"),
    ],
)
def test_a_weak_or_mistyped_passphrase_is_refused(sana, passphrase, again, why):
    with pytest.raises(Refused, match=why):
        keys.make_first_key(sana, passphrase, again)
    assert not SafeguardingKey.objects.exists()


def test_nothing_stored_opens_the_queue(sana):
    private = queue_key()
    stored = b"".join(
        bytes(value)
        for model in (SafeguardingKey, KeyShare)
        for row in model.objects.values_list()
        for value in row
        if isinstance(value, (bytes, memoryview))
    )
    assert private not in stored and PASSPHRASE.encode() not in stored


def test_a_wrong_passphrase_and_somebody_without_one_are_told_what_to_do(sana, second_lead):
    queue_key()
    with pytest.raises(CannotOpen, match="try again"):
        keys.unlock(sana, OTHER)
    with pytest.raises(Refused, match="Ask another safeguarding lead"):
        keys.unlock(second_lead, PASSPHRASE)


def test_a_second_lead_is_let_in_by_a_code_that_works_once(sana, second_lead):
    private = queue_key()
    code = keys.invite(second_lead, private)
    assert {lead.user.username: lead.access for lead in who_can_open()} == {"sana": "yes", "bilal": "invited"}
    with pytest.raises(Refused):
        keys.unlock(second_lead, code)
    with pytest.raises(CannotOpen):
        keys.accept_invitation(second_lead, "AAAA-" * 6, OTHER, OTHER)
    assert keys.accept_invitation(second_lead, code.lower(), OTHER, OTHER) == private
    assert keys.unlock(second_lead, OTHER) == private
    with pytest.raises(Refused, match="No code waits"):
        keys.accept_invitation(second_lead, code, OTHER, OTHER)
    assert keys.unlock(sana, PASSPHRASE) == private


def test_the_recovery_code_opens_what_every_passphrase_has_lost(sana):
    code = keys.make_first_key(sana, PASSPHRASE, PASSPHRASE)
    private = keys.unlock(sana, PASSPHRASE)
    assert keys.recover(sana, code, OTHER, OTHER) == private
    assert keys.unlock(sana, OTHER) == private
    with pytest.raises(CannotOpen):
        keys.unlock(sana, PASSPHRASE)


def test_a_new_key_takes_over_what_waits_and_shuts_everybody_else_out(sana, second_lead):
    private = queue_key()
    keys.accept_invitation(second_lead, keys.invite(second_lead, private), OTHER, OTHER)
    refer()
    keys.replace_key(sana, "another four words entirely", "another four words entirely", private=private)
    fresh = keys.unlock(sana, "another four words entirely")
    assert fresh != private and texts(fresh) == [DISCLOSED]
    with pytest.raises(Refused):
        keys.unlock(second_lead, OTHER)
    assert KeyShare.objects.count() == 2


def test_a_new_key_without_the_old_one_leaves_what_waits_unopenable_and_says_so(sana):
    queue_key()
    old = refer()
    keys.replace_key(sana, OTHER, OTHER, private=None)
    fresh = keys.unlock(sana, OTHER)
    refer("a new one")
    with pytest.raises(CannotOpen, match="another one"):
        texts(fresh)
    old.delete()
    assert texts(fresh) == ["a new one"]


def test_a_lead_who_leaves_opens_nothing(sana, second_lead):
    private = queue_key()
    keys.accept_invitation(second_lead, keys.invite(second_lead, private), OTHER, OTHER)
    keys.leave(second_lead)
    with pytest.raises(Refused):
        keys.unlock(second_lead, OTHER)


def test_an_unlocked_key_belongs_to_one_person_one_session_and_a_quarter_of_an_hour(
    sana, second_lead, monkeypatch
):
    private = queue_key()
    kept = keys.for_browser(private, user=sana, session="one")
    assert private.hex() not in kept
    assert keys.from_browser(kept, user=sana, session="one") == private
    assert keys.from_browser(kept, user=sana, session="two") is None
    assert keys.from_browser(kept, user=second_lead, session="one") is None
    assert keys.from_browser(kept[:-2], user=sana, session="one") is None
    assert keys.from_browser("", user=sana, session="one") is None
    later = time.time() + keys.OPEN_SECONDS + 1
    monkeypatch.setattr(keys.time, "time", lambda: later)
    assert keys.from_browser(kept, user=sana, session="one") is None


def test_leads_are_those_whose_role_says_so(sana, second_lead):
    User.objects.create_superuser("root", "root@example.org")
    cast("admin"), cast("analyst")
    assert [lead.username for lead in leads()] == ["bilal", "sana"]
