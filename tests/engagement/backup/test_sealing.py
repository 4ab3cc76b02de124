"""A backup is read by whoever holds the key, whole or not at all."""

from __future__ import annotations

import errno
from io import BytesIO

import pytest

from engagement.backup.sealing import (
    BadKey,
    Damaged,
    WrongKey,
    identities,
    new_key,
    opened,
    recipients,
    sealed_into,
)

SECRET = b"what was said in confidence " * 20_000


@pytest.fixture
def keys(tmp_path):
    public, private = new_key()
    file = tmp_path / "key"
    file.write_text(f"# for the safe\n{private}\n")
    return recipients([public]), identities(file)


def sealed(to) -> bytes:
    target = BytesIO()
    with sealed_into(target, to) as plain:
        plain.write(SECRET)
    return target.getvalue()


def test_what_was_sealed_is_opened_with_the_key_and_shows_nothing_without(keys):
    to, own = keys
    data = sealed(to)
    assert data.startswith(b"age-encryption.org/v1\n")
    assert b"confidence" not in data
    with opened(BytesIO(data), own) as plain:
        assert plain.read() == SECRET
    assert sealed(to) != data


def test_another_key_is_told_as_another_key(keys, tmp_path):
    (tmp_path / "other").write_text(new_key()[1])
    with (
        pytest.raises(WrongKey, match="made for another key"),
        opened(BytesIO(sealed(keys[0])), identities(tmp_path / "other")),
    ):
        pass


@pytest.mark.parametrize("harm", ["cut off", "changed", "lengthened", "no backup at all"])
def test_harm_is_found_before_the_end(keys, harm):
    to, own = keys
    data = bytearray(sealed(to))
    if harm == "cut off":
        del data[-40_000:]
    elif harm == "changed":
        data[len(data) // 2] ^= 1
    elif harm == "lengthened":
        data += b"more"
    else:
        data = bytearray(SECRET)
    with pytest.raises(Damaged, match="damaged or not whole"), opened(BytesIO(bytes(data)), own):
        pass


def test_a_full_disk_is_told_as_a_full_disk(keys):
    class Full(BytesIO):
        def write(self, data):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError) as told, sealed_into(Full(), keys[0]) as plain:
        for _ in range(20):
            plain.write(SECRET)
    assert told.value.errno == errno.ENOSPC


def test_trouble_of_whoever_writes_is_their_own(keys):
    with pytest.raises(ZeroDivisionError), sealed_into(BytesIO(), keys[0]):
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([], "No public key to encrypt to"),
        (["age1nonsense"], "is not a public key"),
        ([new_key()[1]], "looks like a private key"),
    ],
)
def test_keys_that_are_none_are_refused_with_what_was_expected(given, says):
    with pytest.raises(BadKey, match=says) as told:
        recipients(given)
    assert "SECRET-KEY-1" not in str(told.value)


@pytest.mark.parametrize(
    ("text", "says"), [("", "holds no private key"), ("hunter2", "is not a private key")]
)
def test_a_file_without_a_key_is_told(text, says, tmp_path):
    (tmp_path / "key").write_text(text)
    with pytest.raises(BadKey, match=says):
        identities(tmp_path / "key")
    with pytest.raises(BadKey, match="cannot be read"):
        identities(tmp_path / "nothing")
