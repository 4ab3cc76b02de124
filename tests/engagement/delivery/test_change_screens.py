"""The screens of the plan's second person: the editor, the list, the comparison, the decision."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse, reverse_lazy

from engagement.accounts.roles import ROLES
from engagement.delivery.models import Action, Milestone, PlanChange
from engagement.delivery.two_persons import turn_down
from tests.engagement.delivery.test_plan import day, planned
from tests.engagement.delivery.writing import address_of, form, mark_in, save, saved

pytestmark = pytest.mark.django_db

LIST = reverse_lazy("plan_changes:index")


@pytest.fixture
def eve(db) -> Client:
    """A second administrator."""
    client = Client()
    client.user = User.objects.create_user("eve", email="eve@example.org", first_name="Eve, administrator")
    client.user.groups.add(Group.objects.get(name=ROLES["admin"].name))
    client.force_login(client.user)
    return client


def look(client: Client, change: PlanChange) -> str:
    return words(client.get(reverse("plan_changes:change", args=[change.pk])))


def decide(client: Client, change: PlanChange, what: str = "confirm", **told: str) -> HttpResponse:
    if what == "confirm" and "seen" not in told:
        page = client.get(reverse("plan_changes:change", args=[change.pk])).content.decode()
        told = {"seen": "".join(re.findall(r'name="seen" value="(\w+)"', page))}
    return client.post(reverse(f"plan_changes:{what}", args=[change.pk]), told)


def words(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_whoever_saves_is_told_that_the_public_does_not_see_it_and_who_confirms(admin, safeguarding_lead):
    action = planned()
    answer = save(admin, action, says="Open two halls")
    told = words(admin.get(answer["Location"]))
    assert "The public does not see it yet" in told and "Sana, safeguarding lead has to confirm it" in told
    assert "A change waits" in told
    assert Action.objects.get().says == "Open a hall in each area on Sundays"


def test_the_second_person_finds_it_on_the_first_screen_compares_and_confirms(admin, safeguarding_lead):
    action = planned()
    change = saved(admin, action, done_on=str(day(-1)), evidence="Photographs of both")
    assert "1 change of the delivery plan waits for you to confirm" in words(safeguarding_lead.get("/admin/"))
    assert "You can." in words(safeguarding_lead.get(LIST))
    told = look(safeguarding_lead, change)
    assert "Milestone “Two halls are open”" in told
    assert "What shows that it happened nothing Photographs of both" in told
    assert "Due by" not in told, "What stays is not shown."
    assert decide(safeguarding_lead, change).status_code == 302
    assert Milestone.objects.get().evidence == "Photographs of both"
    assert "for you to confirm" not in words(safeguarding_lead.get("/admin/"))


def test_the_writer_finds_no_button_but_the_reason_and_who_can(admin, safeguarding_lead):
    change = saved(admin, planned(), says="Open two halls")
    told = look(admin, change)
    assert "You wrote this. Somebody else has to confirm it. Sana, safeguarding lead can" in told
    assert "Confirm: the public reads it" not in told
    assert "for you to confirm" not in words(admin.get("/admin/"))
    answer = decide(admin, change)
    assert answer.status_code == 403 and "Somebody else has to confirm it" in words(answer)
    assert PlanChange.objects.get().is_waiting


def test_where_nobody_else_could_confirm_the_screens_say_what_to_do(admin):
    change = saved(admin, planned(), says="Open two halls")
    told = look(admin, change)
    assert "Nobody else can confirm this" in told and "manage.py give_role NAME safeguarding_lead" in told
    assert "Nobody can as things stand" in words(admin.get(LIST))
    assert "Nobody could confirm what you save here" in words(admin.get(address_of()))


def test_the_editor_shows_what_waits_whose_it_is_and_goes_on_from_there(admin, eve):
    action = planned()
    saved(admin, action, says="Open two halls")
    page = eve.get(address_of(action))
    told = words(page)
    assert "A change of this action waits for a second person" in told
    assert "Adil, administrator saved it on" in told and "cannot confirm it yourself any more" in told
    assert "Open two halls" in page.content.decode()
    change = saved(eve, action, says="Open two halls on Sundays")
    assert {person.username for person in change.writers.all()} == {"adil", "eve"}
    assert "You wrote a part of this" in look(admin, change)
    assert PlanChange.objects.count() == 1


def test_a_new_action_that_waits_is_written_on_at_an_address_of_its_own(admin, eve):
    change = saved(admin)
    page = eve.get(address_of(change=change))
    assert "This action waits for a second person" in words(page)
    where = address_of(change=change)
    data = {**form(says="Open a hall everywhere"), "opened_with": mark_in(page)}
    data["milestones-INITIAL_FORMS"] = "1"
    data["milestones-0-id"] = ""
    assert eve.post(where, data).status_code == 302
    change.refresh_from_db()
    assert PlanChange.objects.count() == 1 and change.content["says"] == "Open a hall everywhere"
    assert [step["says"] for step in change.content["milestones"]] == ["Two halls are open"]
    assert change.asked_by == eve.user


def test_a_step_nobody_has_read_yet_can_be_taken_out_again(admin):
    action = planned()
    steps = form(action)
    second = {key.replace("milestones-0", "milestones-1"): value for key, value in steps.items()}
    second |= {"milestones-1-id": "", "milestones-1-says": "Four halls are open"}
    both = {**steps, **second, "milestones-TOTAL_FORMS": "2"}
    both["opened_with"] = mark_in(admin.get(address_of(action)))
    assert admin.post(address_of(action), both).status_code == 302
    change = PlanChange.objects.get()
    said = {step["says"] for step in change.content["milestones"]}
    assert said == {"Two halls are open", "Four halls are open"}
    assert "Milestone “Four halls are open” new" in look(admin, change)

    both |= {"milestones-INITIAL_FORMS": "2", "milestones-1-DELETE": "on", "says": "Open two halls"}
    both["opened_with"] = mark_in(admin.get(address_of(action)))
    assert admin.post(address_of(action), both).status_code == 302
    change.refresh_from_db()
    assert [step["says"] for step in change.content["milestones"]] == ["Two halls are open"]
    assert Milestone.objects.count() == 1


def test_a_new_action_that_was_decided_is_not_written_on(admin, safeguarding_lead):
    change = saved(admin)
    assert "not see it yet" in look(safeguarding_lead, change)
    decide(safeguarding_lead, change)
    assert admin.get(address_of(change=change)).status_code == 404
    told = look(safeguarding_lead, change)
    assert "Confirmed by Sana, safeguarding lead on" in told and "Take it back" not in told


def test_whoever_saves_second_is_told_once_and_loses_nothing(admin, eve):
    action = planned()
    opened = mark_in(eve.get(address_of(action)))
    saved(admin, action, says="Open two halls")
    sent = {**form(action, says="Open three halls"), "opened_with": opened}
    page = eve.post(address_of(action), sent)
    assert page.status_code == 200 and "“adil” saved a change of it since you opened this form" in words(page)
    assert "Open three halls" in page.content.decode()
    assert PlanChange.objects.get().content["says"] == "Open two halls"
    again = eve.post(address_of(action), {**sent, "opened_with": mark_in(page)})
    assert again.status_code == 302 and PlanChange.objects.get().content["says"] == "Open three halls"


def test_a_form_opened_before_a_command_changed_the_action_is_told_of_it_once(admin):
    action = planned()
    sent = {**form(action, says="Open two halls"), "opened_with": mark_in(admin.get(address_of(action)))}
    action.owner = "Halls group"
    action.save()
    page = admin.post(address_of(action), sent)
    assert page.status_code == 200 and "It was changed since you opened this form" in words(page)
    again = admin.post(address_of(action), {**sent, "opened_with": mark_in(page)})
    assert again.status_code == 302 and PlanChange.objects.get().before["owner"] == "Halls group"


def test_a_form_that_does_not_say_what_it_was_opened_with_is_not_taken(admin):
    action = planned()
    assert admin.post(address_of(action), form(action, says="Open two halls")).status_code == 200
    assert not PlanChange.objects.exists()


def test_a_change_that_would_undo_something_is_refused_with_what_to_do(admin, safeguarding_lead):
    action = planned()
    change = saved(admin, action, says="Open two halls")
    action.owner = "Halls group"
    action.save()
    told = look(safeguarding_lead, change)
    assert "was changed after this was written" in told and "Confirm: the public reads it" not in told
    answer = decide(safeguarding_lead, change)
    assert answer.status_code == 409 and "save it anew, or turn it down" in words(answer)
    assert Action.objects.get().owner == "Halls group"


def test_what_was_written_on_meanwhile_is_shown_again_and_not_confirmed(admin, safeguarding_lead):
    action = planned()
    change = saved(admin, action, says="Open two halls")
    answer = decide(safeguarding_lead, change, seen="of what was there before")
    assert answer.status_code == 409 and "It was written on since you looked" in words(answer)
    assert "Confirm: the public reads it" in words(answer), "Seen now, it can be confirmed."
    assert Action.objects.get().says == "Open a hall in each area on Sundays"


def test_turning_down_asks_for_a_reason_and_keeps_what_was_typed(admin, safeguarding_lead):
    change = saved(admin, planned(), says="Open two halls")
    answer = decide(safeguarding_lead, change, "turn_down", reason=" ")
    assert answer.status_code == 409 and "Say in a sentence why" in words(answer)
    assert decide(safeguarding_lead, change, "turn_down", reason="Only one is paid for").status_code == 302
    told = words(admin.get(LIST))
    assert "Turned down or withdrawn by Sana, safeguarding lead" in told and "“Only one is paid for”" in told
    assert "Open two halls" in look(admin, change), "What was written can still be read."


def test_a_writer_takes_it_back(admin):
    change = saved(admin, planned(), says="Open two halls")
    assert "Take it back" in look(admin, change)
    assert decide(admin, change, "turn_down", reason="A slip").status_code == 302
    assert "A slip" in words(admin.get(LIST))


def test_saving_what_is_there_says_so_and_asks_nobody(admin):
    action = planned()
    answer = save(admin, action)
    assert answer.status_code == 302 and not PlanChange.objects.exists()
    assert "Nothing was changed" in words(admin.get(answer["Location"]))


@pytest.mark.parametrize("role", ["analyst", "moderator", "youth_lead"])
def test_the_screens_are_closed_to_other_roles(admin, request, role):
    change = saved(admin, planned(), says="Open two halls")
    client = request.getfixturevalue(role)
    assert client.get(LIST).status_code == 403
    assert client.get(reverse("plan_changes:change", args=[change.pk])).status_code == 403
    assert decide(client, change).status_code == 403
    assert decide(client, change, "turn_down", reason="No").status_code == 403
    assert PlanChange.objects.get().is_waiting


def test_the_safeguarding_lead_confirms_and_does_not_write(admin, safeguarding_lead):
    action = planned()
    change = saved(admin, action, says="Open two halls")
    assert safeguarding_lead.get(address_of(action)).status_code == 403
    assert "Write on" not in look(safeguarding_lead, change) and "Write on" in look(admin, change)


def test_a_superuser_writes_but_deletes_nothing_and_confirms_nothing(admin, db):
    action = planned()
    change = saved(admin, action, says="Open two halls")
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    for ask in (client.get, client.post):
        assert ask(f"/admin/delivery-plan/delete/{action.pk}/").status_code == 403
    assert decide(client, change).status_code == 403
    assert Action.objects.get().says == "Open a hall in each area on Sundays"


def test_the_history_of_an_action_says_who_wrote_and_who_confirmed(admin, safeguarding_lead):
    action = planned()
    decide(safeguarding_lead, saved(admin, action, says="Open two halls"))
    told = words(admin.get(f"/admin/delivery-plan/history/{action.pk}/"))
    assert "Wrote a change" in told and "Confirmed a change that somebody else wrote" in told


def test_what_was_turned_down_makes_room_for_the_next_change(admin, safeguarding_lead):
    action = planned()
    turn_down(saved(admin, action, says="Open two halls").pk, safeguarding_lead.user, reason="No")
    assert saved(admin, action, says="Open three halls").content["says"] == "Open three halls"
