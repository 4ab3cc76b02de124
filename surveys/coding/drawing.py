"""Which comments people code: the measuring sample, drawn by lot before anybody sees a tag, and the teaching queue.

A person's permanent random number decides whether what they wrote measures, all of it or nothing: shares are of
people, and somebody wrote about a theme if any of their comments is about it. Numbers from one half up are the teaching
queue's, so that the share that measures can later be raised to a half and no comment that taught the machine is ever
counted by.
"""

from __future__ import annotations

import math
import secrets
from collections import Counter
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count
from wagtail.log_actions import log

from surveys.codebooks.selectors import active_tagger
from surveys.models import CodingPlan, CodingSample, Comment, HumanCoding, SurveyPage
from surveys.models.keys import random_key

LEAST = 0.1
"""A tenth of the comments measures, or as many more as give ``FEWEST``."""
FEWEST = 200
"""From so many coded comments on, corrected shares are worth their work."""
TWICE = 0.25
"""A quarter of the measuring sample is coded by two people, or as much more as gives ``TWICE_FEWEST``."""
TWICE_FEWEST = 50
TEACH_FROM = 0.5
A_QUEUE = 50
"""So many comments at a time are chosen to teach."""
CANDIDATES = 2_000
"""Among so many comments, picked by lot, the machine looks for those it would learn most from."""
BATCH = 500

CHANGED = "surveys.coding.share"
CHOSEN = "surveys.coding.queue"


class NotPossible(ValueError):
    """Something that cannot be done to a sample or a comment now; its message says why and what to do."""


def plan_of(survey: SurveyPage) -> CodingPlan:
    """The plan of a survey, made with a seed of its own the first time."""
    plan, _ = CodingPlan.objects.get_or_create(
        survey=survey, defaults={"seed": random_key(), "share": 1.0, "twice": 1.0}
    )
    return plan


def locked_plan(survey: SurveyPage) -> CodingPlan:
    """The plan, held until the transaction ends: one person at a time draws, takes a turn or decides.

    It hangs from no answer, so a mix that moves the rows of answers never waits for it.
    """
    plan_of(survey)
    return CodingPlan.objects.select_for_update().get(survey=survey)


def draw_all(*, now: datetime | None = None) -> int:
    """Bring the sample of every survey whose comments became more or fewer up to date; how many surveys is returned.

    Timed work, before the machine reads new comments.
    """
    counts = dict(
        Comment.objects.values_list("response__survey").annotate(n=Count("pk")).order_by("response__survey")
    )
    known = dict(CodingPlan.objects.values_list("survey", "considered"))
    due = SurveyPage.objects.filter(pk__in=[key for key, n in counts.items() if known.get(key) != n])
    return len([draw(survey) for survey in due])


def drawn(survey: SurveyPage) -> CodingPlan:
    """The plan of a survey, its sample drawn anew first if the number of comments has changed."""
    plan = plan_of(survey)
    n = Comment.objects.filter(response__survey=survey).count()
    return plan if plan.considered == n else draw(survey)


@transaction.atomic
def draw(survey: SurveyPage) -> CodingPlan:
    """Bring the measuring sample of a survey up to date with its comments and its share.

    Until somebody has coded or chosen a share, the share follows the number of comments; from then on it stays, and
    every comment that comes has the same chance as those before it.
    """
    from surveys.analysis.themes.coding_queue import permanent_number

    plan = locked_plan(survey)
    writers = dict(
        Comment.objects.filter(response__survey=survey).order_by().values_list("pk", "response_id")
    )
    _follow(plan, len(writers))
    wanted = {
        key: permanent_number(plan.seed + 1, key) < plan.twice
        for key, writer in writers.items()
        if permanent_number(plan.seed, writer) < plan.share
    }
    rows = CodingSample.objects.filter(comment__response__survey=survey)
    have = {row.pk: row for row in rows}
    gone = [
        key
        for key, row in have.items()
        if (row.purpose == CodingSample.Purpose.MEASURE and key not in wanted)
        or (row.purpose == CodingSample.Purpose.TEACH and key in wanted)
        or (row.purpose == CodingSample.Purpose.MEASURE and row.twice != wanted[key])
    ]
    for start in range(0, len(gone), BATCH):
        rows.filter(pk__in=gone[start : start + BATCH]).delete()
    new = [
        CodingSample(
            comment_id=key, purpose=CodingSample.Purpose.MEASURE, probability=plan.share, twice=wanted[key]
        )
        for key in wanted.keys() - (have.keys() - set(gone))
    ]
    rows.filter(purpose=CodingSample.Purpose.MEASURE).update(probability=plan.share)
    secrets.SystemRandom().shuffle(new)
    CodingSample.objects.bulk_create(new, batch_size=BATCH)
    return plan


