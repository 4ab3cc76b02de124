"""A story that is taken back goes with the rights of each process: staff save the day, timed work empties the page."""

from __future__ import annotations

import pytest

from tests.deploy.installation import manage

pytestmark = pytest.mark.long

TAKE_BACK = """
from django.utils.timezone import localdate
from wagtail.models import Site
from cms.models import CampaignPage
from tests.engagement.publishing.pages import draft_story
from tests.people import cast
home = Site.objects.get(is_default_site=True).root_page
home.add_child(instance=CampaignPage(title="Stories", slug="stories", locale=home.locale))
story = draft_story(cast("campaign_lead"))
story.consent_withdrawn_on = localdate()
story.save_revision(log_action=True)
print("done")
"""
LOOK = """
from wagtail.models import PageLogEntry
from cms.models import StoryPage
story = StoryPage.objects.get(consent_withdrawn_on__isnull=False, locale__language_code="en")
print(story.title, {entry.label for entry in PageLogEntry.objects.filter(page=story.pk)})
"""
CLEAR_AWAY = """
from cms.models import CampaignPage
for campaign in CampaignPage.objects.filter(slug="stories"):
    campaign.delete()
"""


@pytest.fixture
def _none_left(roles):
    """Other tests use the same database: they find no story in it."""
    yield
    cleared = manage(roles.environment(""), "shell", "-v0", given=CLEAR_AWAY)
    assert cleared.returncode == 0, cleared.stderr


@pytest.mark.usefixtures("_none_left")
def test_staff_save_the_day_and_timed_work_takes_the_words_away(roles):
    saved = manage(roles.environment("workbench"), "shell", "-v0", given=TAKE_BACK)
    assert "done" in saved.stdout, saved.stderr[-3000:]
    told = manage(roles.environment("jobs"), "jobs")
    assert told.returncode == 0 and "failed" not in told.stdout, told.stdout + told.stderr
    left = manage(roles.environment("workbench"), "shell", "-v0", given=LOOK)
    assert left.stdout.strip() == "Story taken back {'Story taken back'}", left.stdout + left.stderr
