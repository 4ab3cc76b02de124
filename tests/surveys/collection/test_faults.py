"""When something breaks while an answer is being sent, the person is told, and what they wrote comes back."""

from __future__ import annotations

from unittest import mock

import pytest
from django.db import OperationalError

from surveys.models import Intake
from tests.surveys.collection.walk import Page

pytestmark = pytest.mark.django_db
TEXT = 'Lights on the path.\nAnd "a bus" <at> night & اردو'


def opened(visitor, address="/insights/") -> dict[str, list[str]]:
    return Page(visitor.get(address)).fields


@pytest.mark.parametrize(
    ("target", "error", "status"),
    [
        ("surveys.collection.answering.accept_response", OperationalError, 503),
        ("surveys.collection.answering.accept_response", RuntimeError, 500),
        ("surveys.collection.answering._send", RuntimeError, 500),
    ],
    ids=["the database", "the program while storing", "the program before"],
)
@pytest.mark.parametrize("address", ["/insights/", "/ur/insights/"])
def test_what_somebody_wrote_comes_back_and_can_be_sent_again(
    insights, visitor, target, error, status, address
):
    form = opened(visitor, address) | {"CHANGE": [TEXT], "SAFEDAY": ["unsafe"]}
    with mock.patch(target, side_effect=error):
        answer = visitor.post(address, form | {"to": ["send"]})
    page = Page(answer)
    assert answer.status_code == status
    assert page.fields["CHANGE"] == [TEXT]
    assert "send" in page.buttons and not Intake.objects.exists()
    again = visitor.post(address, page.fields | {"to": ["send"]})
    assert again.status_code == 303
    payload = Intake.objects.get().payload
    assert payload["comments"] == {"CHANGE": TEXT} and payload["answers"]["SAFEDAY"] == "unsafe"


def test_answers_of_earlier_pages_come_back_too(insights, visitor):
    first = Page(visitor.post("/insights/", opened(visitor) | {"SAFEDAY": ["unsafe"], "to": ["s4"]}))
    with mock.patch("surveys.collection.answering.pages.check_page", side_effect=RuntimeError):
        answer = visitor.post("/insights/", first.fields | {"CHANGE": [TEXT], "to": ["check"]})
    page = Page(answer)
    assert answer.status_code == 500 and page.fields["CHANGE"] == [TEXT]
    assert visitor.post("/insights/", page.fields | {"to": ["send"]}).status_code == 303
    assert Intake.objects.get().payload["answers"]["SAFEDAY"] == "unsafe"


def test_an_odd_button_is_not_repeated_on_the_page(insights, visitor):
    with mock.patch("surveys.collection.answering._proceed", side_effect=RuntimeError):
        answer = visitor.post("/insights/", opened(visitor) | {"to": ['"><script>x</script>']})
    assert answer.status_code == 500
    assert b"<script>x" not in answer.content and "check" in Page(answer).buttons
