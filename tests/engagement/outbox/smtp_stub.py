"""A mail server of the tests' own on a port of this machine, which takes mail or misbehaves as it is told."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import Counter
from email import message_from_string
from email.message import Message

TAKES, REFUSES, HANGS, LATER, NEVER, DROPS, DROPS_AFTER = (
    "takes",
    "refuses the connection",
    "hangs",
    "says 4xx",
    "says 5xx to the address",
    "drops in the middle of DATA",
    "takes it and drops before it says so",
)


class MailServer:
    """Speaks enough SMTP for smtplib. ``mood`` can be changed at any time; what was taken stands in ``taken``.

    A mail counts as taken once the server has answered 250 to its last line, except in the mood DROPS_AFTER: then it
    took the mail and its answer was lost.
    """

    def __init__(self) -> None:
        self.mood = TAKES
        self.taken: list[Message] = []
        self.visits = 0
        self._hung = threading.Event()
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]

    def __enter__(self) -> MailServer:
        self._socket.listen(16)
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._hung.set()
        # Wakes the thread that waits for a visitor.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def copies(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(str(message["Message-ID"]) for message in self.taken)

    def recipients(self) -> list[str]:
        return sorted(str(message["To"]) for message in self.taken)

    def _serve(self) -> None:
        while True:
            try:
                plug, _ = self._socket.accept()
            except OSError:
                return
            self.visits += 1
            threading.Thread(target=self._talk, args=(plug, self.mood), daemon=True).start()

    def _talk(self, plug: socket.socket, mood: str) -> None:
        with plug, contextlib.suppress(OSError, ValueError):
            if mood == REFUSES:
                # What a client sees of a port nobody listens at, near enough: the connection ends at once.
                return
            if mood == HANGS:
                self._hung.wait(60)
                return
            lines = plug.makefile("rwb")
            self._say(lines, "220 here")
            while line := lines.readline().decode().strip():
                word = line.split(" ")[0].upper()
                if word == "RCPT" and mood == LATER:
                    self._say(lines, "451 try again later")
                elif word == "RCPT" and mood == NEVER:
                    self._say(lines, "550 nobody of this name")
                elif word == "DATA":
                    self._say(lines, "354 go on")
                    if mood == DROPS:
                        lines.readline()
                        return
                    self.taken.append(message_from_string(self._data(lines)))
                    if mood == DROPS_AFTER:
                        return
                    self._say(lines, "250 taken")
                elif word == "QUIT":
                    self._say(lines, "221 goodbye")
                    return
                else:
                    self._say(lines, "250 yes")

    def _data(self, lines) -> str:
        told = []
        while (line := lines.readline().decode()) != ".\r\n":
            if not line:
                raise ValueError("broken off")
            told.append(line)
        return "".join(told)

    def _say(self, lines, words: str) -> None:
        lines.write(f"{words}\r\n".encode())
        lines.flush()
