"""The server as it runs, on both databases, under everything a machine or a broken browser may send."""

from __future__ import annotations

import contextlib
import time

import psutil
import pytest

from tests.fuzz.cases import Case, Form, cases
from tests.fuzz.texts import VALID
from tests.fuzz.wire import PATH, Said, half_open, post, request, say
from tests.reliability.ledger import stored_answers, used_forms
from tests.reliability.server import Server
from tests.scan.visitors import HIDDEN, Visitor

pytestmark = pytest.mark.long

IN_TIME = 5.0
MOST_MEMORY = 100 * 2**20


@pytest.fixture
def server(engine, tmp_path):
    """A server that only answers: the models its timed work loads to read comments are no visitor's doing."""
    with Server(engine, tmp_path / "site", TIMED_WORK="0") as running:
        yield running


def _memory(server: Server) -> int:
    assert server.process is not None
    first = psutil.Process(server.process.pid)
    return sum(process.memory_info().rss for process in (first, *first.children(recursive=True)))


def _faults(case: Case, said: Said) -> list[str]:
    faults = []
    if said.status not in case.right:
        faults.append(f"was answered {said.status}")
    if said.status >= 500 and said.status not in case.right:
        faults.append("is a fault of ours")
    if any(word in said.text for word in ("Traceback", "Exception", "DEBUG", "/site-packages/")):
        faults.append("tells of our insides")
    if said.seconds > IN_TIME:
        faults.append(f"took {said.seconds:.1f} s")
    if "Set-Cookie" in said.text:
        faults.append("sets a cookie")
    return [f"{case.name}: {fault}" for fault in faults]


def test_whatever_arrives_is_answered_in_time_and_nothing_is_stored_in_part(server, engine):
    visitor = Visitor(server.port)

    def opened() -> Form:
        return visitor.open_form(PATH)

    for _ in range(30):
        opened()
    before = most = _memory(server)
    faults: list[str] = []
    asked = thanked = 0
    for case in cases(opened):
        asked += 1
        said = say(server.port, case.raw)
        thanked += said.status == 303
        faults += _faults(case, said)
        most = max(most, _memory(server))
    assert not faults, "\n".join(faults)
    assert asked >= 200
    assert len(stored_answers(engine)) == used_forms(engine) == thanked
    assert most - before < MOST_MEMORY, f"{(most - before) / 2**20:.0f} MB more"
    print(f"{engine.vendor}: {(most - before) / 2**20:.0f} MB more after {asked} requests")
    log = server.log.read_text(errors="replace")
    assert "Traceback" not in log and "etc/passwd" not in log and "DROP TABLE" not in log


def test_every_script_and_sign_people_write_in_is_stored_unchanged(server, engine):
    visitor = Visitor(server.port)
    for text in VALID:
        form = visitor.open_form(PATH) | {"CHANGE": text, "to": "send"}
        assert say(server.port, post(form.items())).status == 303
    stored = [answer["comments"]["CHANGE"] for answer in stored_answers(engine)]
    assert sorted(stored) == sorted(VALID)


def test_a_form_is_stored_once_however_often_it_is_sent_and_after_a_restart(server, engine):
    form = Visitor(server.port).open_form(PATH) | {"HOPE": "7", "to": "send"}
    for _ in range(3):
        assert say(server.port, post(form.items())).status == 303
    server.kill()
    server.start()
    assert say(server.port, post(form.items())).status == 303
    assert len(stored_answers(engine)) == used_forms(engine) == 1


BODY = b"to=send&CHANGE=" + b"x" * 100


def test_forms_that_are_never_finished_hold_the_site_up_for_seconds_not_for_ever(server, engine):
    with half_open(server.port, 30, post(BODY)[: -len(BODY) + 10]):
        assert _answers_again(server).status == 200
    assert stored_answers(engine) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("begun", [b"POST /insights/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-", b"G"])
def test_headers_that_are_never_finished_hold_the_embedded_server_up_for_seconds(server, engine, begun):
    with half_open(server.port, 30, begun):
        assert HIDDEN.search(_answers_again(server).text)


def _answers_again(server: Server) -> Said:
    """What somebody hears who keeps asking while others hold their lines."""
    until = time.monotonic() + 150
    while time.monotonic() < until:
        with contextlib.suppress(TimeoutError):
            return say(server.port, request())
    raise AssertionError("The site waits for callers who say nothing.")
