"""The plan as staff write it: colours cannot be set, aims not changed in silence, steps not taken away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from wagtail.models import ModelLogEntry

from engagement.delivery.models import Action, EarlierAim, Measure, PlanChange
from tests.engagement.delivery.test_plan import measured, planned
from tests.engagement.delivery.writing import NEW, confirmed, form, save, saved

pytestmark = pytest.mark.django_db


def test_an_administrator_plans_an_action_another_confirms_it_and_the_audit_keeps_it(
    admin, safeguarding_lead
):
    change = saved(admin)
    assert not Action.objects.exists()
    action = confirmed(change, safeguarding_lead)
    assert action.slug == "open-a-hall-in-each-area-on-sundays"
    assert ModelLogEntry.objects.filter(object_id=str(action.pk), action="delivery.confirm").exists()
    assert "On time" in admin.get("/admin/delivery-plan/").content.decode()


def test_no_screen_has_a_place_for_a_colour_or_a_state(admin):
    html = admin.get("/admin/delivery-plan/new/").content.decode()
    assert 'name="says"' in html
    assert 'name="state"' not in html and "colour" not in {field.name for field in Action._meta.get_fields()}


def test_an_action_without_a_step_is_refused_in_words(admin):
    data = form()
    data |= {"milestones-TOTAL_FORMS": "0", "milestones-INITIAL_FORMS": "0"}
    page = admin.post(NEW, data)
    assert page.status_code == 200 and not PlanChange.objects.exists()


def test_a_moved_day_is_refused_without_a_reason_and_kept_with_one(admin, safeguarding_lead):
    action = planned()
    moved = {"due_on": str(localdate() + timedelta(days=300))}
    page = save(admin, action, **moved)
    assert page.status_code == 200 and "the earlier one stays to be seen" in page.content.decode()
    change = saved(admin, action, **moved, why_changed="The hall was flooded")
    assert not EarlierAim.objects.exists()
    confirmed(change, safeguarding_lead)
    assert EarlierAim.objects.get().reason == "The hall was flooded"


def test_a_step_that_was_read_in_public_is_not_taken_away(admin):
    action = planned()
    page = save(admin, action, remove=True)
    assert page.status_code == 200 and "has been read in public and is not deleted" in page.content.decode()
    assert [step.says for step in action.milestones.all()] == ["Two halls are open"]


def test_a_measure_is_tied_to_a_published_figure_from_a_list(admin):
    action = planned(measures=[measured(estimate="insights-2020/SAFEDAY/yes")])
    html = admin.get(f"/admin/delivery-plan/edit/{action.pk}/").content.decode()
    assert "None: a value is typed below" in html
    # One that nothing published holds stays chosen and says so.
    assert "insights-2020/SAFEDAY/yes (not published, or hidden)" in html
    field = Measure._meta.get_field("estimate").formfield()
    assert field.clean("insights-2020/SAFEDAY/yes") == "insights-2020/SAFEDAY/yes"
    with pytest.raises(ValidationError):
        field.clean("nonsense")


def test_nobody_deletes_an_action_and_only_administrators_write_it(admin, analyst, youth_lead):
    action = planned()
    assert admin.get(f"/admin/delivery-plan/delete/{action.pk}/").status_code == 403
    for client in (analyst, youth_lead):
        assert client.get("/admin/delivery-plan/").status_code == 403
