"""What comments say beside their themes: kinds of place, how people speak of a subject, topics that have no theme."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from surveys.analysis.themes.places import kind_names
from surveys.models import Comment, Fieldwork, PlaceMention, Response, SurveyPage, ThemeReading, ThemeTag
from surveys.publication.snapshot import Plan, draft
from surveys.reports import memory
from surveys.reports.places import NO_AREA, SEVERAL, no_go_places
from surveys.reports.stance import stances
from surveys.reports.topics import topics_of_the_rest
from surveys.reports.writers import comments_by_writer
from tests.filled import filled
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = pytest.mark.django_db
BIRMINGHAM, SOLIHULL = "E08000025", "E08000029"


@pytest.fixture(scope="module")
def written(django_db_setup, django_db_blocker):
    """Three hundred people; those who wrote name a park in Birmingham, a station in no area, or several areas."""
    memory.forget()
    with filled(django_db_blocker):
        survey, frame = survey_page("spoken"), people(400)
        frame["theme"] = ""
        store(survey, frame, tags=False)
        comments = list(Comment.objects.filter(response__survey=survey).order_by("pk"))
        tags, mentions = [], []
        for place, comment in enumerate(comments):
            if place % 4 == 3:
                continue
            tags.append(_tag(comment, "no_go_places", "complaint"))
            tags.append(_tag(comment, "policing", ("praise", "complaint", "complaint")[place % 4]))
            if place % 4 == 0:
                mentions.append(PlaceMention(comment=comment, kind="park", area=BIRMINGHAM))
            elif place % 4 == 1:
                mentions.append(PlaceMention(comment=comment, kind="transport", area=""))
            elif place % 8 == 2:
                mentions += [
                    PlaceMention(comment=comment, kind="park", area=area) for area in (BIRMINGHAM, SOLIHULL)
                ]
        ThemeTag.objects.bulk_create(tags, batch_size=500)
        PlaceMention.objects.bulk_create(mentions, batch_size=500)
        ThemeReading.objects.bulk_create(ThemeReading(comment=c, codebook="1.0") for c in comments)
        yield survey.pk
    memory.forget()


@pytest.fixture(autouse=True)
def survey(written, db):
    return SurveyPage.objects.get(pk=written)


def _tag(comment, theme, stance):
    return ThemeTag(comment=comment, theme=theme, spans=[[0, 4]], score=0.9, codebook="1.0", stance=stance)


def shown(client, name, survey, *more):
    response = client.get(reverse(f"workbench:{name}", args=[survey.pk, *more]))
    assert response.status_code == 200, response.content[:300]
    return re.sub(r"\s+", " ", response.content.decode())


def test_kinds_of_place_are_counted_among_those_who_wrote_about_places_they_avoid(survey):
    table = no_go_places(survey)
    counted = {figure.option: figure.count for figure in table.everybody.figures}
    inside = set(
        Response.objects.filter(survey=survey).exclude(authority="elsewhere").values_list("pk", flat=True)
    )

    def who(**about):
        return (
            set(Comment.objects.filter(response__survey=survey, **about).values_list("response", flat=True))
            & inside
        )

    assert table.everybody.base == len(who(tags__theme="no_go_places"))
    assert counted["park"] == len(who(places__kind="park"))
    assert counted["transport"] == len(who(places__kind="transport"))
    assert counted["online"] == 0
    assert 0.3 < table.everybody.figures[0].share < 0.7


def test_everybody_stands_in_one_area_those_who_name_several_apart(survey):
    table = no_go_places(survey, by_area=True)
    bases = {group.label: group.base for group in table.groups}
    assert set(bases) == {"Birmingham", SEVERAL, NO_AREA}
    assert sum(bases.values()) == table.everybody.base
    named = {group.label: {f.option: f.count for f in group.figures} for group in table.groups}
    assert named["Birmingham"]["park"] == bases["Birmingham"] and named["Birmingham"]["transport"] == 0


def test_the_screen_of_places_shows_what_protection_lets_through_and_no_area_of_a_few(survey, analyst):
    page = shown(analyst, "places", survey)
    assert "Parks and open spaces" in page and "[c]" in page
    # Everybody who names Birmingham names a park: all of a group tells about each of them.
    assert "<strong>100%</strong>" not in page
    ThemeTag.objects.filter(theme="no_go_places").exclude(
        pk__in=ThemeTag.objects.filter(theme="no_go_places").values("pk")[:20]
    ).delete()
    assert "Read before you use it" not in shown(analyst, "places", survey)


def publishable(survey, **plan):
    return draft(survey, Plan(("SAFEDAY",), themes=False, **plan))


def test_kinds_of_place_are_published_only_if_chosen_and_protected_like_every_figure(survey):
    assert "places" not in publishable(survey).snapshot
    made = publishable(survey, places=True)
    told = {one["place"]: one for one in made.snapshot["places"]}
    table = no_go_places(survey)
    assert {one["base"] for one in told.values()} == {5 * round(table.everybody.base / 5)}
    assert isinstance(told["park"]["percent"], int) and told["park"]["low"] <= told["park"]["percent"]
    # Nobody named these: a nought would say so of everybody.
    assert told["online"]["percent"] == "[c]" and told["estate"]["low"] == "[c]"
    assert {one.question for one in made.hidden} >= {"Kinds of place"}
    assert set(told) == set(kind_names())
    assert any("no street, no school and no person" in said for said in made.snapshot["method"])
    assert not any("kinds of place" in said for said in publishable(survey).snapshot["method"])


def test_no_area_and_no_word_of_a_comment_is_in_what_is_published_of_places(survey):
    Comment.objects.filter(response__survey=survey).update(text="Penfold Alley, behind Zebedee the baker.")
    told = str(publishable(survey, places=True).snapshot["places"])
    assert "Penfold" not in told and "Zebedee" not in told and BIRMINGHAM not in told


@pytest.mark.parametrize("kept", [3, 25])
def test_kinds_of_place_stay_in_the_workbench_where_too_few_wrote_about_them(survey, kept):
    concerned = ThemeTag.objects.filter(comment__response__survey=survey, theme="no_go_places")
    concerned.exclude(pk__in=list(concerned.order_by("pk").values_list("pk", flat=True)[:kept])).delete()
    made = publishable(survey, places=True)
    assert made.snapshot["places"] == []
    assert any("Kinds of place are not published" in said for said in made.refusals)


def test_kinds_of_place_stay_in_the_workbench_where_nearly_everybody_wrote_about_them(survey):
    left = Comment.objects.filter(response__survey=survey).exclude(tags__theme="no_go_places")
    ThemeTag.objects.bulk_create(_tag(one, "no_go_places", "") for one in left.order_by("pk")[3:])
    assert publishable(survey, places=True).snapshot["places"] == []


def test_the_screen_of_publication_offers_kinds_of_place_with_a_caution(survey, analyst):
    closed(survey)
    page = shown(analyst, "publication", survey)
    assert 'name="places" value="yes">' in page and "is no figure of crime" in page
    form = {"title": "Heard", "slug": "heard", "question": ["SAFEDAY"], "places": "yes", "act": "look"}
    looked = analyst.post(reverse("workbench:publication", args=[survey.pk]), form).content.decode()
    assert "Kinds of place people avoid</h2>" in looked and 'name="places" value="yes" checked' in looked


def closed(survey):
    Fieldwork.objects.update_or_create(survey=survey, defaults={"state": Fieldwork.State.CLOSED})


def test_before_any_comment_names_a_place_the_screen_says_so(survey, analyst):
    PlaceMention.objects.all().delete()
    assert "No comment names a kind of place" in shown(analyst, "places", survey)


def test_a_subject_is_not_read_as_a_complaint(survey, analyst):
    table = stances(survey, ("policing",))["policing"]
    counted = {figure.option: figure.count for figure in table.everybody.figures}
    assert counted["praise"] > 20 and counted["complaint"] > counted["praise"]
    share = {figure.option: figure.share for figure in table.everybody.figures}
    page = shown(analyst, "comments", survey, "policing")
    assert f"<strong>{int(100 * share['praise'] + 0.5)}%</strong>" in page
    assert "How do people speak of it?" in page
    assert f"{int(100 * share['praise'] + 0.5)}% praise" in shown(analyst, "themes", survey)
    assert "every comment here counts as a complaint" in shown(analyst, "comments", survey, "no_go_places")


def test_praise_and_complaint_by_one_person_count_as_both(survey):
    person, first = next(
        (who, said[0])
        for who, said in comments_by_writer(survey).items()
        if Response.objects.get(pk=who).authority != "elsewhere"
    )
    ThemeTag.objects.filter(comment=first).delete()
    before = {f.option: f.count for f in stances(survey, ("policing",))["policing"].everybody.figures}
    other = Comment.objects.create(response_id=person, question="CHANGE", text="They helped us.")
    _tag(Comment.objects.get(pk=first), "policing", "complaint").save()
    _tag(other, "policing", "praise").save()
    after = {f.option: f.count for f in stances(survey, ("policing",))["policing"].everybody.figures}
    assert after == {stance: n + 1 for stance, n in before.items()}


TOPICS = (
    "Wheelie bins overflow and rubbish blows about the garages",
    "Swimming lessons cost more than families earn",
)


def test_a_topic_of_the_untagged_rest_is_offered_with_examples_and_stays_the_same(survey, analyst):
    rest = list(Comment.objects.filter(response__survey=survey, tags__isnull=True).order_by("pk"))
    assert len(rest) > 35
    for place, comment in enumerate(rest):
        comment.text = f"{TOPICS[place % 2]}, {'abcdefghijklmnop'[place % 16]}"
        comment.save()
    found = topics_of_the_rest(survey).candidates
    assert found and all(candidate.size >= 10 and candidate.size % 5 == 0 for candidate in found)
    words = {word for candidate in found for word in candidate.words}
    assert {"wheelie", "swimming"} <= words
    memory.forget()
    assert topics_of_the_rest(survey).candidates == found
    page = shown(analyst, "topics", survey)
    assert "wheelie" in page and "Pass to safeguarding" in page
    assert f"{reverse('workbench:codebook_new_theme')}?words=" in page
    tagged = set(Comment.objects.filter(tags__isnull=False).values_list("pk", flat=True))
    assert not tagged & {key for candidate in found for key in candidate.comments}


def test_no_topic_of_a_few_comments_is_shown(survey, analyst):
    assert "No topic is shared by enough" in shown(analyst, "topics", survey)
