"""Trained models beside the rules: learnt, calibrated, explained, stored as numbers, and deciding only where better."""

from __future__ import annotations

import zipfile

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone

from surveys.analysis.themes import default_tagger
from surveys.analysis.themes.classifier import (
    ThemeClassifier,
    TooFewTexts,
    best_threshold,
    calibration,
    contrasts,
)
from surveys.analysis.themes.codebook import Codebook
from surveys.analysis.themes.coded_texts import held_texts, training_texts
from surveys.analysis.themes.evaluation import evaluate, f1_intervals
from surveys.analysis.themes.features import Normaliser, marked_words, text_features, word_grams
from surveys.analysis.themes.lexicon import Lexicon
from surveys.analysis.themes.lexicon_tagger import default_lexicon_tagger
from surveys.analysis.themes.model_file import ModelFileError, load_model, read_header, save_model
from surveys.analysis.themes.normalise import tokenise
from surveys.analysis.themes.tagger import MODEL_PATH, ThemeTagger

CODEBOOK = Codebook.from_mapping(
    {
        "version": "test",
        "theme": [
            {"code": code, "kind": "T", "name": code, "public_name": code, "definition": code}
            for code in ("cats", "boats")
        ],
    }
)
# The rules know one word for each theme; the texts use others, which only a model can learn.
LEXICON = Lexicon.from_mappings(
    [{"theme": {"cats": {"strong": ["cat"]}, "boats": {"strong": ["boat"]}}}], codebook=CODEBOOK
)


def _texts() -> tuple[list[str], list[list[str]]]:
    texts, themes = [], []
    for number in range(60):
        texts += [
            f"a kitten purrs number {number}",
            f"the yacht sails away {number}",
            f"a plain day {number}",
        ]
        themes += [["cats"], ["boats"], []]
    return texts, themes


@pytest.fixture(scope="module")
def fitted() -> ThemeTagger:
    return ThemeTagger(LEXICON, CODEBOOK).fit(*_texts())


def test_a_model_takes_a_theme_over_where_it_reads_better_than_the_rules(fitted):
    assert fitted.modelled == {"cats", "boats"}
    assert (fitted.rules_f1_ == 0).all()
    assert (fitted.model_f1_ > 0.95).all()
    found = fitted.predict(["my kitten purrs", "the yacht sails", "rain"])
    assert [tagged.labels for tagged in found] == [("cats",), ("boats",), ()]
    assert fitted.score(*_texts()) > 0.95


def test_a_model_that_reads_no_better_leaves_the_theme_to_the_rules():
    texts = [f"{word} {number}" for number in range(40) for word in ("my cat", "a boat", "a plain day")]
    themes = [codes for _ in range(40) for codes in (["cats"], ["boats"], [])]
    assert ThemeTagger(LEXICON, CODEBOOK).fit(texts, themes).modelled == frozenset()


def test_texts_the_rules_were_written_for_teach_but_do_not_judge():
    texts, themes = _texts()
    # Judged on texts with the rules' own words alone, the rules are never worse.
    known = [f"{word} {number}" for number in range(20) for word in ("my cat", "a boat")]
    truth = [codes for _ in range(20) for codes in (["cats"], ["boats"])]
    tagger = ThemeTagger(LEXICON, CODEBOOK).fit(
        texts + known, themes + truth, rules_saw=[True] * len(texts) + [False] * len(known)
    )
    assert tagger.modelled == frozenset()


def test_a_model_shows_the_words_it_went_by_as_places_in_the_text(fitted):
    text = "Look \u2013 my KITTEN purrs"
    (reason,) = fitted.explain(text)
    assert (reason.label, reason.by) == ("cats", "model")
    assert {span.text for span in reason.spans} <= {"KITTEN purrs", "KITTEN", "purrs"}
    assert all(text[span.start : span.end] == span.text for span in reason.spans)
    assert [word.text for word in reason.words[:2]] in (["KITTEN", "purrs"], ["purrs", "KITTEN"])


