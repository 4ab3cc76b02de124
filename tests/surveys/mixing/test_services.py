"""What a mix does to the answers that wait."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from scipy.stats import kendalltau

from surveys.mixing import services
from surveys.mixing.services import mix, mix_closed, mix_due
from surveys.models import Comment, Fieldwork, Intake, OwedVacuum, Response, ThemeTag
from tests.scan.order import bound
from tests.surveys.mixing.waiting import open_survey, payload, send

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def survey():
    return open_survey()


def numbers(survey) -> list[int]:
    return [answers["NUMBER"] for answers in survey.responses.values_list("answers", flat=True)]


def test_every_waiting_answer_becomes_one_response_with_all_it_said(survey):
    send(survey, 12)
    mixed = mix(survey)
    assert (mixed.n, mixed.waiting, str(mixed)) == (12, 0, "Insights: 12 mixed.")
    assert not Intake.objects.exists()
    assert sorted(numbers(survey)) == list(range(12))
    response = survey.responses.get(answers__NUMBER=7)
    assert response.version == survey.versions.get()
    assert (response.arm, response.language, response.flags) == (0, "en", ["fast"])
    assert (response.age_band, response.sex, response.religion) == ("16-17", "prefer_not", None)
    assert response.answers == {"NUMBER": 7, "PLACES": ["park", "bus"]}
    comment = response.comments.get()
    assert (comment.question, comment.language) == ("CHANGE", "en")
    assert comment.text == "More light by the canal, please, voice 7."


def test_a_link_that_few_used_is_not_kept_with_their_answers(survey):
    send(survey, 29)
    send(survey, 30, channel="bus")
    mix(survey)
    assert Counter(survey.responses.values_list("channel", flat=True)) == {"": 29, "bus": 30}
    # One more through each: with thirty already kept it is one among them, otherwise it would stand alone.
    send(survey, 1, channel="bus")
    send(survey, 9)
    mix(survey)
    assert Counter(survey.responses.values_list("channel", flat=True)) == {"": 38, "bus": 31}


def test_a_comment_is_stored_redacted_and_nowhere_else(survey):
    send(survey, 10, comments={"CHANGE": "Ring me on 07700900123 about the canal"})
    mix(survey)
    texts = list(Comment.objects.values_list("text", flat=True))
    assert len(texts) == 10
    assert all("900123" not in text and "canal" in text for text in texts)
    assert "900123" not in str(list(Response.objects.values()))


def test_an_empty_comment_is_no_comment_and_an_answer_may_be_a_comment_alone(survey):
    send(survey, 5, comments={"CHANGE": "  "})
    send(survey, 5, answers={})
    assert mix(survey).n == 10
    assert (Response.objects.count(), Comment.objects.count()) == (10, 5)


def test_fewer_answers_than_wanted_stay_where_they_are_and_it_says_so(survey):
    send(survey, 9)
    before = list(Intake.objects.order_by("pk").values())
    told = str(mix(survey))
    assert told == "Insights: nothing mixed. 9 waiting, and a mix needs at least 10."
    assert list(Intake.objects.order_by("pk").values()) == before
    assert not Response.objects.exists()
    assert not OwedVacuum.objects.exists()


def test_a_survey_nobody_answered_has_nothing_to_mix(survey):
    assert str(mix(survey, at_least=1)) == "Insights: nothing waits."


def test_a_batch_below_one_is_refused(survey):
    with pytest.raises(ValueError, match="at least 1"):
        mix(survey, at_least=0)


def test_new_keys_have_nothing_to_do_with_the_old_ones(survey):
    send(survey, 10)
    before = set(Intake.objects.values_list("pk", flat=True))
    mix(survey)
    assert not before & set(Response.objects.values_list("pk", flat=True))


def test_neither_key_nor_order_of_storage_follows_the_order_of_sending(survey):
    send(survey, 150)
    mix(survey)
    stored = [row["answers"]["NUMBER"] for row in Response.objects.order_by("pk").values("answers")]
    as_kept = [row["answers"]["NUMBER"] for row in Response.objects.order_by().values("answers")]
    for found in (stored, as_kept):
        assert abs(kendalltau(range(150), found).statistic) < bound(150)


def test_an_earlier_batch_keeps_its_keys_and_everything_that_hangs_from_them(survey):
    send(survey, 10)
    mix(survey)
    for comment in Comment.objects.all():
        ThemeTag.objects.create(comment=comment, theme="lighting", spans=[[0, 4]], score=0.5, codebook="1")
    tables = (Response, Comment, ThemeTag)
    before = [list(model.objects.order_by("pk").values()) for model in tables]
    send(survey, 10, first=10)
    mix(survey)
    assert sorted(numbers(survey)) == list(range(20))
    for model, rows in zip(tables, before, strict=True):
        keys = [row["id"] for row in rows]
        assert list(model.objects.filter(pk__in=keys).order_by("pk").values()) == rows
    assert ThemeTag.objects.filter(comment__response__survey=survey).count() == 10


def test_another_survey_is_left_alone(survey):
    other = open_survey("other")
    send(survey, 10)
    send(other, 10)
    mix(survey)
    assert (other.intake.count(), other.responses.count()) == (10, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 0},
        {"demographics": {"shoe_size": "44"}},
        {"language": "x" * 11},
        {"comments": {"CHANGE": 3}},
        {"comments": {"C" * 41: "hello"}},
    ],
)
def test_an_answer_nobody_foresaw_waits_and_holds_up_no_other(survey, wrong, caplog):
    send(survey, 10)
    send(survey, 1, first=10, **wrong)
    mixed = mix(survey)
    assert (mixed.n, mixed.waiting, mixed.unreadable) == (10, 1, 1)
    assert "1 cannot be read" in str(mixed)
    assert Intake.objects.get().payload == payload(survey, 10, **wrong)
    assert "an answer could not be mixed" in caplog.text


def test_unreadable_answers_do_not_count_towards_a_batch(survey, caplog):
    send(survey, 9)
    send(survey, 3, first=9, version=0)
    mixed = mix(survey)
    assert (mixed.n, mixed.waiting, mixed.unreadable) == (0, 12, 3)
    assert not Response.objects.exists()


def test_a_mix_that_fails_in_the_middle_moves_nothing(survey, monkeypatch):
    send(survey, 10)

    def fail(keys):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(services, "_forget", fail)
    with pytest.raises(RuntimeError):
        mix(survey)
    assert (Intake.objects.count(), Response.objects.count(), Comment.objects.count()) == (10, 0, 0)


def test_answers_that_leave_the_intake_meanwhile_refuse_the_whole_mix(survey, monkeypatch):
    send(survey, 11)
    store = services._store

    def store_and_lose_one(rows):
        store(rows)
        Intake.objects.first().delete()

    monkeypatch.setattr(services, "_store", store_and_lose_one)
    with pytest.raises(RuntimeError, match="Nothing was mixed"):
        mix(survey)
    assert not Response.objects.exists()


def close(survey, *, minutes_ago: float) -> None:
    survey.fieldwork.closes_at = timezone.now() - timedelta(minutes=minutes_ago)
    survey.fieldwork.save()


def test_at_its_hour_an_open_survey_is_mixed_from_ten_answers_on(survey):
    small = open_survey("small")
    send(survey, 10)
    send(small, 9)
    assert sorted(map(str, mix_due())) == [
        "Insights: 10 mixed.",
        "Small: nothing mixed. 9 waiting, and a mix needs at least 10.",
    ]


@pytest.mark.parametrize("run", [mix_due, mix_closed])
def test_whatever_waits_is_mixed_fifteen_minutes_after_the_close(survey, run):
    send(survey, 3)
    close(survey, minutes_ago=14)
    run()
    assert Intake.objects.count() == 3
    close(survey, minutes_ago=15)
    run()
    assert (Intake.objects.count(), Response.objects.count()) == (0, 3)


def test_between_the_hours_only_closed_surveys_are_mixed(survey):
    send(survey, 20)
    assert mix_closed() == []
    assert Intake.objects.count() == 20


def test_a_survey_closed_by_hand_is_over_fifteen_minutes_after_it_was_first_seen_closed(survey):
    send(survey, 2)
    later = timezone.now() + timedelta(days=3)
    Fieldwork.objects.filter(survey=survey).update(state=Fieldwork.State.CLOSED, closes_at=later)
    seen = timezone.now()
    mix_closed(now=seen)
    mix_closed(now=seen + timedelta(minutes=14))
    assert Response.objects.count() == 0
    mix_closed(now=seen + timedelta(minutes=15))
    assert Response.objects.count() == 2


def test_a_survey_opened_again_has_to_be_seen_closed_anew(survey):
    send(survey, 2)
    seen = timezone.now()
    for state, minutes in (("closed", 0), ("open", 5), ("closed", 10), ("closed", 20)):
        Fieldwork.objects.filter(survey=survey).update(state=state)
        mix_closed(now=seen + timedelta(minutes=minutes))
    assert Response.objects.count() == 0


def test_answers_without_any_fieldwork_can_be_mixed_at_once(survey):
    send(survey, 2)
    Fieldwork.objects.all().delete()
    mix_closed()
    assert Response.objects.count() == 2


def test_a_paused_survey_is_not_over(survey):
    send(survey, 2)
    Fieldwork.objects.filter(survey=survey).update(state=Fieldwork.State.PAUSED)
    mix_due()
    assert Intake.objects.count() == 2
