"""The machine reads each comment once, marks its evidence, and finds nothing to do the second time."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.jobs.schedule import schedule
from surveys.models import Comment, PlaceMention, ThemeReading, ThemeTag
from surveys.reports.provenance import tagger_version
from surveys.workbench import services
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


def queries_to_read(survey) -> int:
    with CaptureQueriesContext(connection) as queries:
        tag_comments(survey)
    return len(queries)


def test_each_batch_costs_the_same_few_queries_however_much_is_read_already(commented, monkeypatch):
    n = Comment.objects.count()
    monkeypatch.setattr("surveys.workbench.services.BATCH", 1)
    in_many = queries_to_read(commented)
    ThemeReading.objects.all().delete()
    monkeypatch.setattr("surveys.workbench.services.BATCH", n)
    in_one = queries_to_read(commented)
    assert in_many - in_one <= 11 * (n - 1)


def test_what_is_unread_is_looked_for_among_all_comments_once(commented, monkeypatch):
    monkeypatch.setattr("surveys.workbench.services.BATCH", 3)
    # A cursor that stays on PostgreSQL's side tells nobody what it asks.
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    with CaptureQueriesContext(connection) as queries:
        tag_all_comments()
    reads = [
        query["sql"] for query in queries if query["sql"].startswith("SELECT") and "theme" in query["sql"]
    ]
    unbounded = [sql for sql in reads if '"surveys_themereading"' in sql and " IN (" not in sql]
    assert len(unbounded) == 1
    assert len(reads) > 5


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_reading_cut_off_goes_on_where_it_stood_and_reads_nothing_twice(commented, monkeypatch, after):
    monkeypatch.setattr("surveys.workbench.services.BATCH", 5)
    write, written = services._write, []

    def then_cut_off(comments, *others):
        if len(written) == after:
            raise KeyboardInterrupt
        write(comments, *others)
        written.append([comment.pk for comment in comments])

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(services, "_write", then_cut_off)
        tag_comments(commented)
    read = set(ThemeReading.objects.values_list("pk", flat=True))
    assert read == {key for batch in written for key in batch} and len(read) == 5 * after
    kept = set(ThemeTag.objects.values_list("pk", flat=True))
    n = Comment.objects.count()
    assert tag_comments(commented) == n - len(read)
    assert ThemeReading.objects.count() == n
    # A comment read twice would have tags with new keys.
    assert kept <= set(ThemeTag.objects.values_list("pk", flat=True))


def test_a_comment_that_goes_or_is_read_by_another_meanwhile_is_left_alone(commented, monkeypatch):
    monkeypatch.setattr("surveys.workbench.services.BATCH", 5)
    keys = sorted(Comment.objects.values_list("pk", flat=True))
    gone, elsewhere = keys[-1], keys[-2]
    write = services._write

    def meanwhile(comments, *others):
        write(comments, *others)
        Comment.objects.filter(pk=gone).delete()
        ThemeReading.objects.get_or_create(pk=elsewhere, defaults={"codebook": tagger_version()})

    monkeypatch.setattr(services, "_write", meanwhile)
    assert tag_comments(commented) == len(keys) - 2
    assert not ThemeTag.objects.filter(comment=elsewhere).exists()
    assert ThemeReading.objects.count() == Comment.objects.count() == len(keys) - 1


def test_batches_follow_the_random_keys_so_that_what_is_written_tells_no_order(commented, monkeypatch):
    monkeypatch.setattr("surveys.workbench.services.BATCH", 4)
    write, order = services._write, []

    def noted(comments, *others):
        order.append([comment.pk for comment in comments])
        write(comments, *others)

    monkeypatch.setattr(services, "_write", noted)
    tag_comments(commented)
    keys = sorted(Comment.objects.values_list("pk", flat=True))
    assert [set(batch) for batch in order] == [set(keys[at : at + 4]) for at in range(0, len(keys), 4)]


def test_it_runs_by_itself_after_the_mix():
    names = [job.name for job in schedule()]
    job = next(job for job in schedule() if job.name == "tag-comments")
    assert names.index("tag-comments") > names.index("mix") and names.index("tag-comments") > names.index(
        "mix-closed"
    )
    assert job.work == "surveys.workbench.services.tag_all_comments"
