"""Topics nobody coded yet, and quotes that stand for what was written."""

from __future__ import annotations

import random

from surveys.analysis.themes.quotes import propose_quotes
from surveys.analysis.themes.topics import emergent_topics, has_content

ROADS = [
    f"{first} {second} on {third}"
    for first in ("huge potholes", "broken tarmac and potholes", "potholes everywhere")
    for second in ("damaging my tyres", "not repaired", "never filled in")
    for third in ("our street", "the hill", "the ring road")
]
BINS = [
    f"{first} {second}"
    for first in (
        "bins not collected",
        "rubbish collection missed",
        "recycling bins overflow",
        "rubbish bins left",
    )
    for second in ("again this week", "for three weeks", "by the council", "on collection day", "in our lane")
]
JUNK = ["n/a", "dunno", "???", "asdfgh", "lol", "no comment", "nothing to say", "ok"]


def _mixed(seed: int) -> list[str]:
    texts = ROADS + BINS + JUNK * 3
    random.Random(seed).shuffle(texts)
    return texts


def test_topics_are_found_in_what_no_theme_covers_with_examples_and_without_junk():
    texts = _mixed(1)
    topics = emergent_topics(texts, most=2)
    words = [set(topic.words) for topic in topics]
    # As most people wrote them, never as they are counted.
    assert any("potholes" in found for found in words) and any("bins" in found for found in words)
    written = {word for text in texts for word in text.split()}
    assert all(found <= written for found in words)
    for topic in topics:
        assert not {texts[place] for place in topic.examples} & set(JUNK)
        assert topic.size >= 5 and topic.stability >= 0.6


def test_topics_stay_the_same_from_run_to_run_and_in_any_order():
    first = emergent_topics(_mixed(1), most=2, seed=0)
    assert first == emergent_topics(_mixed(1), most=2, seed=0)
    again = emergent_topics(_mixed(2), most=2, seed=9)
    for topic in first:
        assert max(len(set(topic.words) & set(other.words)) for other in again) >= 4


def test_one_and_many_are_counted_as_one_word():
    texts = [
        text
        for stop, church, library in [("bus", "church", "library"), ("buses", "churches", "libraries")] * 12
        for text in (f"the {stop} never arrives on {church} road", f"old {library} roof leaking {church}")
    ]
    shown = {word for topic in emergent_topics(texts, most=2) for word in topic.words}
    assert len(shown & {"bus", "buses"}) == 1 and len(shown & {"library", "libraries"}) == 1
    assert len(shown & {"church", "churches"}) <= 1


def test_too_few_texts_have_no_topics():
    assert emergent_topics(ROADS[:10]) == []
    assert emergent_topics(JUNK * 20) == []


def test_an_answer_has_content_if_it_says_two_things_in_english():
    assert has_content("broken swings everywhere")
    assert not any(has_content(text) for text in (*JUNK, "", "Ich habe abends auf dem Heimweg Angst"))


def test_quotes_are_typical_different_and_never_a_text_with_much_masked():
    texts = [
        "the police never come when you ring them",
        "the police never come when you ring them!",
        "police take hours to come when we ring",
        "stopped and searched on my way to college again",
        "[name] at [school] told [name] about the police never coming",
        "feds",
    ]
    quotes = propose_quotes(list("abcdef"), texts, count=3)
    chosen = [quote.text for quote in quotes]
    assert len(chosen) == 3 and len({"a", "b"} & set(chosen)) == 1
    assert not {"e", "f"} & set(chosen)


def test_praise_and_complaint_are_both_heard_and_order_does_not_matter():
    texts = [
        f"the police never come out to our road {word}" for word in ("now", "here", "mate", "ever", "again")
    ]
    texts.append("our local officer is kind and helps the children")
    stance = ["complaint"] * 5 + ["praise"]
    quotes = propose_quotes(range(6), texts, count=2, strata=stance)
    assert {stance[quote.text] for quote in quotes} == {"complaint", "praise"}
    turned = propose_quotes(range(5, -1, -1), texts[::-1], count=2, strata=stance[::-1])
    assert [quote.text for quote in turned] == [quote.text for quote in quotes]
