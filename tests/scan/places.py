"""Where the answers of a survey lie: keys, positions, transactions, numbers of long values, and bytes in files."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from django.db import connection, models

from surveys.collection.nonce import read_nonce
from surveys.models import Comment, Nonce, Referral, Response
from surveys.safeguarding.keys import bound_to
from surveys.safeguarding.sealing import unseal
from tests.scan.engines import Engine
from tests.scan.files import content, offsets_of
from tests.scan.order import Order, compare
from tests.scan.visitors import Sent

ENOUGH = 30
"""From so many answers found in one place on, their order there is judged."""

BETWEEN_SPACES = re.compile(rb"(?<= )[a-z]{12}(?= )")

Ranks = dict[int, int]
"""From the key of a row to the place in the order of sending of the person it came from."""


def ranks(
    sent: Sequence[Sent], *, now: float, private: bytes | None = None
) -> dict[type[models.Model], Ranks]:
    """Which row is whose: told by the words each person wrote, and for used forms by the form's number.

    ``private`` opens the safeguarding queue, as only a lead could.
    """
    of_response: Ranks = {}
    of_comment: Ranks = {}
    numbers = {word: each.number for each in sent for word in (each.short, each.long)}
    for key, response, text in Comment.objects.values_list("pk", "response_id", "text"):
        word = next((word for word in text.split() if word in numbers), None)
        if word is not None:
            of_comment[key] = of_response[response] = numbers[word]
    of_nonce = {read_nonce(each.nonce, now).key: each.number for each in sent if each.nonce}
    of_referral: Ranks = {}
    for key, sealed in Referral.objects.values_list("pk", "sealed") if private else ():
        words = unseal(bytes(sealed), private, bound=bound_to(key)).split()
        of_referral[key] = next(numbers[word] for word in words if word in numbers)
    return {Response: of_response, Comment: of_comment, Nonce: of_nonce, Referral: of_referral}


def orders_in_tables(found: Mapping[type[models.Model], Ranks]) -> Iterator[Order]:
    """Keys, positions and transactions of every row, and of long values, against the order of sending."""
    for model, ranked in found.items():
        for name, places in _stored(model, ranked):
            if len(places) >= ENOUGH:
                yield compare(f"{model._meta.db_table} {name}", places)


def _stored(model: type[models.Model], ranked: Ranks) -> Iterator[tuple[str, dict[int, object]]]:
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        row = "id, (ctid::text::point)[0]::bigint * 1000 + (ctid::text::point)[1]::bigint, xmin::text::bigint"
        hidden = ("ctid", "xmin")
    else:
        row, hidden = "id, rowid", ("rowid",)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {row} FROM "{table}"')
        # As the table gives them when nobody asks for an order: that is the position in the file.
        rows = [(read, *values) for read, values in enumerate(cursor.fetchall())]
    for name, column in (("key", 1), ("order of reading", 0), *zip(hidden, range(2, 4), strict=False)):
        yield from _by_question(model, name, {values[1]: values[column] for values in rows}, ranked)
    if connection.vendor == "postgresql":
        yield "long values", _chunks(table, ranked, model)


def _by_question(
    model: type[models.Model], name: str, place: Mapping[int, object], ranked: Ranks
) -> Iterator[tuple[str, dict[int, object]]]:
    if model is not Comment:
        yield name, {ranked[key]: place[key] for key in place if key in ranked}
        return
    for question in ("WHERE", "CHANGE"):
        keys = set(Comment.objects.filter(question=question).values_list("pk", flat=True))
        yield (
            f"{question} {name}",
            {ranked[key]: place[key] for key in place if key in ranked and key in keys},
        )


def _chunks(table: str, ranked: Ranks, model: type[models.Model]) -> dict[int, object]:
    """The numbers PostgreSQL gave to values kept apart from their rows."""
    if model is not Comment:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltoastrelid::regclass::text FROM pg_class WHERE oid = %s::regclass", [table])
        (apart,) = cursor.fetchone()
        cursor.execute(f"SELECT chunk_id::bigint, chunk_data FROM {apart} WHERE chunk_seq = 0")
        begins = [(chunk, bytes(data)) for chunk, data in cursor.fetchall()]
    texts = Comment.objects.filter(question="CHANGE").values_list("pk", "text")
    # The word of each person stands in the first bytes of the text.
    words = {text.encode()[:40]: ranked[key] for key, text in texts if key in ranked}
    return {words[data[:40]]: chunk for chunk, data in begins if data[:40] in words}


def orders_in_files(
    engine: Engine,
    sent: Sequence[Sent],
    found: Mapping[type[models.Model], Ranks],
    files: Iterable[Path],
) -> Iterator[Order]:
    """The first and the last place of every word and every key, in every file of the database."""
    needles: dict[str, dict[int, bytes]] = {
        "short texts": {each.number: each.short.encode() for each in sent},
        "long texts": {each.number: each.long.encode() for each in sent},
    }
    for model, ranked in found.items():
        if model is not Comment:
            for name, write in KEYS[engine.vendor].items():
                needles[f"{model._meta.db_table} keys {name}"] = {n: write(key) for key, n in ranked.items()}
    sealed = dict(Referral.objects.filter(pk__in=found.get(Referral, ())).values_list("pk", "sealed"))
    # The first bytes of a sealed text are a key made for it alone: they stand nowhere else.
    needles["sealed texts"] = {found[Referral][key]: bytes(box)[:24] for key, box in sealed.items()}
    for path in files:
        data = content(path)
        for name, wanted in needles.items():
            first, last = offsets_of(data, wanted)
            if len(first) >= ENOUGH:
                yield compare(f"{path.relative_to(engine.folder)} first place of {name}", first)
                yield compare(f"{path.relative_to(engine.folder)} last place of {name}", last)


def words_in(data: bytes, sent: Sequence[Sent]) -> set[str]:
    """Whose words stand in some bytes, plain: every word was written between two spaces."""
    ours = {word for each in sent for word in (each.short, each.long)}
    return ours & {word.decode() for word in BETWEEN_SPACES.findall(data)}


def files_of_texts(engine: Engine) -> set[Path]:
    """The files in which the one column of texts is kept."""
    if engine.cluster is None:
        assert engine.file is not None
        return {engine.file}
    table = Comment._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_relation_filepath(oid), pg_relation_filepath(reltoastrelid) FROM pg_class"
            " WHERE oid = %s::regclass",
            [table],
        )
        return {engine.cluster.data / path for path in cursor.fetchone()}


def sqlite_varint(number: int) -> bytes:
    """A key as SQLite writes a rowid: seven bits a byte, the ninth byte whole."""
    if number < 1 << 56:
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(number & 0x7F | 0x80)
        return bytes(reversed(groups))
    head = number >> 8
    return bytes((head >> shift & 0x7F) | 0x80 for shift in range(49, -1, -7)) + bytes([number & 0xFF])


KEYS: dict[str, dict[str, Callable[[int], bytes]]] = {
    "postgresql": {"as integers": lambda key: struct.pack("<q", key)},
    "sqlite": {"as rowids": sqlite_varint, "as integers": lambda key: struct.pack(">q", key)},
}
"""How each database writes a key into its files."""
