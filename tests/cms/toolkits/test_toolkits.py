"""Toolkits are found by what a school needs, and none is called tested without a source."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.utils.timezone import localdate

from cms.example.session_sheets import build_sheets
from cms.example.toolkits import KITS
from cms.models import SiteDocument, ToolkitPage, ToolkitsPage
from cms.toolkits.scales import EVIDENCE
from engagement.publishing.sections import section_of
from tests.cms.test_public_pages import Reader


def titles(visitor, query: str) -> list[str]:
    return [kit.title for kit in visitor.get(f"/toolkits/{query}").context["toolkits"]]


def test_the_list_narrows_by_whom_topic_time_and_evidence_and_nonsense_narrows_nothing(site, visitor):
    everything = titles(visitor, "")
    assert len(everything) == 5
    assert titles(visitor, "?phase=post16&minutes=40") == ["Before I post a fight", "The days after bad news"]
    assert titles(visitor, "?topic=loss") == ["The days after bad news"]
    assert titles(visitor, "?evidence=strong") == []
    assert "No toolkit fits all of this" in visitor.get("/toolkits/?evidence=strong").content.decode()
    for nonsense in ("?phase=__class__", "?topic=<script>", "?minutes=1e9", "?evidence=%00"):
        assert titles(visitor, nonsense) == everything


def test_the_best_tested_stand_first_and_the_scale_is_explained(site, visitor):
    ToolkitPage.objects.filter(slug="mates-who-step-in").update(evidence="promising")
    assert titles(visitor, "")[0] == "Mates who step in"
    html = visitor.get("/toolkits/").content.decode()
    assert all(rating.means in html for rating in EVIDENCE.values())


def test_a_toolkit_says_whom_it_is_for_how_long_it_takes_and_who_keeps_it(site, visitor):
    html = visitor.get("/toolkits/before-i-post/").content.decode()
    for words in ("Ages", "11 to 17", "1 session of 40 minutes", "Untested", "Rated on", "keeps this page"):
        assert words in html, words


def test_an_old_rating_says_so(site, visitor):
    kit = ToolkitPage.objects.filter(slug="before-i-post")
    assert "more than two years ago" not in visitor.get("/toolkits/before-i-post/").content.decode()
    kit.update(rated_on=localdate().replace(year=localdate().year - 3, day=1))
    assert "more than two years ago" in visitor.get("/toolkits/before-i-post/").content.decode()


def test_every_toolkit_of_the_example_has_a_sheet_to_take_into_the_room(site, visitor):
    build_sheets()
    build_sheets()
    assert SiteDocument.objects.filter(title__endswith=": sheet").count() == len(KITS) == 5
    for kit in KITS:
        html = visitor.get(f"/toolkits/{kit['slug']}/").content.decode()
        links = [
            attrs for tag, attrs in Reader(html).tags if tag == "a" and attrs.get("class") == "file__link"
        ]
        assert len(links) == 1
        text = b"".join(visitor.get(links[0]["href"]).streaming_content).decode()
        assert text.startswith(f"{kit['title'].upper()} (invented example)")
        assert "safeguarding lead" in text and "999" in text
        assert max(map(len, text.splitlines())) <= 100


def test_a_sheet_an_editor_took_away_or_replaced_is_not_put_back_beside_theirs(site):
    kit = ToolkitPage.objects.get(slug="before-i-post")
    own = SiteDocument.objects.create(title="Ours", file=ContentFile(b"Ours", name="ours.txt"))
    kit.body = [("download", {"document": own, "label": "Ours", "about": ""})]
    kit.save_revision().publish()
    build_sheets()
    kit.refresh_from_db()
    assert [block.value["label"] for block in kit.body] == ["Ours"]


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"for_primary": False}, "tick at least one"),
        ({"evidence": "strong", "evidence_says": "It helped."}, "“Strong” needs"),
        ({"rated_on": None}, "on which day it was rated"),
        ({"kept_by": " "}, "who keeps it"),
        ({"look_again_on": None}, "who keeps it"),
    ],
)
def test_nobody_need_read_a_toolkit_before_it_can_be_checked(db, told, fault):
    whole = {
        "title": "A kit",
        "for_primary": True,
        "minutes": 20,
        "rated_on": localdate(),
        "kept_by": "A team",
        "look_again_on": localdate(),
    }
    assert not any(fault in each for each in ToolkitPage(**whole).faults())
    assert any(fault in each for each in ToolkitPage(**{**whole, **told}).faults())


def test_toolkits_belong_to_the_editors_of_the_campaign(site):
    assert section_of(ToolkitsPage.objects.get()).role == "campaign_lead"
    assert section_of(ToolkitPage.objects.first()).role == "campaign_lead"
