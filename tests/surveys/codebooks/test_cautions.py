"""Shares of themes say with which codebook they were read, and where two are mixed or compared."""

from __future__ import annotations

import pytest
from django.urls import reverse

from surveys.codebooks.cautions import caution_across, caution_while_mixed, codebooks_of
from surveys.models import Comment, ThemeReading
from surveys.publication.services import propose
from surveys.publication.snapshot import Plan
from surveys.reports.prevalence import prevalence
from surveys.workbench.services import tag_all_comments, tag_comments
from tests.people import cast
from tests.surveys.codebooks.conftest import published, started, with_parking
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = pytest.mark.django_db


def test_shares_name_the_codebook_and_a_theme_of_it_can_be_told(answered, analyst):
    Comment.objects.filter(pk__in=Comment.objects.values("pk")[:60]).update(text="Parked cars everywhere.")
    started()
    with_parking()
    published()
    tag_all_comments()
    found = prevalence(answered)
    assert [codebook.partition("/")[0] for codebook in found.codebooks] == ["1.0.2"]
    assert "Parking" in {choice.label for choice in found.table.asked.choices}
    page = analyst.get(reverse("workbench:themes", args=[answered.pk])).content.decode()
    assert "codebook 1.0.2/" in page and "Parking" in page and "earlier codebook" not in page


def test_while_two_versions_are_mixed_the_screen_says_so(answered, analyst):
    tag_all_comments()
    assert caution_while_mixed(answered) == ""
    started()
    with_parking()
    published()
    # The timed job was stopped after the first comments.
    first = ThemeReading.objects.values("pk")[:40]
    ThemeReading.objects.filter(pk__in=first).update(codebook="1.0.2/abcdef12")
    assert codebooks_of(answered) == ("1.0", "1.0.2")
    page = analyst.get(reverse("workbench:themes", args=[answered.pk])).content.decode()
    assert "some still carry themes of an earlier codebook (1.0, 1.0.2)" in page
    tag_comments(answered)
    assert caution_while_mixed(answered) == ""


def test_surveys_read_with_different_codebooks_are_compared_with_a_caution(answered):
    other = survey_page("earlier")
    store(other, people(60, seed=2), tags=False)
    tag_all_comments()
    assert caution_across([answered, other]) == ""
    ThemeReading.objects.filter(comment__response__survey=other).update(codebook="0.9/abcdef12")
    assert "read with different codebooks (Insights: 0.9" in caution_across([other, answered])


def test_a_proposed_result_keeps_its_figures_and_its_codebook_when_another_is_published(answered):
    result = propose(
        answered, user=cast("analyst"), title="Heard", slug="heard", plan=Plan(("SAFEDAY",), themes=True)
    )
    before = result.snapshot
    assert before["themes"] and "1.0" in " ".join(before["method"])
    started()
    with_parking()
    published()
    tag_all_comments()
    result.refresh_from_db()
    assert result.snapshot == before and result.is_intact
