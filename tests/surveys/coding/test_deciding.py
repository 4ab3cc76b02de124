"""Decisions: two coders blind to each other, a third where they differ, and nothing ever changed."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from wagtail.models import PageLogEntry

from surveys.analysis.themes.codebook import default_codebook
from surveys.coding.drawing import NotPossible, choose_share, draw
from surveys.coding.selectors import (
    disputed,
    final_tags,
    human_codings,
    measuring_sample_of,
    progress,
    queue_of,
)
from surveys.coding.services import Decision, decide, settle, take_turn
from surveys.models import CodingTurn, Comment, HumanCoding, ThemeReading, ThemeTag
from surveys.models.coding import NeverChanged
from tests.surveys.coding.conftest import commented, form, found

pytestmark = pytest.mark.django_db

BOOK = default_codebook()


def say(survey, comment, who, *themes, **more):
    return decide(survey, comment, found(*themes, **more), user=who, codebook=BOOK)


def turn(survey, who, purpose="measure"):
    comment = take_turn(survey, purpose, user=who)
    return comment and comment.pk


def test_a_form_gives_themes_in_the_order_of_the_codebook_with_a_stance_for_topics_alone():
    read = Decision.read(
        form("policing", "fear_of_harm", stance_policing="praise", stance_fear_of_harm="praise"), BOOK
    )
    assert read.themes == tuple(code for code in BOOK.codes if code in ("policing", "fear_of_harm"))
    assert read.stances == {"policing": "praise"} and read.judgement == "coded"
    assert Decision.read(form("policing", stance_policing="nonsense"), BOOK).stances == {
        "policing": "neutral"
    }
    assert Decision.read(form(), BOOK) == Decision()
    assert Decision.read(form(instead="unreadable"), BOOK).judgement == "unreadable"


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        (form(instead=""), "Choose one of the answers"),
        (form("policing", instead="none"), "not both"),
        (form("no_such_theme"), "codebook has changed"),
        (form(instead="' OR 1=1"), "Choose one of the answers"),
    ],
)
def test_a_form_that_says_nothing_or_two_things_is_refused_in_words(posted, told):
    with pytest.raises(NotPossible, match=told):
        Decision.read(posted, BOOK)


def test_nothing_chosen_is_not_taken_for_no_theme():
    posted = form()
    del posted["instead"]
    with pytest.raises(NotPossible, match="at least one theme"):
        Decision.read(posted, BOOK)


@pytest.mark.both_databases
def test_two_coders_get_different_comments_and_each_keeps_theirs_when_they_come_back(
    written, amara, ben, cleo
):
    draw(written)
    given = {who: turn(written, who) for who in (amara, ben, cleo)}
    assert {who: turn(written, who) for who in given} == given
    # Two people code each comment, so two may have the same one open, and never three.
    assert len(set(given.values())) == 2
    say(written, given[amara], amara, "policing")
    assert turn(written, amara) != given[amara]
    assert not CodingTurn.objects.filter(coder=amara, comment=given[amara]).exists()


def test_whoever_comes_late_becomes_the_second_coder_and_a_third_is_told(written, amara, ben, cleo):
    draw(written)
    comment = turn(written, amara)
    assert say(written, comment, amara, "policing").role == "first"
    assert say(written, comment, ben, "fear_of_harm").role == "second"
    for who, told in ((cleo, "Two colleagues"), (amara, "coded this comment before")):
        with pytest.raises(NotPossible, match=told):
            say(written, comment, who, "fear_of_harm")
    assert HumanCoding.objects.count() == 2


def test_when_all_that_is_left_is_in_front_of_a_colleague_it_is_given_all_the_same(amara, ben):
    survey = commented(1)
    draw(survey)
    comment = Comment.objects.get()
    say(survey, comment.pk, amara, "policing")
    cleo = CodingTurn.objects.create(coder=amara, comment=comment)
    assert turn(survey, ben) == comment.pk
    assert cleo.comment_id == comment.pk


def test_the_end_is_told_and_what_is_not_in_the_sample_is_refused(amara):
    survey = commented(30)
    choose_share(survey, "1", user=amara)
    while (comment := turn(survey, amara)) is not None:
        say(survey, comment, amara)
    assert progress(survey, "measure", user=amara).left == 0
    outside = Comment.objects.filter(coding_sample=None).first()
    with pytest.raises(NotPossible, match="not to be coded any more"):
        say(survey, outside.pk, amara, "policing")
    other = commented(1, "other")
    draw(other)
    with pytest.raises(NotPossible):
        say(survey, Comment.objects.get(response__survey=other).pk, amara, "policing")


def test_final_is_what_was_settled_else_agreed_else_the_first_coders_word(written, amara, ben, cleo):
    draw(written)
    one, two, three, four = sorted(Comment.objects.values_list("pk", flat=True))[:4]
    say(written, one, amara, "policing")
    say(written, two, amara, "policing", "fear_of_harm")
    say(written, two, ben, "fear_of_harm", "policing")
    say(written, three, amara, "policing")
    say(written, three, ben)
    say(written, four, amara, instead="unreadable")
    assert disputed(written) == [three]
    finals = human_codings(written)
    assert {key: (set(final.themes), final.basis, final.readable) for key, final in finals.items()} == {
        one: ({"policing"}, "first", True),
        two: ({"policing", "fear_of_harm"}, "agreed", True),
        three: ({"policing"}, "first", True),
        four: (set(), "first", False),
    }
    settle(written, three, found("fear_of_harm"), user=cleo, codebook=BOOK)
    assert disputed(written) == [] and human_codings(written)[three].themes == {"fear_of_harm"}
    assert human_codings(written)[three].basis == "adjudicated"
    assert queue_of(written, "measure").coded == 4


def test_a_third_settles_alone_and_the_two_only_together(written, amara, ben, cleo):
    draw(written)
    comment = turn(written, amara)
    with pytest.raises(NotPossible, match="do not differ"):
        settle(written, comment, found("fear_of_harm"), user=cleo, codebook=BOOK)
    say(written, comment, amara, "policing")
    say(written, comment, ben, "fear_of_harm")
    with pytest.raises(NotPossible, match="one of the two"):
        settle(written, comment, found("fear_of_harm"), user=ben, codebook=BOOK)
    assert settle(written, comment, found("fear_of_harm"), user=ben, codebook=BOOK, together=True).together
    with pytest.raises(NotPossible, match="settled this one meanwhile"):
        settle(written, comment, found("policing"), user=cleo, codebook=BOOK)
    assert HumanCoding.objects.filter(comment=comment).count() == 3


def test_who_counts_reads_the_persons_word_before_the_machines(written, amara):
    draw(written)
    one, two, three = sorted(Comment.objects.values_list("pk", flat=True))[:3]
    for key in (one, two):
        ThemeReading.objects.create(comment_id=key, codebook="1")
        ThemeTag.objects.create(comment_id=key, theme="fear_of_harm", spans=[[0, 3]], score=0.9, codebook="1")
    say(written, one, amara, "policing")
    assert final_tags(written) == {one: {"policing"}, two: {"fear_of_harm"}}
    rows = {row.comment: row for row in measuring_sample_of(written)}
    assert len(rows) == 20 and {row.probability for row in rows.values()} == {1.0}
    assert (rows[one].themes, rows[one].machine) == ({"policing"}, {"fear_of_harm"})
    assert (rows[two].themes, rows[two].machine) == (None, {"fear_of_harm"})
    assert (rows[three].themes, rows[three].machine) == (None, None)


@pytest.mark.both_databases
def test_a_decision_is_never_changed_neither_by_the_program_nor_by_sql(written, amara):
    draw(written)
    made = say(written, turn(written, amara), amara, "policing")
    made.themes = ["fear_of_harm"]
    for change in (
        made.save,
        made.delete,
        lambda: HumanCoding.objects.update(themes=[]),
        lambda: HumanCoding.objects.all().delete(),
        lambda: HumanCoding.objects.bulk_update([made], ["themes"]),
    ):
        with pytest.raises(NeverChanged):
            change()
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE surveys_humancoding SET themes = '[]'")
    assert HumanCoding.objects.get().themes == ["policing"]


def test_a_decision_survives_the_coders_account_and_goes_with_the_comment(written, ben, amara):
    draw(written)
    comment = turn(written, ben)
    turn(written, amara)
    say(written, comment, ben, "policing")
    turn(written, ben)
    ben.delete()
    assert HumanCoding.objects.get().comment_id == comment
    assert CodingTurn.objects.count() == 1
    Comment.objects.filter(pk=comment).delete()
    assert not HumanCoding.objects.exists()


def test_a_mix_writes_decisions_anew_and_changes_none(written, amara):
    from surveys.mixing.renewal import write_anew

    draw(written)
    for _ in range(3):
        say(written, turn(written, amara), amara, "policing")
    turn(written, amara)
    before = sorted(HumanCoding.objects.values_list())
    write_anew()
    assert sorted(HumanCoding.objects.values_list()) == before and CodingTurn.objects.count() == 1


def test_the_log_says_once_a_day_that_somebody_coded_and_not_what(written, amara):
    draw(written)
    for _ in range(3):
        say(written, turn(written, amara), amara, "policing")
    entry = PageLogEntry.objects.get(action="surveys.coding.day")
    assert entry.user == amara and entry.data == {} and entry.message == "Coded comments on this day"
