"""The sample is a lot that knows neither tags nor time, and what teaches never measures."""

from __future__ import annotations

import pytest

from surveys.analysis.themes.codebook import default_codebook
from surveys.analysis.themes.coding_queue import permanent_number
from surveys.coding.drawing import (
    NotPossible,
    choose_share,
    choose_to_teach,
    draw,
    draw_all,
    drawn,
    highest_share,
)
from surveys.coding.services import decide
from surveys.models import CodingPlan, CodingSample, Comment, HumanCoding, ThemeTag
from tests.surveys.coding.conftest import commented, found, write
from tests.surveys.workbench.answered import survey_page

pytestmark = pytest.mark.django_db

BOOK = default_codebook()


def sample(purpose: str = "measure") -> set[int]:
    return set(CodingSample.objects.filter(purpose=purpose).values_list("pk", flat=True))


def numbers_of(plan):
    """The permanent random number of each comment's writer."""
    writers = Comment.objects.values_list("pk", "response_id")
    return {key: permanent_number(plan.seed, writer) for key, writer in writers}


def test_a_small_survey_measures_by_every_comment_and_two_people_code_each(written):
    plan = draw(written)
    assert (plan.share, plan.twice, plan.considered) == (1.0, 1.0, 20)
    assert sample() == set(Comment.objects.values_list("pk", flat=True))
    assert set(CodingSample.objects.values_list("probability", "twice")) == {(1.0, True)}


def test_a_large_one_draws_about_two_hundred_each_by_its_own_number_and_a_quarter_of_them_twice():
    survey = commented(800)
    plan = draw(survey)
    assert (plan.share, plan.twice) == (0.25, 0.25)
    numbers = numbers_of(plan)
    assert sample() == {key for key, number in numbers.items() if number < 0.25}
    assert 140 < len(sample()) < 260
    assert 20 < CodingSample.objects.filter(twice=True).count() < 85
    assert set(CodingSample.objects.values_list("probability", flat=True)) == {0.25}


def test_all_that_a_person_wrote_measures_or_nothing_of_it():
    survey = commented(400)
    for comment in Comment.objects.all():
        Comment.objects.create(response_id=comment.response_id, question="WHERE", text="The buses are slow.")
    plan = choose_share(survey, "20", user=None)
    drawn_people = Comment.objects.filter(pk__in=sample()).values("response").distinct().count()
    assert len(sample()) == 2 * drawn_people and plan.share == 0.2


def test_whatever_the_machine_read_has_no_part_in_the_draw():
    survey = commented(300)
    CodingPlan.objects.create(survey=survey, seed=11, share=1, twice=1)
    draw(survey)
    before = sample()
    CodingSample.objects.all().delete()
    for comment in Comment.objects.all()[:150]:
        ThemeTag.objects.create(
            comment=comment, theme="fear_of_harm", spans=[[0, 4]], score=0.9, codebook="1"
        )
    draw(survey)
    assert sample() == before


def test_once_somebody_coded_the_share_stays_and_later_comments_have_the_same_chance(amara):
    survey = commented(250)
    draw(survey)
    decide(survey, min(sample()), found("policing"), user=amara, codebook=BOOK)
    before = sample()
    write(survey, 250)
    plan = drawn(survey)
    assert plan.share == 0.8 and plan.considered == 500
    assert before < sample()
    later = sample() - before
    assert 150 < len(later) < 250
    assert set(CodingSample.objects.values_list("probability", flat=True)) == {0.8}


def test_timed_work_draws_where_comments_came_or_went_and_nowhere_else(
    written, django_assert_max_num_queries
):
    assert draw_all() == 1
    with django_assert_max_num_queries(3):
        assert draw_all() == 0
    write(written, 1)
    assert draw_all() == 1 and len(sample()) == 21
    survey_page("silent")
    assert draw_all() == 0


def test_the_draw_comes_before_the_machine_reads():
    from engagement.jobs.schedule import schedule

    names = [job.name for job in schedule()]
    assert names.index("mix-closed") < names.index("draw-comments") < names.index("tag-comments")


def test_a_larger_share_keeps_what_was_drawn_and_a_smaller_one_keeps_what_was_coded(amara):
    survey = commented(300)
    choose_share(survey, "20", user=amara)
    small = sample()
    choose_share(survey, "40", user=amara)
    assert small < sample()
    first = max(sample() - small)
    decide(survey, first, found("policing"), user=amara, codebook=BOOK)
    choose_share(survey, "20", user=amara)
    assert sample() == small and first not in small
    assert HumanCoding.objects.get().comment_id == first


@pytest.mark.parametrize("given", ["", "0", "101", "12.5", "ten", "-5", "²", "9" * 40])
def test_a_share_that_is_none_is_refused_in_words(written, amara, given):
    draw(written)
    with pytest.raises(NotPossible, match="whole number of per cent"):
        choose_share(written, given, user=amara)
    assert CodingPlan.objects.get().share == 1.0


def test_comments_that_teach_come_from_the_other_half_and_can_never_measure(amara):
    survey = commented(300)
    plan = choose_share(survey, "20", user=amara)
    assert choose_to_teach(survey, user=amara, size=30) == 30
    assert not sample() & sample("teach")
    numbers = numbers_of(plan)
    assert min(numbers[key] for key in sample("teach")) >= 0.5
    taught = min(sample("teach"), key=numbers.__getitem__)
    decide(survey, taught, found("policing"), user=amara, codebook=BOOK)
    highest = highest_share(survey)
    assert 50 <= highest < 100 and highest <= 100 * numbers[taught]
    with pytest.raises(NotPossible, match=f"At most {highest}%"):
        choose_share(survey, "100", user=amara)
    choose_share(survey, "50", user=amara)
    assert taught in sample("teach")


def test_teaching_asks_about_what_the_machine_doubts_before_what_it_knows(amara):
    survey = commented(60)
    doubtful = set(Comment.objects.filter(text__startswith="The buses").values_list("pk", flat=True))
    Comment.objects.filter(pk__in=doubtful).update(text="Things go on round the shops.")
    Comment.objects.exclude(pk__in=doubtful).update(text="I am scared to walk through the park after dark.")
    plan = choose_share(survey, "1", user=amara)
    numbers = numbers_of(plan)
    there = {key for key in doubtful - sample() if numbers[key] >= 0.5}
    choose_to_teach(survey, user=amara, size=len(there) + 1)
    assert there < sample("teach") and len(sample("teach")) == len(there) + 1


def test_more_is_chosen_only_when_the_last_are_coded_and_while_some_are_left(amara, written):
    with pytest.raises(NotPossible, match="No comment is left"):
        draw(written)
        choose_to_teach(written, user=amara)
    survey = commented(100, "more")
    choose_share(survey, "10", user=amara)
    choose_to_teach(survey, user=amara, size=5)
    with pytest.raises(NotPossible, match="not coded yet"):
        choose_to_teach(survey, user=amara, size=5)
