"""A page quotes a published figure only while it is what was published, and says why where it does not."""

from __future__ import annotations

import copy
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import localdate
from wagtail.models import Page

from cms.blocks import BodyBlock
from cms.campaign.figures import Published, read
from cms.campaign.quoting import figures_on_pages, stale_figures
from cms.models import CampaignPage
from engagement.publishing.reviewed import after_review
from surveys.models import PublishedResult
from surveys.models.publication import digest_of
from tests.cms.site import RESULT
from tests.cms.snapshots import SNAPSHOT

KEY = f"{RESULT}/SAFEDAY/very_safe/31"
OPEN_UNTIL = date(2026, 10, 12)
TODAY = OPEN_UNTIL + timedelta(days=40)


def result(snapshot=SNAPSHOT, slug: str = RESULT) -> PublishedResult:
    return PublishedResult(slug=slug, title="What people told us", snapshot=snapshot)


def changed(percent: int | str) -> dict:
    told = copy.deepcopy(SNAPSHOT)
    told["tables"][0]["rows"][0]["cells"][0]["percent"] = percent
    return told


def state(key: str = KEY, *, snapshot=SNAPSHOT, today: date = TODAY) -> str:
    return Published([result(snapshot)]).quoted(key, today=today).state


def test_a_figure_holds_with_its_range_while_it_is_what_was_published():
    quoted = Published([result()]).quoted(KEY, today=TODAY)
    assert quoted.state == "holds" and quoted.is_shown
    assert (quoted.cell.percent, quoted.cell.low, quoted.cell.high) == (31, 27, 35)
    assert (quoted.in_ten, quoted.closed) == ("3 in 10", OPEN_UNTIL)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"key": ""}, "unknown"),
        ({"key": "a/b"}, "unknown"),
        ({"key": KEY.replace(RESULT, "another")}, "gone"),
        ({"key": KEY.replace("very_safe", "sort_of")}, "missing"),
        ({"key": KEY.replace("SAFEDAY", "FAITHPLACE")}, "missing"),
        ({"snapshot": changed("[c]")}, "missing"),
        ({"snapshot": changed(32)}, "changed"),
        ({"today": OPEN_UNTIL + timedelta(days=731)}, "holds"),
        ({"today": OPEN_UNTIL + timedelta(days=732)}, "expired"),
    ],
)
def test_a_figure_that_ended_changed_or_grew_old_is_not_shown(told, expected):
    assert state(**told) == expected
    if expected != "holds":
        quoted = Published([result(told.get("snapshot", SNAPSHOT))]).quoted(
            told.get("key", KEY), today=told.get("today", TODAY)
        )
        assert not quoted.is_shown and quoted.cell is None and quoted.why.endswith(".")


def test_a_newer_result_that_asks_the_same_is_told_to_the_editor_and_takes_nothing_away():
    quoted = Published([result(slug="newer"), result()]).quoted(KEY, today=TODAY)
    assert quoted.state == "newer" and quoted.is_shown


def test_only_visible_figures_of_everybody_can_be_chosen():
    ((title, told),) = Published([result()]).choices(today=TODAY)
    keys = dict(told)
    assert title == "What people told us" and keys[KEY].endswith("Very safe: 31%")
    assert not any("/prefer_not/" in key and "PLACES" in key for key in keys)
    assert all(read(key) for key in keys)
    assert f"{RESULT}/PLACES/none" not in " ".join(keys)  # hidden
    assert not Published([result()]).choices(today=TODAY + timedelta(days=3000))


@pytest.mark.parametrize(
    ("percent", "words"),
    [(31, "3 in 10"), (38, "4 in 10"), (35, "35%"), (3, "3%"), (8, "8%"), (98, "98%"), (72, "7 in 10")],
)
def test_a_share_is_said_in_tens_only_where_that_is_near_enough(percent, words):
    key = KEY.rsplit("/", 1)[0] + f"/{percent}"
    assert Published([result(changed(percent))]).quoted(key, today=TODAY).in_ten == words


