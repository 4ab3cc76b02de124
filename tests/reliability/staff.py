"""An analyst at work over HTTP while visitors answer."""

from __future__ import annotations

import http.client
import re
import threading
from collections import Counter
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.urls import reverse

from surveys.models import SurveyPage
from tests.people import cast
from tests.reliability.crowd import AWAY
from tests.surveys.workbench.answered import people, store, survey_page

CSRF = re.compile(r"csrftoken=([^;]+)")


def mixed_survey() -> SurveyPage:
    """A closed survey with answers enough for every table."""
    survey = survey_page("closed")
    store(survey, people(300))
    return survey


class Analyst:
    """Reads tables and takes them away as a file, over and over, for as long as the block runs."""

    def __init__(self, survey: SurveyPage) -> None:
        client = Client()
        client.force_login(cast("analyst"))
        self._session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self._page = reverse("workbench:tables", args=[survey.pk])
        self._file = reverse("workbench:download", args=[survey.pk])
        self.seen: Counter[str] = Counter()
        self._leaving = threading.Event()
        self._thread: threading.Thread | None = None
        self.port = 0

    def at(self, port: int) -> Analyst:
        """On the server at this port."""
        self.port = port
        return self

    def troubles(self) -> list[str]:
        """What an analyst should not have met with."""
        return [seen for seen in self.seen if seen not in ("tables 200", "file 200", "file with figures")]

    def __enter__(self) -> Analyst:
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        assert self._thread is not None
        self._thread.join(90)

    def _work(self) -> None:
        while not self._leaving.is_set():
            try:
                status, cookies, _ = self._ask("GET", f"{self._page}?by=sex", "")
                self.seen[f"tables {status}"] += 1
                token = CSRF.search(cookies)
                if token is None:
                    self.seen["tables without a form"] += 1
                    continue
                stated = {"purpose": "board", "reason": "a file taken under load", "term": "90"}
                fields = {"by": "sex", "format": "csv"} | stated
                status, _, text = self._ask("POST", self._file, token[1], fields)
                self.seen[f"file {status}"] += 1
                self.seen["file with figures"] += "SAFEDAY" in text
            except AWAY as away:
                self.seen[type(away).__name__] += 1

    def _ask(
        self, method: str, path: str, token: str, fields: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self._session}; csrftoken={token}"}
        if fields is not None:
            headers |= {"X-CSRFToken": token, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, urlencode(fields) if fields else None, headers)
            response = connection.getresponse()
            cookies = "; ".join(response.headers.get_all("Set-Cookie") or [])
            return response.status, cookies, response.read().decode("utf-8", "replace")
        finally:
            connection.close()
