"""Codebook and lexicon together: stored as data, shared as a file, made into a tagger."""

from __future__ import annotations

import pytest

from surveys.analysis.themes.codebook import CodebookError, default_codebook
from surveys.analysis.themes.edition import (
    codebook_of,
    digest_of,
    shipped_content,
    shipped_digest,
    tagger_of,
    theme_in,
    theme_of,
)
from surveys.analysis.themes.edition_changes import changes_between
from surveys.analysis.themes.edition_check import faults_in, faults_in_theme
from surveys.analysis.themes.edition_file import LARGEST, MOST_TOLD, EditionError, read_edition, written
from surveys.analysis.themes.tagger import default_tagger

TEXTS = (
    "Fix the lights in the park, I am scared after dark",
    "I never feel scared round here",
    "Safe to say the gang of mates had a good time",
    "No youth clubs left, nothing to do",
    "boje się chodzić przez park",
    "feds never come when u call",
)


def with_parking() -> dict:
    """The shipped edition with a theme of lexicon lines alone."""
    content = shipped_content()
    content["themes"].append(
        theme_of(
            code="parking",
            kind="T",
            name="Parking",
            public_name="Parking",
            definition="Where cars stand.",
            lines={"english": ["strong: parking|parked"], "languages": ["parkowanie"]},
        )
    )
    return content


def test_the_shipped_edition_holds_the_shipped_codebook_word_for_word():
    assert codebook_of(shipped_content(), default_codebook().version) == default_codebook()
    assert not faults_in(shipped_content())


def test_the_shipped_edition_is_read_by_the_shipped_tagger_itself():
    assert tagger_of(shipped_content(), "1.0") is default_tagger()


def test_an_edition_whose_rules_are_the_same_gives_the_same_tags():
    content = shipped_content()
    theme_in(content, "policing")["examples"].append("They came after two hours.")
    assert digest_of(content) != shipped_digest()
    assert tagger_of(content, "1.0.2").predict(TEXTS) == default_tagger().predict(TEXTS)


def test_a_new_theme_is_tagged_by_its_lines_and_old_ones_keep_their_models():
    tagger = tagger_of(with_parking(), "1.0.2")
    assert tagger.codebook.version == "1.0.2"
    assert tagger.modelled == default_tagger().modelled
    tagged = tagger.tag("Parked cars block the gate. I am scared of the alley at night")
    assert {"parking", "fear_of_harm"} <= set(tagged.labels)
    assert any(span.text == "Parked" for span in tagged.spans if span.label == "parking")
    assert tagger.predict_proba(TEXTS).shape == (len(TEXTS), 16)


def test_a_retired_theme_is_tagged_no_more_and_keeps_its_name():
    content = shipped_content()
    for theme in content["themes"]:
        theme["retired"] = theme["code"] == "policing"
    tagger = tagger_of(content, "1.0.2")
    assert "policing" not in tagger.codebook.codes
    assert tagger.codebook["policing"].name == "Policing"
    assert tagger.tag("feds never come when u call").labels == ()


def test_a_theme_in_another_place_keeps_its_own_model():
    content = shipped_content()
    content["themes"].reverse()
    texts = [*TEXTS, "that street scares me"]
    given = [set(tagged.labels) for tagged in tagger_of(content, "1.0.2").predict(texts)]
    assert given == [set(tagged.labels) for tagged in default_tagger().predict(texts)]


def test_the_file_of_an_edition_gives_the_same_edition_back():
    content = with_parking()
    content["themes"][0]["examples"] = ['With "quotes", a \\ and a tab\there', "ڈر لگتا ہے"]
    assert read_edition(written(content, version="1.0.2").encode()) == content


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xff\xfe\x00", "not plain text in UTF-8 (byte 0)"),
        (b"theme = [", "no TOML that can be read"),
        (b"a = " + b"[" * 5_000, "no TOML that can be read"),
        (b"format = 9", "does not say “format = 1”"),
        (b"format = 1", "The file holds no [[theme]]"),
        (b"format = 1\ntheme = 3", "must be written as [[theme]]"),
        (b"format = 1\n[[theme]]\ncode = 3", "Theme 1: code must be a text in quotation marks"),
        (b"format = 1\nsecret = 1\n[[theme]]", "“secret” is nothing a codebook holds"),
        (b"x" * (LARGEST + 1), "2,000,000 at most"),
    ],
)
def test_a_file_that_is_no_codebook_is_refused_with_what_to_mend(data, told):
    with pytest.raises(EditionError) as refused:
        read_edition(data)
    assert told in str(refused.value)


def test_a_file_with_a_fault_in_every_line_tells_the_first_dozen():
    content = with_parking()
    content["themes"][-1]["lines"]["english"] = ["wrong: x"] * 100
    with pytest.raises(EditionError) as refused:
        read_edition(written(content, version="1").encode())
    assert len(refused.value.faults) == MOST_TOLD + 1
    assert "Theme “Parking”: Written English, line 1" in refused.value.faults[0]


def test_words_that_name_themselves_without_end_are_refused():
    content = shipped_content()
    content["shared"]["english"]["sets"] |= {"one": "{two} {two}", "two": "{one} {one}"}
    content["shared"]["english"]["groups"]["loop"] = ["@loop"]
    told = " ".join(faults_in(content))
    assert "set {one}: a set cannot hold another set" in told
    assert "list @loop: a list cannot hold another list" in told


def test_a_set_that_a_line_still_uses_cannot_vanish():
    content = shipped_content()
    del content["shared"]["english"]["sets"]["knife"]
    assert any("{knife} is used but not defined" in fault for fault in faults_in(content))


def test_a_text_the_database_cannot_hold_is_refused():
    assert (
        "null character"
        in faults_in_theme({**with_parking()["themes"][-1], "name": "a\x00b"}, with_parking())[0]
    )


def test_themes_that_share_a_name_are_refused():
    content = with_parking()
    content["themes"][-1]["public_name"] = content["themes"][0]["public_name"].upper()
    assert any("stands for two themes" in fault for fault in faults_in(content))


def test_a_code_nobody_has_is_told_by_name():
    with pytest.raises(CodebookError, match="no theme 'weather'"):
        theme_in(shipped_content(), "weather")


def test_what_changed_is_told_theme_by_theme():
    after = with_parking()
    after["themes"][0]["definition"] += " Also by day."
    after["themes"][0]["lines"]["english"] += ["a", "b"]
    after["themes"][1]["retired"] = True
    after["shared"]["speech"]["other_senses"].append("safe travels mate")
    told = {change.name: change.what for change in changes_between(shipped_content(), after)}
    assert told == {
        "Unsafe and avoided places": ("definition", "Written English: 2 lines added"),
        "Gangs and exploitation": ("retired",),
        "Parking": ("a new theme",),
        "Shared words": ("Speech and slang",),
    }
    assert not changes_between(after, after)
