"""Building the peer with the questions of a survey, and sending it once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.visitor import Visitor, hidden

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
"""What ``wagtail start`` puts into a new project."""

KINDS = {"checkbox": "checkboxes", "text": "singleline", "longtext": "multiline", "scale": "number"}


def build(definition: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    """A live form page with a survey's questions, one field for each of its form fields; its address."""
    from wagtail.models import Site

    from benchmarks.wagtail_forms.models import FormField, FormPage
    from surveys.authoring.routing import fields

    page = FormPage(title="Your area, your say", slug="form-page")
    for section in definition["sections"]:
        for question in section["questions"]:
            key = f"q:{question['code']}"
            for name in fields(question):
                row = name.partition(".")[2]
                page.form_fields.add(
                    FormField(
                        clean_name=name.replace(".", "_").lower(),
                        label=texts[f"{key}.r:{row}"] if row else texts[key],
                        field_type=KINDS.get(question["type"], "radio"),
                        required=False,
                        choices="\n".join(
                            texts[f"{key}.o:{option['code']}"].replace(",", "")
                            for option in question.get("options", ())
                        ),
                    )
                )
    Site.objects.get(is_default_site=True).root_page.add_child(instance=page)
    return "/form-page/"


def answers(
    definition: Mapping[str, Any], texts: Mapping[str, str], given: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The survey's answers under the names and values of the peer's fields."""
    labels = {}
    for section in definition["sections"]:
        for question in section["questions"]:
            for option in question.get("options", ()):
                said = texts[f"q:{question['code']}.o:{option['code']}"]
                labels[question["code"], option["code"]] = said.replace(",", "")
    return [
        (name.replace(".", "_").lower(), labels.get((name.partition(".")[0], value), value))
        for name, value in given
    ]


def visit(visitor: Visitor, address: str, given: list[tuple[str, str]]) -> None:
    """Open the form page, send it, read the thank-you page: one anonymous visit."""
    visitor.cookies.clear()
    page = visitor.get(address)
    thanks = visitor.post(address, [*hidden(page), *given])
    if b"Thank you" not in thanks:
        raise RuntimeError("The form page did not take the answers.")
