"""The coders' screens: blind, quick, without anything about who wrote, and nothing lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from surveys.analysis.themes.codebook import default_codebook
from surveys.coding.drawing import choose_share, choose_to_teach, draw
from surveys.coding.services import decide
from surveys.models import CodingSample, Comment, HumanCoding, Referral, Response, ThemeReading, ThemeTag
from tests.surveys.coding.conftest import commented, found
from tests.surveys.safeguarding.leads import queue_key

pytestmark = pytest.mark.django_db

BOOK = default_codebook()


def at(name: str, survey, *more) -> str:
    return reverse(f"workbench:{name}", args=[survey.pk, *more])


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def mark(page: str) -> str:
    return re.search(r'name="comment" value="([0-9a-f]{32})"', page)[1]


def shown(client: Client, survey, purpose: str = "measure") -> str:
    response = client.get(at("code", survey, purpose))
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]
    return response.content.decode()


def test_one_comment_is_shown_without_a_tag_and_without_anything_about_who_wrote_it(written, analyst):
    for comment in Comment.objects.all():
        ThemeReading.objects.create(comment=comment, codebook="1", unsure=True)
        ThemeTag.objects.create(comment=comment, theme="policing", spans=[[0, 9]], score=0.9, codebook="1")
    Response.objects.update(authority="E08000025", age_band="13-15", sex="female")
    page = shown(analyst, written)
    assert sum(text in page for text in Comment.objects.values_list("text", flat=True).distinct()) == 1
    assert "<mark>" not in page and "checked" not in page.split('id="coding-form"')[1].split("</form>")[0]
    for told in ("E08000025", "Birmingham", "13-15", "female", "unsure"):
        assert told not in page
    keys = [*Comment.objects.values_list("pk", flat=True), *Response.objects.values_list("pk", flat=True)]
    assert not [key for key in keys if str(key) in page]
    assert all(theme.name in page for theme in BOOK.themes)


def test_a_save_without_scripts_goes_on_to_the_next_and_tells_own_progress(written, analyst, amara):
    before = shown(analyst, written)
    sent = {"comment": mark(before), "themes": ["policing"], "stance_policing": "complaint", "act": "save"}
    answer = analyst.post(at("code", written, "measure"), sent, follow=True)
    after = answer.content.decode()
    assert mark(after) != mark(before) and "Saved." in after
    assert re.search(r"You have coded <strong data-mine>1</strong> here. About 15 are left for you", after)
    made = HumanCoding.objects.get()
    assert (made.coder, made.themes, made.stances) == (amara.pk, ["policing"], {"policing": "complaint"})
    assert (made.role, made.purpose, made.codebook) == ("first", "measure", BOOK.version)
    assert made.model.startswith(f"{BOOK.version}/")


def test_with_scripts_the_next_comment_comes_alone(written, analyst):
    before = shown(analyst, written)
    answer = analyst.post(
        at("code", written, "measure"),
        {"comment": mark(before), "instead": "none", "act": "save"},
        headers={"X-Coding-Part": "yes"},
    )
    part = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in part and mark(part) != mark(before)
    assert HumanCoding.objects.get().themes == []


def test_a_refused_form_keeps_the_comment_and_every_choice(written, analyst):
    before = shown(analyst, written)
    sent = {
        "comment": mark(before),
        "themes": ["policing", "bullying"],
        "stance_policing": "praise",
        "instead": "none",
    }
    answer = analyst.post(at("code", written, "measure"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and mark(page) == mark(before) and "not both" in page
    assert page.count(" checked") == 4 and '<option value="praise" selected>' in page
    assert not HumanCoding.objects.exists()


@pytest.mark.parametrize("given", ["", "0" * 32, "é" * 32, "1", "x" * 5000])
def test_a_comment_nobody_gave_is_refused_and_the_screen_goes_on(written, analyst, given):
    shown(analyst, written)
    answer = analyst.post(at("code", written, "measure"), {"comment": given, "instead": "none"})
    assert answer.status_code == 422 and "not to be coded any more" in answer.content.decode()


def test_two_coders_see_nothing_of_each_other(written, analyst, amara, ben):
    draw(written)
    for key in Comment.objects.values_list("pk", flat=True):
        decide(written, key, found("bullying"), user=amara, codebook=BOOK)
    page = shown(signed_in(ben), written)
    form = page.split('id="coding-form"')[1].split("</form>")[0]
    assert " checked" not in form and "amara" not in page.split("<main")[-1].lower()


def test_what_the_machine_read_is_told_after_the_decision_and_for_teaching_alone(amara, analyst):
    survey = commented(60)
    choose_share(survey, "10", user=amara)
    choose_to_teach(survey, user=amara, size=5)
    for key in CodingSample.objects.values_list("pk", flat=True):
        ThemeReading.objects.create(comment_id=key, codebook="1")
        ThemeTag.objects.create(comment_id=key, theme="bullying", spans=[[0, 3]], score=0.9, codebook="1")
    before = shown(analyst, survey, "teach")
    assert "had read" not in before
    sent = {"comment": mark(before), "themes": ["policing"]}
    after = analyst.post(at("code", survey, "teach"), sent, follow=True).content.decode()
    assert f"The machine had read: {BOOK['bullying'].name}." in after
    page = shown(analyst, survey)
    told = analyst.post(
        at("code", survey, "measure"), {"comment": mark(page), "instead": "none"}, follow=True
    )
    assert "had read" not in told.content.decode()


def test_a_hard_text_is_folded_and_another_language_keeps_its_direction(analyst):
    survey = commented(1)
    Comment.objects.update(text="He hits me and says he will kill me <b>&", language="ur")
    page = shown(analyst, survey)
    assert "wb-hard" in page and 'lang="ur"' in page and "&lt;b&gt;&amp;" in page


def test_passing_on_from_the_screen_seals_it_once_and_keeps_the_choices(written, analyst):
    queue_key()
    before = shown(analyst, written)
    sent = {"comment": mark(before), "themes": ["bullying"], "act": "pass_on"}
    part = analyst.post(
        at("code", written, "measure"), sent, headers={"X-Coding-Part": "yes"}
    ).content.decode()
    assert Referral.objects.count() == 1 and not HumanCoding.objects.exists()
    assert mark(part) == mark(before) and "Passed to the safeguarding lead" in part
    assert part.count(" checked") == 1


def test_differences_are_shown_without_names_and_settled_by_a_third(written, amara, ben, cleo):
    draw(written)
    key = Comment.objects.first().pk
    decide(written, key, found("policing", "bullying"), user=amara, codebook=BOOK)
    decide(written, key, found("policing"), user=ben, codebook=BOOK)
    page = signed_in(cleo).get(at("settlement", written)).content.decode()
    main = page.split("<main")[-1]
    assert (
        BOOK["bullying"].name in main
        and "amara" not in main.lower()
        and "ben" not in main.split("<form")[0].split()
    )
    assert main.split("</form>")[0].count(" checked") == 1 and "We have talked" not in main
    assert "We have talked" in signed_in(ben).get(at("settlement", written)).content.decode()
    refused = signed_in(ben).post(at("settlement", written), {"comment": mark(page), "themes": ["policing"]})
    assert refused.status_code == 422 and "one of the two" in refused.content.decode()
    sent = {"comment": mark(page), "themes": ["policing"]}
    after = signed_in(cleo).post(at("settlement", written), sent, follow=True).content.decode()
    assert "Settled." in after and "No two coders differ" in after
    assert HumanCoding.objects.get(role="adjudication").coder == cleo.pk


def test_agreement_needs_ten_and_then_says_what_it_is_good_for(written, analyst, amara, ben):
    draw(written)
    keys = sorted(Comment.objects.values_list("pk", flat=True))
    for place, key in enumerate(keys[:16]):
        themes = ["policing"] if place % 2 else []
        decide(written, key, found(*themes), user=amara, codebook=BOOK)
        if place == 9:
            page = analyst.get(at("agreement", written)).content.decode()
            assert "from 10 comments on" in page
        decide(written, key, found(*themes), user=ben, codebook=BOOK)
    page = analyst.get(at("agreement", written)).content.decode()
    assert "alpha is 1.00 (1.00 to 1.00): reliable" in page
    assert page.count("seen too rarely to say") == len(BOOK.themes) - 1
    assert "about 15 comments" in page and "amara" not in page.split("<main")[-1].lower()


def test_the_overview_says_how_far_it_is_and_nothing_below_ten(written, analyst, amara):
    page = analyst.get(at("coding", written)).content.decode().split("<main")[-1]
    assert "Fewer than ten</strong> of about 20 are coded" in page and "Start coding" in page
    refused = analyst.post(at("coding", written), {"act": "share", "share": "none"})
    assert refused.status_code == 422 and "whole number of per cent" in refused.content.decode()
    assert analyst.post(at("coding", written), {"act": "share", "share": "50"}).status_code == 302
    assert analyst.post(at("coding", written), {"act": "nonsense"}).status_code == 422
    assert analyst.get(at("code", written, "nonsense")).status_code == 404


def test_a_save_is_answered_with_few_queries(written, analyst, django_assert_max_num_queries):
    page = shown(analyst, written)
    with django_assert_max_num_queries(43):
        analyst.post(
            at("code", written, "measure"),
            {"comment": mark(page), "themes": ["policing"]},
            headers={"X-Coding-Part": "yes"},
        )
