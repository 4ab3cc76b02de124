"""What the workbench writes by itself: themes read by the machine."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from surveys.analysis.themes.codebook import Codebook
from surveys.codebooks.selectors import active_tagger, edition_in_use
from surveys.models import Comment, PlaceMention, SurveyPage, ThemeReading, ThemeTag
from surveys.reports.provenance import tagger_version

BATCH = 500


def tag_comments(survey: SurveyPage) -> int:
    """Read every comment of a survey that this version of codebook and tagger has not read; return how many.

    Doing it again changes nothing. Tags of an older version are replaced, batch by batch.
    """
    edition = edition_in_use()
    version, tagger = tagger_version(edition), None
    unread = Comment.objects.filter(response__survey=survey).exclude(reading__codebook=version)
    done = 0
    while True:
        comments = list(unread.only("pk", "text")[:BATCH])
        if not comments:
            return done
        tagger = tagger or active_tagger(edition)
        _write(comments, tagger.predict([comment.text for comment in comments]), version, tagger.codebook)
        done += len(comments)


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


def tag_all_comments(*, now: datetime | None = None) -> int:
    """Read the new comments of every survey: timed work, after each mix."""
    waiting = Comment.objects.exclude(reading__codebook=tagger_version()).values("response__survey")
    return sum(tag_comments(survey) for survey in SurveyPage.objects.filter(pk__in=waiting))
