"""The audit: what staff did is noted without a word of it, never rewritten, and forgotten after two years."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import LogContext, log
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from engagement.accounts.roles import ROLES
from engagement.audit.models import FailedSignIns, OnlyAdded, StaffAct
from engagement.audit.selectors import lines
from engagement.audit.services import forget_old_acts, record
from tests.people import PASSWORD, cast

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def noted(**which) -> list[tuple[str, str, str]]:
    """(who, act, about), the earliest first."""
    return list(StaffAct.objects.filter(**which).order_by("pk").values_list("name", "act", "about"))


@pytest.fixture
def now_on():
    """Only what happens from here on: making the cast is itself an act."""
    return {"pk__gt": record("audit.exported").pk}


# --- Nothing is rewritten --------------------------------------------------------------------------------------------


def test_a_line_can_be_added_and_neither_changed_nor_deleted_through_the_models():
    line = record("sign-in", by=cast("analyst"))
    line.name = "somebody else"
    for attempt in (
        line.save,
        line.delete,
        StaffAct.objects.all().delete,
        lambda: StaffAct.objects.update(name="somebody else"),
        lambda: StaffAct.objects.bulk_update([line], ["name"]),
    ):
        with pytest.raises(OnlyAdded):
            attempt()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_staffact SET name = 'somebody else'", "DELETE FROM audit_staffact"],
)
def test_the_database_itself_refuses_to_change_or_delete_a_line(statement):
    record("sign-in", by=cast("analyst"))
    before = noted()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    # The way around the model's own queryset ends at the same trigger.
    with pytest.raises(DatabaseError), transaction.atomic():
        QuerySet(StaffAct).delete()
    assert noted() == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_the_table_cannot_be_emptied_at_a_stroke():
    record("sign-in", by=cast("analyst"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_staffact")


def test_lines_go_when_they_are_two_years_old_and_no_day_earlier():
    def line_of(days: int) -> int:
        return StaffAct.objects.create(act="sign-in", at=timezone.now() - timedelta(days=days)).pk

    old, young = line_of(731), line_of(729)
    page = Page.objects.first()
    for days in (731, 729):
        PageLogEntry.objects.log_action(
            page, "wagtail.publish", timestamp=timezone.now() - timedelta(days=days)
        )
    forget_old_acts()
    assert not StaffAct.objects.filter(pk=old).exists()
    assert StaffAct.objects.filter(pk=young).exists()
    assert PageLogEntry.objects.filter(page=page, action="wagtail.publish").count() == 1


def test_a_clock_set_forward_deletes_nothing_young():
    record("sign-in", by=cast("analyst"))
    before = noted()
    with pytest.raises(DatabaseError), transaction.atomic():
        forget_old_acts(now=timezone.now() + timedelta(days=800))
    assert noted() == before


# --- Signing in ------------------------------------------------------------------------------------------------------


def test_signing_in_and_out_is_noted_with_how(now_on):
    amara = cast("analyst")
    client = Client()
    client.post(reverse("account_login"), {"login": amara.username, "password": PASSWORD})
    client.post(reverse("account_logout"))
    assert noted(**now_on, act__startswith="sign-") == [
        ("amara", "sign-in", "password"),
        ("amara", "sign-out", ""),
    ]


def test_a_sign_in_that_fails_is_counted_by_day_and_names_nobody(now_on):
    name = cast("analyst").username
    already = StaffAct.objects.count()
    for tried in (name, name, "nobody-here"):
        Client().post(reverse("account_login"), {"login": tried, "password": "not this one"})
    assert StaffAct.objects.count() == already
    assert list(FailedSignIns.objects.values_list("day", "n")) == [(timezone.localdate(), 3)]


# --- Accounts, roles, second steps -----------------------------------------------------------------------------------


def test_each_change_of_an_account_is_noted_with_who_made_it(now_on):
    adil, amara = cast("admin"), cast("analyst")
    since = {"pk__gt": StaffAct.objects.order_by("-pk").first().pk}
    with LogContext(user=adil):
        amara.email = "elsewhere@example.org"
        amara.is_active = False
        amara.save()
        amara.set_password("another long password")
        amara.is_active = True
        amara.save()
    assert noted(**since) == [
        ("adil", "account.locked", ""),
        ("adil", "account.e-mail", ""),
        ("adil", "account.opened", ""),
        ("adil", "password.changed", ""),
    ]
    assert "elsewhere" not in str(list(StaffAct.objects.values()))


def test_roles_are_noted_from_whichever_end_they_are_given():
    amara = cast("analyst")
    editors = Group.objects.get(name=ROLES["campaign_lead"].name)
    since = {"pk__gt": StaffAct.objects.order_by("-pk").first().pk}
    with LogContext(user=cast("admin")):
        editors.user_set.add(amara)
        amara.groups.remove(editors)
        amara.groups.clear()
    about_her = {**since, "kind": "auth.user", "key": str(amara.pk)}
    assert noted(**about_her) == [
        ("adil", "role.given", "Campaign editors"),
        ("adil", "role.taken", "Campaign editors"),
        ("adil", "role.taken", "Engagement analysts"),
    ]


def test_deleting_an_account_leaves_its_lines():
    amara = cast("analyst")
    record("sign-in", by=amara, of=amara)
    amara.delete()
    told = lines(StaffAct.objects.filter(act="sign-in", name="amara"))
    assert [(line.who, line.to.endswith("gone")) for line in told] == [("amara", True)]


# --- What Wagtail notes ----------------------------------------------------------------------------------------------


def test_publishing_is_noted_and_the_words_of_the_log_are_not(now_on):
    page = Page.objects.first()
    log(
        page, "wagtail.publish", user=cast("moderator"), title="a telling title", data={"x": "a telling word"}
    )
    (line,) = StaffAct.objects.filter(**now_on, act="wagtail.publish")
    assert (line.name, line.kind, line.key) == ("marcus", "wagtailcore.page", str(page.pk))
    assert "telling" not in str(list(StaffAct.objects.values()))


def test_daily_writing_is_left_to_the_history_of_the_page(now_on):
    for action in ("wagtail.edit", "wagtail.comments.create", "wagtail.lock"):
        log(Page.objects.first(), action, user=cast("moderator"))
    assert not StaffAct.objects.filter(**now_on, act__startswith="wagtail.").exists()


def test_the_reason_of_a_download_stays_in_the_one_log_it_was_written_to():
    page = Page.objects.first()
    log(page, "surveys.export", user=cast("analyst"), data={"reason": "for the Board", "n": 1200})
    (act,) = StaffAct.objects.filter(act="surveys.export")
    assert "Board" not in str(list(StaffAct.objects.values()))
    assert [line.about for line in lines([act])] == ["Reason: for the Board"]
    assert not ModelLogEntry.objects.filter(action="surveys.export").exists()


# --- The screen ------------------------------------------------------------------------------------------------------


def test_administrators_read_the_list_and_nobody_else(
    admin, analyst, moderator, safeguarding_lead, campaign_lead
):
    assert admin.get(reverse("audit:index")).status_code == 200
    for client in (analyst, moderator, safeguarding_lead, campaign_lead):
        assert client.get(reverse("audit:index")).status_code == 403
        assert client.post(reverse("audit:download")).status_code == 403


def test_the_list_is_filtered_by_who_what_and_when(admin):
    record("sign-in", by=cast("analyst"), of=cast("analyst"))
    record("factor.added", by=cast("moderator"), of=cast("moderator"), about="passkey")
    address = reverse("audit:index")

    def shown(**asked) -> list[tuple[str, str]]:
        return [(line.who, line.what) for line in admin.get(address, asked).context["lines"]]

    assert shown(who="amara") == [("amara", "Signed in")]
    assert ("marcus", "Second step added") in shown(kind="signing-in")
    assert ("marcus", "Second step added") not in shown(kind="people")
    assert shown(until="2001-01-01") == []
    wrong = admin.get(address, {"since": "2026-02-02", "until": "2026-01-01"})
    assert "before the first one" in wrong.content.decode()


def test_the_list_is_downloaded_disarmed_and_that_is_noted(admin, now_on):
    record("role.given", by=cast("moderator"), about="=1+1")
    answer = admin.post(reverse("audit:download"), {"who": "marcus"})
    text = answer.content.decode("utf-8-sig")
    assert text.splitlines()[0] == "when,who,what,to what,about"
    assert "Role given" in text and ",'=1+1" in text and "adil" not in text
    assert noted(**now_on, act="audit.exported") == [("adil", "audit.exported", "")]
