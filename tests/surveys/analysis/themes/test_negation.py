"""Denials remove directional themes; negative assertions do not."""

from __future__ import annotations

import pytest

from surveys.analysis.themes.tagger import default_tagger

DENIALS = [
    "I never feel scared round here",
    "none of my mates are in gangs",
    "no problems with drugs on our street",
    "I'm not frightened of anyone",
    "never seen any knives",
    "bullying isn't a problem at our place",
    "there are no gangs in our village",
    "I have never been harassed or followed",
    "nobody I know carries a knife",
    "never had trouble with gangs, knives or drugs",
    "have never once felt unsafe walking at night",
    "I don't worry about violence",
    "racism doesn't happen here",
    "I haven't been bullied",
    "we've not had a single stabbing",
    "we're not poor",
    "I don't know any gang members",
    "knife crime is not something we see here",
    "gangs? here? you must be joking",
    "bullying? not at our school",
    "I don't take drugs and my mates don't either",
    "the gangs stuff is all hype",
    "drugs have never been offered to me",
    "I don't believe there are county lines in our village",
    "there is nowhere I avoid",
    "not once have I seen a weapon",
    "far from being scared, I love walking by the canal",
    "I've yet to meet anybody with a blade",
    "the news makes out there's a stabbing every day, there isn't",
    "people say it's rough but it isn't",
    "drugs were bad here in the 90s, not now",
    "we had a gang problem years ago, it's gone now",
    "the gang thing is a media story",
    "whoever says this estate is full of drugs has never been here",
    "knife crime hasn't touched our family",
    "not the sort of place where you get knives",
]

ASSERTIONS = [
    ("no jobs round here", "hope_opportunity"),
    ("nobody listens to us", "undervalued_unheard"),
    ("I don't feel safe at the station", "fear_of_harm"),
    ("it's not safe", "fear_of_harm"),
    ("they never do anything about the knives", "weapons_knives"),
    ("nobody stops the bullying", "bullying"),
    ("you can't walk ten yards without seeing drugs", "drugs_county_lines"),
    ("I can't go out because of gangs", "gangs_exploitation"),
    ("not enough done to tackle racism", "racism_faith_respect"),
    ("no more knives", "weapons_knives"),
    ("never know who has a knife", "weapons_knives"),
    ("it's not quiet but there are gangs", "gangs_exploitation"),
    ("no, gangs everywhere", "gangs_exploitation"),
    ("we can't afford the rent", "poverty_money"),
    ("never used to be gangs here, now there are", "gangs_exploitation"),
    ("don't tell me there's no gangs cos there is", "gangs_exploitation"),
    ("it's no joke being bullied every day", "bullying"),
    ("people say it isn't racist but it is, I get called names for my hijab", "racism_faith_respect"),
    ("I wasn't scared before the stabbing, now I am", "weapons_knives"),
    ("no girl should be followed home", "vawg_harassment"),
]


@pytest.mark.parametrize("text", DENIALS)
def test_what_is_denied_is_not_tagged(text: str):
    assert default_tagger().tag(text).labels == ()


@pytest.mark.parametrize(("text", "theme"), ASSERTIONS)
def test_a_negative_word_that_does_not_deny_leaves_the_theme(text: str, theme: str):
    assert theme in default_tagger().tag(text).labels


def test_a_denying_word_of_another_language_denies_only_in_that_language():
    assert default_tagger().tag("kudiyan nu chhedde ne").labels == ("vawg_harassment",)
    assert default_tagger().tag("nu sunt cutite la noi").labels == ()


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("no police about", "policing"),
        ("there is no youth club", "provision_activities"),
        ("I'm never on social media", "social_media"),
        ("teachers don't help", "education_input"),
    ],
)
def test_topical_themes_stay_when_denied(text: str, theme: str):
    assert theme in default_tagger().tag(text).labels
