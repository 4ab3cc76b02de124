"""The lead's screens: opening is logged before anything is shown, a decision is made once, and the text goes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from surveys.mixing.retention import purge
from surveys.mixing.services import mix
from surveys.models import Comment, HardTextsOpened, OwedVacuum, Referral, ThemeTag
from surveys.safeguarding import alerts, exposure, keys, sealing
from surveys.safeguarding.marks import mark_of
from surveys.safeguarding.selectors import waiting
from surveys.safeguarding.services import OPENED, Alarm, copies, queue, sealed
from surveys.safeguarding.urls import urlpatterns
from tests.people import CAST, cast
from tests.surveys.mixing.waiting import open_survey, send
from tests.surveys.safeguarding.leads import DISCLOSED, ORDINARY, PASSPHRASE, queue_key

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def private():
    return queue_key()


def refer(text: str = DISCLOSED, *, urgent: bool = False, on: date | None = None) -> Referral:
    made = sealed([Alarm(text, urgent)], keys.key_in_use(), today=on or timezone.localdate())
    queue(made)
    return Referral.objects.get(pk=made[0].pk)


def unlocked(client):
    client.post(reverse("safeguarding:unlock"), {"passphrase": PASSPHRASE})
    return client


def at(name: str, *args) -> str:
    return reverse(f"safeguarding:{name}", args=args)


def test_every_address_is_for_leads_alone_but_two_that_analysts_press(private):
    referral, survey = refer(), open_survey()
    for_analysts = {"count", "pass_on"}
    for pattern in urlpatterns:
        given = {"text": [referral.pk], "decide": [referral.pk], "pass_on": [survey.pk]}.get(pattern.name, [])
        for role in CAST:
            from django.test import Client

            client = Client()
            client.force_login(cast(role))
            allowed = (role == "safeguarding_lead" and pattern.name != "pass_on") or (
                role == "analyst" and pattern.name in for_analysts
            )
            status = client.get(at(pattern.name, *given)).status_code
            assert (status != 403) is allowed, (pattern.name, role, status)


def test_a_superuser_is_refused(private, client):
    from django.contrib.auth.models import User

    client.force_login(User.objects.create_superuser("root", "root@example.org"))
    assert client.get(at("queue")).status_code == 403


def test_the_first_visit_leads_to_making_the_key_and_shows_the_recovery_code_once(safeguarding_lead):
    page = safeguarding_lead.get(at("queue"), follow=True).content.decode()
    assert "Make the key of the queue" in page
    made = safeguarding_lead.post(at("key"), {"act": "make", "passphrase": PASSPHRASE, "again": PASSPHRASE})
    assert "Write this recovery code down now" in made.content.decode()
    assert "no-store" in made.headers["Cache-Control"]
    assert "Write this recovery code down now" not in safeguarding_lead.get(at("key")).content.decode()


def test_a_refused_passphrase_says_why_and_makes_nothing(safeguarding_lead):
    refused = safeguarding_lead.post(at("key"), {"act": "make", "passphrase": "short", "again": "short"})
    assert refused.status_code == 400
    assert "at least 16 characters" in refused.content.decode()
    assert keys.key_in_use() is None


def test_the_queue_shows_clocks_and_no_word_of_any_text(private, safeguarding_lead):
    refer()
    page = unlocked(safeguarding_lead).get(at("queue")).content.decode()
    assert "1 text waits" in page and "Due" in page
    assert "stepdad" not in page


def test_what_is_overdue_or_urgent_comes_first_and_says_so(private, safeguarding_lead):
    today = date(2026, 11, 25)
    calm = refer(on=date(2026, 11, 24))
    urgent = refer(on=date(2026, 11, 25), urgent=True)
    late = refer(on=date(2026, 11, 20))
    rows = waiting(today=today)
    assert [row.referral.pk for row in rows] == [late.pk, urgent.pk, calm.pk]
    assert [(row.state, row.days) for row in rows] == [("overdue", -1), ("waiting", 2), ("waiting", 1)]
    assert {row.referral.pk: row.state for row in waiting(today=date(2026, 11, 24))}[late.pk] == "today"
    Referral.objects.all().update(arrived_on=timezone.localdate() - timedelta(days=30))
    assert "3 overdue" in safeguarding_lead.get(at("queue")).content.decode()


def test_a_locked_queue_opens_nothing_and_logs_nothing(private, safeguarding_lead):
    referral = refer()
    page = safeguarding_lead.post(at("text", referral.pk), follow=True).content.decode()
    assert "The queue is locked" in page and "stepdad" not in page
    assert not ModelLogEntry.objects.filter(action=OPENED).exists()


def test_a_wrong_passphrase_is_told_in_a_sentence(private, safeguarding_lead):
    page = safeguarding_lead.post(at("unlock"), {"passphrase": "wrong wrong wrong"}, follow=True)
    assert "Check for capitals and for a missing word" in page.content.decode()
    assert "safeguarding" not in safeguarding_lead.cookies


def test_opening_is_logged_with_who_and_which_and_no_content_before_the_text_is_shown(
    private, safeguarding_lead, monkeypatch
):
    referral = refer()
    lead = unlocked(safeguarding_lead)
    assert "stepdad" not in lead.get(at("text", referral.pk)).content.decode()

    def interrupted(*args, **kwargs):
        raise sealing.CannotOpen("interrupted")

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "unseal", interrupted)
        assert lead.post(at("text", referral.pk)).status_code == 400
    assert ModelLogEntry.objects.filter(action=OPENED).count() == 1
    opened = lead.post(at("text", referral.pk))
    page = opened.content.decode()
    assert "comes in my room" in page and "07700900123" in page
    assert "no-store" in opened.headers["Cache-Control"]
    entries = ModelLogEntry.objects.filter(action=OPENED)
    assert {(entry.user, entry.object_id) for entry in entries} == {(lead.user, str(referral.pk))}
    assert "stepdad" not in str(list(entries.values()))


def test_a_second_reader_is_told_who_has_opened_it(private, safeguarding_lead):
    referral = refer()
    unlocked(safeguarding_lead).post(at("text", referral.pk))
    ModelLogEntry.objects.update(user=cast("moderator"))
    page = safeguarding_lead.get(at("text", referral.pk)).content.decode()
    assert "Marcus, moderator opened this text on" in page


def test_a_decision_needs_the_text_to_have_been_read(private, safeguarding_lead):
    referral = refer()
    page = unlocked(safeguarding_lead).post(at("decide", referral.pk), {"decision": "police"}, follow=True)
    assert "Open and read the text before you decide" in page.content.decode()
    referral.refresh_from_db()
    assert referral.decision == ""


def test_a_decision_is_recorded_once_and_a_second_lead_is_told_who_was_first(private, safeguarding_lead):
    referral = refer()
    lead = unlocked(safeguarding_lead)
    lead.post(at("text", referral.pk))
    lead.post(at("decide", referral.pk), {"decision": "children", "note": "Told the duty desk, reference 12"})
    referral.refresh_from_db()
    assert (referral.decision, referral.decided_on, referral.decided_by) == (
        "children",
        timezone.localdate(),
        lead.user,
    )
    again = lead.post(at("decide", referral.pk), {"decision": "no_concern"}, follow=True).content.decode()
    assert "has decided this already" in again
    referral.refresh_from_db()
    assert referral.decision == "children"
    assert "Told the duty desk" in lead.get(at("decided")).content.decode()
    assert "has been decided or deleted" in lead.get(at("text", referral.pk), follow=True).content.decode()


def test_a_note_that_copies_the_text_is_refused_and_kept_in_its_box(private, safeguarding_lead):
    referral = refer()
    lead = unlocked(safeguarding_lead)
    lead.post(at("text", referral.pk))
    note = "They wrote: my stepdad comes in my room at night"
    refused = lead.post(at("decide", referral.pk), {"decision": "police", "note": note})
    page = refused.content.decode()
    assert refused.status_code == 400 and "The note repeats words of the text" in page and note in page
    assert Referral.objects.get().decision == ""
    assert not copies("Passed to the duty desk at 14:20", DISCLOSED)
    assert copies("rang 07700 900123", DISCLOSED)


def test_an_unknown_decision_and_something_else_without_a_note_are_refused(private, safeguarding_lead):
    referral = refer()
    lead = unlocked(safeguarding_lead)
    lead.post(at("text", referral.pk))
    for given, why in (({"decision": "burn"}, "Choose one"), ({"decision": "other"}, "Say in the note")):
        assert why in lead.post(at("decide", referral.pk), given).content.decode()


def test_what_no_key_opens_can_be_closed_and_nothing_else_can_be_closed_unread(private, safeguarding_lead):
    lead = unlocked(safeguarding_lead)
    lost = refer()
    lead.post(at("decide", lost.pk), {"decision": "unopenable"})
    assert Referral.objects.get().decision == ""
    keys.replace_key(lead.user, PASSPHRASE, PASSPHRASE, private=None)
    assert "Nobody can open it" in lead.get(at("text", lost.pk)).content.decode()
    lead.post(at("decide", lost.pk), {"decision": "unopenable"})
    assert Referral.objects.get().decision == "unopenable"


def test_a_hard_text_is_folded_with_the_reason(private, safeguarding_lead):
    referral = refer("he raped my sister and said he will do it again")
    page = unlocked(safeguarding_lead).post(at("text", referral.pk)).content.decode()
    assert "Folded. It may describe sexual violence." in page and "<details" in page


def test_a_text_goes_thirty_days_after_its_decision_and_the_record_after_two_years(private):
    undecided, decided = refer(), refer()
    Referral.objects.filter(pk=decided.pk).update(decision="police", decided_on=date(2026, 11, 1))
    now = timezone.make_aware(timezone.datetime(2026, 11, 30, 12))
    assert purge(now=now) == 0
    assert purge(now=now + timedelta(days=1)) == 1
    assert OwedVacuum.objects.exists()
    decided.refresh_from_db()
    assert decided.sealed is None and decided.decision == "police"
    assert purge(now=now + timedelta(days=800)) == 1
    assert list(Referral.objects.values_list("pk", flat=True)) == [undecided.pk]


def test_leads_are_told_once_that_something_waits_and_nothing_about_it(private):
    refer(), refer()
    assert alerts.announce() == 1
    (message,) = mail.outbox
    assert message.to == ["sana@example.org"]
    assert "/admin/safeguarding/" in message.body
    assert "stepdad" not in message.body and "2" not in message.subject
    assert not [digit for digit in message.body.replace("127.0.0.1:8000", "") if digit.isdigit()]
    assert alerts.announce() == 0
    refer()
    assert alerts.announce() == 1 and mail.outbox[0].body == mail.outbox[1].body


def test_a_mail_that_fails_is_tried_again(private, monkeypatch):
    refer()

    def refuse(*args):
        raise OSError("the mail server is away")

    with monkeypatch.context() as patch:
        patch.setattr(alerts, "send_mail", refuse)
        with pytest.raises(OSError):
            alerts.announce()
    assert alerts.announce() == 1


def test_no_mail_when_nothing_waits_and_an_error_when_nobody_could_be_told(private):
    assert alerts.announce() == 0
    refer()
    user = cast("safeguarding_lead")
    user.email = ""
    user.save()
    with pytest.raises(alerts.NobodyTold):
        alerts.announce()


def test_an_overdue_text_is_reminded_of_on_working_days_alone(private):
    refer(on=date(2026, 11, 16))
    saturday = timezone.make_aware(timezone.datetime(2026, 11, 21, 9))
    assert alerts.remind(now=saturday) == 0
    assert alerts.remind(now=saturday - timedelta(days=2)) == 1
    assert alerts.remind(now=saturday - timedelta(days=3)) == 0
    assert "more than two working days" in mail.outbox[0].body


def test_an_analyst_passes_a_comment_on_from_the_workbench(private, analyst):
    survey = open_survey()
    send(survey, 10, comments={"CHANGE": ORDINARY})
    mix(survey)
    comment = Comment.objects.first()
    ThemeTag.objects.create(comment=comment, theme="no_go_places", spans=[[0, 4]], score=0.9, codebook="1")
    address = reverse("workbench:comments", args=[survey.pk, "no_go_places"])
    assert "Pass to safeguarding" in analyst.get(address).content.decode()
    given = {"comment": mark_of(comment.pk), "theme": "no_go_places", "p": "1"}
    done = analyst.post(at("pass_on", survey.pk), given)
    assert done.headers["Location"] == f"{address}?p=1"
    page = analyst.get(address).content.decode()
    assert "Passed to the safeguarding lead, sealed" in page and "Pass to safeguarding</button>" not in page
    assert Referral.objects.get().source == "reader"
    for wrong in ("", "x", "Ж", str(comment.pk), "9" * 30):
        assert analyst.post(at("pass_on", survey.pk), given | {"comment": wrong}).status_code == 302
    assert Referral.objects.count() == 1


def test_hard_comments_are_folded_for_analysts_and_counted_for_their_eyes_alone(
    private, analyst, safeguarding_lead
):
    survey = open_survey()
    send(survey, 10, comments={"CHANGE": "boys keep asking for nudes, he raped her"})
    mix(survey)
    comment = Comment.objects.first()
    ThemeTag.objects.create(comment=comment, theme="no_go_places", spans=[[0, 4]], score=0.9, codebook="1")
    address = reverse("workbench:comments", args=[survey.pk, "no_go_places"])
    assert "Folded. It may describe sexual violence." in analyst.get(address).content.decode()
    for n in range(1, 11):
        said = analyst.post(at("count")).json()["word"]
        assert bool(said) is (n == 10)
    assert "Nobody else sees this count" in said
    assert "You have opened 10 hard texts today" in analyst.get(address).content.decode()
    assert "hard text" not in safeguarding_lead.get(at("queue")).content.decode()


def test_counts_of_other_days_are_forgotten(analyst):
    today = timezone.localdate()
    exposure.count_opened(analyst.user, today=today - timedelta(days=1))
    exposure.count_opened(analyst.user, today=today)
    assert exposure.forget_counts() == 1
    assert list(HardTextsOpened.objects.values_list("day", "n")) == [(today, 1)]