def test_a_stored_model_reads_as_it_did_before(fitted, tmp_path):
    path = tmp_path / "model.npz"
    save_model(fitted, path, about={"texts": 180})
    again = ThemeTagger(LEXICON, CODEBOOK)
    load_model(again, path)
    texts = ["my kitten purrs", "the yacht sails", "rain"]
    assert [tagged.labels for tagged in again.predict(texts)] == [
        tagged.labels for tagged in fitted.predict(texts)
    ]
    assert again.predict_proba(texts) == pytest.approx(fitted.predict_proba(texts), abs=0.01)
    assert read_header(path)["about"] == {"texts": 180}
    save_model(fitted, tmp_path / "again.npz", about={"texts": 180})
    assert (tmp_path / "again.npz").read_bytes() == path.read_bytes()


def test_a_model_of_another_codebook_or_no_model_is_refused(fitted, tmp_path):
    path = tmp_path / "model.npz"
    save_model(fitted, path)
    other = default_tagger()
    with pytest.raises(ModelFileError, match="fitted for codebook test"):
        load_model(ThemeTagger(other.lexicon, other.codebook), path)
    path.write_bytes(b"no model")
    with pytest.raises(ModelFileError, match="no model file"):
        load_model(fitted, path)


def test_the_shipped_model_holds_numbers_and_words_and_nothing_that_runs():
    with zipfile.ZipFile(MODEL_PATH) as file:
        assert all(name.endswith(".npy") for name in file.namelist())
    with np.load(MODEL_PATH, allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind in "fiub" for name in arrays)
    assert MODEL_PATH.stat().st_size < 2_000_000


def test_an_unknown_theme_and_too_few_texts_are_refused():
    tagger = ThemeTagger(LEXICON, CODEBOOK)
    with pytest.raises(ValueError, match="Text 1 is coded 'dogs'"):
        tagger.fit(["a dog"], [["dogs"]])
    with pytest.raises(TooFewTexts, match="too few to learn from"):
        tagger.fit(["a cat", "a boat"], [["cats"], ["boats"]])


def test_a_tagger_can_be_cloned_and_its_labels_read_as_a_matrix(fitted):
    copy = clone(fitted)
    assert copy.get_params()["threshold"] == fitted.threshold and not hasattr(copy, "classifier_")
    assert fitted.predict_labels(["my kitten purrs", "rain"]).tolist() == [[True, False], [False, False]]
    assert fitted.abstain(["rain", "Ich habe abends auf dem Heimweg Angst"]).tolist() == [False, True]


def test_groups_are_never_torn_between_learning_and_judging():
    texts, themes = _texts()
    readings = Normaliser(None).transform(texts)
    truth = np.array([["cats" in codes, "boats" in codes] for codes in themes])
    # All texts about cats are one group: what was never seen elsewhere cannot be recognised.
    groups = ["cats" if "cats" in codes else number for number, codes in enumerate(themes)]
    chosen = ThemeClassifier(text_features(), folds=3).fit(readings, truth, groups).out_of_fold_.chosen
    assert not chosen[truth[:, 0], 0].any()
    assert chosen[truth[:, 1], 1].mean() > 0.9


def test_denied_words_are_other_words_to_a_model():
    tokens = tokenise("I am not scared of the park but my mum is scared")
    words = marked_words(tokens, "en")
    assert "~scared" in words and words[-1] == "scared"
    reading = Normaliser(None).transform(["not scared here"])[0]
    assert "~scared ~here" in word_grams(reading)


def test_probabilities_are_calibrated_and_thresholds_fall_between_texts():
    random = np.random.default_rng(1)
    scores = random.normal(size=(4_000, 1))
    truth = random.random((4_000, 1)) < 1 / (1 + np.exp(-(2 * scores - 1)))
    slope, offset = calibration(scores, truth)
    assert (slope[0], offset[0]) == (pytest.approx(2, abs=0.25), pytest.approx(-1, abs=0.2))
    assert best_threshold(np.array([0.9, 0.8, 0.3, 0.1]), np.array([True, True, False, False])) == 0.55
    assert best_threshold(np.array([0.9, 0.2]), np.array([False, False])) > 1


