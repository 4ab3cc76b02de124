"""The first screen of staff: what each person has to do, and nothing that is not theirs."""

from __future__ import annotations

import pytest

from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey():
    found = survey_page(is_example=True)
    store(found, people(12), tags=False)
    return found


def first_screen(client) -> str:
    return client.get("/admin/").content.decode()


def test_an_analyst_sees_every_survey_with_its_state_and_next_step(analyst, survey):
    html = first_screen(analyst)
    assert f'href="/admin/insights/{survey.pk}/"' in html and "<strong>12</strong> answers" in html
    survey.fieldwork.state = "open"
    survey.fieldwork.save()
    assert "See who is still missing" in first_screen(analyst)
    survey.fieldwork.state = "closed"
    survey.fieldwork.save()
    assert "Choose what to publish" in first_screen(analyst)


def test_a_survey_nobody_can_answer_yet_asks_to_be_finished(analyst):
    draft = survey_page()
    html = first_screen(analyst)
    assert "Not published yet" in html and f'href="/admin/pages/{draft.pk}/edit/"' in html


def test_a_signer_sees_what_waits_and_no_number_of_answers(safeguarding_lead, survey):
    html = first_screen(safeguarding_lead)
    assert "Nothing waits for your signature" in html
    assert "12</strong> answers" not in html and f"/admin/insights/{survey.pk}/" not in html


def test_others_see_nothing_of_surveys_on_their_first_screen(moderator, admin, survey):
    for client in (moderator, admin):
        assert f"/admin/insights/{survey.pk}/" not in first_screen(client)


def test_the_admin_bears_our_mark_and_leads_to_no_release_news(admin):
    html = first_screen(admin)
    assert "Most of Us</title>" in html and 'class="own-mark"' in html and "css/admin" in html
    assert "whats-new" not in html and "guide.wagtail.org" not in html and "editor-guide" not in html
