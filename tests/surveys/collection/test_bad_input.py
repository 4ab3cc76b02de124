"""Whatever arrives is answered with a sentence that says what to do; nothing is stored in part."""

from __future__ import annotations

import time
from urllib.parse import quote_plus

import pytest
from django.db import OperationalError

from surveys.collection.nonce import make_nonce
from surveys.collection.state import State, seal_state
from surveys.models import Intake, Nonce
from tests.surveys.collection.walk import Page, Walker

FORM = "application/x-www-form-urlencoded"
TYPED = "The underpass has no lights"


@pytest.fixture
def walker(insights, visitor) -> Walker:
    return Walker(visitor)


def nothing_stored() -> bool:
    return not Intake.objects.exists() and not Nonce.objects.exists()


def wrong(response) -> str:
    """The headline of a problem page, after checking that it is one of ours."""
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert "Traceback" not in response.content.decode()
    page = Page(response)
    assert [given for tag, given in page.attributes if given.get("role") == "alert"]
    return page.text


FAULTS = [
    ({"SAFEDAY": "made_up"}, 422, "Choose one of the answers shown."),
    ({"SAFEDAY": ["unsafe", "very_safe"]}, 422, "Choose one answer only."),
    ({"AGREE.LISTEN": "'; DROP TABLE"}, 422, "Choose one of the answers shown."),
    ({"AGE": "12"}, 422, "Choose one of the answers shown."),
    ({"HOPE": "11"}, 422, "Choose a number on the scale."),
    ({"HOPE": "1e400"}, 422, "Choose a number on the scale."),
    ({"HOPE": "٧"}, 422, "Choose a number on the scale."),
    ({"CHANGE": "x" * 2001}, 422, "This is too long. Please shorten it."),
    ({"CHANGE": f"{TYPED}\x00"}, 422, "a character we cannot store"),
    ({"SAFEDAY": "\x00"}, 422, "Choose one of the answers shown."),
    ({"nonce": ""}, 400, "Please send again"),
    ({"nonce": "forged"}, 400, "Please send again"),
    ({"nonce": "\x00"}, 400, "Please send again"),
    ({"nonce": ["a", "b"] * 50}, 400, "Please send again"),
    ({"state": "forged"}, 400, "Some answers were lost on the way"),
    ({"state": "A" * 5000}, 400, "Some answers were lost on the way"),
    ({"version": ""}, 409, "The questions have changed"),
    ({"version": "99999999"}, 409, "The questions have changed"),
    ({"version": "9" * 5000}, 409, "The questions have changed"),
    ({"version": "²"}, 409, "The questions have changed"),
    ({"to": "s99"}, 400, "Please send again"),
    ({"to": "\x00<b>"}, 400, "Please send again"),
]


@pytest.mark.both_databases
@pytest.mark.parametrize("fields, status, words", FAULTS)
def test_a_bad_field_is_named_and_what_was_typed_is_kept(walker, fields, status, words):
    response = walker.client.post(
        "/insights/", {**walker.raw(to="send"), "WHY": "", "CHANGE": TYPED, **fields}
    )
    assert response.status_code == status
    assert words in wrong(response)
    assert nothing_stored()
    kept = Page(response).fields["CHANGE"][0]
    assert kept == (fields["CHANGE"].replace("\x00", "") if "CHANGE" in fields else TYPED)


def test_what_is_marked_can_be_mended_and_sent(walker):
    walker.send("send", {"SAFEDAY": "made_up", "HOPE": "7", "CHANGE": TYPED})
    assert set(walker.page.choices) == {"SAFEDAY"}
    assert walker.press("send", SAFEDAY="unsafe").status_code == 303
    payload = Intake.objects.get().payload
    assert payload["answers"] == {"SAFEDAY": "unsafe", "HOPE": 7}
    assert payload["comments"] == {"CHANGE": TYPED}


def test_a_bad_choice_is_told_before_the_check_page(walker):
    walker.press("over13")
    walker.press("s1")
    walker.press("s2", AVOID="yes")
    walker.press("s3", PLACES=["nowhere", "bus"])
    walker.press("s4")
    assert walker.press("check").status_code == 200
    assert "cannot go together with others" in wrong(walker.response)
    assert sorted(walker.page.fields["PLACES"]) == ["bus", "nowhere"]
    walker.page.fields["PLACES"] = ["bus"]
    assert walker.press("check").status_code == 200
    assert "Which kinds of place? Buses" in walker.page.text


