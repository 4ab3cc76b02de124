"""What the workbench writes by itself: themes read by the machine."""

from __future__ import annotations

import secrets
from array import array
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from surveys.analysis.themes.codebook import Codebook
from surveys.codebooks.selectors import active_tagger, edition_in_use
from surveys.models import Comment, PlaceMention, SurveyPage, ThemeReading, ThemeTag
from surveys.reports.provenance import tagger_version

BATCH = 500


def tag_comments(survey: SurveyPage) -> int:
    """Read every comment of a survey that this version of codebook and tagger has not read; return how many.

    Doing it again changes nothing. Tags of an older version are replaced, batch by batch.
    """
    return _read(Comment.objects.filter(response__survey=survey))


def tag_all_comments(*, now: datetime | None = None) -> int:
    """Read the new comments of every survey: timed work, after each mix."""
    return _read(Comment.objects.all())


def _read(comments: QuerySet[Comment]) -> int:
    """Read what is unread among some comments, batch by batch in the order of their random keys; how many were read.

    What is unread is asked once: asked again for each batch, the database would go through all that is read already
    every time. A batch is kept whole or not at all, so whoever was cut off goes on behind the last one. Nothing is
    remembered beside the readings themselves, and random keys tell nothing of the order in which comments came.
    """
    edition = edition_in_use()
    version = tagger_version(edition)
    unread = comments.exclude(reading__codebook=version)
    # Eight bytes a comment: a million of them are no burden.
    keys = array("q", unread.order_by("pk").values_list("pk", flat=True).iterator())
    done = 0
    for start in range(0, len(keys), BATCH):
        # Another process may have read some of these meanwhile.
        batch = list(unread.filter(pk__in=keys[start : start + BATCH]).only("pk", "text"))
        if batch:
            tagger = active_tagger(edition)
            _write(batch, tagger.predict([comment.text for comment in batch]), version, tagger.codebook)
            done += len(batch)
    return done


@transaction.atomic
def _write(comments: list[Comment], read: list[Any], version: str, codebook: Codebook) -> None:
    from surveys.analysis.themes.places import mentions
    from surveys.analysis.themes.stance import stances

    # Two readers at once, or a mix that moves the rows: whoever comes second finds the first one's work.
    there = set(
        Comment.objects.filter(pk__in=[comment.pk for comment in comments])
        .select_for_update()
        .values_list("pk", flat=True)
    )
    ThemeTag.objects.filter(comment__in=there).delete()
    ThemeReading.objects.filter(comment__in=there).delete()
    PlaceMention.objects.filter(comment__in=there).delete()
    tags, readings, places = [], [], []
    for comment, tagged in zip(comments, read, strict=True):
        if comment.pk not in there:
            continue
        readings.append(ThemeReading(comment=comment, codebook=version, unsure=tagged.abstained))
        places += [
            PlaceMention(comment=comment, kind=kind, area=area)
            for kind, area in mentions(comment.text, tagged)
        ]
        stance = stances(comment.text, tagged, codebook=codebook)
        for theme in tagged.labels:
            spans = sorted([span.start, span.end] for span in tagged.spans if span.label == theme)
            tags.append(
                ThemeTag(
                    comment=comment,
                    theme=theme,
                    spans=spans,
                    score=tagged.scores[theme],
                    codebook=version,
                    stance=stance[theme],
                )
            )
    shuffle = secrets.SystemRandom().shuffle
    shuffle(tags)
    shuffle(readings)
    shuffle(places)
    ThemeTag.objects.bulk_create(tags, batch_size=BATCH)
    ThemeReading.objects.bulk_create(readings, batch_size=BATCH)
    PlaceMention.objects.bulk_create(places, batch_size=BATCH)
