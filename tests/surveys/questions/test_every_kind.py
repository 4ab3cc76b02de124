"""What holds for every kind of question."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questions import form_fields, kind_of
from tests.surveys.authoring.definitions import ask, drawn, option, survey
from tests.surveys.questions.asked import EVERY_KIND, faces, faults, picture, read
from tests.test_architecture import offences

kinds = pytest.mark.parametrize("kind", EVERY_KIND)


@kinds
def test_each_can_be_published(kind):
    assert faults(EVERY_KIND[kind]) == []


@kinds
def test_each_is_shown_in_what_we_store(kind):
    question = EVERY_KIND[kind]
    for number in range(40):
        made = kind_of(question).made_up(question, number)
        got = read(question, **{name.replace(".", "__"): found for name, found in made.items()})
        assert got.problems == {}
        assert bool(got.answers or got.demographics) is not kind_of(question).written


@kinds
@drawn
@given(data=st.data())
def test_whatever_is_sent_is_stored_as_it_came_or_refused_with_a_reason(kind, data):
    question = EVERY_KIND[kind]
    likely = [
        *(item["code"] for item in (*question.get("options", ()), *question.get("areas", ()))),
        *("5", "-3", "2.5", "2024", "-07", "yes", "", " ", "a\r\nb", "\x00", "x" * 2001, "<b>", "'; --"),
    ]
    values = st.lists(st.one_of(st.sampled_from(likely), st.text(max_size=20)), max_size=5)
    sent = {name: data.draw(values) for name in form_fields(question)}
    got = read(question, **{name.replace(".", "__"): found for name, found in sent.items()})
    stored = {**got.answers, **got.comments}
    if got.problems:
        assert not stored
        assert not got.demographics
        return
    meant = {value for found in sent.values() for value in found if value.strip()}
    if meant:
        assert stored or got.demographics
    assert json.loads(json.dumps(stored)) == stored
    for value in (*stored.values(), *got.demographics.values()):
        for part in value if isinstance(value, list) else [value]:
            assert _came(str(part), meant) or kind in ("radio", "checkbox", "area")


def _came(stored: str, meant: set[str]) -> bool:
    """Whether a stored value is what somebody sent, or made of it: a number in other digits, a year and its month."""
    sent = {value.replace("\r\n", "\n").replace("\r", "\n") for value in meant}
    if stored in sent or (stored[:4] in sent and stored[4:] in sent):
        return True
    try:
        return any(float(value.replace(",", ".")) == float(stored) for value in sent if value.strip())
    except ValueError:
        return False


@kinds
def test_the_same_answers_are_read_whatever_order_their_fields_come_in(kind):
    question = EVERY_KIND[kind]
    made = kind_of(question).made_up(question, 7)
    names = {name.replace(".", "__"): found for name, found in made.items()}
    assert read(question, **names) == read(question, **dict(reversed(names.items())))


def test_ten_thousand_answers_are_refused_in_one_sentence():
    codes = [option(f"o{number}") for number in range(10_000)]
    for kind in ("radio", "checkbox", "ranking", "faces", "picture", "grid"):
        more = {"rows": [option("R")]} if kind == "grid" else {}
        said = faults(ask("Q", kind, places=2, smiling_first=True, **more) | {"options": codes})
        assert said[0] == "Question Q: it has 10,000 answers; at most 200 are allowed."
        assert len(said) <= 2


def test_codes_twice_and_hostile_codes_are_named():
    twice = ask("Q", "radio", "a", "a", "<script>")
    assert faults(twice) == [
        "Question Q: the code 'a' is used by 2 answers. Give each its own code.",
        "Question Q: the code '<script>' of an answer: codes are letters, digits, _, + and -, at most 40 characters.",
    ]


@pytest.mark.parametrize("count", [2, 6])
def test_faces_are_three_to_five(count):
    assert any("between 3 and 5 can be told apart" in said for said in faults(faces(count)))


def test_every_picture_is_there_and_there_are_few():
    assert faults(picture(1, None)) == [
        "Question Q: the answer 'p1' has no picture. Choose one from the image library."
    ]
    assert "at most 12 load well on a phone" in faults(picture(*range(1, 15)))[0]


def test_a_survey_of_every_kind_reads_each_where_it_is_stored():
    questions = [question | {"code": kind.upper()} for kind, question in EVERY_KIND.items()]
    assert not [said for question in questions for said in faults(question)]
    assert len(survey(questions)["sections"][0]["questions"]) == 14


def test_what_a_kind_knows_it_knows_without_django():
    assert not offences(
        "surveys.questions",
        forbidden=("django", "wagtail", "surveys", "cms", "engagement"),
        allowed=("surveys.questions", "surveys.analysis"),
    )