def test_what_a_writer_denies_no_model_gives_back():
    for text in ("I never feel scared in the park", "there are no gangs in our village"):
        assert default_tagger().tag(text).labels == ()


def test_every_label_of_the_ready_tagger_has_evidence_in_the_text():
    texts = [text.text for text in held_texts()]
    for text, tagged in zip(texts, default_tagger().predict(texts), strict=True):
        assert {span.label for span in tagged.spans} == set(tagged.labels)
        assert all(text[span.start : span.end] == span.text for span in tagged.spans)
        assert 0 <= tagged.uncertainty <= 1


def test_the_held_texts_pass_the_bars_of_the_design_for_answers_to_a_survey():
    texts = held_texts()
    truth = [text.themes for text in texts]
    given = [tagged.labels for tagged in default_tagger().predict([text.text for text in texts])]
    result, intervals = evaluate(truth, given), f1_intervals(truth, given, draws=200)
    assert result.micro_f1 >= 0.62 and result.macro_f1 >= 0.60
    assert result.themeless_tagged_share <= 0.30
    assert intervals.micro[0] < result.micro_f1 < intervals.micro[1]


def test_no_held_text_is_among_those_that_teach():
    taught = {text.text.casefold().strip(" .!?") for text in training_texts()}
    assert not taught & {text.text.casefold().strip(" .!?") for text in held_texts()}


def test_answers_in_other_languages_are_read_or_handed_to_a_person():
    texts = [text for text in held_texts() if text.language != "en" and text.themes]
    found = default_tagger().predict([text.text for text in texts])
    assert sum(bool(tagged.labels) or tagged.abstained for tagged in found) >= 0.95 * len(texts)
    english = [text.text for text in held_texts() if text.language == "en"]
    rules = default_lexicon_tagger()
    assert sum(rules.read(text).language != "en" for text in english) <= 0.02 * len(english)


@pytest.mark.long
def test_the_shipped_model_is_what_the_shipped_texts_give(tmp_path):
    from surveys.analysis.themes.training import fit_default, write

    write(fit_default(), tmp_path / "model.npz", tmp_path / "card.md")
    fresh, shipped = ThemeTagger(*_default()), default_tagger()
    load_model(fresh, tmp_path / "model.npz")
    assert fresh.modelled == shipped.modelled
    texts = [text.text for text in held_texts()]
    assert [tagged.labels for tagged in fresh.predict(texts)] == [
        tagged.labels for tagged in shipped.predict(texts)
    ]
    assert (tmp_path / "card.md").read_text("utf-8") == MODEL_PATH.with_suffix(".md").read_text("utf-8")


def _default() -> tuple[Lexicon, Codebook]:
    tagger = default_tagger()
    return tagger.lexicon, tagger.codebook


def test_a_feature_counts_by_how_much_more_often_texts_with_the_theme_hold_it():
    # Four texts, two with the theme: "bus" in both of those, "knife" in all, "moon" in one of each.
    occurs = sparse.csr_matrix([[1.0, 1.0, 1.0], [1.0, 1.0, 0.0], [0.0, 1.0, 1.0], [0.0, 1.0, 0.0]])
    given = np.array([True, True, False, False])
    bus, knife, moon = contrasts(occurs, given, 1.0)
    # log((2 + 1) / (2 + 2)) - log((0 + 1) / (2 + 2)) = log 3 for "bus", nothing for the others; mean square 1.
    assert bus == pytest.approx(np.sqrt(3.0)) and knife == moon == 0.0
    assert contrasts(occurs, given, 0.0) == pytest.approx(np.ones(3))
    assert contrasts(occurs, given, 0.5) == pytest.approx([0.5 + np.sqrt(3.0) / 2, 0.5, 0.5])


def test_where_no_feature_tells_texts_apart_all_count_alike():
    occurs = sparse.csr_matrix(np.ones((4, 2)))
    assert contrasts(occurs, np.array([True, True, False, False]), 0.75) == pytest.approx([0.25, 0.25])
