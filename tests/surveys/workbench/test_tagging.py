"""The machine reads each comment once, marks its evidence, and finds nothing to do the second time."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.jobs.schedule import schedule
from surveys.models import Comment, PlaceMention, ThemeReading, ThemeTag
from surveys.workbench.services import tag_all_comments, tag_comments
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def commented():
    survey = survey_page()
    store(survey, people(60), tags=False)
    return survey


def test_every_comment_is_read_and_evidence_stands_in_its_text(commented):
    read = tag_comments(commented)
    assert read == Comment.objects.count() == ThemeReading.objects.count() > 10
    tags = ThemeTag.objects.select_related("comment")
    assert tags.exists()
    for tag in tags:
        assert tag.spans
        for start, end in tag.spans:
            assert tag.comment.text[start:end].strip()


def test_the_kind_of_place_and_the_stance_are_kept_and_no_word_of_either(commented):
    Comment.objects.update(text="I don't go to the park in Bilston after dark, I'm scared.")
    tag_comments(commented)
    mention = PlaceMention.objects.first()
    assert (mention.kind, mention.area) == ("park", "E08000031")
    assert PlaceMention.objects.count() == Comment.objects.count()
    assert set(ThemeTag.objects.values_list("stance", flat=True)) == {"complaint"}


def test_doing_it_again_changes_nothing(commented):
    tag_comments(commented)
    before = set(ThemeTag.objects.values_list("pk", "comment", "theme"))
    assert tag_comments(commented) == 0
    assert tag_all_comments() == 0
    assert set(ThemeTag.objects.values_list("pk", "comment", "theme")) == before


def test_a_new_codebook_replaces_the_tags_of_the_old_one(commented):
    tag_comments(commented)
    comment = Comment.objects.filter(tags__isnull=False).first()
    ThemeReading.objects.filter(comment=comment).update(codebook="0.9/old")
    comment.tags.all().delete()
    comment.tags.create(theme="bullying", spans=[[0, 4]], score=0.9, codebook="0.9/old")
    assert tag_comments(commented) == 1
    assert "bullying" not in comment.tags.values_list("theme", flat=True)
    assert not ThemeTag.objects.filter(codebook="0.9/old").exists()


def test_a_comment_without_a_theme_is_not_read_for_ever(commented):
    Comment.objects.update(text="Thank you.")
    tag_comments(commented)
    assert not ThemeTag.objects.exists()
    assert tag_all_comments() == 0


def test_reading_goes_in_batches_not_one_by_one(commented):
    with CaptureQueriesContext(connection) as queries:
        tag_comments(commented)
    assert len(queries) < 15


def test_it_runs_by_itself_after_the_mix():
    names = [job.name for job in schedule()]
    job = next(job for job in schedule() if job.name == "tag-comments")
    assert names.index("tag-comments") > names.index("mix") and names.index("tag-comments") > names.index(
        "mix-closed"
    )
    assert job.work == "surveys.workbench.services.tag_all_comments"