def test_choices_that_exclude_each_other_cost_that_question_alone(walker):
    answers = {"AVOID": "yes", "PLACES": ["nowhere", "park"], "HOPE": "7"}
    assert walker.send("send", answers).status_code == 303
    payload = Intake.objects.get().payload
    assert payload["answers"] == {"AVOID": "yes", "HOPE": 7}
    assert "contradiction" in payload["flags"]


@pytest.mark.parametrize("hours, is_refused", [(23, False), (26, True)])
def test_a_form_left_open_for_a_day_is_sent_again_with_a_fresh_number(walker, hours, is_refused):
    old = make_nonce(time.time() - hours * 3600)
    walker.page.fields["nonce"] = [old]
    response = walker.send("send", {"CHANGE": TYPED, "HOPE": "4"})
    if not is_refused:
        assert response.status_code == 303
        return
    assert response.status_code == 409
    assert "This page was open for a long time" in wrong(response)
    assert nothing_stored()
    assert walker.page.fields["CHANGE"] == [TYPED]
    assert walker.press("send").status_code == 303
    payload = Intake.objects.get().payload
    assert (payload["answers"], payload["comments"]) == ({"HOPE": 4}, {"CHANGE": TYPED})


def test_sealed_answers_of_two_days_ago_are_asked_for_again_and_kept(walker, insights):
    version = insights.versions.get().pk
    sealed = seal_state(
        State({"HOPE": ["4"]}), survey=insights.pk, version=version, now=time.time() - 50 * 3600
    )
    fields = walker.raw(state=sealed, to="check", CHANGE=TYPED)
    walker.response = walker.client.post("/insights/", fields)
    assert walker.response.status_code == 409
    walker.page = Page(walker.response)
    assert walker.press("check").status_code == 200
    assert "How hopeful are you? 4" in walker.page.text
    assert TYPED in walker.page.text


