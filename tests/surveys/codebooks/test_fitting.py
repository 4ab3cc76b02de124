"""A model fitted on the codings made here: asked for, fitted by timed work, decided on by a person."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from engagement.jobs.schedule import schedule
from surveys.analysis.themes import coded_texts
from surveys.codebooks import fitting
from surveys.codebooks.fitting import adopt, ask_for_model, decline, fit_waiting, retire, why_no_fit
from surveys.codebooks.selectors import (
    active_codebook,
    active_tagger,
    content_of,
    edition_in_use,
    next_number,
    version_in_use,
)
from surveys.codebooks.services import CodebookRefused
from surveys.codebooks.teaching import lesson, settled_to_teach
from surveys.models import (
    CodebookVersion,
    CodingSample,
    Comment,
    HumanCoding,
    Response,
    SurveyPage,
    ThemeModel,
    ThemeTag,
)
from surveys.reports.provenance import tagger_version
from surveys.workbench.services import tag_all_comments
from tests.people import cast
from tests.surveys.codebooks.conftest import commented, published, started, with_parking

pytestmark = pytest.mark.django_db

State = ThemeModel.State
FLARNING = "They keep flarning us on the way home."
WHY = "It reads our slang better."


@pytest.fixture(autouse=True)
def _few_shipped_texts(monkeypatch):
    """Learning from all shipped texts takes ten seconds and tells a test nothing more."""
    few = coded_texts.training_texts()[:80]
    monkeypatch.setattr(coded_texts, "training_texts", lambda: few)


@pytest.fixture
def survey():
    return commented()


def version() -> str:
    return version_in_use().version


def coded(survey: SurveyPage, n: int, *, text: str = FLARNING, themes=("bullying",), purpose="teach", **more):
    """So many people's comments, coded by one person each."""
    asked = survey.versions.get()
    responses = Response.objects.bulk_create(
        Response(survey=survey, version=asked, answers={}) for _ in range(n)
    )
    comments = Comment.objects.bulk_create(
        Comment(response=response, question="CHANGE", text=text) for response in responses
    )
    CodingSample.objects.bulk_create(
        CodingSample(comment=comment, purpose=purpose, probability=0.1 if purpose == "measure" else None)
        for comment in comments
    )
    HumanCoding.objects.bulk_create(
        HumanCoding(
            **{
                "comment": comment,
                "role": "first",
                "purpose": purpose,
                "themes": list(themes),
                "codebook": active_codebook().version,
                "model": "",
                **more,
            }
        )
        for comment in comments
    )
    return comments


@pytest.fixture
def taught(survey):
    """Enough to learn a word from that no lexicon has."""
    coded(survey, 30)
    coded(survey, 30, text="The bins are full again.", themes=())
    return survey


_learnt: dict[str, Any] = {}


@pytest.fixture
def ready(taught, monkeypatch):
    """A model of these comments that waits for a decision; the same comments are learnt from once."""
    fitted = fitting._fitted
    monkeypatch.setattr(fitting, "_fitted", lambda version: _learnt or fitted(version))
    model = ask_for_model(user=cast("analyst"))
    assert fit_waiting() == 1
    model.refresh_from_db()
    kept = ("state", "format", "numbers", "digest", "card", "effect")
    _learnt.update({name: getattr(model, name) for name in kept})
    return model


def test_fewer_than_fifty_settled_codings_are_too_few_and_the_sentence_says_what_to_do(survey):
    coded(survey, 49)
    assert why_no_fit().startswith(
        "At least 50 settled codings are needed to learn from; there are 49 so far. Code comments in the teaching queue"
    )
    with pytest.raises(CodebookRefused, match="At least 50"):
        ask_for_model(user=cast("analyst"))
    assert not ThemeModel.objects.exists()


def test_nobody_of_a_measuring_sample_is_learnt_from(survey):
    coded(survey, 5, purpose="measure")
    (mine,) = coded(survey, 1)
    other = Comment.objects.create(response=mine.response, question="WHERE", text="The subway.")
    CodingSample.objects.create(comment=other, purpose="measure", probability=0.1)
    (kept,) = coded(survey, 1, text="One who only teaches.")
    assert [one.text for one in lesson(active_codebook()).comments] == [kept.text]


def test_disputed_and_unreadable_comments_and_those_passed_on_are_not_learnt_from(survey):
    (disputed,) = coded(survey, 1)
    HumanCoding.objects.create(
        comment=disputed, role="second", purpose="teach", coder=7, codebook=version(), model=""
    )
    coded(survey, 1, judgement="unreadable", themes=())
    (danger,) = coded(survey, 1)
    Comment.objects.filter(pk=danger.pk).update(passed_on=True)
    assert lesson(active_codebook()).comments == ()
    HumanCoding.objects.create(
        comment=disputed,
        role="adjudication",
        purpose="teach",
        themes=["policing"],
        codebook=version(),
        model="",
    )
    assert [one.themes for one in lesson(active_codebook()).comments] == [("policing",)]


