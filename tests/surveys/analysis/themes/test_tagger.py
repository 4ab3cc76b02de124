"""The lexicon tagger on tables of answers, by theme and by slice."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import surveys.analysis
from surveys.analysis.themes.codebook import default_codebook
from surveys.analysis.themes.evaluation import Evaluation, evaluate, evaluate_by_slice
from surveys.analysis.themes.tagger import default_tagger

DATA = Path(surveys.analysis.__file__).parent / "data"


def _examples(split: str) -> list[dict[str, str]]:
    with (DATA / "example_comments.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["split"] == split]


def _labels(row: dict[str, str]) -> list[str]:
    return [label for label in row["themes"].split(";") if label]


def _figures(split: str) -> tuple[Evaluation, dict[str, Evaluation]]:
    rows = _examples(split)
    truth = [_labels(row) for row in rows]
    given = [tagged.labels for tagged in default_tagger().predict([row["text"] for row in rows])]
    return evaluate(truth, given), evaluate_by_slice(truth, given, [row["tags"].split(";") for row in rows])


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("the underpass is pitch black", "no_go_places"),
        ("opps from the other side", "gangs_exploitation"),
        ("I'm terrified", "fear_of_harm"),
        ("fight videos on tiktok", "social_media"),
        ("more apprenticeships", "hope_opportunity"),
        ("we need a youth club", "provision_activities"),
        ("bare feds about", "policing"),
        ("teachers ignore it", "education_input;undervalued_unheard"),
        ("nobody ever listens to us", "undervalued_unheard"),
        ("families can't afford food", "poverty_money"),
        ("racist abuse on the bus", "racism_faith_respect"),
        ("I get picked on", "bullying"),
        ("dealers on the corner", "drugs_county_lines"),
        ("everyone carries a shank", "weapons_knives"),
        ("got catcalled", "vawg_harassment"),
    ],
)
def test_a_plain_statement_of_each_theme_is_tagged(text: str, themes: str):
    assert ";".join(default_tagger().tag(text).labels) == themes


@pytest.mark.parametrize(
    "text",
    [
        "like a knife through butter",
        "the whole gang came to my party",
        "that film killed me",
        "safe to say it went well",
        "fear not",
        "drugs on the NHS list",
        "my nan's weed killer",
        "crack on with it",
        "a photo shoot in town",
        "the human race",
        "old school friends",
        "diet coke please",
        "cops and robbers",
        "blades of grass in the garden",
        "I'm afraid I don't know",
    ],
)
def test_a_keyword_in_another_sense_is_not_tagged(text: str):
    assert default_tagger().tag(text).labels == ()


def test_every_label_has_evidence_that_lies_in_the_text():
    texts = [row["text"] for split in ("dev", "held") for row in _examples(split)]
    for text, tagged in zip(texts, default_tagger().predict(texts), strict=True):
        assert {span.label for span in tagged.spans} == set(tagged.labels)
        for span in tagged.spans:
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("everyone at school has a \U0001f52a", "weapons_knives"),
        ("never any \U0001f46e round here", "policing"),
        ("that alley at night \U0001f628\U0001f628", "fear_of_harm"),
    ],
)
def test_a_picture_that_stands_for_a_word_is_read_as_one(text: str, theme: str):
    tagged = default_tagger().tag(text)
    assert theme in tagged.labels
    assert all(text[span.start : span.end] == span.text for span in tagged.spans)


def test_evidence_points_at_the_words_as_they_were_written():
    spans = default_tagger().tag("i get BULIIED \u2013 evry day").spans
    assert [span.text for span in spans] == ["BULIIED"]


def test_labels_follow_the_codebook_and_reach_the_threshold():
    tagged = default_tagger().tag("gangs and dealers with knives make me scared of the alley")
    codes = default_codebook().codes
    assert list(tagged.labels) == sorted(tagged.labels, key=codes.index)
    assert all(tagged.scores[label] >= 0.5 for label in tagged.labels)
    assert all(0 < score <= 1 for score in tagged.scores.values())


def test_an_answer_in_a_language_nobody_covered_goes_to_a_person():
    tagged = default_tagger().tag("Ich habe abends auf dem Heimweg Angst")
    assert (tagged.labels, tagged.abstained, tagged.language) == ((), True, "de")


def test_an_answer_without_a_theme_is_no_abstention():
    assert not default_tagger().tag("The bins are full again").abstained


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00", "?", "\U0001f600" * 50, "a" * 50_000, "no " * 10_000, "[" * 500]
)
def test_odd_input_gives_an_answer_and_no_error(text: str):
    assert default_tagger().tag(text).labels == ()


def test_the_tuned_half_of_the_examples_is_read_well():
    overall, slices = _figures("dev")
    assert overall.micro_f1 >= 0.88 and overall.macro_f1 >= 0.88
    assert slices["lure"].wrong_tags_per_text <= 0.15
    assert slices["neg"].wrong_tags_per_text <= 0.1


def test_the_half_held_back_passes_the_bars_of_the_design():
    overall, slices = _figures("held")
    assert overall.micro_f1 >= 0.78 and overall.macro_f1 >= 0.75
    assert overall.themeless_tagged_share <= 0.30
    assert slices["lure"].wrong_tags_per_text <= 0.35
    assert slices["neg"].wrong_tags_per_text <= 0.25
    assert slices["misspell"].overall.recall >= 0.70
    assert slices["slang"].overall.recall >= 0.72
    assert slices["script"].overall.recall >= 0.80
