"""The codebook: fifteen themes, each usable by a coder and by a page."""

from __future__ import annotations

import pytest

from surveys.analysis.themes.codebook import Codebook, CodebookError, default_codebook

ENTRY = {"code": "a", "kind": "D", "name": "A", "public_name": "A", "definition": "A thing."}


def test_the_codebook_holds_fifteen_themes_of_which_four_are_topical():
    codebook = default_codebook()
    assert len(codebook.codes) == 15
    assert set(codebook.codes) - codebook.directional == {
        "social_media",
        "provision_activities",
        "policing",
        "education_input",
    }


def test_every_theme_says_what_belongs_to_it_and_what_does_not():
    for theme in default_codebook().themes:
        assert theme.include and theme.exclude
        assert len(theme.public_name) <= 40


def test_the_six_points_on_which_coders_differed_are_settled():
    assert len(default_codebook().rulings) == 6


def test_a_theme_given_twice_is_refused_by_name():
    with pytest.raises(CodebookError, match="'a' appears twice"):
        Codebook.from_mapping({"version": "1", "theme": [ENTRY, ENTRY]})


def test_a_theme_without_a_definition_is_refused_with_its_place():
    with pytest.raises(CodebookError, match="Theme 1 of the codebook lacks definition"):
        Codebook.from_mapping({"version": "1", "theme": [{**ENTRY, "definition": " "}]})


def test_an_unknown_kind_is_refused():
    with pytest.raises(CodebookError, match="kind 'X'"):
        Codebook.from_mapping({"version": "1", "theme": [{**ENTRY, "kind": "X"}]})


def test_a_codebook_without_a_version_is_refused():
    with pytest.raises(CodebookError, match="no version"):
        Codebook.from_mapping({"theme": [ENTRY]})


def test_an_unknown_code_is_named_in_the_error():
    with pytest.raises(KeyError, match="no theme 'weather'"):
        default_codebook()["weather"]
