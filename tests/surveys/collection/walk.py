"""Filling a survey in as a browser without JavaScript does."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client


class Page(HTMLParser):
    """What a page shows: the fields of its form as they would be sent, its buttons, its text."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: dict[str, list[str]] = {}
        self.choices: dict[str, list[str]] = {}
        self.buttons: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._area: str | None = None
        self._list: str | None = None
        self._silent = 0
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.attributes.append((tag, given))
        name = given.get("name")
        if tag in ("style", "script"):
            self._silent += 1
        if tag == "button" and name:
            self.buttons.append(str(given["value"]))
        if tag == "textarea" and name:
            self._area = name
            self.fields[name] = [""]
        if tag == "select":
            self._list = name
        if tag == "option" and self._list:
            self.choices.setdefault(self._list, []).append(given.get("value") or "")
            if "selected" in given:
                self.fields.setdefault(self._list, []).append(given["value"] or "")
        if tag != "input" or not name:
            return
        value = given.get("value") or ""
        if given["type"] in ("radio", "checkbox"):
            self.choices.setdefault(name, []).append(value)
            if "checked" in given:
                self.fields.setdefault(name, []).append(value)
        else:
            self.fields[name] = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        if tag in ("style", "script"):
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area][0] += data.removeprefix("\n")
        elif not self._silent:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


class Walker:
    """Somebody with a browser that runs no script: opens the survey, fills in, presses buttons."""

    def __init__(self, client: Client, address: str = "/insights/") -> None:
        self.client = client
        self.address = address.partition("?")[0]
        self.response = client.get(address)
        self.page = Page(self.response)

    def press(self, to: str, **answers: Any) -> HttpResponse:
        """Fill in and press the button; names with a dot are given with two underscores."""
        return self.send(to, {name.replace("__", "."): value for name, value in answers.items()})

    def send(self, to: str, answers: dict[str, Any]) -> HttpResponse:
        assert to in self.page.buttons, f"{to} is not among the buttons {self.page.buttons}"
        fields: dict[str, Any] = {**self.page.fields, **answers, "to": to}
        self.response = self.client.post(self.address, fields)
        if self.response.status_code != 303:
            self.page = Page(self.response)
        return self.response

    def raw(self, **changes: Any) -> dict[str, Any]:
        """The hidden fields of the open page, changed as wanted; None removes one."""
        fields = {name: values[0] for name, values in self.page.fields.items() if name.islower()}
        return {name: value for name, value in {**fields, **changes}.items() if value is not None}
