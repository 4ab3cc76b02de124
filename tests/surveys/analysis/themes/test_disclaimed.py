"""Whole phrases deny, doubt or laugh off a concern; phrases that only look like it leave it standing."""

from __future__ import annotations

import tomllib

import pytest

from surveys.analysis.themes.disclaimed import PATH
from surveys.analysis.themes.lexicon_tagger import default_lexicon_tagger

DISCLAIMED = [
    "nothing about this place makes me nervous",
    "the idea that we're terrified is rubbish",
    "it's a myth that there are gangs on every corner",
    "it's wrong to call this a no-go area",
    "it's not like everyone carries a knife",
    "I doubt anyone here carries a knife",
    "they say there's gangs but I've found it's fine",
    "They make out it's full of stabbings. In reality it's dead quiet",
    "People ask am I scared. I'm not.",
    "What knife crime? I've yet to see any",
    "there used to be fights by the shops, nothing like that any more",
    "knives? give over",
    "scared? me? behave",
    "fed up of hearing that we're scared to go out",
    "gang violence is a thing of the past",
    "stabbings only happen on telly",
    "Despite what the papers say about gangs we all get on",
    "as if there's drug dealers in Knowle",
    "where are all these knives then",
    "Drug dealing here is vanishingly rare",
    "last thing I'd call it is scary",
    "there's this picture of us as a war zone, it couldn't be further from the truth",
    "they painted us as drug dealers on the news, load of lies",
    "I'd be lying if I said I was frightened",
    "worry about knives? Why would I",
    "stabbing capital my foot",
]

STANDING = [
    ("I'm never not scared", "fear_of_harm"),
    ("There's no getting away from the gangs", "gangs_exploitation"),
    ("Nobody can tell me there aren't gangs here", "gangs_exploitation"),
    ("The council says there's no gangs. There are.", "gangs_exploitation"),
    ("I never felt unsafe until last summer's stabbing", "weapons_knives"),
    ("I wish I wasn't scared", "fear_of_harm"),
    ("not a day goes by when I don't see dealing", "drugs_county_lines"),
    ("never been so frightened in my life", "fear_of_harm"),
    ("don't get me started on the dealers", "drugs_county_lines"),
    ("if you think there's no knives in school you're blind", "weapons_knives"),
    ("there's no doubt gangs run this estate", "gangs_exploitation"),
    ("it's not a myth, gangs are real", "gangs_exploitation"),
    ("I don't doubt there are knives in every bag", "weapons_knives"),
    ("they say it's safe but I'm scared", "fear_of_harm"),
    ("you can't move for dealers", "drugs_county_lines"),
    ("never a dull moment, stabbings every week", "weapons_knives"),
    ("zero tolerance of bullies", "bullying"),
]


@pytest.mark.parametrize("text", DISCLAIMED)
def test_what_is_called_a_tale_or_doubted_is_not_tagged(text: str):
    assert default_lexicon_tagger().tag(text).labels == ()


@pytest.mark.parametrize(("text", "theme"), STANDING)
def test_what_only_sounds_like_a_denial_is_tagged(text: str, theme: str):
    assert theme in default_lexicon_tagger().tag(text).labels


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("gangs run this street. Rubbish everywhere as well", "gangs_exploitation"),
        ("I doubt it will change but the gangs are out every night", "gangs_exploitation"),
        ("why are there so many knives? Nobody knows", "weapons_knives"),
        ("my mate was stabbed. Never the same again", "weapons_knives"),
        ("I am scared at night and the police never come", "fear_of_harm"),
        ("I get bullied every day and my teacher isn't bothered", "bullying"),
        ("girls get followed home and nobody believes them", "vawg_harassment"),
        ("he was told he'd get stabbed if he told anyone", "weapons_knives"),
        ("my son was expected to carry drugs for the olders", "drugs_county_lines"),
        ("they call me racist names. Never stops", "racism_faith_respect"),
        ("Gangs? They're in the park every night", "gangs_exploitation"),
        ("the thought of being stabbed keeps me in", "weapons_knives"),
        ("Not much has changed, gangs still run the estate", "gangs_exploitation"),
        ("racism should not be tolerated", "racism_faith_respect"),
        ("I was bullied in the past", "bullying"),
        ("people say the park is safe but it's not safe, gangs sit there", "gangs_exploitation"),
        ("gangs everywhere but lovely neighbours", "gangs_exploitation"),
    ],
)
def test_a_phrase_denies_only_from_its_own_place(text: str, theme: str):
    assert theme in default_lexicon_tagger().tag(text).labels


def test_every_phrase_of_the_list_stands_once_under_its_heading():
    for kind, lines in tomllib.loads(PATH.read_text(encoding="utf-8"))["phrases"].items():
        assert len(lines) == len(set(lines)), kind
