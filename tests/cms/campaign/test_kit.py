"""What can be shared: one design in three sizes, captions that fit, nothing about anybody, gone when taken back."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from PIL import Image
from wagtail.models import Locale

from cms.campaign.drawing import LINK, SIZES, CannotBeDrawn, card
from cms.campaign.kit import ALT, LONG, SHORT, Kit, kit_of, kits_of
from cms.campaign.outlines import outline
from cms.media.pictures import is_bare
from cms.models import CampaignPage, StoryPage
from cms.shapes import MOUTHS, SHAPES
from engagement.counting.tally import tally

WORDS = {
    "en": "Nobody walks alone if somebody walks with them.",
    "pl": "Strach jest głośny. My głośniejsi.",
    "ur": "ڈر کا شور بہت ہے۔ ہم (A&E) اس سے زیادہ ہیں۔",
    "bn": "ভয় জোরে কথা বলে। আমরা আরও জোরে।",
}


@pytest.mark.parametrize("path", [*SHAPES.values(), *MOUTHS.values()])
def test_every_shape_of_the_site_can_be_drawn_and_stays_in_its_box(path):
    corners = outline(path)
    assert len(corners) > 3
    assert all(-0.01 <= x <= 100.01 and -0.01 <= y <= 100.01 for x, y in corners)


def test_a_quarter_circle_bends_outwards():
    """On the way from (0, 0) round the corner (100, 0) to (0, 100), the middle of the arc is 100 from the start."""
    assert any(abs(x - 70.71) < 0.5 and abs(y - 70.71) < 0.5 for x, y in outline(SHAPES["quarter"]))
    with pytest.raises(ValueError, match="cannot be read"):
        outline("M0 0c1 2 3 4 5 6")


@pytest.mark.parametrize("language", WORDS)
def test_a_card_is_drawn_in_every_script_bare_and_the_same_each_time(language):
    size = SIZES["1x1"]
    drawn = card(WORDS[language], size=size, surface="violet", language=language)
    assert is_bare(drawn) and len(drawn) < 80_000
    assert drawn == card(WORDS[language], size=size, surface="violet", language=language)
    with Image.open(io.BytesIO(drawn)) as image:
        assert image.size == (1080, 1080)
        # Letters stand at the side their language begins on.
        rows = image.convert("L").crop((0, 0, 1080, 800))
        start = rows.crop((0, 0, 140, 800)) if language != "ur" else rows.crop((940, 0, 1080, 800))
        assert len(start.getcolors()) > 2


def test_a_line_that_cannot_be_read_on_a_card_is_refused():
    with pytest.raises(CannotBeDrawn):
        card("long " * 400, size=SIZES["1x1"], surface="sun")
    with pytest.raises(CannotBeDrawn):
        card("x" * 90, size=LINK, surface="sun")


@pytest.mark.parametrize(
    "more", ["", "One. Two? Three!", "Sentence number one is long. " * 200, "word " * 900]
)
def test_captions_fit_and_keep_line_and_address(more):
    page = CampaignPage(locale=Locale(language_code="en"))
    kit = Kit(page, "x", "Fear is loud. We are louder.", more, "sun", "https://example.org/most-of-us/")
    assert len(kit.short) <= SHORT and len(kit.long) <= LONG and len(kit.alt) <= ALT
    for caption in (kit.short, kit.long):
        assert caption.startswith("Fear is loud.") and caption.endswith("https://example.org/most-of-us/")
        assert not more or caption.count("Sentence number one is long") == caption.count("is long.")


# On the site.


def campaign() -> CampaignPage:
    return CampaignPage.objects.get(slug="most-of-us")


def story() -> StoryPage:
    return StoryPage.objects.get(slug="the-walk-home")


def test_each_message_has_its_kit_with_three_sizes_captions_and_words_for_the_blind(site, visitor):
    kits = kits_of(campaign())
    assert kits[0].line == "Fear is loud. We are louder." and len(kits) == 3
    html = visitor.get("/most-of-us/").content.decode()
    assert all(f'href="{kit.path}kit.zip"' in html for kit in kits)
    tally.forget()
    answer = visitor.get(f"{kits[0].path}kit.zip")
    assert answer.status_code == 200 and not answer.cookies
    with zipfile.ZipFile(io.BytesIO(answer.content)) as folder:
        assert sorted(folder.namelist()) == [
            *("1x1.png", "4x5.png", "9x16.png"),
            *("alt-text.txt", "caption-long.txt", "caption-short.txt", "read-me-first.txt"),
        ]
        for name, size in SIZES.items():
            with Image.open(folder.open(f"{name}.png")) as image:
                assert image.size == (size.width, size.height)
        assert {entry.date_time[0] for entry in folder.infolist()} == {1980}
        told = folder.read("read-me-first.txt").decode()
        assert "Tag nobody" in told and "invented example" in told
    # Counted as a download of the page, and nothing else is known of it.
    assert {(page, kind) for page, kind, _ in tally._counted} == {(campaign().pk, "download")}
    tally.forget()


@pytest.mark.parametrize("rest", ["none/kit.zip", "page/kit.zip", "page/1x1.png", "none/link.png"])
def test_what_cannot_be_shared_has_no_address(site, visitor, rest):
    assert visitor.get(f"/share/{campaign().pk}/{rest}").status_code == 404
    assert visitor.get(f"/share/999999/{rest}").status_code == 404


def test_a_story_is_shared_only_where_its_teller_agreed_to_that_too(site, visitor):
    path = kit_of(story(), "page").path
    assert "/kit.zip" in visitor.get("/most-of-us/the-walk-home/").content.decode()
    StoryPage.objects.filter(pk=story().pk).update(consent_covers_sharing=False)
    assert visitor.get(f"{path}kit.zip").status_code == 404
    assert "/kit.zip" not in visitor.get("/most-of-us/the-walk-home/").content.decode()


def test_a_page_that_is_taken_down_has_nothing_to_share(site, visitor):
    path = kits_of(campaign())[0].path
    assert visitor.get(f"{path}4x5.png").status_code == 200
    campaign().unpublish()
    assert visitor.get(f"{path}4x5.png").status_code == 404
    assert visitor.get(f"/share/{campaign().pk}/page/link.png").status_code == 404


@pytest.mark.parametrize("address", ["/", "/most-of-us/", "/youth-assembly/", "/ur/"])
def test_networks_are_shown_our_own_card_beside_a_link(site, visitor, address):
    html = visitor.get(address).content.decode()
    start = html.index('property="og:image" content="') + len('property="og:image" content="')
    picture = html[start : html.index('"', start)]
    assert 'property="og:title"' in html and 'name="twitter:card" content="summary_large_image"' in html
    drawn = visitor.get(
        picture.partition("//")[2].partition("/")[1] + picture.partition("//")[2].partition("/")[2]
    )
    assert drawn["Content-Type"] == "image/png" and "max-age=300" in drawn["Cache-Control"]
    with Image.open(io.BytesIO(drawn.content)) as image:
        assert image.size == (LINK.width, LINK.height)


def test_the_reach_of_a_month_is_told_rounded_and_without_small_numbers(site, visitor):
    from cms.campaign.reach import reach_of
    from engagement.counting.models import PageCount

    page = campaign()
    october = date(2026, 10, 5)
    PageCount.objects.create(page=page, kind="view", date=october, n=333)
    PageCount.objects.create(page=story(), kind="view", date=october, n=9)
    PageCount.objects.create(page=page, kind="download", date=october, n=9)
    reach = reach_of(page, today=date(2026, 11, 22))
    assert (reach.month, reach.views, reach.downloads, reach.pledges) == (date(2026, 10, 1), 340, None, None)


pytestmark = pytest.mark.django_db
