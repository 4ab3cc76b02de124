from __future__ import annotations

from datetime import UTC, datetime

import pytest

from surveys.collection.nonce import (
    BadNonce,
    ExpiredNonce,
    is_fast,
    make_nonce,
    make_stamp,
    read_nonce,
    seconds_open,
)
from surveys.collection.seal import Tampered, decode, encode, seal, unseal
from surveys.collection.state import State, merged, open_state, seal_state

NOON = datetime(2026, 3, 29, 12, 20, tzinfo=UTC).timestamp()
HOUR = 3600


def test_what_was_sealed_opens_again():
    assert unseal("state", seal("state", b"secret", bound=b"1"), bound=b"1") == b"secret"


@pytest.mark.parametrize("purpose, bound", [("stamp", b"1"), ("state", b"2")])
def test_a_seal_opens_for_its_purpose_and_survey_alone(purpose, bound):
    with pytest.raises(Tampered):
        unseal(purpose, seal("state", b"secret", bound=b"1"), bound=bound)


def test_any_changed_byte_breaks_the_seal():
    raw = bytearray(decode(seal("state", b"secret")))
    for place in range(len(raw)):
        changed = raw.copy()
        changed[place] ^= 1
        with pytest.raises(Tampered):
            unseal("state", encode(bytes(changed)))


@pytest.mark.parametrize("rubbish", ["", "a", "é", "\x00", "A" * 40, "=" * 5, "%00"])
def test_rubbish_is_not_a_seal(rubbish):
    with pytest.raises(Tampered):
        unseal("state", rubbish)


def test_a_replaced_secret_key_still_opens_what_is_on_the_way(settings):
    sealed, nonce = seal("state", b"secret"), make_nonce(NOON)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key"
    assert unseal("state", sealed) == b"secret"
    assert read_nonce(nonce, NOON)
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Tampered):
        unseal("state", sealed)
    with pytest.raises(BadNonce):
        read_nonce(nonce, NOON)


def test_a_nonce_is_valid_for_a_day_and_through_a_clock_that_jumps():
    nonce = make_nonce(NOON)
    for shift in (-HOUR, 0, HOUR, 23 * HOUR):
        assert read_nonce(nonce, NOON + shift) == read_nonce(nonce, NOON)
    with pytest.raises(ExpiredNonce):
        read_nonce(nonce, NOON + 25 * HOUR)


def test_a_nonce_is_kept_as_sixty_bits_until_the_day_after_its_hour():
    tickets = [read_nonce(make_nonce(NOON), NOON) for _ in range(200)]
    assert len({ticket.key for ticket in tickets}) == 200
    assert all(0 < ticket.key < 2**60 for ticket in tickets)
    assert {ticket.expires_on.isoformat() for ticket in tickets} == {"2026-03-30"}


@pytest.mark.parametrize(
    "spoil", [lambda n: "", lambda n: n[:-4], lambda n: "A" + n[1:] if n[0] != "A" else "B" + n[1:]]
)
def test_a_forged_nonce_is_refused(spoil):
    with pytest.raises(BadNonce):
        read_nonce(spoil(make_nonce(NOON)), NOON)


def test_a_form_sent_within_three_seconds_is_fast_and_a_read_one_is_not():
    for opened in range(20):
        stamp = make_stamp(NOON + opened)
        assert is_fast(seconds_open(stamp, NOON + opened + 2.9))
        assert not is_fast(seconds_open(stamp, NOON + opened + 13))
    assert is_fast(seconds_open("", NOON))


def test_the_state_is_bound_to_its_version_and_knows_its_age():
    sealed = seal_state(State({"WHERE": ["پارک \ud800"]}, ("WHERE",), True), survey=1, version=2, now=NOON)
    state = open_state(sealed, survey=1, version=2)
    assert state.answers == {"WHERE": ["پارک \ud800"]}
    assert state.asked == ("WHERE",)
    assert state.has_checked
    assert not state.is_old(NOON + 23 * HOUR)
    assert state.is_old(NOON + 25 * HOUR)
    with pytest.raises(Tampered):
        open_state(sealed, survey=1, version=3)


def test_a_box_unticked_on_its_page_stays_unticked():
    state = State({"PLACES": ["park"], "AVOID": ["yes"]}, ("PLACES",))
    assert merged(state, {}, ("AVOID", "PLACES")) == {"AVOID": ["yes"]}
