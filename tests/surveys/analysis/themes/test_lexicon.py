"""The lexicon file: read whole or refused with a reason."""

from __future__ import annotations

import pytest

from surveys.analysis.themes.codebook import default_codebook
from surveys.analysis.themes.lexicon import Lexicon, LexiconError, default_lexicon
from surveys.analysis.themes.tagger import ThemeTagger


def _lexicon(**source: object) -> Lexicon:
    return Lexicon.from_mappings([source], codebook=default_codebook())


def test_every_theme_of_the_codebook_has_rules():
    assert {rule.theme for rule in default_lexicon().rules} == set(default_codebook().codes)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({"theme": {"weather": {"strong": ["rain"]}}}, "'weather'"),
        ({"theme": {"policing": {"loud": ["siren"]}}}, "unknown key 'loud'"),
        ({"theme": {"policing": {"rule": [{"match": ["siren"], "near": ["x"]}]}}}, "unknown keys: near"),
        ({"theme": {"policing": {"strong": ["@cars"]}}}, "group @cars"),
        ({"theme": {"policing": {"strong": ["{cars}"]}}}, "{cars}"),
        ({"senses": {"weather": ["rain"]}}, "'weather'"),
    ],
)
def test_a_lexicon_that_cannot_be_used_is_refused_with_the_reason(source: dict[str, object], message: str):
    with pytest.raises(LexiconError, match=message):
        _lexicon(**source)


def test_a_guard_word_in_the_same_sentence_silences_a_rule_and_one_in_the_next_does_not():
    lexicon = _lexicon(
        theme={"fear_of_harm": {"rule": [{"match": ["unsafe"], "unless": ["bike(s)"]}]}},
    )
    tagger = ThemeTagger(lexicon, default_codebook())
    assert tagger.tag("bikes make it unsafe").labels == ()
    assert tagger.tag("I like bikes. It is unsafe").labels == ("fear_of_harm",)


def test_a_guard_keeps_a_theme_out_of_a_sentence_unless_something_else_stands_in_it():
    lexicon = _lexicon(
        theme={"fear_of_harm": {"strong": ["scared"]}},
        guard=[{"themes": ["fear_of_harm"], "when": ["lorry|lorries"], "unless": ["knife"]}],
    )
    tagger = ThemeTagger(lexicon, default_codebook())
    assert tagger.tag("scared of the lorries").labels == ()
    assert tagger.tag("lorries pass. I am scared").labels == ("fear_of_harm",)
    assert tagger.tag("scared of the man with a knife by the lorry").labels == ("fear_of_harm",)


def test_words_of_another_language_that_are_english_too_mean_nothing_in_english():
    tagger = ThemeTagger(default_lexicon(), default_codebook())
    assert tagger.tag("a youth hub").labels == ("provision_activities",)
    assert tagger.tag("Dhalinyaradu waxay wataan mindiyo").labels == ("weapons_knives",)


def test_a_rule_that_needs_company_shows_both_pieces_of_evidence():
    lexicon = _lexicon(
        theme={"no_go_places": {"rule": [{"match": ["dodgy"], "needs": ["park"], "within": 3}]}}
    )
    tagger = ThemeTagger(lexicon, default_codebook())
    assert [span.text for span in tagger.tag("dodgy lads in park").spans] == ["dodgy", "park"]
    assert tagger.tag("dodgy lads by the shop near that park").labels == ()


def test_weak_evidence_adds_up_over_separate_words():
    lexicon = _lexicon(theme={"policing": {"weak": ["siren", "van"]}})
    tagger = ThemeTagger(lexicon, default_codebook())
    assert tagger.tag("a siren").abstained
    assert tagger.tag("a siren and a van").labels == ("policing",)


def test_another_sense_of_a_phrase_speaks_for_no_theme():
    lexicon = _lexicon(
        theme={"weapons_knives": {"strong": ["knife"]}}, senses={"weapons_knives": ["bread knife"]}
    )
    tagger = ThemeTagger(lexicon, default_codebook())
    assert tagger.tag("a bread knife").labels == ()
    assert tagger.tag("a bread knife and a knife").labels == ("weapons_knives",)