def _follow(plan: CodingPlan, comments: int) -> None:
    """Let the share follow the number of comments while nobody has chosen or begun."""
    from surveys.analysis.themes.coding_queue import share_to_draw

    begun = HumanCoding.objects.filter(comment__response__survey=plan.survey_id).exists()
    if not plan.chosen and not begun:
        plan.share = share_to_draw(comments, least=LEAST, fewest=FEWEST)
    if not begun:
        plan.twice = share_to_draw(round(plan.share * comments), least=TWICE, fewest=TWICE_FEWEST)
    plan.considered = comments
    plan.save()


def highest_share(survey: SurveyPage) -> int:
    """How many per cent of the comments could measure: those that have taught the machine never can."""
    from surveys.analysis.themes.coding_queue import permanent_number

    seed = plan_of(survey).seed
    taught = HumanCoding.objects.filter(
        comment__response__survey=survey, purpose=CodingSample.Purpose.TEACH
    ).values_list("comment__response", flat=True)
    return math.floor(100 * min((permanent_number(seed, writer) for writer in taught), default=1.0))


@transaction.atomic
def choose_share(survey: SurveyPage, percent: str, *, user: Any) -> CodingPlan:
    """Let so many per cent of the comments measure, those drawn before among them if it is more. Raises
    ``NotPossible``.

    What was coded stays; where fewer measure now, codings of the others still say what their comments are about.
    """
    plan = locked_plan(survey)
    if not (percent.isascii() and percent.isdecimal() and 1 <= int(percent[:4]) <= 100):
        raise NotPossible("Give the share as a whole number of per cent from 1 to 100.")
    highest = highest_share(survey)
    if int(percent) > highest:
        raise NotPossible(
            f"At most {highest}% can measure: comments beyond have taught the machine, and what it has learnt from"
            " cannot check it."
        )
    plan.share, plan.chosen = int(percent) / 100, True
    plan.save()
    log(instance=survey, action=CHANGED, user=user, data={"percent": int(percent)})
    return draw(survey)


def choose_to_teach(survey: SurveyPage, *, user: Any, size: int = A_QUEUE) -> int:
    """Choose the next comments to teach the machine with, those it would learn most from; how many is returned.

    Raises ``NotPossible`` while as many wait already, or where none is left.
    """
    left = size - waiting_to_teach(survey)
    if left <= 0:
        raise NotPossible("The comments chosen before are not coded yet. Code those first.")
    candidates = _candidates(survey)
    if not candidates:
        raise NotPossible(
            "No comment is left to teach with: every other one is in the measuring sample, or coded already."
        )
    # Read before anything is locked: on SQLite nobody could send an answer meanwhile.
    chosen = _most_doubtful(candidates, left)
    with transaction.atomic():
        locked_plan(survey)
        free = set(Comment.objects.filter(pk__in=chosen, coding_sample=None).values_list("pk", flat=True))
        new = [
            CodingSample(comment_id=key, purpose=CodingSample.Purpose.TEACH) for key in chosen if key in free
        ]
        secrets.SystemRandom().shuffle(new)
        CodingSample.objects.bulk_create(new, batch_size=BATCH)
        log(instance=survey, action=CHOSEN, user=user)
    return len(new)


def waiting_to_teach(survey: SurveyPage) -> int:
    """How many comments chosen to teach nobody has coded yet."""
    rows = CodingSample.objects.filter(
        comment__response__survey=survey, purpose=CodingSample.Purpose.TEACH, comment__codings=None
    )
    return rows.count()


def _candidates(survey: SurveyPage) -> list[Comment]:
    from surveys.analysis.themes.coding_queue import permanent_number

    plan = plan_of(survey)
    lowest = max(plan.share, TEACH_FROM)
    untouched = Comment.objects.filter(response__survey=survey, coding_sample=None, codings=None)
    keys = [
        key
        for key, writer in untouched.order_by().values_list("pk", "response_id")
        if permanent_number(plan.seed, writer) >= lowest
    ]
    picked = secrets.SystemRandom().sample(keys, min(len(keys), CANDIDATES))
    found: list[Comment] = []
    for start in range(0, len(picked), BATCH):
        found += Comment.objects.filter(pk__in=picked[start : start + BATCH]).only("pk", "text")
    return found


def _most_doubtful(candidates: list[Comment], size: int) -> list[int]:
    from surveys.analysis.themes.coding_queue import teaching_queue

    tagger = active_tagger()
    coded: Counter[str] = Counter()
    for themes in HumanCoding.objects.values_list("themes", flat=True).iterator():
        coded.update(themes)
    queue = teaching_queue(
        [comment.pk for comment in candidates],
        tagger.predict_proba([comment.text for comment in candidates]),
        tagger.cuts,
        tagger.codebook.codes,
        [coded[code] for code in tagger.codebook.codes],
        size=size,
    )
    return [int(str(queued.text)) for queued in queue]
