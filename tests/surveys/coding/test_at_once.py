"""Coders at work at the same moment, on either database: every place taken once, nobody twice at one comment."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connections

from surveys.analysis.themes.codebook import default_codebook
from surveys.coding.drawing import NotPossible, draw
from surveys.coding.services import decide, take_turn
from surveys.mixing.renewal import write_anew
from surveys.models import Comment, HumanCoding, SurveyPage
from tests.surveys.coding.conftest import found, write

pytestmark = pytest.mark.long

BOOK = default_codebook()


def test_four_coders_and_a_mix_leave_two_decisions_a_comment_and_none_lost(engine):
    survey = SurveyPage.objects.get(slug="insights", locale__language_code="en")
    write(survey, 12)
    draw(survey)
    coders = [User.objects.create_user(f"coder-{number}") for number in range(4)]
    together = threading.Barrier(5)
    kept: Counter[int] = Counter()

    def work(who: User) -> None:
        try:
            together.wait(20)
            while (comment := take_turn(survey, "measure", user=who)) is not None:
                try:
                    decide(survey, comment.pk, found("policing"), user=who, codebook=BOOK)
                    kept[who.pk] += 1
                except NotPossible:
                    continue
        finally:
            connections.close_all()

    def move() -> None:
        try:
            together.wait(20)
            for _ in range(3):
                write_anew()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as pool:
        for future in [*(pool.submit(work, who) for who in coders), pool.submit(move)]:
            future.result()
    comments = Comment.objects.filter(response__survey=survey).count()
    made = list(HumanCoding.objects.values_list("comment", "role", "coder"))
    assert len(made) == 2 * comments == sum(kept.values())
    assert len({(comment, role) for comment, role, _ in made}) == len(made)
    assert len({(comment, coder) for comment, _, coder in made}) == len(made)