def test_a_database_that_is_away_is_told_and_nothing_typed_is_lost(walker, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("surveys.collection.answering.accept_response", away)
        response = walker.send("send", {"CHANGE": TYPED, "HOPE": "4"})
    assert response.status_code == 503
    assert "Not saved, try again" in wrong(response)
    assert walker.page.fields["CHANGE"] == [TYPED]
    assert walker.press("send").status_code == 303
    assert Intake.objects.get().payload["answers"] == {"HOPE": 4}


def away(**_: object) -> None:
    raise OperationalError(TYPED)


def test_an_unforeseen_fault_is_a_plain_page_and_tells_the_log_no_words(walker, monkeypatch, caplog):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("surveys.collection.middleware.answer", broken)
    response = walker.client.post("/insights/", walker.raw(to="send", CHANGE=TYPED))
    assert response.status_code == 500
    assert "Something went wrong here" in wrong(response)
    assert TYPED not in caplog.text


MULTIPART = "multipart/form-data; boundary=x"


def parts(count: int, more: str = "") -> bytes:
    one = '--x\r\nContent-Disposition: form-data; name="k{n}"{more}\r\n\r\n1\r\n'
    return "".join(one.format(n=n, more=more.format(n=n)) for n in range(count)).encode() + b"--x--"


BODIES = [
    ("five megabytes", b"CHANGE=" + b"x" * 5_000_000, FORM, 413),
    ("ten thousand keys", b"&".join(b"k%d=1" % n for n in range(10_000)), FORM, 413),
    ("ten thousand times one key", b"&".join([b"SAFEDAY=unsafe"] * 10_000), FORM, 413),
    ("no body", b"", FORM, 415),
    ("only separators", b"&&&&====&;;", FORM, 409),
    ("broken percent signs", b"%=%zz&%%%&CHANGE=%", FORM, 409),
    ("not a form", b"{}", "application/json", 415),
    ("text", b"to=send", "text/plain", 415),
    ("no type", b"to=send", "", 415),
    ("a type that is none", b"to=send", "\x7f;;;", 415),
    ("multipart without boundary", b"--x", "multipart/form-data", 400),
    ("multipart cut short", b"--x\r\nContent-Disposition: form-data; name=", MULTIPART, 409),
    ("multipart with a strange boundary", b"--x", 'multipart/form-data; boundary="' + "y" * 300 + '"', 400),
    ("broken base64", parts(1, "\r\nContent-Transfer-Encoding: base64"), MULTIPART, 409),
    ("four and a half thousand parts", parts(4_500), MULTIPART, 413),
    ("a thousand files", parts(1_000, '; filename="{n}"'), MULTIPART, 413),
    ("a character set nobody has", b"to=send", FORM + "; charset=utf-77", 409),
    ("utf-16 said to be a form", "to=send".encode("utf-16"), FORM, 400),
]  # fmt: skip


@pytest.mark.parametrize(
    "body, kind, status", [case[1:] for case in BODIES], ids=[case[0] for case in BODIES]
)
def test_a_bad_body_is_refused_with_a_sentence(walker, body, kind, status):
    response = walker.client.generic("POST", "/insights/", body, content_type=kind)
    assert response.status_code == status
    assert len(wrong(response)) > 100
    assert nothing_stored()


@pytest.mark.parametrize("length", ["-1", "x", "", "1" * 400, "9999999"])
def test_a_false_length_is_no_fault_of_ours(walker, length):
    response = walker.client.generic(
        "POST", "/insights/", b"to=send", content_type=FORM, CONTENT_LENGTH=length
    )
    assert 400 <= response.status_code < 500
    assert nothing_stored()


@pytest.mark.parametrize("broken", [b"%ff%fe", b"\xff", b"%ed%a0%80", b"%c3"])
def test_broken_letters_are_shown_and_the_rest_is_kept(walker, broken):
    fields = "&".join(f"{name}={quote_plus(str(value))}" for name, value in walker.raw(to="send").items())
    body = f"{fields}&HOPE=4&CHANGE=no+lights+".encode() + broken
    response = walker.client.generic("POST", "/insights/", body, content_type=FORM)
    assert response.status_code == 400
    assert "Some letters arrived broken" in wrong(response)
    assert nothing_stored()
    walker.page = page = Page(response)
    assert page.fields["CHANGE"][0].startswith("no lights \ufffd")
    assert walker.press("send", CHANGE="no lights").status_code == 303
    assert Intake.objects.get().payload["answers"] == {"HOPE": 4}


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "text",
    [
        "سلام",
        "ਸਤ ਸ੍ਰੀ ਅਕਾਲ",
        "مرحبا",
        "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "e\u0301",
        "\u202eabc\u202c",
        "<script>alert(1)</script>",
        "a\tb",
        "&amp;",
        "\ufffd",
        "'\"`",
        "=1+1",
    ],
)
def test_every_text_a_person_may_write_is_stored_unchanged(walker, text):
    assert walker.send("send", {"CHANGE": text}).status_code == 303
    assert Intake.objects.get().payload["comments"] == {"CHANGE": text}


@pytest.mark.parametrize(
    "headers, is_refused",
    [
        ({}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://testserver"}, False),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "same-site", "origin": "http://testserver"}, True),
        ({"origin": "https://evil.example"}, True),
        ({"origin": "http://testserver.evil.example"}, True),
        ({"origin": "http://[::1"}, True),
    ],
)
def test_answers_come_from_our_own_page_alone(walker, headers, is_refused):
    headers = {"host": "testserver", **headers}
    response = walker.client.post("/insights/", walker.raw(to="send", HOPE="4"), headers=headers)
    assert response.status_code == (403 if is_refused else 303)
    assert nothing_stored() is is_refused


@pytest.mark.parametrize(
    "body, is_counted",
    [
        (b"2", True),
        (b"4", True),
        (b"5", False),
        (b"0", False),
        (b"", False),
        (b"abc", False),
        ("²".encode(), False),
        (b"1" * 999, False),
    ],
)
def test_the_section_left_at_is_counted_and_nothing_else_is_taken(walker, insights, body, is_counted):
    from surveys.collection.counters import counters
    from surveys.models import SectionStop

    response = walker.client.generic("POST", "/insights/stop/", body, content_type="text/plain;charset=UTF-8")
    assert (response.status_code, response.content) == (204, b"")
    counters.flush()
    assert list(SectionStop.objects.values_list("section", "n")) == ([(int(body), 1)] if is_counted else [])


@pytest.mark.parametrize("query", ["?c=%00", "?" + "c=1&" * 3000, "?c=\u00e9", "?%", "?c=a&c=q7x"])
def test_no_query_breaks_the_first_page(walker, query):
    assert walker.client.get(f"/insights/{query}").status_code == 200
