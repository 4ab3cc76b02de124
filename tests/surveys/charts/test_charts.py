"""Charts are safe, described in words, and hold no figure that is hidden."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from surveys.charts.bars import Bar, Bin, bar_chart, histogram
from surveys.charts.gaps import Dot, gap_chart
from surveys.charts.tiles import PLACES, Tile, tile_map

SVG = "{http://www.w3.org/2000/svg}"

CHARTS = {
    "gaps": gap_chart(
        [Dot("Under 25 <b>", -14, -18, -10, "fewer"), Dot("25 & over", None, None, None, "hidden")],
        title="Who is “missing”?",
    ),
    "bars": bar_chart([Bar("Yes <i>", 41, 38, 44), Bar("No & never", None)], title="Safe?"),
    "histogram": histogram([Bin(0, 0.5, 12), Bin(0.5, 1, None)], title="How unequal?", unit="times < mean"),
    "tiles": tile_map(
        {"Walsall": Tile("+3", "more", "more"), "Dudley": Tile("<i>", "x", "hidden")}, title="Where?"
    ),
}


@pytest.fixture(params=CHARTS)
def chart(request):
    return ElementTree.fromstring(CHARTS[request.param])


def test_a_chart_is_named_and_described_for_those_who_listen(chart):
    names = chart.get("aria-labelledby").split()
    title, description = chart.find(f"{SVG}title"), chart.find(f"{SVG}desc")
    assert chart.get("role") == "img"
    assert [title.get("id"), description.get("id")] == names
    assert title.text and description.text


def test_a_chart_is_coloured_by_attributes_and_classes_alone(chart):
    for part in chart.iter():
        assert part.get("style") is None
        assert not any(name.startswith("on") for name in part.attrib)
        if part.tag in (f"{SVG}rect", f"{SVG}circle", f"{SVG}path"):
            assert part.get("class") and part.get("fill")


@pytest.mark.parametrize("name", CHARTS)
def test_labels_are_escaped(name):
    assert "<b>" not in CHARTS[name] and "<i>" not in CHARTS[name]


def test_a_hidden_group_has_a_sign_and_no_mark():
    drawn = ElementTree.fromstring(CHARTS["gaps"])
    assert len(drawn.findall(f"{SVG}circle")) == 1
    assert len(drawn.findall(f"{SVG}line")) == 2  # the axis and one range
    assert any("[c]" in (text.text or "") for text in drawn.iter(f"{SVG}text"))
    bars = ElementTree.fromstring(CHARTS["bars"])
    assert len(bars.findall(f"{SVG}rect")) == 1
    assert "No & never: hidden" in bars.find(f"{SVG}desc").text


def test_dots_lie_left_of_the_census_for_fewer_and_right_for_more():
    drawn = ElementTree.fromstring(
        gap_chart([Dot("a", -9, -12, -6, "fewer"), Dot("b", 9, 6, 12, "more")], title="t")
    )
    axis = float(drawn.find(f"{SVG}line").get("x1"))
    fewer, more = (float(dot.get("cx")) for dot in drawn.findall(f"{SVG}circle"))
    assert fewer < axis < more
    assert axis - fewer == pytest.approx(more - axis, abs=0.2)
    words = [text.text for text in drawn.iter(f"{SVG}text")]
    assert "−9 fewer" in words and "+9 more" in words


def test_charts_of_one_screen_share_a_scale():
    def width(points, scale):
        drawn = ElementTree.fromstring(
            gap_chart([Dot("a", points, 0, points, "more")], title="t", scale=scale)
        )
        line = drawn.findall(f"{SVG}line")[1]
        return float(line.get("x2")) - float(line.get("x1"))

    assert width(10, 20) == pytest.approx(2 * width(5, 20), abs=0.3)


def test_bars_are_as_long_as_their_figures_and_stay_in_order():
    drawn = ElementTree.fromstring(bar_chart([Bar("small", 10), Bar("big", 40)], title="t"))
    small, big = (float(bar.get("width")) for bar in drawn.findall(f"{SVG}rect"))
    assert big == pytest.approx(4 * small, rel=0.01)


def test_the_map_has_every_authority_with_its_name_written():
    drawn = ElementTree.fromstring(CHARTS["tiles"])
    written = {text.text for text in drawn.iter(f"{SVG}text")}
    assert set(PLACES) <= written
    assert len(drawn.findall(f".//{SVG}path")) == 7
    assert "Walsall: +3, more" in drawn.find(f"{SVG}desc").text
