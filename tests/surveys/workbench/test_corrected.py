"""Shares of themes corrected by what people coded: near the truth where the machine is not, and said to be so."""

from __future__ import annotations

import re
from importlib.resources import files

import numpy as np
import pytest
from django.urls import reverse

from surveys.coding.drawing import choose_share
from surveys.models import CodingSample, Comment, HumanCoding, SurveyPage, ThemeReading, ThemeTag
from surveys.publication.snapshot import Plan, draft
from surveys.reports import memory
from surveys.reports.corrected import FEWEST_CODED, _by_how_much, corrected
from surveys.reports.prevalence import prevalence
from surveys.reports.writers import comments_by_writer
from tests.filled import filled
from tests.people import cast
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = pytest.mark.django_db
THEME = "fear_of_harm"


@pytest.fixture(scope="module")
def written(django_db_setup, django_db_blocker):
    """Some 500 writers, two fifths of whom wrote of fear. The machine finds six in ten of them, and few by mistake."""
    memory.forget()
    with filled(django_db_blocker):
        survey, frame = survey_page("coded", is_example=True), people(1_000)
        frame["theme"] = ""
        store(survey, frame, tags=False)
        draw = np.random.default_rng(4)
        first = list(Comment.objects.filter(response__survey=survey).order_by("response__age_band", "pk"))
        second = [
            Comment(response_id=one.response_id, question="CHANGE", text="And the buses are late.")
            for one in first
            if draw.random() < 0.3
        ]
        Comment.objects.bulk_create(second, batch_size=500)
        truth = {one.pk for one in first if draw.random() < 0.4}
        tagged = [one for one in first if draw.random() < (0.6 if one.pk in truth else 0.04)]
        ThemeTag.objects.bulk_create(
            ThemeTag(comment=one, theme=THEME, spans=[[0, 4]], score=0.9, codebook="1.0") for one in tagged
        )
        ThemeReading.objects.bulk_create(ThemeReading(comment=one, codebook="1.0") for one in first + second)
        choose_share(survey, "50", user=cast("analyst"))
        yield survey.pk, truth
    memory.forget()


@pytest.fixture(autouse=True)
def survey(written, db):
    return SurveyPage.objects.get(pk=written[0])


@pytest.fixture
def truth(written):
    return written[1]


def code(survey, truth, *, most=None, purpose="measure"):
    """Somebody codes the sample, in the order of its random keys."""
    keys = list(CodingSample.objects.filter(purpose=purpose).order_by("pk").values_list("pk", flat=True))[
        :most
    ]
    HumanCoding.objects.bulk_create(
        HumanCoding(
            comment_id=key,
            coder=7,
            role="first",
            purpose=purpose,
            themes=[THEME] if key in truth else [],
            codebook="1.0",
            model="1.0",
        )
        for key in keys
    )


def shown(client, survey, query=""):
    response = client.get(reverse("workbench:themes", args=[survey.pk]) + query)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_until_enough_is_coded_the_screen_says_how_many_are_missing_and_counts_by_machine(
    survey, truth, analyst
):
    code(survey, truth, most=100)
    found = corrected(survey)
    assert found.table is None and 0 < found.coded < 100 and found.wanted == FEWEST_CODED - found.coded
    page = shown(analyst, survey)
    assert f"{found.wanted} more have to be coded" in page and "corrected?" not in page


def test_the_corrected_share_covers_the_truth_where_the_count_of_tags_does_not(survey, truth):
    code(survey, truth)
    found, counted = corrected(survey), prevalence(survey)
    assert found.wanted == 0 and found.coded >= FEWEST_CODED
    (better,) = (f for f in found.table.everybody.figures if f.option == THEME)
    (raw,) = (f for f in counted.table.everybody.figures if f.option == THEME)
    assert better.low < 0.4 < better.high
    assert raw.high < better.share and raw.share < 0.33
    told = found.accuracy[THEME]
    assert 0.8 < told.precision <= 1 and 0.45 < told.recall < 0.75


def test_counts_are_of_people_with_the_final_tag_a_persons_word_before_the_machines(survey, truth):
    code(survey, truth)
    coded = set(HumanCoding.objects.values_list("comment", flat=True))
    tagged = set(ThemeTag.objects.values_list("comment", flat=True))
    about = {
        person
        for person, said in comments_by_writer(survey).items()
        if any((one in truth) if one in coded else (one in tagged) for one in said)
    }
    inside = set(survey.responses.exclude(authority="elsewhere").values_list("pk", flat=True))
    (figure,) = (f for f in corrected(survey).table.everybody.figures if f.option == THEME)
    assert figure.count == len(about & inside)


def test_a_group_of_few_coded_people_carries_the_share_of_everybody(survey, truth, analyst):
    code(survey, truth)
    found = corrected(survey, by="religion")
    everybody = {f.option: f.share for f in found.table.everybody.figures}
    own = {group for group, theme in found.own if theme == THEME}
    groups = {group.code: {f.option: f.share for f in group.figures} for group in found.table.groups}
    assert own and own < set(groups)
    for group, shares in groups.items():
        assert (shares[THEME] == everybody[THEME]) == (group not in own)
    page = shown(analyst, survey, "?by=religion")
    assert ">Precision</th>" not in page and "As everybody: fewer than 30" in page


def test_what_nobody_coded_often_enough_is_left_out_by_name(survey, truth):
    code(survey, truth)
    found = corrected(survey)
    assert {choice.code for choice in found.table.asked.choices} == {THEME}
    assert len(found.too_rare) > 10


def test_what_was_coded_to_teach_never_measures(survey, truth):
    CodingSample.objects.update(purpose="teach", probability=None)
    code(survey, truth, purpose="teach")
    assert corrected(survey).coded == 0


def test_people_of_whom_half_is_coded_wait_and_those_who_wrote_more_are_made_up_for():
    # Ten wrote one comment, of whom eight are coded; forty wrote two, of whom ten are.
    said = [1] * 10 + [2] * 40
    is_coded = np.array([True] * 8 + [False] * 2 + [True] * 10 + [False] * 30)
    factor = _by_how_much(said, is_coded)
    for n in (1, 2):
        members = np.array(said) == n
        assert factor[members & is_coded].sum() == pytest.approx(members.sum())
        assert factor[members & ~is_coded].sum() == pytest.approx(members.sum())


def test_the_screen_and_the_published_results_use_the_corrected_share_and_say_so(survey, truth, analyst):
    code(survey, truth)
    (figure,) = corrected(survey).table.everybody.figures
    share = f"{int(100 * figure.share + 0.5)}"
    page = shown(analyst, survey)
    assert "corrected?" in page and f"<strong>{share}%</strong>" in page and "Recall" in page
    made = draft(survey, Plan(("SAFEDAY",), themes=True))
    assert [(one["theme"], str(one["percent"])) for one in made.snapshot["themes"]] == [(THEME, share)]
    method = " ".join(made.snapshot["method"])
    assert "prediction-powered inference" in method and "drawn by lot" in method
    assert any("Too rare among the coded comments" in reason for reason in made.refusals)


def test_the_card_of_the_machine_is_shown_with_its_slices_and_limits(analyst):
    page = analyst.get(reverse("workbench:machine")).content.decode()
    card = files("surveys.analysis.data").joinpath("theme_model.md").read_text(encoding="utf-8")
    shares = re.findall(r"0\.\d\d \(0\.\d\d to [01]\.\d\d\)", card)
    assert len(shares) > 10
    for told in ("micro F1", "Who is read less well", "slang", "Limits", *shares):
        assert told in page
    assert "| ---" not in page
