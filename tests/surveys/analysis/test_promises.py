"""Promises nobody can keep are found in every dress, and true sentences are left alone."""

from __future__ import annotations

import pytest

from surveys.analysis.promises import complaints, overpromises

TOO_MUCH = (
    "100% anonymous",
    "100 per cent anonymous",
    "Completely Anonymous",
    "totally anonymous",
    "fully confidential",
    "strictly confidential",
    "guaranteed anonymous",
    "we guarantee your anonymity",
    "anonymity is guaranteed",
    "untraceable",
    "un-traceable",
    "untrackable",
    "can't be traced",
    "can’t ever be traced",
    "cannot be identified",
    "will never be linked back to you",
    "impossible to trace",
    "there is no way anyone can find out who",
    "nobody will ever know",
    "No one will ever know",
    "no-one can find out",
    "nobody would ever read",
    "police can't see",
    "the police cannot read",
    "police will never know",
    "your school won't be told",
    "hidden from the police",
    "your secret is safe",
    "we will never tell anyone",
    "risk-free",
    "سو فیصد گمنام",
    "مکمل طور پر گمنام",
    "کسی کو کبھی پتہ نہیں چلے گا",
)
TRUE = (
    "We don't ask who you are.",
    "We can't tell who sent which answer, so we can't reply or send help from here.",
    "Someone who picks up your phone might see you were on this site.",
    "Nobody will act on your answers: this is an example.",
    "The survey is anonymous: we keep no name.",
    "The police can see what is published, like everybody else.",
    "Nobody knows you here but the person beside you.",
    "No one asked us before they shut the library.",
    "100% of places are taken.",
    "They may pass on what you wrote, to the police too.",
    "We never ask for your name.",
    "ہم آپ کا نام نہیں پوچھتے۔",
)


@pytest.mark.parametrize("phrase", TOO_MUCH)
def test_what_nobody_can_promise_is_found_where_it_stands(phrase):
    text = f"Tell us what you think. It is {phrase}, honestly."
    (found, *_) = overpromises(text)
    assert text[found.start : found.end] == found.words
    assert found.words in text and len(found.words) > 5


@pytest.mark.parametrize("sentence", TRUE)
def test_what_is_true_may_be_said(sentence):
    assert overpromises(sentence) == []


def test_neither_tags_nor_line_ends_nor_capitals_hide_one():
    assert overpromises("This is <b>100%</b>\n   ANONYMOUS")
    assert overpromises("Nobody\nwill ever\nknow")


def test_a_denial_is_found_too():
    assert overpromises("This is not 100% anonymous.")


def test_complaints_name_the_place_and_say_what_to_do():
    (said,) = complaints([("the intro", "It is untraceable."), ("the title", "Your view")])
    assert said == "the intro says 'untraceable', which nobody can promise. Say what is and is not kept."
