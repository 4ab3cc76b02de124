"""No test reaches beyond this machine."""

from __future__ import annotations

import socket

import pytest


def test_a_test_cannot_reach_another_machine():
    with socket.socket() as plug, pytest.raises(RuntimeError, match="beyond this machine"):
        plug.connect(("192.0.2.1", 80))


def test_a_test_can_reach_its_own_machine():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as plug:
        plug.connect(server.getsockname())
