"""Tokens keep their place in the text as written."""

from __future__ import annotations

import pytest

from surveys.analysis.themes.normalise import fold, tokenise


@pytest.mark.parametrize(
    "text",
    [
        "I don\u2019t feel safe",
        "Boj\u0119 si\u0119 wieczorem w parku",
        "\ufb01ghts in \uff50\uff41\uff52\uff4b",
        "ST\u00dcRM \u00df na\u00efve",
        "cafe\u0301 at ni\u200bght",
        "رات کو ڈر لگتا ہے",
        "ਰਾਤ ਨੂੰ ਡਰ ਲੱਗਦਾ ਹੈ",
        "রাতে রাস্তায় ভয় লাগে",
        "knife \U0001f52a crime",
    ],
)
def test_every_token_lies_in_the_original_and_folds_to_itself(text: str):
    tokens = tokenise(text)
    assert len(tokens) > 0
    for word, start, end in zip(tokens.words, tokens.start, tokens.end, strict=True):
        assert 0 <= start < end <= len(text)
        assert fold(text[start:end]).text == word


def test_curly_quotes_accents_and_capitals_are_folded():
    assert tokenise("DON\u2019T B\u0118DZIE").words == ["don't", "bedzie"]


def test_vowel_signs_stay_with_their_letters():
    assert tokenise("ਪੁਲਿਸ ਨੂੰ").words == ["ਪੁਲਿਸ", "ਨੂੰ"]


def test_a_contrast_or_a_full_stop_begins_a_new_clause_and_a_list_does_not():
    assert len(set(tokenise("never had gangs, knives or drugs").clause)) == 1
    assert len(set(tokenise("it is quiet but the park is bad").clause)) == 2
    assert len(set(tokenise("No. The park").sentence)) == 2


def test_an_answer_word_before_a_comma_stands_alone():
    tokens = tokenise("no, gangs everywhere")
    assert tokens.clause[0] != tokens.clause[1]


def test_an_empty_text_has_no_tokens():
    assert len(tokenise("")) == 0
    assert tokenise("?!\x00 ...").words == []