@pytest.mark.parametrize(
    "sentence", ["Most feel safe", "{figure} and {figure}", "{figure} of 1,200 feel safe"]
)
@pytest.mark.parametrize("name", ["figure", "perception"])
@pytest.mark.django_db
def test_nobody_types_a_number_into_the_sentence(name, sentence, site):
    block = BodyBlock().child_blocks[name]
    value = block.to_python({**block.meta.preview_value, "figure": KEY, "sentence": sentence})
    with pytest.raises(ValidationError):
        block.clean(value)


OFFICIAL = {
    "official_figure": "12",
    "official_says": "offences were recorded",
    "official_source": "Police",
    "official_period": "2025",
    "official_geography": "Dudley",
}


@pytest.mark.parametrize(
    "told",
    [
        {"from_strategy": ""},
        {"from_strategy": "", **OFFICIAL, "official_geography": ""},
        {"from_strategy": "", **OFFICIAL, "official_period": ""},
        {"from_strategy": "under-25", **OFFICIAL},
    ],
)
@pytest.mark.django_db
def test_an_official_figure_has_its_source_date_and_place_or_comes_from_the_strategy(told, site):
    block = BodyBlock().child_blocks["perception"]
    value = block.to_python({**block.meta.preview_value, "figure": KEY, **told})
    with pytest.raises(ValidationError):
        block.clean(value)
    right = block.to_python({**block.meta.preview_value, "figure": KEY, "from_strategy": "", **OFFICIAL})
    assert block.clean(right)["official_geography"] == "Dudley"


# On pages.


def campaign() -> CampaignPage:
    return CampaignPage.objects.get(slug="most-of-us")


def become(snapshot: dict | None) -> None:
    """The published result as a correction or a withdrawal would leave it; the tables themselves are frozen."""
    rows = super(type(PublishedResult.objects.all()), PublishedResult.objects.filter(slug=RESULT))
    told = (
        {"state": "declined"} if snapshot is None else {"snapshot": snapshot, "digest": digest_of(snapshot)}
    )
    rows.update(**told)


def test_the_campaign_shows_the_figure_with_its_range_and_the_pair_with_its_caution(site, visitor):
    html = visitor.get("/most-of-us/").content.decode()
    assert "3 in 10" in html and "likely between 27% and 35%" in html
    assert "What is recorded" in html and "10.6%" in html and "from page 13" in html
    assert "More reports can mean more trust" in html
    assert "34%" in html and "section 1.6, from page 11" in html


@pytest.mark.parametrize("snapshot", [None, changed(44)], ids=["withdrawn", "changed"])
def test_a_figure_that_no_longer_stands_leaves_the_page_and_stands_first_in_the_list(
    site, visitor, campaign_lead, snapshot
):
    become(snapshot)
    html = visitor.get("/most-of-us/").content.decode()
    assert "very safe outside" not in html and "44%" not in html and "No visitor sees" not in html
    told = campaign_lead.get("/admin/editors/figures-on-pages/").content.decode()
    assert "2 not shown any more" in told and "<strong>Not shown.</strong>" in told
    found = figures_on_pages(campaign_lead.user, today=localdate())
    assert {each.quoted.is_shown for each in found} == {False}


def test_such_a_page_is_not_sent_for_review_and_says_why(site):
    assert not any("cannot be shown" in fault for fault in campaign().faults())
    become(changed(44))
    (first, *_) = [fault for fault in campaign().faults() if "cannot be shown" in fault]
    assert "very safe outside by day" in first and "another one now" in first


def test_a_figure_that_changes_while_a_page_is_read_stops_it_at_the_last_step(site):
    page = campaign()
    draft = page.save_revision()
    become(None)
    assert stale_figures(page, today=localdate())
    with after_review(), pytest.raises(PermissionDenied) as refused:
        draft.publish()
    assert "not published any more" in str(refused.value)
    assert draft.publish(log_action="wagtail.publish.scheduled") is None
    assert Page.objects.get(pk=page.pk).live_revision_id != draft.pk
