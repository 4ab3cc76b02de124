"""Every scanner finds the leak it is there for, and nothing where there is none."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import random
import sqlite3
import uuid
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from tests.scan.files import markers_in_files, offsets_of
from tests.scan.markers import Marker, search
from tests.scan.order import bound, compare
from tests.scan.times import CROCKFORD, Window, fresh_second, has_time_type, times_in

ADDRESS = Marker("client address", "203.0.113.77")
AGENT = Marker("user agent", "Lyrebird/7.3 (Kettle)")


@pytest.mark.parametrize(
    "kept",
    [
        "203.0.113.77",
        str(int(ipaddress.ip_address("203.0.113.77"))),
        f"{int(ipaddress.ip_address('203.0.113.77')):X}",
        b"203.0.113.77".hex().upper(),
        hashlib.md5(b"203.0.113.77").hexdigest(),
        hashlib.sha1(b"203.0.113.77").hexdigest().upper(),
        hashlib.sha256(b"203.0.113.77").hexdigest(),
        base64.b64encode(b"203.0.113.77").decode(),
        base64.b64encode(b"address=203.0.113.77;").decode(),
        base64.b64encode(b"ip 203.0.113.77!").decode(),
        base64.urlsafe_b64encode(hashlib.sha256(b"203.0.113.77").digest()).decode(),
        "77.113.0.203.in-addr.arpa",
    ],
)
def test_a_marker_is_found_in_every_disguise(kept):
    assert search("here", f"before {kept} after".encode(), [ADDRESS, AGENT])
    assert {found.marker for found in search("here", kept.encode(), [ADDRESS, AGENT])} == {"client address"}


def test_hashes_and_addresses_are_found_as_raw_bytes():
    assert ADDRESS.found_in(b"\0\1" + hashlib.sha1(b"203.0.113.77").digest()) == ["sha1 bytes"]
    sixth = Marker("client address", "2001:db8::17")
    assert sixth.found_in(ipaddress.ip_address("2001:db8::17").packed) == ["packed"]
    assert "exploded" in sixth.found_in(b"2001:0db8:0000:0000:0000:0000:0000:0017")


@pytest.mark.parametrize("how", ["utf-16-le", "url"])
def test_a_marker_with_odd_letters_is_found_escaped_and_in_wide_letters(how):
    kept = quote(AGENT.value, safe="").encode() if how == "url" else AGENT.value.encode(how)
    assert AGENT.found_in(b"x" + kept)


def test_no_marker_is_found_in_a_megabyte_of_noise():
    noise = random.Random(7).randbytes(1_000_000)
    assert not search("noise", noise + noise.hex().encode() + base64.b64encode(noise), [ADDRESS, AGENT])


def test_a_marker_in_a_log_or_in_the_name_of_a_file_is_found(tmp_path):
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "error.log").write_text("GET /insights/ from 203.0.113.77\n")
    (tmp_path / "upload-203.0.113.77").write_bytes(b"")
    (tmp_path / "pg_wal").mkdir()
    (tmp_path / "pg_wal" / "0001").write_text("203.0.113.77")
    places = [found.place for found in markers_in_files(tmp_path, [ADDRESS], leave_out=["pg_wal"])]
    assert places == ["logs/error.log", "the name of upload-203.0.113.77"]


def test_a_deleted_answer_is_found_in_the_raw_file_of_a_database(tmp_path):
    with sqlite3.connect(tmp_path / "leaky.sqlite3") as database:
        database.execute("PRAGMA secure_delete=OFF")
        database.execute("CREATE TABLE draft (text TEXT)")
        database.execute("INSERT INTO draft VALUES ('Lyrebird/7.3 (Kettle)')")
        database.commit()
        database.execute("DELETE FROM draft")
    database.close()
    assert markers_in_files(tmp_path, [AGENT])


def test_the_order_of_sending_is_found_in_sequential_keys_and_in_reversed_ones():
    assert compare("key", {number: 1000 + number for number in range(60)}).leaks
    assert compare("key", {number: -number for number in range(60)}).leaks


def test_the_order_of_batches_is_found_though_each_batch_is_shuffled():
    chance = random.Random(3)
    places: list[int] = []
    for start in range(0, 60, 15):
        batch = list(range(start, start + 15))
        chance.shuffle(batch)
        places += batch
    assert compare("position", dict(enumerate(places))).leaks
    assert compare("transaction", {number: number // 15 for number in range(60)}).leaks


def test_random_keys_pass_and_one_place_for_all_tells_nothing():
    chance = random.Random(11)
    for _ in range(200):
        assert not compare("key", {number: chance.random() for number in range(60)}).leaks
    assert compare("transaction", dict.fromkeys(range(60), 7)).tau == 0


def test_the_bound_is_five_deviations_of_chance_and_too_few_answers_are_refused():
    assert bound(60) == pytest.approx(0.44, abs=0.005)
    with pytest.raises(ValueError, match="too few"):
        compare("key", {number: number for number in range(29)})


def test_the_layout_of_pages_in_a_file_gives_the_order_away_until_it_is_vacuumed(tmp_path):
    """Random keys are not enough on SQLite: long texts go to pages in the order in which they came."""
    chance = random.Random(5)
    texts = {number: f"voice-{number:03}-".encode() for number in range(60)}
    file = tmp_path / "leaky.sqlite3"
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE answer (id integer NOT NULL PRIMARY KEY, text TEXT)")
    for text in texts.values():
        database.execute(
            "INSERT INTO answer VALUES (?, ?)", (chance.getrandbits(62), "-" * 6000 + text.decode())
        )
        database.commit()
    first, _ = offsets_of(file.read_bytes(), texts)
    assert len(first) == 60
    assert compare("offset", first).leaks
    database.execute("VACUUM")
    database.close()
    first, _ = offsets_of(file.read_bytes(), texts)
    assert not compare("offset", first).leaks


NOON = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
WINDOW = Window(NOON - timedelta(minutes=1), NOON + timedelta(minutes=1))
SUMMER = datetime(2026, 6, 22, 12, 30, tzinfo=UTC)


def ulid(moment: datetime) -> str:
    milliseconds, letters = int(moment.timestamp() * 1000), ""
    for _ in range(10):
        milliseconds, place = divmod(milliseconds, 32)
        letters = CROCKFORD[place] + letters
    return letters + "0123456789ABCDEF"


def uuid_of_version_1(moment: datetime) -> str:
    ticks = int((moment - datetime(1582, 10, 15, tzinfo=UTC)) / timedelta(microseconds=1)) * 10
    fields = (ticks & 0xFFFFFFFF, ticks >> 32 & 0xFFFF, ticks >> 48 & 0xFFF | 0x1000, 0x80, 0x11, 0x22334455)
    return str(uuid.UUID(fields=fields))


def uuid_of_version_7(moment: datetime) -> str:
    return str(uuid.UUID(int=int(moment.timestamp() * 1000) << 80 | 0x7 << 76 | 0x8 << 60 | 12345))


@pytest.mark.parametrize(
    "kept",
    [
        "2026-11-22 12:30:05",
        "2026-11-22 12:30:05.123456+00",
        '{"sent": "2026-11-22T12:30:05Z"}',
        "2026-11-22T12:30",
        "2026-11-22T13:30:05+01:00",
        "[22/Nov 12:30:05] POST",
        '127.0.0.1 - - [22/Nov/2026:12:30:05 +0000] "POST /insights/ HTTP/1.1" 303',
        "22/Nov/2026:13:30:05 +0100",
        int(NOON.timestamp()),
        int(NOON.timestamp() * 1000),
        f'{{"t": {int(NOON.timestamp() * 1e6)}}}',
        NOON.timestamp(),
        uuid_of_version_1(NOON),
        uuid_of_version_7(NOON),
        ulid(NOON),
    ],
)
def test_a_time_within_the_window_is_found_in_every_form(kept):
    assert times_in(kept, WINDOW)


def test_a_window_that_starts_with_a_second_holds_what_is_written_then_and_nothing_from_before():
    before = datetime.now(UTC)
    start = fresh_second()
    written = datetime.now(UTC)
    window = Window(start, written + timedelta(seconds=1))
    assert not times_in(before, window)
    assert not times_in(f"{before:%Y-%m-%d %H:%M:%S}", window)
    assert times_in(f"{written:%Y-%m-%d %H:%M:%S}", window)
    assert times_in(int(written.timestamp()), window)


def test_a_local_summer_time_without_a_zone_is_found():
    assert times_in(
        "2026-06-22 13:30:00", Window(SUMMER - timedelta(minutes=1), SUMMER + timedelta(minutes=1))
    )


@pytest.mark.parametrize(
    "kept",
    [
        "2026-11-22",
        "2026-11-22 11:20:00",
        4_611_686_018_427_387_903,
        str(uuid.UUID(int=0x8F3B_4C1D_2E5A_4F6B_8A7C_9D0E_1F2A_3B4C)),
        "16-17",
        "999 or 0800 1111",
        int((NOON - timedelta(days=1)).timestamp()),
    ],
)
def test_a_date_another_time_or_a_random_key_is_no_time_of_sending(kept):
    assert not times_in(kept, WINDOW)


@pytest.mark.parametrize(
    "declared, timed",
    [
        ("timestamp with time zone", True),
        ("datetime", True),
        ("time", True),
        ("interval", True),
        ("date", False),
        ("bigint", False),
        ("varchar(10)", False),
    ],
)
def test_columns_that_can_hold_a_time_of_day_are_told_by_their_type(declared, timed):
    assert has_time_type(declared) is timed
