"""What no form of ours would send: each case with the answers that are right for it."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote_plus

from tests.fuzz.wire import FORM, PATH, multipart, part, post, request

Form = dict[str, str]
Open = Callable[[], Form]

TAKEN = frozenset({303})
SHOWN = frozenset({200})
BAD = frozenset({400})
WRONG = frozenset({422})
BIG = frozenset({413})
GONE = frozenset({409})
SHAPE = frozenset({415})
REFUSED = frozenset(range(400, 500))
NO_TALK = REFUSED | {0}
"""Not HTTP at all: a refusal, or the line is closed."""


@dataclass(frozen=True)
class Case:
    """One request as bytes, and which answers to it are right."""

    name: str
    raw: bytes
    right: frozenset[int]


def cases(opened: Open) -> Iterator[Case]:
    """Every case, each on a form opened for it. Nothing is sent here."""
    for group in (_values, _amounts, _letters, _kinds, _parts, _hidden, _headers, _lines, _addresses):
        for name, raw, right in group(opened):
            yield Case(name, raw, right)


def _sent(form: Form, **changes: str | None) -> list[tuple[str, str]]:
    fields: dict[str, str | None] = {**form, "to": "send", **changes}
    return [(name, value) for name, value in fields.items() if value is not None]


Cases = Iterator[tuple[str, bytes, frozenset[int]]]


def _values(opened: Open) -> Cases:
    def with_field(**changes: str | None) -> bytes:
        return post(_sent(opened(), **changes))

    yield "an untouched form", with_field(), TAKEN
    yield "NUL in a text", with_field(CHANGE="a\0b"), WRONG
    yield "NUL alone in a text", with_field(CHANGE="\0"), WRONG
    yield "NUL in a choice", with_field(SAFEDAY="very_safe\0"), WRONG
    yield "NUL in the name of a field", with_field(**{"CHANGE\0": "x"}), TAKEN
    yield "a choice nobody offered", with_field(SAFEDAY="made_up"), WRONG
    yield "a choice in other letters", with_field(SAFEDAY="Very_Safe"), WRONG
    yield "SQL for a choice", with_field(SAFEDAY="'; DROP TABLE surveys_intake; --"), WRONG
    yield "SQL for a text", with_field(CHANGE="'; DROP TABLE surveys_intake; --"), TAKEN
    yield "a template for a text", with_field(CHANGE="{{ 7*7 }}{% debug %}${7*7}<%= 7 %>"), TAKEN
    yield "a script for a text", with_field(CHANGE="<script>alert(1)</script>"), TAKEN
    yield "a formula for a text", with_field(CHANGE='=HYPERLINK("http://a","b")'), TAKEN
    yield "a path for a text", with_field(CHANGE="../../../../etc/passwd"), TAKEN
    yield "a lookup for a text", with_field(CHANGE="${jndi:ldap://127.0.0.1/a}"), TAKEN
    yield "a shell for a text", with_field(CHANGE="$(touch x); `id` | cat /etc/passwd"), TAKEN
    yield "format directions for a text", with_field(CHANGE="%s%n%x {0} {self.__class__}"), TAKEN
    for wrong in ("-1", "11", "1e3", "7.5", "0x7", "NaN", "Infinity", "7 7", "٧", "９", "9" * 400):
        yield f"{wrong[:12]} on a scale", with_field(HOPE=wrong), WRONG
    yield "spaces round a number", with_field(HOPE=" 7 "), TAKEN
    yield "as long as a text may be", with_field(WHERE="x" * 200), TAKEN
    yield "a text far too long", with_field(CHANGE="x" * 100_000), WRONG
    yield (
        "a grid that is no grid",
        with_field(**{"AGREE.NOBODY": "agree", "AGREE": "agree", "AGREE.": "x"}),
        TAKEN,
    )
    yield "names like Python's", with_field(__class__="x", __proto__="x", constructor="x", items="x"), TAKEN
    yield (
        "both of two choices",
        post([*_sent(opened()), ("SAFEDAY", "very_safe"), ("SAFEDAY", "not_safe")]),
        WRONG,
    )
    yield (
        "one choice said twice",
        post([*_sent(opened()), ("SAFEDAY", "very_safe"), ("SAFEDAY", "very_safe")]),
        TAKEN,
    )
    yield "nothing and everything", post(_sent(opened(), AVOID="yes", PLACES="nowhere_at_all")), WRONG
    yield "no button", post(_sent(opened(), to=None)), SHOWN
    yield "a button nobody made", post(_sent(opened(), to="delete")), BAD
    yield "a button with a NUL", post(_sent(opened(), to="send\0")), BAD
    yield "two buttons", post([*_sent(opened(), to="check"), ("to", "send")]), TAKEN


def _amounts(opened: Open) -> Cases:
    form = _sent(opened())
    yield "ten thousand times one key", post(b"&".join([b"SAFEDAY=very_safe"] * 10_000)), BIG
    yield "ten thousand keys", post(b"&".join(b"k%d=1" % n for n in range(10_000))), BIG
    yield "a hundred thousand pairs", post(b"&".join([b"a=1"] * 100_000)), BIG
    yield "nine hundred keys of no meaning", post([*form, *((f"k{n}", "1") for n in range(900))]), TAKEN
    yield "a megabyte of text", post(_sent(opened(), CHANGE="x" * 1_000_000)), BIG
    yield "five megabytes", post(b"CHANGE=" + b"x" * 5_000_000), BIG
    yield "five megabytes in percent signs", post(b"CHANGE=" + b"%41" * 1_700_000), BIG
    yield "a key of 200,000 letters", post(b"k" * 200_000 + b"=1"), GONE
    yield "five thousand parts", multipart(*(part(f"k{n}", b"1") for n in range(5_000))), BIG
    yield (
        "a thousand files",
        multipart(*(part("f", b"1", f'; filename="{n}.exe"') for n in range(1_000))),
        BIG,
    )
    yield "a part of a megabyte", multipart(part("CHANGE", b"x" * 1_000_000)), BIG
    yield "only separators", post(b"&&&&====&;;" * 50), GONE
    yield "nothing at all", post(b""), GONE
    yield "a bomb", post(gzip.compress(b"a=1&" * 2_000_000), Content_Encoding="gzip"), BAD
    yield "a thousand buttons", post([*_sent(opened(), to=None), *[("to", "check")] * 900]), SHOWN


def _letters(opened: Open) -> Cases:
    def ending(raw: bytes) -> bytes:
        fields = "&".join(f"{name}={quote_plus(value)}" for name, value in _sent(opened()))
        return post(fields.encode() + b"&CHANGE=" + raw)

    for name, raw in (
        ("a byte that is no letter", b"%ff"),
        ("the same, not escaped", b"\xff\xfe"),
        ("half a letter", b"%c3"),
        ("a letter written too long", b"%c0%af"),
        ("half of a surrogate pair", b"%ed%a0%80"),
        ("beyond the last letter", b"%f5%80%80%80"),
        ("Latin-1", "caf\xe9".encode("latin-1")),
    ):
        yield name, ending(raw), BAD
    yield "escaped twice", ending(b"%2500%253Cscript%253E"), TAKEN
    yield "a percent sign of no meaning", ending(b"100%25 %zz %"), TAKEN
    yield "every space there is", ending("\u00a0\u2003\u200b\u3000 x".encode()), TAKEN
    yield "marks of direction", ending("\u202e\u2066abc\u2069\u202c".encode()), TAKEN
    yield "a tower of accents", ending(("e" + "\u0301" * 500).encode()), TAKEN
    yield "control characters", ending(b"%01%02%07%08%1b%7f"), TAKEN
    yield "half pairs as escapes", ending(b"\\ud800\\u0000"), TAKEN
    yield "UTF-16 said to be a form", post("to=send&CHANGE=a".encode("utf-16")), BAD
    yield "a byte order mark", post(b"\xef\xbb\xbfto=send"), GONE
    yield "random bytes", post(os.urandom(4_000)), REFUSED


def _kinds(opened: Open) -> Cases:
    body = b"to=send"
    for kind in (
        "application/json",
        "text/plain",
        "text/xml",
        "application/octet-stream",
        "multipart/mixed; boundary=x",
        "application/x-www-form-urlencodedx",
        "*/*",
        "x" * 4_000,
        "; charset=utf-8",
    ):
        yield f"sent as {kind[:40]}", post(body, Content_Type=kind), SHAPE
    yield "of no type", post(body, Content_Type=None), SHAPE
    yield "JSON with a broken end", post(b'{"CHANGE": "', Content_Type="application/json"), SHAPE
    yield "a character set nobody has", post(_sent(opened()), Content_Type=f"{FORM}; charset=utf-77"), TAKEN
    yield "another character set", post(_sent(opened()), Content_Type=f"{FORM}; charset=utf-16"), TAKEN
    yield "the type in capitals", post(_sent(opened()), Content_Type=FORM.upper()), TAKEN


def _parts(opened: Open) -> Cases:
    whole = [part(name, value.encode()) for name, value in _sent(opened(), CHANGE="in parts")]
    yield "a whole form in parts", multipart(*whole), TAKEN
    yield "parts without an end", multipart(*whole[:3], end=b""), GONE
    yield "parts without a boundary", request("POST", body=b"--x", Content_Type="multipart/form-data"), BAD
    yield "another boundary than said", multipart(part("to", b"send"), boundary="y"), REFUSED
    yield "a boundary of 300 letters", multipart(part("to", b"send"), boundary="y" * 300), BAD
    yield "a boundary of blanks", multipart(part("to", b"send"), boundary='" "'), REFUSED
    yield "a part without a name", multipart(b"Content-Disposition: form-data\r\n\r\n1"), GONE
    yield "a part without headers", multipart(b"\r\n1"), GONE
    yield (
        "a part within a part",
        multipart(b"Content-Type: multipart/mixed; boundary=z\r\n\r\n--z\r\n\r\n1"),
        GONE,
    )
    yield (
        "base64 that is none",
        multipart(b"Content-Transfer-Encoding: base64\r\n" + part("CHANGE", b"=!=")),
        GONE,
    )
    yield "a part in another character set", multipart(part("CHANGE", b"\xff\xfe")), REFUSED
    yield "a NUL in a part's name", multipart(part("CHA\0NGE", b"1")), GONE
    yield "a file with a path", multipart(part("f", b"x", '; filename="../../../etc/cron.d/x"')), GONE
    yield "a header of a part without end", multipart(b"A" * 60_000), REFUSED
    yield "ten thousand headers of a part", multipart(b"X: y\r\n" * 10_000 + part("to", b"send")), REFUSED


def _hidden(opened: Open) -> Cases:
    form = opened()
    for number in (
        "",
        "forged",
        "\0",
        form["nonce"][:-1],
        form["nonce"] + "A",
        form["nonce"].swapcase(),
        "é" * 43,
    ):
        yield f"the form's number {number[:6]!r} {len(number)}", post(_sent(form, nonce=number)), BAD
    yield "two numbers", post([*_sent(form), ("nonce", "forged")]), BAD
    for state in ("forged", "A" * 5_000, "=", "é", "\0"):
        yield f"sealed answers {state[:6]!r}", post(_sent(form, state=state)), BAD
    for version in ("", "0", "-1", "99999999", "9" * 5_000, "²", "1.0", "1 OR 1=1", "0x1"):
        yield f"version {version[:8]!r} {len(version)}", post(_sent(form, version=version)), GONE
    for name, value in (
        ("arm", "99"),
        ("arm", "-1"),
        ("c", "nobody"),
        ("c", "<script>"),
        ("c", "\0"),
        ("stamp", "forged"),
        ("stamp", "A" * 5_000),
        ("stamp", ""),
        ("website", "http://spam.example"),
        ("work", "ask"),
        ("work", "e30="),
        ("challenge", "x"),
        ("id", "1"),
        ("flags", "none"),
        ("survey", "1"),
    ):
        yield f"{name} {value[:8]!r} {len(value)}", post(_sent(opened(), **{name: value})), TAKEN


def _headers(opened: Open) -> Cases:
    def with_header(**headers: str | None) -> bytes:
        return post(_sent(opened()), **headers)

    for site in ("cross-site", "same-site"):
        yield f"Sec-Fetch-Site: {site}", with_header(Sec_Fetch_Site=site), frozenset({403})
    for origin in (
        "https://evil.example",
        "http://127.0.0.1.evil.example",
        "http://[::1",
        "file://",
        "x" * 2_000,
    ):
        yield f"Origin: {origin[:30]}", with_header(Origin=origin), frozenset({403})
    yield "Origin: null", with_header(Origin="null"), TAKEN
    yield "another host", request(Host="evil.example"), BAD
    yield "a host with a path", request(Host="127.0.0.1/../x"), BAD
    yield "no host", request(Host=None), REFUSED | SHOWN
    yield "an empty host", request(Host=""), REFUSED
    yield "two hosts", request().replace(b"\r\n\r\n", b"\r\nHost: evil.example\r\n\r\n"), REFUSED | SHOWN
    yield "another method said", with_header(X_HTTP_Method_Override="DELETE"), TAKEN
    yield (
        "addresses said",
        with_header(X_Forwarded_For="1.2.3.4, x, '", X_Real_IP="\x01", Forwarded='for="_'),
        NO_TALK,
    )
    yield "https said", with_header(X_Forwarded_Proto="https", X_Forwarded_Host="evil.example"), TAKEN
    yield "a cookie of garbage", with_header(Cookie='sessionid="; $Version=1; =;;;=x; \x7f'), TAKEN | REFUSED
    yield "a cookie of 100,000 letters", with_header(Cookie="a=" + "x" * 100_000), NO_TALK
    yield "three hundred headers", request(**{f"X-{n}": "1" for n in range(300)}), NO_TALK
    yield "encodings of garbage", request(Accept_Encoding="gzip;q=NaN, \u00e9, *"), SHOWN
    yield "languages of garbage", request(Accept_Language="x" * 4_000), SHOWN
    yield "a range", request(Range="bytes=0-1,5-,-1,999999-"), SHOWN
    yield "asked whether it changed", request(If_Modified_Since="yesterday", If_None_Match="*"), SHOWN
    yield "a promise to go on", with_header(Expect="100-continue"), TAKEN
    yield "an expectation of something else", with_header(Expect="200-please"), TAKEN | REFUSED
    yield "an upgrade", request(Connection="Upgrade", Upgrade="websocket"), SHOWN | REFUSED
    yield "a header with a NUL", request(X_Test="a\0b"), NO_TALK
    yield "a header with a line end", request(X_Test="a\rb"), NO_TALK
    yield "a header folded", request(X_Test="a\r\n b"), NO_TALK | SHOWN
    yield "a name with a blank", request(**{"X Test": "1"}), NO_TALK
    yield "lengths that differ", with_header(Content_length="5"), NO_TALK


def _lines(opened: Open) -> Cases:
    body = b"to=send"
    for length in ("-1", "x", "0x7", "7, 7", "9" * 400, "7 7", "+7", "\u0667"):
        yield f"a length of {length[:8]}", post(body, Content_Length=length), NO_TALK
    yield "a length that is too long", post(body, Content_Length="700"), REFUSED
    yield "a length that is too short", post(body, Content_Length="3"), REFUSED
    yield "in pieces", _chunked(b"7\r\nto=send\r\n0\r\n\r\n"), REFUSED
    yield "in pieces of false length", _chunked(b"zz\r\nto=send\r\n0\r\n\r\n"), NO_TALK
    yield "in pieces without end", _chunked(b"7\r\nto=send\r\n"), NO_TALK
    yield "a piece of terabytes", _chunked(b"fffffffffff\r\nx"), NO_TALK
    yield "in pieces and with a length", _chunked(b"0\r\n\r\n", Content_Length="7"), NO_TALK
    yield (
        "in another transfer coding",
        post(body, Transfer_Encoding="gzip, x", Content_Length=None),
        NO_TALK | {501},
    )
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"):
        yield f"method {method}", request(method), frozenset({405})
    yield "method CONNECT", request("CONNECT", "127.0.0.1:443"), NO_TALK
    yield "a method in small letters", request("get"), REFUSED
    yield "a method of 4,000 letters", request("G" * 4_000), NO_TALK
    yield "another protocol", request().replace(b"HTTP/1.1", b"HTTP/9.9"), NO_TALK | {505}
    yield "no protocol", f"GET {PATH}\r\n\r\n".encode(), NO_TALK
    yield "an encrypted greeting", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + os.urandom(200), NO_TALK
    yield "an HTTP/2 greeting", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", NO_TALK | {505}
    yield "random bytes for a request", os.urandom(3_000), NO_TALK
    yield "NULs for a request", b"\0" * 3_000, NO_TALK
    yield "line ends alone", b"\r\n" * 2_000, NO_TALK
    yield "line feeds for line ends", request().replace(b"\r\n", b"\n"), NO_TALK | SHOWN
    yield "a whole address for a path", request(path=f"http://127.0.0.1{PATH}"), SHOWN | REFUSED


def _chunked(body: bytes, **headers: str) -> bytes:
    head = request("POST", Transfer_Encoding="chunked", Content_Type=FORM, **headers)
    return head + body


def _addresses(opened: Open) -> Cases:
    yield "a query of garbage", request(path=f"{PATH}?%&c=%00&&=;c[]=1&%ff"), SHOWN
    yield "a query of 3,000 letters", request(path=f"{PATH}?c={'x' * 3_000}"), SHOWN
    yield "a query of 60,000 letters", request(path=f"{PATH}?{'x' * 60_000}"), NO_TALK
    yield "a script for a channel", request(path=f"{PATH}?c=%3Cscript%3E"), SHOWN
    yield "a NUL in the path", request(path=f"{PATH}%00"), REFUSED
    yield "bytes that are no letters in the path", request(path=f"{PATH}%ff%fe/"), REFUSED
    yield "dots in the path", request(path=f"{PATH}../../../etc/passwd"), REFUSED
    yield "escaped dots in the path", request(path=f"{PATH}%2e%2e/%2e%2e/etc/passwd"), REFUSED
    yield "dots below static", request(path="/static/..%2f..%2f..%2fetc/passwd"), REFUSED
    yield "two slashes", request(path="//evil.example/%2f.."), REFUSED
    yield "a path of 60,000 letters", request(path=f"/{'x' * 60_000}/"), NO_TALK
    yield "a star for a path", request(path="*"), NO_TALK
    yield "a language nobody speaks", request(path="/xx/insights/"), REFUSED
    yield "a form sent to the thanks", request("POST", f"{PATH}thanks/", body=b"to=send"), frozenset({405})
    for stop in (b"", b"abc", b"-1", b"99", "²".encode(), b"\xff", b"1" * 9_999):
        raw = request("POST", f"{PATH}stop/", body=stop, Content_Type="text/plain")
        yield f"left at {stop[:4]!r} {len(stop)}", raw, frozenset({204})
    yield "left, but only looking", request(path=f"{PATH}stop/"), frozenset({405})
