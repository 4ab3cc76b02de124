"""What a draft would change is known before it is published; people's decisions and published figures stay."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.jobs.schedule import schedule
from surveys.codebooks import trials
from surveys.codebooks.selectors import draft
from surveys.codebooks.trials import forget_trials, rounded, run_trials, samples_of, start_trial, view_of
from surveys.models import CodebookTrial, Comment, HumanCoding, ThemeReading, ThemeTag
from surveys.reports.provenance import tagger_version
from surveys.workbench.services import tag_all_comments
from tests.people import cast
from tests.surveys.codebooks.conftest import commented, published, started, with_lines, with_parking

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def survey():
    found = commented(SCARED=30, PARKING=23, BINS=4)
    tag_all_comments()
    return found


@pytest.fixture
def parking_draft(survey):
    started()
    with_parking()
    return draft()


def effects(there) -> dict:
    return {effect.code: effect for effect in view_of(there).effects}


@pytest.mark.parametrize(("n", "shown"), [(0, None), (9, None), (10, 10), (12, 10), (13, 15), (1_001, 1_000)])
def test_counts_are_rounded_to_five_and_hidden_below_ten(n, shown):
    assert rounded(n) == shown


def test_a_trial_tells_theme_by_theme_what_would_change_and_writes_no_tag(parking_draft):
    before = set(ThemeTag.objects.values_list("pk", "theme"))
    start_trial(user=cast("analyst"))
    found = effects(parking_draft)
    assert (found["parking"].before, found["parking"].after, found["parking"].gained) == (None, 25, 25)
    assert found["fear_of_harm"].after == 30 and not found["fear_of_harm"].changed
    assert next(iter(found)) == "parking"
    assert set(ThemeTag.objects.values_list("pk", "theme")) == before


def test_a_few_comments_that_would_gain_or_lose_a_theme_can_be_read(parking_draft):
    with_lines("fear_of_harm", "unless: after dark", "not: scared to walk")
    start_trial(user=cast("analyst"))
    gained, lost = samples_of(draft(), "parking")
    assert len(gained) == 20 and not lost
    assert {comment.text[slice(*comment.tag_spans[0])] for comment in gained} == {"Parking"}
    Comment.objects.filter(pk=gained[0].pk).delete()
    assert len(samples_of(draft(), "parking")[0]) == 19


def test_many_comments_are_read_by_the_timed_job_which_goes_on_where_it_stood(parking_draft, monkeypatch):
    monkeypatch.setattr(trials, "AT_ONCE", 10)
    monkeypatch.setattr(trials, "BATCH", 20)
    start_trial(user=cast("analyst"))
    assert (view_of(parking_draft).percent, view_of(parking_draft).done) == (0, False)
    assert trials._read_batch() == 20
    view = view_of(parking_draft)
    assert (view.percent, view.done, view.effects) == (35, False, ())
    # The process was killed here; another goes on.
    assert run_trials() == 37
    assert effects(parking_draft)["parking"].gained == 25
    assert CodebookTrial.objects.get().read == 57
    assert run_trials() == 0


def test_a_draft_that_is_changed_while_it_is_tried_is_tried_again(parking_draft, monkeypatch):
    monkeypatch.setattr(trials, "AT_ONCE", 10)
    start_trial(user=cast("analyst"))
    with_lines("parking", "kerb(s)")
    assert run_trials() == 0
    assert view_of(draft()).stale


def test_a_trial_goes_in_batches_not_comment_by_comment(parking_draft):
    with CaptureQueriesContext(connection) as queries:
        start_trial(user=cast("analyst"))
    assert len(queries) < 45


def test_comments_the_machine_has_not_read_yet_are_read_with_both(survey):
    ThemeReading.objects.all().delete()
    ThemeTag.objects.all().delete()
    started()
    with_parking()
    start_trial(user=cast("analyst"))
    found = effects(draft())
    assert found["fear_of_harm"].before == 30 and not found["fear_of_harm"].changed


def test_publishing_reads_every_comment_anew_and_leaves_what_people_decided(survey, parking_draft):
    comment = Comment.objects.filter(text__startswith="Parking").first()
    HumanCoding.objects.create(
        comment=comment,
        coder=1,
        role="first",
        purpose="teach",
        themes=["policing"],
        codebook="1.0",
        model="1.0/a",
    )
    version = published()
    assert version.effect["parking"] == {
        "name": "Parking",
        "before": None,
        "after": 25,
        "gained": 25,
        "lost": None,
    }
    assert tag_all_comments() == Comment.objects.count()
    assert ThemeTag.objects.filter(theme="parking").count() == 23
    assert set(ThemeTag.objects.values_list("codebook", flat=True)) == {tagger_version()}
    assert tag_all_comments() == 0
    assert HumanCoding.objects.get().themes == ["policing"]


def test_a_finished_trial_which_names_comments_is_gone_the_next_night(parking_draft, monkeypatch):
    start_trial(user=cast("analyst"))
    assert "surveys.codebooks.trials.forget_trials" in [job.work for job in schedule()]
    assert forget_trials() == 1
    assert view_of(parking_draft) is None
    monkeypatch.setattr(trials, "AT_ONCE", 10)
    start_trial(user=cast("analyst"))
    assert forget_trials() == 0