def test_codings_of_a_codebook_that_lacked_a_theme_of_today_are_left_out_and_counted(survey):
    coded(survey, 3)
    started()
    with_parking()
    published()
    coded(survey, 2, themes=("parking",))
    found = lesson(active_codebook())
    assert [one.themes for one in found.comments] == [("parking",)] * 2
    assert found.left_out == 3


def second(comment: Comment, role: str = "second", **more):
    """Another decision about a comment that one person has coded."""
    given = {"purpose": "teach", "themes": ["bullying"], "codebook": version(), "model": ""}
    return HumanCoding.objects.create(comment=comment, role=role, **(given | more))


def test_what_the_screen_counts_is_what_there_is_to_learn_from(survey):
    assert settled_to_teach() == 0
    coded(survey, 3)
    coded(survey, 2, judgement="unreadable", themes=())
    coded(survey, 2, codebook="0.1")
    coded(survey, 2, purpose="measure")
    agreed, other, cannot, settled, dropped, passed = coded(survey, 6, themes=("policing", "bullying"))
    second(agreed, themes=["bullying", "policing"])
    second(other)
    second(cannot, judgement="cannot_tell", themes=[])
    for comment, judgement in ((settled, "coded"), (dropped, "unreadable")):
        second(comment)
        second(comment, role="adjudication", judgement=judgement)
    Comment.objects.filter(pk=passed.pk).update(passed_on=True)
    assert settled_to_teach() == len(lesson(active_codebook()).comments) == 5


def test_the_screen_counts_codings_in_the_database_and_reads_none(survey, django_assert_num_queries):
    coded(survey, 2)
    read: list[HumanCoding] = []

    def noted(instance, **more):
        read.append(instance)

    post_init.connect(noted, sender=HumanCoding)
    try:
        with CaptureQueriesContext(connection) as few:
            assert "there are 2 so far" in why_no_fit()
        coded(survey, 40)
        del read[:]
        with django_assert_num_queries(len(few)):
            assert "there are 42 so far" in why_no_fit()
    finally:
        post_init.disconnect(noted, sender=HumanCoding)
    assert len(few) < 10 and not read


def test_it_is_fitted_by_timed_work_and_changes_nothing_until_it_is_taken_into_use(ready):
    assert "surveys.codebooks.fitting.fit_waiting" in [job.work for job in schedule()]
    assert ready.state == State.READY and ready.asked_by
    assert fit_waiting() == 0
    assert tagger_version().startswith(f"{version()}/") and edition_in_use().model == 0
    assert "bullying" not in active_tagger().tag(FLARNING).labels
    card = ready.card
    assert (card["comments"], card["people"], card["verdict"]) == (60, 60, "better")
    line = next(line for line in card["themes"] if line["code"] == "bullying")
    assert (line["n"], line["decided"], line["before"]) == (30, "model", "rules")
    rare = next(line for line in card["themes"] if line["code"] == "policing")
    assert (rare["n"], rare["new"]) == (None, None)
    (effect,) = (one for one in ready.effect if one["name"] == "Bullying")
    assert (effect["before"], effect["gained"]) == (None, 30)


def test_its_numbers_are_read_without_pickle(ready):
    with np.load(BytesIO(bytes(ready.numbers)), allow_pickle=False) as arrays:
        assert {array.dtype.kind for array in (arrays[name] for name in arrays.files)} <= set("fiub")
        words = arrays["words_vocabulary"].tobytes().decode().split("\n")
    assert "flarning" in words


def test_in_use_it_reads_comments_anew_and_leaves_what_people_decided(ready, taught):
    tag_all_comments()
    before = list(HumanCoding.objects.order_by("pk").values())
    adopt(ready, reason=WHY, user=cast("analyst"))
    assert tagger_version().startswith(f"{version()}+m1/")
    assert "bullying" in active_tagger().tag(FLARNING).labels
    assert tag_all_comments() == Comment.objects.count()
    assert ThemeTag.objects.filter(theme="bullying").count() == 30
    assert set(ThemeTag.objects.values_list("codebook", flat=True)) == {tagger_version()}
    assert list(HumanCoding.objects.order_by("pk").values()) == before
    retire(ready, reason="It misses praise.", user=cast("analyst"))
    assert tagger_version().startswith(f"{version()}/")
    acts = ModelLogEntry.objects.filter(action__startswith="surveys.model").order_by("pk")
    assert [act.action for act in acts] == [fitting.ASKED, fitting.ADOPTED, fitting.RETIRED]
    assert {act.data["model"] for act in acts} == {1}


