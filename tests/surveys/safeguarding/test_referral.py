"""What may tell of danger reaches the queue once, sealed, whole and tied to nothing."""

from __future__ import annotations

import pytest
from django.utils import timezone

from surveys.mixing import referral as referring
from surveys.mixing.services import mix, mix_due
from surveys.models import Comment, Intake, OwedVacuum, Referral, Response
from surveys.safeguarding import services
from tests.surveys.mixing.waiting import open_survey, send
from tests.surveys.safeguarding.leads import DISCLOSED, ORDINARY, queue_key, texts

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def survey():
    return open_survey()


def test_the_original_of_a_flagged_comment_alone_goes_sealed_to_the_queue(survey):
    private = queue_key()
    send(survey, 9, comments={"CHANGE": ORDINARY})
    send(survey, 1, comments={"CHANGE": DISCLOSED, "WHERE": ORDINARY})
    mix(survey)
    assert texts(private) == [DISCLOSED]
    referral = Referral.objects.get()
    assert referral.arrived_on == timezone.localdate()
    assert (referral.source, referral.decision, referral.announced) == ("machine", "", False)
    assert b"stepdad" not in bytes(referral.sealed)
    stored = " ".join(Comment.objects.values_list("text", flat=True))
    assert "stepdad comes in my room" in stored and "900123" not in stored
    assert referral.pk not in set(Response.objects.values_list("pk", flat=True)) | set(
        Comment.objects.values_list("pk", flat=True)
    )


def test_a_referral_has_no_column_for_survey_answer_channel_or_time():
    kinds = {field.name: type(field).__name__ for field in Referral._meta.concrete_fields}
    assert kinds == {
        "id": "RandomKeyField",
        "key": "ForeignKey",
        "sealed": "BinaryField",
        "source": "CharField",
        "urgent": "BooleanField",
        "arrived_on": "DateField",
        "announced": "BooleanField",
        "decision": "CharField",
        "note": "CharField",
        "decided_on": "DateField",
        "decided_by": "ForeignKey",
    }


def test_at_its_hour_a_flagged_comment_is_copied_although_too_few_answers_wait(survey):
    private = queue_key()
    send(survey, 1, comments={"CHANGE": DISCLOSED})
    send(survey, 2, comments={"CHANGE": ORDINARY})
    mix_due()
    assert texts(private) == [DISCLOSED]
    assert (Intake.objects.count(), Response.objects.count()) == (3, 0)
    assert OwedVacuum.objects.exists()


def test_a_comment_copied_at_one_hour_is_copied_neither_at_the_next_nor_by_the_mix(survey):
    private = queue_key()
    send(survey, 1, comments={"CHANGE": DISCLOSED})
    mix_due()
    mix_due()
    send(survey, 9, comments={"CHANGE": ORDINARY})
    mix_due()
    assert (Response.objects.count(), Intake.objects.count()) == (10, 0)
    assert texts(private) == [DISCLOSED]


def test_the_mark_of_an_answer_that_was_read_tells_nothing_about_what_it_says(survey):
    queue_key()
    send(survey, 1, comments={"CHANGE": DISCLOSED})
    send(survey, 2, comments={"CHANGE": ORDINARY})
    mix_due()
    assert set(Intake.objects.values_list("referred", flat=True)) == {True}


def test_an_answer_that_cannot_be_mixed_is_still_read_for_danger(survey, caplog):
    private = queue_key()
    send(survey, 1, version=0, comments={"CHANGE": DISCLOSED})
    send(survey, 1, comments=["not", "what", "is", "expected"])
    mix_due()
    assert texts(private) == [DISCLOSED]
    assert Intake.objects.count() == 2


def test_without_a_key_what_may_tell_of_danger_waits_whole_and_holds_up_no_other(survey):
    send(survey, 10, comments={"CHANGE": ORDINARY})
    send(survey, 1, comments={"CHANGE": DISCLOSED})
    mixed = mix(survey)
    assert (mixed.n, mixed.waiting, mixed.held, mixed.unreadable) == (10, 1, 1, 0)
    assert "until a safeguarding lead has set up" in str(mixed)
    assert Intake.objects.get().payload["comments"] == {"CHANGE": DISCLOSED}
    mix_due()
    assert not Intake.objects.get().referred
    private = queue_key()
    mix_due()
    assert texts(private) == [DISCLOSED]
    assert Intake.objects.get().referred


def test_a_text_the_machine_stumbles_over_is_read_by_a_person(survey, monkeypatch, caplog):
    private = queue_key()

    def stumble(text):
        raise RecursionError("too deep")

    monkeypatch.setattr("surveys.analysis.safeguarding.read", stumble)
    send(survey, 10, comments={"CHANGE": ORDINARY})
    mix(survey)
    assert texts(private) == [ORDINARY] * 10
    assert ORDINARY not in caplog.text


def test_a_referral_that_fails_in_the_middle_leaves_everything_as_it_was(survey, monkeypatch):
    queue_key()
    send(survey, 1, comments={"CHANGE": DISCLOSED})

    def fail(referrals):
        Referral.objects.bulk_create(referrals)
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(referring, "queue", fail)
    with pytest.raises(RuntimeError):
        referring.refer(survey)
    assert not Referral.objects.exists()
    assert not Intake.objects.get().referred


def test_a_mix_that_fails_refers_nothing(survey, monkeypatch):
    queue_key()
    send(survey, 10, comments={"CHANGE": DISCLOSED})
    monkeypatch.setattr("surveys.mixing.services._forget", lambda keys: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        mix(survey)
    assert not Referral.objects.exists()


def test_an_analyst_passes_a_comment_on_once(survey, analyst):
    private = queue_key()
    send(survey, 10, comments={"CHANGE": ORDINARY})
    mix(survey)
    comment = Comment.objects.first()
    services.pass_on(comment.pk, survey, user=analyst.user)
    assert texts(private) == [ORDINARY]
    assert Referral.objects.get().source == "reader"
    with pytest.raises(services.NotPossible, match="already"):
        services.pass_on(comment.pk, survey, user=analyst.user)
    with pytest.raises(services.NotPossible, match="not here any more"):
        services.pass_on(comment.pk + 1, survey, user=analyst.user)
    assert Referral.objects.count() == 1


def test_without_a_key_nothing_can_be_passed_on_and_it_says_so(survey, analyst):
    send(survey, 10, comments={"CHANGE": ORDINARY})
    mix(survey)
    comment = Comment.objects.first()
    with pytest.raises(services.NotPossible, match="No safeguarding lead has set up the queue"):
        services.pass_on(comment.pk, survey, user=analyst.user)
    comment.refresh_from_db()
    assert not comment.passed_on