def test_a_model_that_is_left_changes_nothing(ready):
    decline(ready, reason="It is no better.", user=cast("analyst"))
    assert edition_in_use().model == 0
    with pytest.raises(CodebookRefused, match="does not wait for a decision: not taken into use"):
        adopt(ready, reason=WHY, user=cast("analyst"))


def test_a_decision_needs_a_reason(ready):
    for reason in ("", "yes", "x" * 301, "It is better \x00"):
        with pytest.raises(CodebookRefused):
            adopt(ready, reason=reason, user=cast("analyst"))
    ready.refresh_from_db()
    assert ready.state == State.READY


def test_one_model_takes_the_place_of_the_other(ready, taught):
    adopt(ready, reason=WHY, user=cast("analyst"))
    second = ask_for_model(user=cast("analyst"))
    with pytest.raises(CodebookRefused, match="being fitted already"):
        ask_for_model(user=cast("analyst"))
    fit_waiting()
    adopt(second, reason="It has learnt more.", user=cast("analyst"))
    assert edition_in_use().model == 2
    ready.refresh_from_db()
    assert ready.state == State.RETIRED


def test_a_model_goes_along_with_versions_made_from_its_codebook_and_with_no_other(ready, taught):
    adopt(ready, reason=WHY, user=cast("analyst"))
    started()
    with_parking()
    published()
    assert tagger_version().startswith(f"{version()}+m1/")
    labels = active_tagger().tag(f"{FLARNING} Parking is chaos.").labels
    assert set(labels) == {"bullying", "parking"}
    CodebookVersion.objects.create(
        number=next_number(),
        version="2.0",
        shipped=True,
        content=content_of(version_in_use()),
        digest="of another release",
        published_on=timezone.localdate(),
    )
    assert edition_in_use().model == 0


def test_a_model_of_an_earlier_codebook_cannot_be_taken_into_use(ready, taught):
    started()
    with_parking()
    published()
    with pytest.raises(CodebookRefused, match="which is not in use any more"):
        adopt(ready, reason=WHY, user=cast("analyst"))


def test_what_was_asked_for_and_lost_its_codings_is_refused_with_the_reason(taught):
    model = ask_for_model(user=cast("analyst"))
    Comment.objects.filter(response__survey=taught).delete()
    assert fit_waiting() == 1
    model.refresh_from_db()
    assert model.state == State.REFUSED and "there are 0 so far" in model.fault


def test_a_model_whose_file_this_release_cannot_read_is_not_used(ready):
    adopt(ready, reason=WHY, user=cast("analyst"))
    ThemeModel.objects.update(format=0)
    assert edition_in_use().model == 0


def test_the_screens_lead_from_the_codebook_to_a_decision(client, taught):
    client.force_login(cast("analyst"))
    models = reverse("workbench:codebook_models")
    assert models in client.get(reverse("workbench:codebooks")).content.decode()
    assert client.post(models).status_code == 302
    said = client.get(models).content.decode()
    assert "Being fitted" in said and "A model is being fitted already" in said
    assert client.post(models).status_code == 422
    fit_waiting()
    page = reverse("workbench:codebook_model", args=[1])
    said = client.get(page).content.decode()
    assert "better than the shipped model" in said and "too few to tell" in said and "[c]" in said
    assert client.post(page, {"act": "adopt", "reason": ""}).status_code == 422
    assert client.post(page, {"act": "nonsense", "reason": WHY}).status_code == 422
    assert client.post(page, {"act": "adopt", "reason": WHY}).status_code == 302
    said = client.get(page).content.decode()
    assert "Go back to the shipped model" in said and WHY in said
    assert "model fitted here" in client.get(reverse("workbench:machine")).content.decode()
    assert client.post(page, {"act": "retire", "reason": WHY}).status_code == 302
    assert client.get(reverse("workbench:codebook_model", args=[99])).status_code == 404


def test_a_draft_is_tried_with_the_model_in_use(client, ready):
    adopt(ready, reason=WHY, user=cast("analyst"))
    client.force_login(cast("analyst"))
    there = started()
    theme = next(one for one in there.content["themes"] if one["code"] == "bullying")
    page = reverse("workbench:codebook_theme", args=["bullying"])
    sent = {"name": theme["name"], "public_name": theme["public_name"], "kind": theme["kind"]}
    sent |= {"definition": theme["definition"], "act": "try", "text": FLARNING}
    assert "<mark>" in client.post(page, sent).content.decode()
